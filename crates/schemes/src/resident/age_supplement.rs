//! 高龄基础养老金: a monthly amount by age band.

use base::{ByLevel, Date, Fen, Month};
use law::{Cited, LawError, MoneyTable, PlaceLaw, Shares};

use super::claim::age_on;
use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.age_supplement/1";

/// From when a band holds for a person who reaches its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeStart {
    /// The month of the birthday.
    MonthOfAge,
    /// The month after.
    MonthAfter,
    /// 1 January of the year after (蚌埠).
    JanuaryAfter,
}

impl AgeStart {
    fn read(word: Cited<String>) -> Cited<AgeStart> {
        let value = match word.value.as_str() {
            "month_of_age" => AgeStart::MonthOfAge,
            "january_after" => AgeStart::JanuaryAfter,
            _ => AgeStart::MonthAfter,
        };
        Cited { value, citation: word.citation }
    }

    /// First month of a band.
    pub fn month(self, birth: Date, age: i64) -> Month {
        // An age beyond what a month can hold is beyond any life.
        let months = i32::try_from(age.clamp(0, 150)).unwrap_or(150) * 12;
        let birthday = Month::of(birth).plus(months);
        match self {
            AgeStart::MonthOfAge => birthday,
            AgeStart::MonthAfter => birthday.next(),
            AgeStart::JanuaryAfter => birthday.plus(13 - i32::from(birthday.month())),
        }
    }
}

/// What the law says about the supplement in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct AgeRules {
    from_age: Cited<i64>,
    bands: Asked<MoneyTable>,
    start: Asked<AgeStart>,
    shares: Asked<Shares>,
}

impl AgeRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<AgeRules, LawError> {
        Ok(AgeRules {
            from_age: place.count("resident.age_supplement.from_age", month)?,
            bands: place.money_table("resident.age_supplement.bands", month),
            start: place.word("resident.age_supplement.start", month).map(AgeStart::read),
            shares: place.shares("resident.age_supplement.shares", month),
        })
    }

    /// Too young for any band though the place never published its bands: 人社部发〔2018〕21号
    /// speaks of 65 and more, so that a younger person needs no local row.
    fn too_young(&self, birth: Date, month: Month) -> bool {
        let unpublished = self.bands.is_err() || self.start.is_err();
        unpublished && age_on(birth, month.last_day()) < self.from_age.value
    }

    /// First months of the bands that this person will reach after a month.
    pub(super) fn next_step(&self, birth: Date, after: Month) -> Option<Month> {
        let (Ok(bands), Ok(start)) = (&self.bands, &self.start) else {
            // The run then meets the gap and names it.
            return Some(AgeStart::MonthOfAge.month(birth, self.from_age.value)).filter(|month| *month > after);
        };
        bands.value.0.keys().map(|age| start.value.month(birth, *age)).filter(|m| *m > after).min()
    }
}

/// 人社部发〔2018〕21号: people of 65 and more get an addition by local bands.
pub fn age_supplement(birth: Date, month: Month, rules: &AgeRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let node = |amount: Fen, formula: String| {
        let node = Node::new("高龄基础养老金", REVISION, amount).formula(formula);
        node.input("出生日期", birth).input("所属月份", month)
    };
    let none = "未到加发年龄".to_owned();
    if rules.too_young(birth, month) {
        return trace.step(|_| Ok(ByLevel::ZERO), |_| node(Fen::ZERO, none).cite(&rules.from_age));
    }
    let (bands, start) = (need(&rules.bands)?, need(&rules.start)?);
    let reached = |age: i64| start.value.month(birth, age) <= month;
    let band = bands.value.0.iter().rev().find(|(age, _)| reached(**age));
    let Some((age, fen)) = band.filter(|(_, fen)| !fen.is_zero()) else {
        let formula = if band.is_some() { "本年龄段没有加发".to_owned() } else { none };
        return trace.step(|_| Ok(ByLevel::ZERO), |_| node(Fen::ZERO, formula).cite(bands).cite(start));
    };
    let shares = need(&rules.shares)?;
    trace.step(
        |_| Ok(shares.value.split(*fen)),
        |amounts| {
            let formula = format!("满 {age} 周岁加发 {fen}；{}", shares.value.text());
            node(amounts.total(), formula).cite(bands).cite(start).cite(shares)
        },
    )
}
