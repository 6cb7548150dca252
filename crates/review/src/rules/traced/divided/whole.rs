//! What a list takes apart.

use super::columns::noun;
use super::opener::{Opener, Way, stated};
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::sum::in_view;
use crate::rules::terms::{Side, bare_lead, side};
use crate::rules::traced::lists::{self, wholes_before};
use crate::rules::traced::pool;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many figures of the report are asked.
const FIGURES: usize = 2000;

/// The figures that the list may take apart, the likeliest first.
pub(super) fn candidates<'r>(
    reading: &'r Reading<'_>,
    first: usize,
    opener: &Opener<'r>,
    parts: &[&'r Quantity],
) -> Vec<&'r Quantity> {
    let dimension = parts[0].number.dimension;
    // 五项保险参保人次合计a万人次 is made of people.
    let times = |q: &Quantity| {
        let counted = stated(&q.lead) == Some(parts.len());
        dimension == Dimension::Person && q.number.dimension == Dimension::PersonTimes && counted
    };
    let alike = |q: &Quantity| q.number.dimension == dimension || times(q);
    if let Some(whole) = opener.direct {
        return Some(whole).filter(|q| alike(q)).into_iter().collect();
    }
    let own = noun(parts);
    let fits = |q: &&Quantity| {
        alike(q)
            && is_level(reading, q)
            && !is_share(reading, q)
            && !(opener.way == Way::View && in_view(reading, q))
            && !parts.iter().any(|part| std::ptr::eq(*part, *q))
            && is_near(q, parts)
            && own.as_ref().is_none_or(|noun| opener.way != Way::Declared || named_like(q, noun))
    };
    let mut found: Vec<&Quantity> = named(reading, first, &opener.name, parts).into_iter().filter(fits).collect();
    if opener.name.is_empty() || opener.way == Way::View && found.is_empty() && !parts[0].led_by(&["一季度"]) {
        let sentence = reading.quantities[first].sentence;
        let anchor = behind_views(reading, sentence);
        let here = &reading.quantities[reading.sentences[sentence].quantities.start..first];
        found.extend(here.iter().filter(fits).filter(|q| q.bracket == parts[0].bracket));
        found.extend(wholes_before(reading, anchor, dimension).into_iter().filter(fits));
        found.extend(
            wholes_before(reading, sentence, Dimension::PersonTimes).into_iter().filter(|q| times(q) && fits(q)),
        );
    }
    // 各项目预算和支出如下：甲预算a、支出b；…: what the column is called, in the sentences before.
    if found.is_empty() && parts.len() > 2 && own.as_ref().is_some_and(|noun| KINDS.contains(&noun.as_str())) {
        let sentence = reading.quantities[first].sentence;
        found.extend(wholes_before(reading, sentence, dimension).into_iter().filter(fits));
    }
    found
}

/// 从岗位看，… in a paragraph of its own, and 从学历看，… in the next: both are of what stands before the first.
fn behind_views(reading: &Reading<'_>, sentence: usize) -> usize {
    let own = reading.sentences[sentence].passage;
    let view = |passage: usize| {
        let words: String = reading.text.passages[passage].chars.iter().take(12).collect();
        words.starts_with(['从', '按', '分']) && words.contains('看')
    };
    let mut passage = own;
    while passage > 1 && own - passage < 3 && view(passage) && view(passage - 1) {
        passage -= 1;
    }
    reading.sentences.iter().position(|s| s.passage == passage).filter(|_| passage < own).unwrap_or(sentence)
}

/// What the two measures of a list of money are called.
const KINDS: &[&str] = &["预算", "支出", "收入", "执行", "到位", "拨付"];

/// 预算资金 of 预算, 实际支出 of 支出.
fn named_like(q: &Quantity, noun: &str) -> bool {
    !KINDS.contains(&noun) || q.lead.contains(noun)
}

/// A figure of this year's text that was measured.
fn is_level(reading: &Reading<'_>, q: &Quantity) -> bool {
    let year = q.year.is_none() || reading.year.is_none() || q.year == reading.year || !q.year_printed;
    pool::measured(q)
        && q.is_amount()
        && !q.prior
        && !q.number.chinese
        && year
        && !q.lead.starts_with(['比', '较', '与'])
        && !q.lead.ends_with(['比', '较'])
        && !reading.text.passages[q.passage].cell
}

/// 返还10599.30万元，占82.40%: a part of another division.
fn is_share(reading: &Reading<'_>, q: &Quantity) -> bool {
    let next = reading.in_sentence(q.sentence).iter().find(|next| next.number.span.start > q.number.span.start);
    next.is_some_and(|next| {
        next.number.dimension == Dimension::Percent && next.lead.starts_with('占') && next.clause <= q.clause + 1
    })
}

/// The parts come within two fifths of it.
fn is_near(q: &Quantity, parts: &[&Quantity]) -> bool {
    let sum: Decimal = parts.iter().map(|part| part.number.value).sum();
    let size = q.number.value;
    (sum - size).abs() * Decimal::from(5) <= size * Decimal::TWO
}

/// The figures of this name in the whole report: those that share most of it, of these the nearest before the list.
fn named<'r>(reading: &'r Reading<'_>, first: usize, name: &str, parts: &[&Quantity]) -> Vec<&'r Quantity> {
    let wanted = core(name);
    if wanted.chars().count() < 2 {
        return Vec::new();
    }
    let dimension = parts[0].number.dimension;
    let from = first.saturating_sub(FIGURES);
    let mut found: Vec<(usize, usize, &Quantity)> = Vec::new();
    for (at, q) in reading.quantities[from..].iter().enumerate().take(2 * FIGURES) {
        let at = from + at;
        if q.number.dimension != dimension || side(q) == Some(Side::Plan) && !name.contains("预算") {
            continue;
        }
        let lead = bare_lead(&q.lead);
        let shared = common(&core(lead), &wanted);
        if shared >= 2 && shared * 3 >= wanted.chars().count() * 2 {
            let distance = if at < first { first - at } else { FIGURES + at - first };
            found.push((common(lead, name), distance, q));
        }
    }
    found.sort_by_key(|(shared, distance, _)| (std::cmp::Reverse(*shared), *distance));
    found.into_iter().map(|(_, _, q)| q).collect()
}

/// The parts make another figure of the report: they are of that one.
pub(super) fn is_anywhere(reading: &Reading<'_>, parts: &[&Quantity], sum: Interval) -> bool {
    let same = reading.quantities.iter().filter(|q| q.number.dimension == parts[0].number.dimension);
    same.filter(|q| q.number.is_operand()).take(FIGURES).any(|q| sum.meets(q.number.interval()))
        || pool::is_in_table(reading, sum, parts[0])
}

/// Some of the parts make the whole already.
pub(super) fn some_make(parts: &[&Quantity], whole: &Quantity) -> bool {
    parts.len() <= 10 && lists::fits(parts, whole)
}
