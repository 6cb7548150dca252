//! A01 of a list whose opener names the whole, or the way in which it is taken apart: 离岗人员中，…; 668人里，…;
//! 从岗位类别看，…; 分去向是…; 六个乡镇的参保人数分别为：…; 支出分为四类：…. The whole may stand in another sentence.

mod columns;
pub(super) mod opener;
mod whole;

use super::Known;
use super::lists::{Split, is_whole, split, sum};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::overlap;
use crate::rules::sum::leaves_some;
use crate::rules::terms::was_before;
use crate::unit::Dimension;
use opener::{Opener, Way};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, first) in reading.quantities.iter().enumerate() {
        if reading.text.passages[first.passage].cell || !columns::is_item(first) {
            continue;
        }
        if let Some(opener) = opener::before(reading, at) {
            for column in columns::of(reading, at) {
                division(reading, known, (at, &opener), &column, review);
            }
        }
    }
}

fn division(
    reading: &Reading<'_>,
    known: &Known,
    (first, opener): (usize, &Opener<'_>),
    parts: &[&Quantity],
    review: &mut Review,
) {
    let said = [Kind::SumMismatch, Kind::ScoreSumMismatch, Kind::SubsetExceedsTotal];
    let held = parts.iter().any(|part| known.holds(reading, part, &[Relation::Sum]));
    let Some(sum) = sum(parts).filter(|_| parts.len() > 1 && !held) else { return };
    if parts.iter().any(|part| known.says(reading, part, &said)) {
        return;
    }
    // 从男女看，女性1972人；从户籍看，农村2847人: two views, one figure each.
    if parts[1..].iter().any(|part| part.opens_division()) {
        return;
    }
    // 主要有甲、乙等, and what the next sentence adds.
    let end = parts[parts.len() - 1].number.span.end;
    let open =
        parts[0].led_by(&["主要有", "主要是", "主要为"]) || reading.between(parts[0].passage, end..end + 1) == "等";
    if open {
        return;
    }
    // 按行业分，甲a、返还b，乙c: the list began with a.
    let start = reading.sentences[parts[0].sentence].quantities.start;
    let begun = (start..first).any(|at| {
        let q = &reading.quantities[at];
        q.number.dimension == parts[0].number.dimension
            && q.bracket == parts[0].bracket
            && opener.direct.is_none_or(|whole| !std::ptr::eq(whole, q))
            && opener::before(reading, at).is_some_and(|own| own.way == Way::View)
    });
    if begun {
        return;
    }
    let wholes = whole::candidates(reading, first, opener, parts);
    let quotes = |whole: &Quantity| reading.quotes([whole].into_iter().chain(parts.iter().copied()));
    let terms: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
    let Some(finest) = parts.iter().map(|q| &q.number).min_by_key(|n| n.step) else { return };
    let calc = format!("{}＝{}", terms.join("＋"), in_unit_of(sum.middle(), finest));
    if let Some(whole) = wholes.iter().find(|q| sum.meets(q.number.interval())) {
        review.holds(Relation::Sum, quotes(whole), format!("{calc}，与{}相符", reading.printed(whole)));
        return count(opener, parts, quotes(whole), review);
    }
    let more = columns::behind(reading, parts);
    let other = opener.way == Way::Declared && opener.count.is_some_and(|n| n != parts.len());
    // What goes on behind the list may belong to it.
    if other || !more.is_empty() && opener.count != Some(parts.len()) {
        return;
    }
    let next = reading.in_sentence(parts[0].sentence + 1).iter().filter(|q| q.passage == parts[0].passage);
    let added = next.filter(|q| q.number.dimension == parts[0].number.dimension && q.number.is_operand());
    let ends_there = |q: &Quantity| {
        sum.plus(q.number.interval()).is_some_and(|all| wholes.iter().any(|whole| all.meets(whole.number.interval())))
    };
    if added.clone().any(ends_there) {
        return;
    }
    let Some(whole) = wholes.first().filter(|_| !whole::is_anywhere(reading, parts, sum)) else { return };
    // 从变动看，2021年末250417人，2022年新增5218人，…: what there was before is no part of what there is.
    if was_before(reading, parts[0])
        || !is_meant(reading, opener, whole, parts, sum)
        || overlap::is_said(reading, whole, parts, sum)
        || leaves_some(whole, parts)
    {
        return;
    }
    let scores = whole.number.dimension == Dimension::Score;
    let kind = if scores { Kind::ScoreSumMismatch } else { Kind::SumMismatch };
    let calc = format!("{calc}，报告总数为{}", reading.printed(whole));
    let suggestion = format!("各分项之和为{}，核对总数与各分项", in_unit_of(sum.middle(), &whole.number));
    review.findings.push(Finding::new(kind, quotes(whole), calc, suggestion).confidence(Confidence::Likely));
}

/// A10: 四类, and the parts that make the whole are not four.
fn count(opener: &Opener<'_>, parts: &[&Quantity], quotes: Vec<Quote>, review: &mut Review) {
    let Some(stated) = opener.count.filter(|n| opener.way == Way::Declared && *n != parts.len()) else { return };
    let calc = format!("写明{stated}项，分项列出{}项，且各项之和等于总数", parts.len());
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与所列各项");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Whether the words leave nothing out, so that the parts must make the whole.
fn is_meant(reading: &Reading<'_>, opener: &Opener<'_>, whole: &Quantity, parts: &[&Quantity], sum: Interval) -> bool {
    let size = whole.number.value;
    let gap = (sum.middle() - size).abs();
    let within = |percent: i64| gap * Decimal::ONE_HUNDRED <= size * Decimal::from(percent);
    let larger = parts.iter().filter(|part| part.number.value >= size).count();
    let over = sum.low > size;
    let said = split(reading, whole, parts, Some(&opener.words)) == Split::Said;
    if !is_whole(reading, parts) || whole::some_make(parts, whole) || larger > usize::from(opener.way == Way::Declared)
    {
        return false;
    }
    match opener.way {
        Way::Declared => within(if opener.direct.is_some() { 30 } else { 40 }),
        Way::View if said || parts.len() > 2 && over => within(30),
        // 从行业看，…: the largest ones may be enough.
        Way::View if parts.len() > 2 => within(12),
        Way::Of if said => within(30),
        Way::Of if parts.len() > 2 => within(if over { 20 } else { 12 }),
        // Two that exceed the whole cannot both be right; two that stop short of it may leave a third out.
        // Of 300 correct reports no list behind 668人里 that leaves something out comes so near.
        Way::View | Way::Of => over && within(20) || opener.direct.is_some() && within(2),
    }
}
