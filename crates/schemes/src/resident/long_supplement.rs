//! 缴费年限养老金: a monthly amount for every year paid beyond the required ones.

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, PlaceLaw, Shares};

use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.long_supplement/1";

/// What the law says about the supplement in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct LongRules {
    per_year: Asked<Fen>,
    above_years: Cited<i64>,
    shares: Asked<Shares>,
}

impl LongRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<LongRules, LawError> {
        Ok(LongRules {
            per_year: place.money("resident.long_supplement.per_year", month),
            above_years: place.count("resident.long_supplement.above_years", month)?,
            shares: place.shares("resident.long_supplement.shares", month),
        })
    }
}

/// 国发〔2014〕8号 第六部分 and local rules (昆政发〔2014〕35号): amount per year × years beyond.
pub fn long_supplement(paid_years: u32, rules: &LongRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let beyond = (i64::from(paid_years) - rules.above_years.value).max(0);
    let node = |amount: Fen| {
        let years = format!("{paid_years} 年");
        Node::new("缴费年限养老金", REVISION, amount).input("缴费年限", years).cite(&rules.above_years)
    };
    if beyond == 0 {
        let formula = format!("未超过 {} 年", rules.above_years.value);
        return trace.step(|_| Ok(ByLevel::ZERO), |amounts| node(amounts.total()).formula(formula));
    }
    let (per_year, shares) = (need(&rules.per_year)?, need(&rules.shares)?);
    trace.step(
        |_| Ok(shares.value.split(per_year.value.times(beyond))),
        |amounts| {
            node(amounts.total())
                .formula(format!("{} × {beyond} 年；{}", per_year.value, shares.value.text()))
                .cite(per_year)
                .cite(shares)
        },
    )
}
