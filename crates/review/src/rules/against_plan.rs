//! A03 against a target: 满意度91.2%，低于95%的目标3.8个百分点; 比计划多4场.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::goals;
use crate::rules::names::{common, core};
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, distance) in reading.quantities.iter().enumerate() {
        if distance.number.is_operand() && tells_distance(reading, index) {
            judge(reading, index, review);
        }
    }
}

const PLANS: &[&str] = &["目标", "目标值", "任务", "计划", "预算", "控制数", "控制标准"];

/// 低于目标, 比计划多, 低于95%的目标.
fn tells_distance(reading: &Reading<'_>, index: usize) -> bool {
    let distance = &reading.quantities[index];
    let lead = distance.lead.as_str();
    let rest = |word: &str| lead.rfind(word).map(|at| lead[at + word.len()..].chars().count());
    let near = PLANS.iter().any(|w| rest(w).is_some_and(|n| n <= 3));
    let own =
        ["低于", "高于", "高出", "超过", "超出", "比", "较", "超", "少于", "多于"].iter().any(|w| lead.contains(w));
    let before = index.checked_sub(1).and_then(|k| reading.quantities.get(k));
    let printed = lead.starts_with('的')
        && before
            .is_some_and(|b| b.sentence == distance.sentence && b.led_directly_by(&["低于", "高于", "超过", "超出"]));
    // 超额371家; 完成任务62000人的97.50%，少1550人.
    let excess = ["超额", "超额完成"].iter().any(|word| lead.ends_with(word));
    let short = matches!(lead, "少" | "多" | "短缺" | "缺口")
        && before.is_some_and(|b| {
            b.sentence == distance.sentence && b.number.dimension == Dimension::Percent && b.lead == "的"
        });
    // 超额112人，其中女性超额30人: of a part of the result.
    let of_part = lead.starts_with("其中");
    !of_part && (near && (own || printed) || excess || short || lacks(reading, index))
}

/// 任务数4200人，完成4063人，差137人.
fn lacks(reading: &Reading<'_>, index: usize) -> bool {
    let Some([plan, result]) = index.checked_sub(2).and_then(|from| reading.quantities.get(from..index)) else {
        return false;
    };
    let distance = &reading.quantities[index];
    let beside = |a: &Quantity, b: &Quantity| a.sentence == b.sentence && b.clause.abs_diff(a.clause) <= 1;
    let sides = side(plan) == Some(Side::Plan) && side(result) == Some(Side::Actual);
    let short = matches!(distance.lead.as_str(), "差" | "还差" | "尚差" | "短缺" | "少" | "缺口");
    short && sides && beside(plan, result) && beside(result, distance)
}

/// 超出预算金额99.56万元.
fn tells_excess(quantity: &Quantity) -> bool {
    let excess = ["超出", "超过", "超预算", "超额", "低于", "高于"].iter().any(|word| quantity.lead.starts_with(word));
    // 低于95%的目标: the number is the plan itself.
    (excess || quantity.is_change()) && !PLANS.iter().any(|word| quantity.tail.contains(word))
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
    // 超出预算5万元 tells a distance of its own and is no plan.
    let before: Vec<&Quantity> = before.into_iter().filter(|q| !tells_excess(q)).collect();
    let is_plan =
        |q: &&Quantity| side(q) == Some(Side::Plan) || PLANS.iter().any(|w| q.tail.contains(w) || q.lead.ends_with(w));
    let mut plans: Vec<&Quantity> = before.iter().filter(|q| is_plan(q)).copied().collect();
    let mut results: Vec<&Quantity> =
        before.iter().filter(|q| !is_plan(q) && q.is_amount() && !q.prior).copied().collect();
    // The sentence has its own target and result: those of the sentence before are of something else.
    let own = |all: &[&Quantity]| all.iter().filter(|q| q.sentence == distance.sentence).count();
    if plans.len() > 1 && own(&plans) == 1 && own(&results) > 0 {
        plans.retain(|q| q.sentence == distance.sentence);
        results.retain(|q| q.sentence == distance.sentence);
    }
    if plans.len() == 1 && results.len() > 1 {
        results = nearest(&results, plans[0]);
    }
    // 年初预算a，调整预算为b，比年初预算增加: the plan that was changed, and what it became.
    if own(&results) == 0 && own(&plans) == 2 && distance.led_by(&["年初", "原"]) {
        plans.retain(|q| q.sentence == distance.sentence);
        results.clear();
        let first = plans.iter().position(|q| q.led_by(&["年初", "原"]) && !q.led_by(&["调整", "变更"]));
        if let Some(changed) = first.map(|at| plans.remove(1 - at)) {
            results.push(changed);
        }
    }
    let bracketed = plan_behind(reading, index, dimension);
    plans.extend(bracketed);
    let elsewhere = plans.is_empty();
    if elsewhere {
        let Some((goal, result)) = goal_elsewhere(reading, index, dimension) else { return };
        // 改造床位386张，其中护理型床位252张，比目标多12张: whichever result the distance is of.
        let gives = |q: &&Quantity| distance_of(goal, q).is_some_and(|v| v.meets(distance.number.interval()));
        (plans, results) = (vec![goal], vec![results.iter().copied().find(gives).unwrap_or(result)]);
    }
    for (plan, result) in plans.iter().flat_map(|p| results.iter().map(move |r| (*p, *r))) {
        if distance_of(plan, result).is_some_and(|v| v.meets(distance.number.interval())) {
            let calc = format!("{}，与{}相符", written(reading, plan, result, distance), reading.printed(distance));
            return review.holds(Relation::Difference, reading.quotes([distance, result, plan]), calc);
        }
    }
    let (&[plan], &[result]) = (&plans[..], &results[..]) else { return };
    // …；失业人员就业412人，超额完成12人: the part has a result of its own.
    let of_part = |q: &&&Quantity| q.sentence == distance.sentence && q.part == distance.part && !is_plan(q);
    let part_of_its_own = !elsewhere && plan.part != distance.part && before.iter().any(|q| of_part(&q));
    // 2024年预算a，其中县级b，比2023年县级预算增加: neither is compared with the other.
    let other_year = distance.year_printed && plan.year_printed && distance.year != plan.year;
    let inner = result.led_by(&["其中"]) && plan.number.span.start < result.number.span.start;
    if part_of_its_own || other_year || inner {
        return;
    }
    let here = plan.sentence == distance.sentence && result.sentence == distance.sentence;
    let of_last = result.sentence == distance.sentence
        && distance.sentence.abs_diff(plan.sentence) == 1
        && common(&core(&plan.lead), &core(&result.lead)) >= 2;
    let clear = of_last
        || here && distance.clause.abs_diff(result.clause) <= 3
        || plan.sentence != distance.sentence && elsewhere;
    if !clear {
        return;
    }
    let text = written(reading, plan, result, distance);
    let calc = format!("{text}，报告为{}", reading.printed(distance));
    let quotes = reading.quotes([distance, result, plan]);
    let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对完成数、目标数与差额");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Of several results the last one before the plan, between the same semicolons.
fn nearest<'r>(results: &[&'r Quantity], plan: &Quantity) -> Vec<&'r Quantity> {
    let before = results.iter().filter(|q| q.number.span.start < plan.number.span.start && q.passage == plan.passage);
    let last = before.max_by_key(|q| q.number.span.start).copied();
    let close =
        last.filter(|q| q.part == plan.part && q.sentence == plan.sentence && plan.clause.abs_diff(q.clause) <= 1);
    close.map_or_else(|| results.to_vec(), |q| vec![q])
}

/// 高于目标值3.6个百分点（目标值95%）.
fn plan_behind<'r>(reading: &'r Reading<'_>, index: usize, dimension: Dimension) -> Option<&'r Quantity> {
    let (distance, next) = (&reading.quantities[index], reading.quantities.get(index + 1)?);
    let called = PLANS.iter().any(|word| next.lead.contains(word));
    let bracketed = next.bracket.is_some() && distance.bracket.is_none() && next.sentence == distance.sentence;
    (bracketed && called && next.number.dimension == dimension).then_some(next)
}

/// The goal of the same name in the section of goals, and the result before the distance.
fn goal_elsewhere<'r>(
    reading: &'r Reading<'_>,
    index: usize,
    dimension: Dimension,
) -> Option<(&'r Quantity, &'r Quantity)> {
    let distance = &reading.quantities[index];
    let own = core(
        distance
            .lead
            .trim_start_matches("比")
            .split(['低', '高', '超', '比', '较', '少', '多'])
            .next()
            .unwrap_or_default(),
    );
    let own = own.replace("控制", "").replace("标准", "");
    let here = reading.quantities[..index].iter().rev().take_while(|q| q.passage == distance.passage);
    let is_result = |q: &&Quantity| {
        let named = own.chars().count() < 2 || common(&core(&q.lead), &own) >= 2;
        q.number.dimension == dimension && q.is_amount() && !q.prior && !q.led_by(&["其中"]) && named
    };
    let near = here.take(8).find(is_result);
    let name = if own.chars().count() >= 2 { own } else { core(&near?.lead) };
    let goal = goals::called(reading, &name, dimension)?;
    let result = near.or_else(|| only_result(reading, &name, goal))?;
    (goal.sentence != distance.sentence && goals::beside(goal, result)).then_some((goal, result))
}

/// The one value that the report gives a measure of this name, wherever it stands.
fn only_result<'r>(reading: &'r Reading<'_>, name: &str, goal: &Quantity) -> Option<&'r Quantity> {
    let called = |q: &&Quantity| {
        let planned = side(q) == Some(Side::Plan) || PLANS.iter().any(|word| q.tail.contains(word));
        let same = q.number.dimension == goal.number.dimension && q.sentence != goal.sentence;
        let level = same && q.is_amount() && q.bracket.is_none() && !q.prior && !planned;
        let earlier = ["年初", "上年", "期初"].iter().any(|word| q.lead.contains(word));
        let here = q.lead.contains(name) && !reading.text.passages[q.passage].cell;
        level && !earlier && here && core(bare_lead(&q.lead)) == name
    };
    let mut results = reading.quantities.iter().filter(called);
    let first = results.next()?;
    results.all(|q| q.number.value == first.number.value).then_some(first)
}

/// How far the result is from the plan, either way.
fn distance_of(plan: &Quantity, result: &Quantity) -> Option<Interval> {
    // 90% beside 94.40% is set, not measured.
    let whole = plan.number.dimension == Dimension::Percent && plan.number.step > result.number.step;
    let p = if whole { Interval::exact(plan.number.value) } else { plan.interval() };
    let r = result.number.interval();
    if result.number.value >= plan.number.value { r.minus(p) } else { p.minus(r) }
}

fn written(reading: &Reading<'_>, plan: &Quantity, result: &Quantity, like: &Quantity) -> String {
    let (more, less) = if result.number.value >= plan.number.value { (result, plan) } else { (plan, result) };
    let value = more.number.value - less.number.value;
    format!("{}－{}＝{}", reading.printed(more), reading.printed(less), in_unit_of(value, &like.number))
}
