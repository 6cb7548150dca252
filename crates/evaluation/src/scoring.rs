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
    let reached = Reached::of(target, value);
    let share = reached.share();
    let met = share >= Decimal::ONE;
    let points = if met { weight } else { scheme.points(weight, share) };
    let bound = reached.bound;
    let completion = (!bound.is_zero()).then(|| value * Decimal::ONE_HUNDRED / bound);
    let calc = if met {
        let unit = target.unit().map(|unit| unit.to_string()).unwrap_or_default();
        format!("{}{unit}达到目标{}，得满分{}", shown(value), target.printed(), weight.normalize())
    } else {
        reached.calc((weight, points), scheme)
    };
    Scored { points, met, completion, calc }
}

/// A number in a sum: rounded as in print, without zeros that say nothing.
fn shown(value: Decimal) -> Decimal {
    round(value, 2).normalize()
}

/// A result against the bound that it was measured by.
struct Reached {
    value: Decimal,
    bound: Decimal,
    /// More is better; otherwise less.
    upwards: bool,
}

impl Reached {
    fn of(target: &Target, value: Decimal) -> Reached {
        let (upwards, bound) = match target {
            // A target of zero (no complaint, no error) is met only by nothing.
            Target::Exactly(at) => (!at.value.is_zero(), at.value),
            Target::AtLeast(at) => (true, at.value),
            Target::AtMost(at) => (false, at.value),
            Target::Between { to, .. } if value > *to => (false, *to),
            Target::Between { from, .. } => (true, *from),
            Target::By(_) | Target::Words(_) => (true, Decimal::ZERO),
        };
        Reached { value, bound, upwards }
    }

    fn met(&self) -> bool {
        if self.upwards { self.value >= self.bound } else { self.value <= self.bound }
    }

    /// The share of the target as the formula gives it, which may lie below 0; none of a target of zero.
    fn exact(&self) -> Option<Decimal> {
        let Reached { value, bound, upwards } = *self;
        let part = |amount: Decimal| (!bound.is_zero()).then(|| amount / bound);
        if upwards { part(value) } else { part(value - bound).map(|over| Decimal::ONE - over) }
    }

    /// The share that counts: 1 = met, never below 0.
    fn share(&self) -> Decimal {
        if self.met() { Decimal::ONE } else { self.exact().unwrap_or_default().max(Decimal::ZERO) }
    }

    /// The sum written out: what stands there must come out by hand.
    fn calc(&self, (weight, points): (Decimal, Decimal), scheme: Scheme) -> String {
        let (value, bound, points) = (shown(self.value), shown(self.bound), points.normalize());
        let weight_shown = weight.normalize();
        let Some(exact) = self.exact() else { return format!("目标为0，结果为{value}，得0分") };
        let share =
            if self.upwards { format!("{value}/{bound}") } else { format!("[1−({value}−{bound})/{bound}]") };
        match scheme {
            _ if exact <= Decimal::ZERO => format!("{share}不大于0，得0分"),
            Scheme::NothingBelowSixty if exact < Decimal::new(6, 1) => format!("{share}低于60%，得0分"),
            Scheme::WholePoints => {
                format!("{share}×{weight_shown}={}，取整得{points}", print((weight * exact).trunc_with_scale(2), 2))
            }
            Scheme::Proportional | Scheme::NothingBelowSixty => format!("{share}×{weight_shown}={points}"),
        }
    }
}
