//! 高龄基础养老金: a monthly amount by age band.

use base::{ByLevel, Date, Fen, Month};
use law::{Cited, LawError, MoneyTable, PlaceLaw, Shares};

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
    bands: Cited<MoneyTable>,
    start: Cited<AgeStart>,
    shares: Cited<Shares>,
}

impl AgeRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<AgeRules, LawError> {
        let start = place.word("resident.age_supplement.start", month)?;
        let value = match start.value.as_str() {
            "month_of_age" => AgeStart::MonthOfAge,
            "january_after" => AgeStart::JanuaryAfter,
            _ => AgeStart::MonthAfter,
        };
        Ok(AgeRules {
            bands: place.money_table("resident.age_supplement.bands", month)?,
            start: Cited { value, citation: start.citation },
            shares: place.shares("resident.age_supplement.shares", month)?,
        })
    }

    /// First months of the bands that this person will reach after a month.
    pub(super) fn next_step(&self, birth: Date, after: Month) -> Option<Month> {
        self.bands.value.0.keys().map(|age| self.start.value.month(birth, *age)).filter(|m| *m > after).min()
    }

    /// The band in force for a person: from which age, and how much.
    fn band(&self, birth: Date, month: Month) -> Option<(i64, Fen)> {
        let reached = |age: i64| self.start.value.month(birth, age) <= month;
        self.bands.value.0.iter().rev().find(|(age, _)| reached(**age)).map(|(age, fen)| (*age, *fen))
    }
}

/// 人社部发〔2018〕21号: people of 65 and more get an addition by local bands.
pub fn age_supplement(birth: Date, month: Month, rules: &AgeRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let band = rules.band(birth, month);
    trace.step(
        |_| Ok(rules.shares.value.split(band.map_or(Fen::ZERO, |(_, fen)| fen))),
        |amounts| {
            let formula = match band {
                Some((age, fen)) => format!("满 {age} 周岁加发 {fen}；{}", rules.shares.value.text()),
                None => "未到加发年龄".to_owned(),
            };
            Node::new("高龄基础养老金", REVISION, amounts.total())
                .formula(formula)
                .input("出生日期", birth)
                .input("所属月份", month)
                .cite(&rules.bands)
                .cite(&rules.start)
                .cite(&rules.shares)
        },
    )
}
