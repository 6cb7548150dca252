//! Points of one indicator (handbook d.4). The scheme is stored with the report, because offices
//! use several and a reader must know which.

use base::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::figure::{print, round};
use crate::indicator::{Actual, Indicator, Target};

/// A way to give points for a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// In proportion to the target, two decimals (财预〔2020〕10号).
    #[default]
    Proportional,
    /// In proportion, whole points, the rest cut off (some counties).
    WholePoints,
    /// In proportion, nothing below 60 % of the target.
    NothingBelowSixty,
}

impl Scheme {
    /// As the report names it.
    pub fn words(self) -> &'static str {
        match self {
            Scheme::Proportional => "完成指标得满分，未完成按完成比例计分（保留两位小数）",
            Scheme::WholePoints => "完成指标得满分，未完成按完成比例计分（只取整数分）",
            Scheme::NothingBelowSixty => "完成指标得满分，未完成按完成比例计分，完成比例低于60%不得分",
        }
    }

    fn points(self, weight: Decimal, share: Decimal) -> Decimal {
        let exact = weight * share;
        match self {
            Scheme::Proportional => round(exact, 2),
            Scheme::WholePoints => exact.trunc(),
            Scheme::NothingBelowSixty if share < Decimal::new(6, 1) => Decimal::ZERO,
            Scheme::NothingBelowSixty => round(exact, 2),
        }
    }
}

/// The points of an indicator and how they came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// 得分
    pub points: Decimal,
    /// True when the target was met.
    pub met: bool,
    /// Result over target in percent, where both are numbers and the target is not zero.
    pub completion: Option<Decimal>,
    /// The sum written out.
    pub calc: String,
}

/// Points for an indicator that has a result.
///
/// # Errors
/// A result of another unit or kind than the target, a rate without both terms, a judged share
/// outside its grade, a score above its weight.
pub fn score(indicator: &Indicator, actual: &Actual, scheme: Scheme) -> Result<Scored, Refusal> {
    let place = format!("指标“{}”", indicator.name);
    let weight = indicator.weight;
    if let (Target::By(by), Actual::Day { on, .. }) = (&indicator.target, actual) {
        return Ok(by_day(*by, *on, weight));
    }
    if let (Target::Words(_), Actual::Judged { grade, share, who, .. }) = (&indicator.target, actual) {
        if !grade.allows(*share) {
            let what = format!("“{}”不能给{share}%的分值", grade.words());
            let remedy = "达成给80–100%，部分达成给60–80%（不含80%），未达成给60%以下";
            return Err(Refusal::new("定性指标按档计分", &place, what, remedy));
        }
        let points = round(weight * share / Decimal::ONE_HUNDRED, 2);
        let met = *grade == crate::indicator::Judgement::Reached;
        let calc = format!("{}，{who}评定{share}%：{weight}×{share}%={points}", grade.words());
        return Ok(Scored { points, met, completion: None, calc });
    }
    let number = actual.number(&place)?;
    let (Some((value, unit)), Some(wanted)) = (number, indicator.target.unit()) else {
        let what = format!("目标是“{}”，结果却是“{}”", indicator.target.printed(), actual.printed());
        return Err(Refusal::new("结果与目标同类", &place, what, "按目标的形式填写实际完成值"));
    };
    if unit != wanted {
        let what = format!("目标以“{wanted}”计，结果以“{unit}”计");
        return Err(Refusal::new("结果与目标单位相同", &place, what, "换算成目标的单位后再填"));
    }
    Ok(by_number(&indicator.target, value, weight, scheme))
}

fn by_day(by: Date, on: Date, weight: Decimal) -> Scored {
    let met = on <= by;
    let points = if met { weight } else { Decimal::ZERO };
    let calc = format!("{}{}{by}，得{points}分", on, if met { "不晚于" } else { "晚于" });
    Scored { points, met, completion: None, calc }
}

fn by_number(target: &Target, value: Decimal, weight: Decimal, scheme: Scheme) -> Scored {
    let (share, bound) = share_of(target, value);
    let met = share >= Decimal::ONE;
    let points = if met { weight } else { scheme.points(weight, share) };
    let completion = (!bound.is_zero()).then(|| value * Decimal::ONE_HUNDRED / bound);
    let (value, bound) = (print(value, 2), print(bound, 2));
    let calc = match (met, matches!(target, Target::AtMost(_))) {
        (true, _) => format!("{value}达到目标{}，得满分{weight}", target.printed()),
        (false, false) => format!("{value}/{bound}×{weight}={points}"),
        (false, true) => format!("[1−({value}−{bound})/{bound}]×{weight}={points}"),
    };
    Scored { points, met, completion, calc }
}

/// The share of the target that was reached (1 = met, never below 0) and the bound it was measured against.
fn share_of(target: &Target, value: Decimal) -> (Decimal, Decimal) {
    match target {
        Target::AtLeast(at) => (upwards(value, at.value), at.value),
        // A target of zero (no complaint, no error) is met only by nothing.
        Target::Exactly(at) if at.value.is_zero() => (downwards(value, at.value), at.value),
        Target::Exactly(at) => (upwards(value, at.value), at.value),
        Target::AtMost(at) => (downwards(value, at.value), at.value),
        Target::Between { from, to, .. } if value > *to => (downwards(value, *to), *to),
        Target::Between { from, .. } => (upwards(value, *from), *from),
        Target::By(_) | Target::Words(_) => (Decimal::ZERO, Decimal::ZERO),
    }
}

fn upwards(value: Decimal, bound: Decimal) -> Decimal {
    if value >= bound {
        Decimal::ONE
    } else if bound.is_zero() {
        Decimal::ZERO
    } else {
        (value / bound).max(Decimal::ZERO)
    }
}

fn downwards(value: Decimal, bound: Decimal) -> Decimal {
    if value <= bound {
        Decimal::ONE
    } else if bound.is_zero() {
        Decimal::ZERO
    } else {
        (Decimal::ONE - (value - bound) / bound).max(Decimal::ZERO)
    }
}
