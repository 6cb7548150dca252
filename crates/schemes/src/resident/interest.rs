//! 个人账户利息: one year's interest by the method of the place.

use base::{Fen, Month, Rate, Rounding};
use law::{Cited, LawError, PlaceLaw};

use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the month-product formula (method A).
pub const REVISION: &str = "resident.interest_month_product/1";
/// Revision of method B, by full months held.
pub const MONTHS_HELD_REVISION: &str = "resident.interest_months_held/1";
/// Revision of method C, this year's deposits at the demand rate.
pub const DEMAND_REVISION: &str = "resident.interest_demand_rate/1";
/// Revision of the method that gives every deposit the whole year.
pub const FULL_YEAR_REVISION: &str = "resident.interest_full_year/1";
/// Revision of the method that gives a deposit nothing in its first year.
pub const NEXT_YEAR_REVISION: &str = "resident.interest_from_next_year/1";

/// What the law says about one interest year (1 January to 31 December).
#[derive(Clone, Debug, PartialEq)]
pub struct InterestRules {
    year: i16,
    rate: Cited<Rate>,
    demand: Asked<Rate>,
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
            demand: place.rate("resident.interest.demand_rate", january),
            method: place.word("resident.interest.method", january)?,
            rounding: place.rounding("resident.interest.rounding", january)?,
        })
    }

    /// The year's rate.
    pub fn rate(&self) -> Rate {
        self.rate.value
    }

    /// The method's revision, the months of twelve that a movement of a month earns, and the rate
    /// it earns them at.
    fn method(&self) -> Result<Method<'_>, SchemeError> {
        let own = |revision, months| Ok(Method { revision, months, rate: &self.rate });
        match self.method.value.as_str() {
            "B" => own(MONTHS_HELD_REVISION, |month| 12 - i32::from(month.month())),
            "C" => {
                let rate = need(&self.demand)?;
                Ok(Method { revision: DEMAND_REVISION, months: counting_its_month, rate })
            }
            "full_year" => own(FULL_YEAR_REVISION, |_| 12),
            "from_next_year" => own(NEXT_YEAR_REVISION, |_| 0),
            _ => own(REVISION, counting_its_month),
        }
    }
}

struct Method<'a> {
    revision: &'static str,
    months: fn(Month) -> i32,
    rate: &'a Cited<Rate>,
}

fn counting_its_month(month: Month) -> i32 {
    13 - i32::from(month.month())
}

/// `opening × r + Σ movement × rate × months ÷ 12`, rounded once; 社会保险法 第十四条 (interest), local
/// rules for the method. A payment out of the account is a negative movement.
///
/// - A 月积数法: months of a movement count its own month;
/// - B (郑州): only whole months held after it;
/// - C (芜湖): as A, but at the demand rate;
/// - `full_year` (石家庄's table): twelve; `from_next_year` (慧择's calculator): none.
pub fn year_interest(
    opening: Fen,
    movements: &[(Month, Fen)],
    rules: &InterestRules,
    trace: &mut Trace,
) -> Result<Fen, SchemeError> {
    if let Some((month, _)) = movements.iter().find(|(month, _)| month.year() != rules.year) {
        return Err(SchemeError::Facts(format!("{month} 的记账不属于计息年度 {}，请按年度分开计息", rules.year)));
    }
    let Method { revision, months, rate: moving } = rules.method()?;
    let products: i128 =
        movements.iter().map(|(month, amount)| i128::from(amount.get()) * i128::from(months(*month))).sum();
    let (rate, moving_rate) = (rules.rate.value, moving.value);
    let (top, bottom) = (i128::from(rate.numerator()), i128::from(rate.denominator()));
    let (moving_top, moving_bottom) = (i128::from(moving_rate.numerator()), i128::from(moving_rate.denominator()));
    let numerator = i128::from(opening.get()) * 12 * top * moving_bottom + products * moving_top * bottom;
    let denominator = 12 * bottom * moving_bottom;
    trace.step(
        |_| Ok(rules.rounding.value.apply(numerator, denominator)),
        |interest| {
            let mut formula = format!("{opening} × {rate}");
            for (month, amount) in movements {
                formula.push_str(&format!(" + {amount} × {moving_rate} × {}/12", months(*month)));
            }
            let node = Node::new(format!("{} 年个人账户利息", rules.year), revision, *interest)
                .formula(formula)
                .input("年初余额", opening)
                .rounded(rules.rounding.value, numerator, denominator)
                .cite(&rules.rate);
            let node = if std::ptr::eq(moving, &rules.rate) { node } else { node.cite(moving) };
            node.cite(&rules.method).cite(&rules.rounding)
        },
    )
}
