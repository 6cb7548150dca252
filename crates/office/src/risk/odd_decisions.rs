//! 办件异常: what no single matter shows, only many beside one another: amounts that stay just below
//! the tier of a higher post, sums that were split to stay below it (S6), and approvals given faster
//! than anybody can read (S10). For the auditor; nothing is held by it.

use std::collections::BTreeMap;

use base::{Date, Fen};
use desk::{Look, MatterId, StaffId, Unplanned};
use serde::Serialize;
use store::{Field, Value};

/// Amounts of so many per cent of a tier or more, and below it, are near it.
const NEAR_PER_CENT: i64 = 95;
/// Parts of one sum come within so many days.
const SPLIT_DAYS: i32 = 30;
/// Nobody reads a matter in so few seconds …
const SECONDS: i64 = 5;
/// … so many times in a row.
const IN_A_ROW: usize = 10;

/// What is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// 略低于审批档次
    JustBelow,
    /// 拆分避开审批档次
    Split,
    /// 连续快速审批
    Fast,
}

impl Oddity {
    /// The word in lists.
    pub const fn title(self) -> &'static str {
        match self {
            Oddity::JustBelow => "略低于审批档次",
            Oddity::Split => "拆分避开审批档次",
            Oddity::Fast => "连续快速审批",
        }
    }
}

/// Something to ask about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OddDecision {
    /// What is odd.
    pub oddity: Oddity,
    /// The matters.
    pub matters: Vec<MatterId>,
    /// In words.
    pub words: String,
}

/// A finished matter below a tier of its operation.
struct Below {
    matter: MatterId,
    subject: (String, String, String),
    amount: Fen,
    on: Date,
    above: Fen,
}

/// What is odd about the decisions since a day.
pub fn odd_decisions(look: &mut Look<'_>, since: Date) -> Result<Vec<OddDecision>, Unplanned> {
    let below = below_tiers(look, since)?;
    let mut odd: Vec<OddDecision> = below.iter().filter_map(just_below).collect();
    let mut by_subject: BTreeMap<&(String, String, String), Vec<&Below>> = BTreeMap::new();
    for one in &below {
        by_subject.entry(&one.subject).or_default().push(one);
    }
    odd.extend(by_subject.into_values().filter_map(|parts| split(&parts)));
    odd.extend(fast(look, since)?);
    Ok(odd)
}

/// Each matter with the lowest tier above its amount.
fn below_tiers(look: &mut Look<'_>, since: Date) -> Result<Vec<Below>, Unplanned> {
    let sql = "SELECT m.id, m.operation, m.title, m.area, m.amount, m.made_on, MIN(t.above) FROM matter m \
               JOIN matter_end x ON x.matter = m.id AND x.outcome = 'done' \
               JOIN approval_tier t ON t.agency = m.agency AND t.operation = m.operation \
               AND t.from_date <= m.made_on AND t.above > m.amount \
               WHERE m.agency = $1 AND m.made_on >= $2 AND m.amount > 0 \
               GROUP BY m.id, m.operation, m.title, m.area, m.amount, m.made_on ORDER BY m.id";
    let mut below = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), since.value()], |row| {
        let text = |column| Ok::<_, store::StoreError>(row.text(column)?.to_owned());
        below.push(Below {
            matter: MatterId::read(row, 0)?,
            subject: (text(1)?, text(2)?, text(3)?),
            amount: Fen::read(row, 4)?,
            on: Date::read(row, 5)?,
            above: Fen::read(row, 6)?,
        });
        Ok(())
    })?;
    Ok(below)
}

fn just_below(one: &Below) -> Option<OddDecision> {
    let near = i128::from(one.amount.get()) * 100 >= i128::from(one.above.get()) * i128::from(NEAR_PER_CENT);
    near.then(|| OddDecision {
        oddity: Oddity::JustBelow,
        matters: vec![one.matter],
        words: format!("{} {} {} 元，审批档次 {} 元", one.on, one.subject.1, one.amount, one.above),
    })
}

/// Matters of one operation with one title in one place, in the order in which they were made.
fn split(parts: &[&Below]) -> Option<OddDecision> {
    let first = parts.first()?;
    let within = |one: &&&Below| first.on.until(one.on).is_ok_and(|span| span.get_days() <= SPLIT_DAYS);
    let together: Vec<&&Below> = parts.iter().filter(within).collect();
    let sum: Fen = together.iter().map(|one| one.amount).sum();
    (together.len() > 1 && sum >= first.above).then(|| OddDecision {
        oddity: Oddity::Split,
        matters: together.iter().map(|one| one.matter).collect(),
        words: format!(
            "{} {SPLIT_DAYS} 天内 {} 笔共 {sum} 元，审批档次 {} 元",
            first.subject.1,
            together.len(),
            first.above
        ),
    })
}

/// Runs of approvals by one person with hardly any time between them. A simulated agency has days
/// and no hours: nothing can be said about it.
fn fast(look: &mut Look<'_>, since: Date) -> Result<Vec<OddDecision>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    let simulated: Option<bool> =
        look.scalar("SELECT MAX(simulated) FROM agency WHERE id = $1", std::slice::from_ref(&agency))?;
    if simulated.unwrap_or_default() {
        return Ok(Vec::new());
    }
    let sql = "SELECT staff, signed_at, matter FROM signature \
               WHERE agency = $1 AND stage = 'approve' AND signed_at >= $2 ORDER BY staff, signed_at, matter";
    let mut signed: Vec<Approval> = Vec::new();
    look.each(sql, &[agency, since.to_string().into()], |row| {
        if let Ok(at) = row.text(1)?.parse() {
            signed.push((StaffId::read(row, 0)?, at, MatterId::read(row, 2)?));
        }
        Ok(())
    })?;
    Ok(runs(&signed))
}

/// Who approved which matter at what moment.
type Approval = (StaffId, jiff::civil::DateTime, MatterId);

/// Approvals of one person that follow one another too fast; they come by person and time.
fn runs(signed: &[Approval]) -> Vec<OddDecision> {
    let quick = |a: &Approval, b: &Approval| a.0 == b.0 && a.1.duration_until(b.1).as_secs() < SECONDS;
    let told = |run: &[Approval]| {
        let (first, last) = (run.first()?, run.last()?);
        Some(OddDecision {
            oddity: Oddity::Fast,
            matters: run.iter().map(|one| one.2).collect(),
            words: format!(
                "人员 {} 在 {} 至 {} 连续审批 {} 件，每件不到 {SECONDS} 秒",
                first.0,
                first.1,
                last.1,
                run.len()
            ),
        })
    };
    signed.chunk_by(quick).filter(|run| run.len() >= IN_A_ROW).filter_map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many approvals by one person, so many seconds apart.
    fn approvals(staff: i64, count: i64, apart: i64) -> Vec<Approval> {
        let start = jiff::civil::date(2019, 1, 4).at(9, 0, 0, 0);
        let at = |n: i64| start.saturating_add(jiff::SignedDuration::from_secs(n * apart));
        (0..count).map(|n| (StaffId(staff), at(n), MatterId(staff * 100 + n))).collect()
    }

    #[test]
    fn only_many_in_a_row_by_one_person_are_too_fast() {
        assert_eq!(runs(&approvals(1, 10, 4)).len(), 1);
        assert_eq!(runs(&approvals(1, 10, 4))[0].matters.len(), 10);
        assert!(runs(&approvals(1, 9, 4)).is_empty(), "nine matters are no bulk");
        assert!(runs(&approvals(1, 30, 5)).is_empty(), "five seconds each");
        let two = [approvals(1, 6, 1), approvals(2, 6, 1)].concat();
        assert!(runs(&two).is_empty(), "two people approve six each");
    }

    #[test]
    fn a_sum_near_the_tier_and_one_in_parts_are_told_and_others_are_not() {
        let one = |matter, who: &str, yuan, day| Below {
            matter: MatterId(matter),
            subject: ("x".to_owned(), who.to_owned(), "530113".to_owned()),
            amount: Fen::from_yuan(yuan),
            on: jiff::civil::date(2019, 1, day),
            above: Fen::from_yuan(1_000),
        };
        assert!(just_below(&one(1, "a", 950, 1)).is_some() && just_below(&one(1, "a", 949, 1)).is_none());
        let parts = [one(1, "a", 500, 1), one(2, "a", 500, 31)];
        let both: Vec<&Below> = parts.iter().collect();
        assert_eq!(split(&both).unwrap().matters, [MatterId(1), MatterId(2)]);
        assert!(split(&both[..1]).is_none(), "one matter is not split");
        let little = [one(1, "a", 500, 1), one(2, "a", 499, 2)];
        assert!(split(&little.iter().collect::<Vec<_>>()).is_none());
    }
}
