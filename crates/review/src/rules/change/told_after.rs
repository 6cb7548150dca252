//! A03 and A04 where the earlier value stands behind its change: 91.3分，比上年提高2.1分，上年得分为89.2分;
//! 单位1.87万个、职工38.6万人，同比分别增长6.25%和3.49%（2020年末为1.76万个、37.3万人）.

use super::{Story, close, is_comparison, judge, way};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| !q.number.chinese).collect();
        for at in 1..all.len() {
            single(reading, &all, at, review);
            respectively(reading, &all, at, review);
        }
    }
}

/// [current] [Δ] [p] [earlier].
fn single(reading: &Reading<'_>, all: &[&Quantity], at: usize, review: &mut Review) {
    let (current, first) = (all[at - 1], all[at]);
    let Some(way) = way(first).filter(|_| is_level(current) && close(current, first)) else { return };
    let second = all.get(at + 1).copied().filter(|q| {
        q.number.dimension == Dimension::Percent
            && super::way(q) == Some(way)
            && first.number.dimension != Dimension::Percent
            && close(first, q)
    });
    let last = second.unwrap_or(first);
    let Some(prior) = all.get(at + 1 + usize::from(second.is_some())) else { return };
    if !is_earlier(reading, current, last, prior) {
        return;
    }
    let points = first.number.dimension == Dimension::PercentPoint && current.number.dimension == Dimension::Percent;
    let story = match first.number.dimension {
        Dimension::Percent if current.number.dimension != Dimension::Percent => {
            Story { prior: Some(prior), rate: Some(first), ..Story::default() }
        }
        dimension if dimension == current.number.dimension || points => {
            Story { prior: Some(prior), delta: Some(first), rate: second, ..Story::default() }
        }
        _ => return,
    };
    // Points that changed by percent are no difference.
    if current.number.dimension != Dimension::Percent || points {
        judge(reading, &story, current, way, review);
    }
}

/// [current]… 分别增长 p、p… （[earlier]…）.
fn respectively(reading: &Reading<'_>, all: &[&Quantity], at: usize, review: &mut Review) {
    let first = all[at];
    let Some(way) = way(first).filter(|_| first.led_by(&["分别"])) else { return };
    let rates = all[at..].iter().take_while(|q| q.number.dimension == Dimension::Percent && q.clause == first.clause);
    let count = rates.count();
    let (Some(start), Some(priors)) = (at.checked_sub(count), all.get(at + count..at + 2 * count)) else { return };
    let currents = &all[start..at];
    let bracketed = priors.iter().all(|q| q.bracket.is_some() && q.bracket == priors[0].bracket);
    let told = currents.iter().zip(priors).all(|(current, prior)| {
        current.number.dimension == prior.number.dimension && is_level(current) && is_past(reading, current, prior)
    });
    if count < 2 || !bracketed || !told {
        return;
    }
    for ((current, prior), rate) in currents.iter().zip(priors).zip(&all[at..]) {
        let story = Story { prior: Some(prior), rate: Some(rate), ..Story::default() };
        judge(reading, &story, current, way, review);
    }
}

fn is_level(quantity: &Quantity) -> bool {
    let earlier = quantity.prior || is_comparison(quantity);
    quantity.number.is_operand() && !quantity.is_change() && !earlier && quantity.number.dimension != Dimension::Bare
}

/// A value of the same measure, of the year before, in a bracket or with words of its own.
fn is_earlier(reading: &Reading<'_>, current: &Quantity, last: &Quantity, prior: &Quantity) -> bool {
    let apart = prior.bracket.is_some() && last.bracket.is_none()
        || ["上年", "去年", "上一年"].iter().any(|word| prior.lead.starts_with(word)) && prior.bracket == last.bracket;
    let level = prior.number.is_operand() && !prior.is_change() && prior.number.dimension == current.number.dimension;
    // 新增1987人，减少993人（死亡843人…）: the year of the sentence is not that of the bracket.
    let words = reading.between(prior.passage, last.number.span.end..prior.number.span.start);
    level && apart && words.contains('年') && close(last, prior) && is_past(reading, current, prior)
}

fn is_past(reading: &Reading<'_>, current: &Quantity, prior: &Quantity) -> bool {
    let year = current.year.filter(|_| current.year != prior.year).or(reading.year);
    // 上年 of the change's own words stands before the bracket.
    prior.led_by(&["上年", "去年", "上一年"])
        || prior.year_printed && prior.year.zip(year).is_some_and(|(past, now)| past + 1 == now)
}
