//! 个人账户利息: one year's interest by the month-product method (A). Other methods stand beside
//! it when a place needs them.

use base::{Fen, Month, Rate, Rounding};
use law::{Cited, LawError, PlaceLaw};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.interest_month_product/1";

/// What the law says about one interest year (1 January to 31 December).
#[derive(Clone, Debug, PartialEq)]
pub struct InterestRules {
    year: i16,
    rate: Cited<Rate>,
    method: Cited<String>,
    rounding: Cited<Rounding>,
}

impl InterestRules {
    /// The law of the year that `month` lies in: the rate is the one of 1 January.
    pub fn of_year(place: &PlaceLaw, month: Month) -> Result<InterestRules, LawError> {
        let january = month.plus(1 - i32::from(month.month()));
        Ok(InterestRules {
            year: month.year(),
            rate: place.rate("resident.interest.rate", january)?,
            method: place.word("resident.interest.method", january)?,
            rounding: place.rounding("resident.interest.rounding", january)?,
        })
    }

    /// The year's rate.
    pub fn rate(&self) -> Rate {
        self.rate.value
    }
}

/// 月积数法: `opening × r + Σ movement × r × (12 − month + 1) ÷ 12`, rounded once. A movement earns
/// from the month it is booked in; a payment out of the account is negative and earns no more
/// from its month on.
pub fn year_interest(
    opening: Fen,
    movements: &[(Month, Fen)],
    rules: &InterestRules,
    trace: &mut Trace,
) -> Result<Fen, SchemeError> {
    if let Some((month, _)) = movements.iter().find(|(month, _)| month.year() != rules.year) {
        return Err(SchemeError::Facts(format!("{month} 的记账不属于计息年度 {}，请按年度分开计息", rules.year)));
    }
    let products: i128 = movements
        .iter()
        .map(|(month, amount)| i128::from(amount.get()) * i128::from(13 - i32::from(month.month())))
        .sum();
    let rate = rules.rate.value;
    let numerator = (i128::from(opening.get()) * 12 + products) * i128::from(rate.numerator());
    let denominator = 12 * i128::from(rate.denominator());
    trace.step(
        |_| Ok(rules.rounding.value.apply(numerator, denominator)),
        |interest| {
            let mut formula = format!("{opening} × {rate}");
            for (month, amount) in movements {
                formula.push_str(&format!(" + {amount} × {rate} × {}/12", 13 - i32::from(month.month())));
            }
            Node::new(format!("{} 年个人账户利息", rules.year), REVISION, *interest)
                .formula(formula)
                .input("年初余额", opening)
                .rounded(rules.rounding.value, numerator, denominator)
                .cite(&rules.rate)
                .cite(&rules.method)
                .cite(&rules.rounding)
        },
    )
}
