//! A02 of a 得分率: 满分25分，得分20.4分，得分率81.6%.

use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The points and what was earned of them directly before each rate.
pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [points, earned, rate] = three else { continue };
        let scores = points.number.dimension == Dimension::Score && earned.number.dimension == Dimension::Score;
        let together = points.sentence == rate.sentence && points.part == rate.part && points.bracket == rate.bracket;
        let near = rate.clause.abs_diff(earned.clause) <= 1 && earned.clause.abs_diff(points.clause) <= 1;
        let called = rate.number.dimension == Dimension::Percent && bare_lead(&rate.lead).ends_with("得分率");
        let weighed = ["满分", "分值", "权重", "标准分"].iter().any(|word| bare_lead(&points.lead).ends_with(word));
        let won = bare_lead(&earned.lead).ends_with("得分") || bare_lead(&earned.lead).ends_with('得');
        if scores && together && near && called && weighed && won && rate.number.is_operand() {
            judge(reading, [points, earned, rate], review);
        }
    }
}

fn judge(reading: &Reading<'_>, [points, earned, rate]: [&Quantity; 3], review: &mut Review) {
    let Some(share) = earned.number.value.checked_div(points.number.value) else { return };
    let value = share * Decimal::ONE_HUNDRED;
    let places = rate.number.step.scale().max(2);
    let calc =
        format!("{}÷{}＝{}%", reading.printed(earned), reading.printed(points), value.round_dp(places).normalize());
    let quotes = reading.quotes([rate, earned, points]);
    if Interval::exact(value).meets(rate.number.interval()) {
        review.holds(Relation::Ratio, quotes, format!("{calc}，与{}相符", reading.printed(rate)));
    } else {
        let calc = format!("{calc}，报告为{}", reading.printed(rate));
        review.findings.push(Finding::new(Kind::RatioMismatch, quotes, calc, "核对分值、得分与得分率"));
    }
}
