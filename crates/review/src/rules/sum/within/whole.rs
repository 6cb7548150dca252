//! Which figure before a list of parts is taken apart by it.

use super::{is_second_measure, what};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::mains::mains;
use crate::rules::sum::{same_measure, sum};
use crate::rules::terms::{Side, side, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The figure of the same measure before the parts that they add up to, else the nearest result:
/// outside their bracket, or in the sentence before when they begin their own.
pub(super) fn whole_of<'r>(
    reading: &'r Reading<'_>,
    first: usize,
    parts: &[&Quantity],
) -> Option<(&'r Quantity, bool)> {
    // Of 6个街道8214人 the list begins with its first measure.
    let opening = first - usize::from(is_second_measure(reading, first));
    let (part, opened) = (&reading.quantities[first], &reading.quantities[opening]);
    let sentence = &reading.sentences[part.sentence];
    let here = &reading.quantities[sentence.quantities.start..opening];
    let fits = |q: &&Quantity| {
        let reached = total_words(&q.lead).is_some()
            || q.led_by(&["总", "得分", "扣"])
            || q.lead.ends_with("评得")
            || part.number.dimension != Dimension::Score;
        // 比上年的123.45元提高3.64元，其中…: nobody takes last year's figure apart.
        let earlier = (q.prior || q.lead.starts_with(['比', '较'])) && !part.prior;
        let amount = same_measure(&q.number, &part.number) && (q.is_amount() || is_dealt_out(q, opened))
            || is_standard_of(q, parts);
        amount && !q.number.chinese && reached && !earlier
    };
    let outside = |q: &&Quantity| match part.bracket {
        // What stands in a bracket that closed before is no whole of this one.
        Some(open) => {
            let end = q.number.span.end;
            end <= open && (q.bracket.is_none() || !reading.between(q.passage, end..open).contains('）'))
        }
        None => q.bracket.is_none(),
    };
    let within: Vec<&Quantity> = here.iter().filter(|q| outside(q) && fits(q)).collect();
    // 收回500份，剔除无效14份，其中…: of what is left, which nobody told.
    if within.last().is_some_and(|q| q.led_by(&["剔除", "扣除", "无效", "作废"])) {
        return None;
    }
    // 三批投资778.59万元（其中建筑工程757.44万元）: the whole stands directly before its bracket.
    let beside = within.last().filter(|q| parts.len() == 1 && part.bracket == Some(q.number.span.end));
    if let Some(whole) = beside {
        return Some((whole, false));
    }
    if let Some(whole) = best(&within, parts) {
        return Some((whole, false));
    }
    let aged =
        |q: &Quantity| matches!(q.number.dimension, Dimension::Time | Dimension::Bare) || q.number.per.is_standard();
    if !here.iter().any(|q| !q.number.chinese && !aged(q)) && part.sentence > 0 {
        let before = &reading.sentences[part.sentence - 1];
        if before.passage == part.passage {
            let last: Vec<&Quantity> = reading.quantities[before.quantities.clone()].iter().filter(fits).collect();
            let what = what(reading, first);
            let called: Vec<&Quantity> =
                last.iter().copied().filter(|q| !what.is_empty() && q.lead.contains(&what)).collect();
            let used = division_whole(reading, first, parts).filter(|_| last.is_empty());
            if used.is_some() {
                return used.map(|q| (q, true));
            }
            return best(if called.is_empty() { &last } else { &called }, parts).map(|q| (q, true));
        }
    }
    if opened.opens_division() && !here.iter().any(|q| !q.number.chinese) {
        return division_whole(reading, first, parts).map(|q| (q, true));
    }
    None
}

/// 年中追加62.18万元，包括甲38.50万元、乙23.68万元: money that came or went in one decision, taken apart at once.
fn is_dealt_out(whole: &Quantity, part: &Quantity) -> bool {
    let compared = whole.prior || whole.led_by(&["比", "较", "同比", "目标"]);
    let decided = ["追加", "调增", "调减", "核增", "核减", "压减"].iter().any(|verb| whole.lead.ends_with(verb));
    decided
        && !compared
        && whole.number.is_operand()
        && part.sentence == whole.sentence
        && part.clause == whole.clause + 1
}

/// 每人每月108元，由中央93元、省级10元、县级5元组成: the parts of a standard are printed without its 每人每月.
fn is_standard_of(whole: &Quantity, parts: &[&Quantity]) -> bool {
    let Some(first) = parts.first() else { return false };
    let size = whole.number.value;
    let sum: Decimal = parts.iter().map(|part| part.number.value).sum();
    let near = sum <= size * Decimal::TWO && size <= sum * Decimal::TWO;
    parts.len() > 1
        && near
        && whole.number.per.is_standard()
        && !first.number.per.is_standard()
        && whole.number.dimension == first.number.dimension
        && whole.number.is_operand()
        && !whole.is_change()
}

/// 按用途分：… in a paragraph of its own: the last main figure of the paragraph before that the parts come near.
fn division_whole<'r>(reading: &'r Reading<'_>, first: usize, parts: &[&Quantity]) -> Option<&'r Quantity> {
    let part = &reading.quantities[first];
    let sum = sum(parts.iter().copied())?.middle();
    let near = |s: &usize| part.passage.abs_diff(reading.sentences[*s].passage) <= 1;
    let all = (part.sentence.saturating_sub(4)..part.sentence).filter(near).flat_map(|s| mains(reading, s));
    // 分季度看，培训补贴一季度…: of the training only.
    let own = part.lead.split_once("一季度").map_or("", |(before, _)| before.trim_start_matches("看，"));
    let fits = |q: &&Quantity| {
        let size = q.number.value;
        let called = own.is_empty() || q.lead.contains(own);
        called
            && same_measure(&q.number, &part.number)
            && q.is_amount()
            && (sum - size).abs() * Decimal::from(4) <= size
    };
    let found: Vec<&Quantity> = all.filter(fits).collect();
    let spent = found.iter().rev().find(|q| side(q) == Some(Side::Actual));
    (parts.len() > 1 && part.opens_division()).then(|| spent.or(found.last()).copied()).flatten()
}

fn best<'r>(wholes: &[&'r Quantity], parts: &[&Quantity]) -> Option<&'r Quantity> {
    let sum = sum(parts.iter().copied())?;
    let fitting = wholes.iter().rev().find(|w| parts.len() > 1 && sum.meets(w.number.interval()));
    let largest = parts.iter().map(|part| part.number.value).max().unwrap_or_default();
    let result = || {
        let mut results = wholes.iter().rev().filter(|w| side(w) != Some(Side::Plan));
        // 全年支出a，结余b。其中…: what is larger than the rest has the parts.
        let enough = |w: &&&Quantity| (parts.len() > 1 || w.sentence != parts[0].sentence) && w.number.value >= largest;
        results.clone().find(enough).or_else(|| results.next())
    };
    fitting.or_else(result).or(wholes.last()).copied()
}
