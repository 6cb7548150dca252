//! The monthly pension by our law, from the facts that the province states; and why its figure is
//! another.

use base::{Fen, Month, RegionCode};
use schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, ComponentKind, Components, Origin, RuleBook, assess_in,
};

use super::compare::Found;
use crate::tables::{DifferenceKind, ShadowPerson, ShadowSubject};

/// Below this a difference is one of rounding: some places cut the jiao, others round to the fen.
pub(super) const ROUNDING: Fen = Fen::new(10);
/// Months looked back and ahead for the law that gives the province's figure.
const MONTHS: i32 = 60;
/// Fee years more or less that are tried.
const YEARS: u32 = 3;

/// The pension that our law gives, when it is another. `None` too for who draws none.
pub(super) fn compare(person: &ShadowPerson, month: Month, place: RegionCode, book: &RuleBook) -> Option<Found> {
    if person.state != "receiving" {
        return (person.monthly > Fen::ZERO && person.state == "ended").then(|| {
            let words = format!("状态为终止参保，却列有月养老金 {} 元", person.monthly);
            found(person, month, Fen::ZERO, DifferenceKind::NotOwed, words)
        });
    }
    let facts = match facts_of(person, place) {
        Ok(facts) => facts,
        Err(missing) => {
            let words = format!("月报缺少{missing}，无法复算");
            return Some(found(person, month, person.monthly, DifferenceKind::NotComputable, words));
        }
    };
    let ours = match assess_in(&facts, month, book) {
        Ok(assessed) => assessed.components,
        Err(error) => {
            let words = format!("按本系统政策无法计算：{error}");
            return Some(found(person, month, person.monthly, DifferenceKind::NotComputable, words));
        }
    };
    if ours.total() == person.monthly {
        return None;
    }
    let (kind, words) = explain(person, month, &facts, &ours, book);
    Some(found(person, month, ours.total(), kind, words))
}

/// The pension that our law gives for a month, from the newest facts of the person.
pub(super) fn by_law(person: &ShadowPerson, month: Month, place: RegionCode, book: &RuleBook) -> Result<Fen, String> {
    let facts = facts_of(person, place).map_err(|missing| format!("人员月报缺少{missing}，无法复算"))?;
    if month < facts.first_month {
        return Ok(Fen::ZERO);
    }
    let assessed = assess_in(&facts, month, book).map_err(|error| format!("按本系统政策无法计算：{error}"))?;
    Ok(assessed.components.total())
}

fn facts_of(person: &ShadowPerson, place: RegionCode) -> Result<AwardFacts, &'static str> {
    let years = person.years.and_then(|years| u32::try_from(years).ok()).ok_or("缴费年限")?;
    Ok(AwardFacts {
        place,
        birth: person.birth.ok_or("出生日期")?,
        paid_years: years,
        account: AccountBalance::ZERO.with(AccountSource::Personal, person.at_start.ok_or("待遇开始时账户总额")?),
        first_month: person.first_month.ok_or("待遇开始年月")?,
        origin: Origin::Assessed,
        exhaustion: None,
    })
}

fn found(person: &ShadowPerson, month: Month, ours: Fen, kind: DifferenceKind, words: String) -> Found {
    Found {
        subject: ShadowSubject::Pension,
        kind,
        number: person.number.clone(),
        name: person.name.clone(),
        period: month.number(),
        theirs: person.monthly,
        ours,
        words,
    }
}

fn explain(
    person: &ShadowPerson,
    month: Month,
    facts: &AwardFacts,
    ours: &Components,
    book: &RuleBook,
) -> (DifferenceKind, String) {
    let difference = person.monthly - ours.total();
    if difference < ROUNDING && -difference < ROUNDING {
        return (DifferenceKind::Rounding, format!("差 {difference} 元，不足一角：取舍方法不同"));
    }
    let theirs = [person.base_fen, person.long_fen, person.age_fen, person.account_fen];
    // Part by part: a sum may agree by chance.
    let gives = |facts: &AwardFacts, at: Month| {
        let parts = |all: &Components| ComponentKind::ALL.map(|kind| all.of(kind));
        assess_in(facts, at, book).is_ok_and(|assessed| parts(&assessed.components) == theirs)
    };
    for step in 1..=MONTHS {
        for (at, what) in [(month.plus(-step), "还没有执行此后的调整"), (month.plus(step), "已提前执行")]
        {
            if gives(facts, at) {
                return (DifferenceKind::LawVersion, format!("与按 {at} 的规定计算相同：省系统{what}"));
            }
        }
    }
    for more in 1..=YEARS {
        let years = [facts.paid_years.checked_sub(more), Some(facts.paid_years + more)];
        for years in years.into_iter().flatten() {
            if gives(&AwardFacts { paid_years: years, ..*facts }, month) {
                let words = format!("与缴费 {years} 年计算相同，月报的缴费年限是 {} 年", facts.paid_years);
                return (DifferenceKind::MissingYear, words);
            }
        }
    }
    let parts: Vec<String> = ComponentKind::ALL
        .into_iter()
        .zip(theirs)
        .filter(|(kind, fen)| ours.of(*kind) != *fen)
        .map(|(kind, fen)| format!("{}：省系统 {fen}，复算 {}", kind.title(), ours.of(kind)))
        .collect();
    let words = parts.join("；");
    match parts.len() {
        1 => (DifferenceKind::OtherBase, format!("只有一项不同：{words}，请核对该项的标准或计发账户总额")),
        _ => (DifferenceKind::Unexplained, format!("{words}，请调阅省系统的核定表")),
    }
}
