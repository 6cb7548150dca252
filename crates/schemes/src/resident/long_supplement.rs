//! 缴费年限养老金: a monthly amount for every year paid beyond the required ones.

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, PlaceLaw, Shares};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.long_supplement/1";

/// What the law says about the supplement in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct LongRules {
    per_year: Cited<Fen>,
    above_years: Cited<i64>,
    shares: Cited<Shares>,
}

impl LongRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<LongRules, LawError> {
        Ok(LongRules {
            per_year: place.money("resident.long_supplement.per_year", month)?,
            above_years: place.count("resident.long_supplement.above_years", month)?,
            shares: place.shares("resident.long_supplement.shares", month)?,
        })
    }
}

/// 国发〔2014〕8号 第六部分 and local rules (昆政发〔2014〕35号): amount per year × years beyond.
pub fn long_supplement(paid_years: u32, rules: &LongRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let beyond = (i64::from(paid_years) - rules.above_years.value).max(0);
    trace.step(
        |_| Ok(rules.shares.value.split(rules.per_year.value.times(beyond))),
        |amounts| {
            Node::new("缴费年限养老金", REVISION, amounts.total())
                .formula(format!("{} × {beyond} 年；{}", rules.per_year.value, rules.shares.value.text()))
                .input("缴费年限", format!("{paid_years} 年"))
                .cite(&rules.per_year)
                .cite(&rules.above_years)
                .cite(&rules.shares)
        },
    )
}
