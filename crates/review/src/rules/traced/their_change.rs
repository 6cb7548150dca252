//! A03 in any order and any words: 由20个工作日缩短为12个工作日，压缩了8个工作日; 同比下降1.78个百分点（上年为66.05%）; 城市a，农村b，二者相差c; 目标a，
//! 实际b，超出目标c. Where a part of a sentence tells but two levels of a measure and one change beside them, and the words tell
//! how the two stand to each other, the change is of these two.

use super::two_levels::in_time;
use super::{Known, retract};
use crate::finding::{Confidence, Relation, Review};
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::names::common;
use crate::unit::Dimension;

/// The change and the two stand within so many commas.
const CLAUSES: usize = 2;
/// How far apart two are that need no other time to be compared.
const GAPS: &[&str] = &["相差", "差距", "差额", "差值", "之差", "差为", "差"];
/// Verbs of a change that other rules do not read as one.
const CHANGES: &[&str] = &["提标", "缩减", "压减", "缩小", "扩大", "提前", "减负", "多", "少", "增", "减", "涨"];
/// What is set and not reached.
const SET: &[&str] = &["目标", "任务", "计划", "法定", "规定", "承诺", "要求", "预期", "指导标准", "最低标准"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        for change in all.iter().filter(|q| is_difference(q)) {
            let part: Vec<&Quantity> =
                all.iter().filter(|q| q.part == change.part && alike(reading, q, change)).collect();
            // 相差180元，比上年缩小10元: what is compared with something else behind it is another change.
            let other = |q: &Quantity| q.clause > change.clause && q.led_by(&["比", "较"]) && !std::ptr::eq(q, change);
            let only = part.iter().filter(|q| is_difference(q) && !other(q)).count() == 1;
            if only && !known.says_anything(reading, change) {
                let held = known.holds(reading, change, &[Relation::Difference, Relation::StockFlow]);
                judge(reading, &part, (change, held), review);
            }
        }
    }
}

/// Of one measure, printed in one unit of time.
fn alike(reading: &Reading<'_>, q: &Quantity, change: &Quantity) -> bool {
    let (one, other) = (q.number.dimension, change.number.dimension);
    let points = one == Dimension::Percent && other == Dimension::PercentPoint;
    let unit = |q: &Quantity| {
        let unit = reading.between(q.passage, q.number.digits.end..q.number.span.end);
        unit.trim_start_matches('个').to_owned()
    };
    points || one == other && (one != Dimension::Time || unit(q) == unit(change))
}

fn is_difference(q: &Quantity) -> bool {
    let lead = bare(&q.lead);
    let told = !reaches(q) && (q.is_change() || CHANGES.iter().any(|word| lead.ends_with(word)))
        || GAPS.iter().any(|word| lead.ends_with(word));
    let measured = !matches!(q.number.dimension, Dimension::Percent | Dimension::Bare | Dimension::Other(_));
    let of_all = q.led_by(&["其中", "累计", "分别", "各"]);
    measured && told && !of_all && q.number.is_operand() && !q.number.chinese
}

/// The words before a figure without those that say whose it is: 提高到每人每月, 相差了.
fn bare(lead: &str) -> &str {
    lead.trim_end_matches(|sign| "每人月年均户了约达为".contains(sign))
}

/// 提高到每人每月, 缩短为: what the change came to.
fn reaches(q: &Quantity) -> bool {
    let lead = q.lead.trim_end_matches(|sign| "每人月年均户".contains(sign));
    ["到", "至", "为", "达"].iter().any(|word| lead.ends_with(word)) && !q.led_by(&["增幅", "降幅", "增量", "差"])
}

fn is_level(q: &Quantity) -> bool {
    let printed = !matches!(q.number.bound, Bound::About | Bound::Range) && !q.number.chinese;
    // 不低于98% is no change.
    printed && (reaches(q) || !q.is_change() || q.number.bound != Bound::None) && !is_difference(q)
}

fn judge(reading: &Reading<'_>, part: &[&Quantity], (change, held): (&Quantity, bool), review: &mut Review) {
    let levels: Vec<&Quantity> = part.iter().copied().filter(|q| is_level(q)).collect();
    let [a, b] = levels[..] else { return };
    if a.number.dimension != b.number.dimension || [a, b].iter().any(|q| q.clause.abs_diff(change.clause) > CLAUSES) {
        return;
    }
    let Some(certain) = are_compared(reading, [a, b], change) else { return };
    let (more, less) = if a.number.value > b.number.value { (a, b) } else { (b, a) };
    // What held of these two as if a goal or a time limit were rounded is judged again.
    let rounded = more.number.interval().minus(less.number.interval());
    if held && !rounded.is_some_and(|value| value.meets(change.number.interval())) {
        return;
    }
    let equation = Equation::rest(change, more, &[less]);
    if held && !equation.holds() {
        retract(reading, change, Relation::Difference, review);
    }
    let confidence = match equation.miss(reading) {
        _ if equation.holds() => Confidence::Likely,
        Miss::Slip => Confidence::Likely,
        Miss::Near if certain => Confidence::Likely,
        Miss::Near => Confidence::Question,
        Miss::Far => return,
    };
    equation.tell(reading, confidence, "核对两个数与其差额", review);
}

/// Whether the words say that the change is of the two, and whether they leave nothing to doubt.
fn are_compared(reading: &Reading<'_>, [a, b]: [&Quantity; 2], change: &Quantity) -> Option<bool> {
    let behind = b.number.span.end <= change.number.span.start;
    let beside = b.clause.abs_diff(a.clause) <= 1 && change.clause <= b.clause + 1;
    if behind && GAPS.iter().any(|word| bare(&change.lead).ends_with(word)) {
        return is_gap(change, [a, b]).then_some(beside);
    }
    let set = |q: &Quantity| q.led_by(SET) || q.tail.starts_with("的目标") || q.number.bound != Bound::None;
    let over_set = change.led_by(SET) || change.led_by(&["超出", "超过", "高于", "低于", "提前"]);
    if set(a) != set(b) {
        return (behind && over_set && !change.prior && !change.led_by(&["同比"])).then_some(false);
    }
    let compared = change.led_by(&["比", "较", "同比", "净", "相比"]);
    let from_to = a.led_by(&["由", "从"]) && reaches(b);
    let [now, then] = in_time(reading, a, b)?;
    // 比上年提高1.9分（2019年为88.0分）: whoever writes the year of one of them writes that of the other.
    let other_year = is_dated(reading, then) && !is_dated(reading, now) && !from_to;
    ((behind || compared) && !other_year).then_some(from_to && beside)
}

fn is_dated(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, q.lead_start..q.number.span.start);
    words.split('年').next().is_some_and(|before| before.ends_with(|sign: char| sign.is_ascii_digit()))
        && words.contains('年')
}

/// 二者相差, 标准差: of the two as they are called, not 档补贴仅相差 of something else that they have.
fn is_gap(change: &Quantity, [a, b]: [&Quantity; 2]) -> bool {
    let lead = bare(&change.lead);
    let Some(before) = GAPS.iter().find_map(|word| lead.strip_suffix(word)) else { return false };
    let whose = ["二者", "双方", "城乡", "之间", "前后", "标准"];
    // 两镇, 两院.
    let before = before
        .strip_prefix('两')
        .and_then(|rest| rest.char_indices().nth(1).map_or(Some(""), |(at, _)| rest.get(at..)))
        .unwrap_or(before);
    let name = whose
        .iter()
        .chain(&["仅", "只", "的", "每", "人", "月", "年"])
        .fold(before.to_owned(), |name, word| name.replace(word, ""));
    name.is_empty() || [a, b].iter().all(|q| common(&name, &q.lead) >= 2)
}
