//! A03 against a target: 满意度91.2%，低于95%的目标3.8个百分点; 比计划多4场.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::{Side, side};
use crate::unit::Dimension;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, distance) in reading.quantities.iter().enumerate() {
        if distance.number.is_operand() && tells_distance(reading, index) {
            judge(reading, index, review);
        }
    }
}

const PLANS: &[&str] = &["目标", "任务", "计划"];

/// 低于目标, 比计划多, 低于95%的目标.
fn tells_distance(reading: &Reading<'_>, index: usize) -> bool {
    let distance = &reading.quantities[index];
    let lead = distance.lead.as_str();
    let rest = |word: &str| lead.rfind(word).map(|at| lead[at + word.len()..].chars().count());
    let near = PLANS.iter().any(|w| rest(w).is_some_and(|n| n <= 3));
    let own = ["低于", "高于", "超过", "超出", "比", "较", "超"].iter().any(|w| lead.contains(w));
    let before = index.checked_sub(1).and_then(|k| reading.quantities.get(k));
    let printed = lead.starts_with('的')
        && before
            .is_some_and(|b| b.sentence == distance.sentence && b.led_directly_by(&["低于", "高于", "超过", "超出"]));
    near && (own || printed)
}

fn judge(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let distance = &reading.quantities[index];
    let dimension = match distance.number.dimension {
        Dimension::PercentPoint => Dimension::Percent,
        Dimension::Percent | Dimension::Bare | Dimension::Time | Dimension::Score => return,
        other => other,
    };
    let before: Vec<&Quantity> = reading.quantities[..index]
        .iter()
        .rev()
        .take(10)
        .take_while(|q| q.passage == distance.passage && distance.sentence.abs_diff(q.sentence) <= 1)
        .filter(|q| q.number.dimension == dimension && !q.number.chinese && q.number.bound != Bound::Range)
        .collect();
    let is_plan =
        |q: &&Quantity| side(q) == Some(Side::Plan) || PLANS.iter().any(|w| q.tail.contains(w) || q.lead.ends_with(w));
    let plans: Vec<&Quantity> = before.iter().filter(|q| is_plan(q)).copied().collect();
    let results: Vec<&Quantity> = before.iter().filter(|q| !is_plan(q) && q.is_amount() && !q.prior).copied().collect();
    for (plan, result) in plans.iter().flat_map(|p| results.iter().map(move |r| (*p, *r))) {
        if distance_of(plan, result).is_some_and(|v| v.meets(distance.number.interval())) {
            let calc = format!("{}，与{}相符", written(reading, plan, result, distance), reading.printed(distance));
            return review.holds(Relation::Difference, reading.quotes([distance, result, plan]), calc);
        }
    }
    let (&[plan], &[result]) = (&plans[..], &results[..]) else { return };
    let here = plan.sentence == distance.sentence && result.sentence == distance.sentence;
    if !here || distance.clause.abs_diff(result.clause) > 3 {
        return;
    }
    let text = written(reading, plan, result, distance);
    let calc = format!("{text}，报告为{}", reading.printed(distance));
    let quotes = reading.quotes([distance, result, plan]);
    let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对完成数、目标数与差额");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// How far the result is from the plan, either way.
fn distance_of(plan: &Quantity, result: &Quantity) -> Option<Interval> {
    let (p, r) = (plan.number.interval(), result.number.interval());
    if result.number.value >= plan.number.value { r.minus(p) } else { p.minus(r) }
}

fn written(reading: &Reading<'_>, plan: &Quantity, result: &Quantity, like: &Quantity) -> String {
    let (more, less) = if result.number.value >= plan.number.value { (result, plan) } else { (plan, result) };
    let value = more.number.value - less.number.value;
    format!("{}－{}＝{}", reading.printed(more), reading.printed(less), in_unit_of(value, &like.number))
}
