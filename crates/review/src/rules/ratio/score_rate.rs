//! A02 of a 得分率: 满分25分，得分20.4分，得分率81.6%.

use crate::finding::{Confidence, Finding, Relation, Review};
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

/// 决策16.70分，得分率83.50%: the points of a group are whole or half ones, so a rate that no such number gives is wrong. Only
/// where the others of the list bear it out.
pub(super) fn listed(reading: &Reading<'_>, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        let all = reading.in_sentence(sentence);
        let pairs: Vec<(&Quantity, &Quantity)> = all.windows(2).filter_map(|two| pair(two)).collect();
        let odd: Vec<&(&Quantity, &Quantity)> =
            pairs.iter().filter(|(score, rate)| whole(score, rate).is_none()).collect();
        let [(score, rate)] = odd[..] else { continue };
        if pairs.len() < 3 {
            continue;
        }
        let share =
            score.number.interval().over(rate.number.interval()).map(|share| share.middle() * Decimal::ONE_HUNDRED);
        let Some(points) = share.map(|share| share.round()) else { continue };
        let Some(value) = score.number.value.checked_div(points).map(|value| value * Decimal::ONE_HUNDRED) else {
            continue;
        };
        let calc = format!(
            "{}÷{points}分＝{}%，报告为{}",
            reading.printed(score),
            value.round_dp(2).normalize(),
            reading.printed(rate)
        );
        let quotes = reading.quotes([*rate, *score]);
        if !review.has_said(Kind::RatioMismatch, &quotes) {
            let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对分值、得分与得分率");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// A score and, in the next clause, its rate.
fn pair(two: &[Quantity]) -> Option<(&Quantity, &Quantity)> {
    let [score, rate] = two else { return None };
    let points =
        score.number.dimension == Dimension::Score && score.number.is_operand() && score.number.step < Decimal::ONE;
    let called = rate.number.dimension == Dimension::Percent && bare_lead(&rate.lead) == "得分率";
    let beside = rate.part == score.part && rate.clause == score.clause + 1 && rate.bracket == score.bracket;
    (points && called && beside && rate.number.is_operand() && rate.number.step < Decimal::ONE).then_some((score, rate))
}

/// The whole or half points of which the score is so much.
fn whole(score: &Quantity, rate: &Quantity) -> Option<Decimal> {
    let points = score.number.interval().over(rate.number.interval())?.times(Interval::exact(Decimal::from(200)))?;
    let twice = points.middle().round();
    (points.low <= twice && twice <= points.high).then_some(twice)
}
