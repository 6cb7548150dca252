//! C01 of what is told twice: an overview of projects (甲项目预算…万元、支出…万元) and the item that tells of one of them (1.甲项目：全年预算数
//! 为…), a summary before the report and the report. The figure that was recomputed from others is right; the other one is
//! asked for only where nothing else in the report bears it out.

use super::Known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ratio::is_measured;
use crate::rules::terms::bare_lead;
use rust_decimal::Decimal;
use std::ops::Range;

/// A name of fewer characters says too little.
const SHORTEST: usize = 4;
/// A title without a mark is no longer than this.
const LONGEST_TITLE: usize = 8;
/// What says that a figure was recomputed.
const PROOFS: &[Relation] =
    &[Relation::Ratio, Relation::Sum, Relation::Difference, Relation::Growth, Relation::StockFlow, Relation::Product];
const PLANNED: &[&str] = &["预算", "预算数", "全年预算", "全年预算数", "调整后预算数", "年初预算数"];
const SPENT: &[&str] = &["支出", "支出数", "执行数", "全年执行数", "实际支出", "全年支出", "全年实际支出"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let summary = summary(reading);
    for (index, q) in reading.quantities.iter().enumerate() {
        let plain = is_measured(&q.number) && is_told(reading, q);
        if !plain || known.has(reading, q, PROOFS) {
            continue;
        }
        let found = of_item(reading, index).or_else(|| {
            let inside = summary.as_ref().is_some_and(|span| span.contains(&q.passage));
            if inside { in_report(reading, q, summary.as_ref()?.end) } else { None }
        });
        if let Some(others) = found {
            compare(reading, known, q, &others, review);
        }
    }
}

fn is_told(reading: &Reading<'_>, q: &Quantity) -> bool {
    let passage = &reading.text.passages[q.passage];
    q.is_amount() && !q.prior && !q.number.chinese && !passage.cell && q.bracket.is_none()
}

/// The other places of a figure agree with one another, and one of them is recomputed.
fn compare(reading: &Reading<'_>, known: &Known, q: &Quantity, others: &[&Quantity], review: &mut Review) {
    let Some(first) = others.first() else { return };
    let same = |a: &Quantity, b: &Quantity| a.number.interval().meets(b.number.interval());
    if let Some(other) = others.iter().find(|other| same(q, other)) {
        let calc = format!("两处均为{}", reading.printed(q));
        return review.holds(Relation::SameFact, reading.quotes([q, other]), calc);
    }
    let Some(proved) = others.iter().find(|other| known.holds(reading, other, PROOFS)) else { return };
    let (a, b) = (q.number.value, proved.number.value);
    let close = a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3);
    if close && others.iter().all(|other| same(first, other) || known.holds(reading, other, PROOFS)) {
        let (told, right) = (reading.printed(q), reading.printed(proved));
        let calc = format!("同一事实：此处写{told}，另一处写{right}，后者与所列的其他数相符");
        let quotes = reading.quotes([q, *proved]);
        let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对台账，各处改为同一个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 甲项目预算…万元、支出…万元: the name, and which of the two.
fn named_total(reading: &Reading<'_>, index: usize) -> Option<(String, &'static [&'static str])> {
    let q = &reading.quantities[index];
    let side = |lead: &str| {
        let sides = [PLANNED, SPENT].into_iter();
        let ends = |words: &[&str]| words.iter().filter(|w| lead.ends_with(**w)).map(|w| w.len()).max();
        sides.filter_map(|words| ends(words).map(|length| (length, words))).max_by_key(|(length, _)| *length)
    };
    let lead = bare_lead(&q.lead);
    let (length, words) = side(lead)?;
    let own = lead[..lead.len() - length].to_owned();
    if !own.is_empty() {
        return Some((own, words));
    }
    let before = reading.quantities.get(index.checked_sub(1)?)?;
    let beside = before.sentence == q.sentence && before.part == q.part && q.clause.abs_diff(before.clause) <= 1;
    let lead = bare_lead(&before.lead);
    let (length, other) = side(lead).filter(|(_, other)| beside && *other != words)?;
    let name = lead[..lead.len() - length].to_owned();
    (!other.is_empty() && !name.is_empty()).then_some((name, words))
}

/// The figures of that side in the only paragraph that begins with the name.
fn of_item<'r>(reading: &'r Reading<'_>, index: usize) -> Option<Vec<&'r Quantity>> {
    let q = &reading.quantities[index];
    let (name, words) = named_total(reading, index)?;
    let length = name.chars().count();
    if length <= SHORTEST {
        return None;
    }
    let titled = |at: &usize| {
        let passage = &reading.text.passages[*at];
        let words: String = passage.chars.iter().take(length + 8).collect();
        *at != q.passage && !passage.cell && !passage.heading && words.contains(&name)
    };
    let told = |item: usize| -> Vec<&'r Quantity> {
        let own = |other: &&Quantity| {
            let alike = other.number.dimension == q.number.dimension && words.contains(&bare_lead(&other.lead));
            other.passage == item && alike && is_told(reading, other)
        };
        // What the item begins with; a later 支出 is of a part of it.
        let all: Vec<&Quantity> = reading.quantities.iter().filter(own).collect();
        all.iter().copied().filter(|other| other.sentence == all[0].sentence).collect()
    };
    let mut items = (0..reading.text.passages.len()).filter(titled).map(told).filter(|told| !told.is_empty());
    items.next().filter(|_| items.next().is_none())
}

/// The paragraphs of the summary that stands before the report.
fn summary(reading: &Reading<'_>) -> Option<Range<usize>> {
    let passages = &reading.text.passages;
    // 摘要 and 正文 are headings without a mark.
    let bare = |at: &usize| passages[*at].heading || passages[*at].chars.len() <= LONGEST_TITLE;
    let title = |at: &usize| {
        let words = passages[*at].text();
        bare(at) && ["摘要", "概要", "速览"].iter().any(|word| words.ends_with(word))
    };
    let start = (0..passages.len().min(40)).find(title)? + 1;
    let end = (start..passages.len()).find(bare)?;
    (start < end).then_some(start..end)
}

/// The figures behind the summary whose words end with the same name.
fn in_report<'r>(reading: &'r Reading<'_>, q: &Quantity, from: usize) -> Option<Vec<&'r Quantity>> {
    let name = |lead: &str| {
        let lead =
            ["项目", "全县", "全市", "全区", "本年"].iter().fold(bare_lead(lead).to_owned(), |l, w| l.replace(w, ""));
        (lead.chars().count() >= SHORTEST).then_some(lead)
    };
    let own = name(&q.lead)?;
    let year = q.year.or(reading.year);
    let alike = |other: &&Quantity| {
        other.passage >= from
            && other.number.dimension == q.number.dimension
            && is_told(reading, other)
            && (other.year.or(reading.year) == year)
            && name(&other.lead).is_some_and(|name| name.ends_with(&own))
    };
    Some(reading.quantities.iter().filter(alike).collect())
}
