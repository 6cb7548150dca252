//! A01 of a total behind its parts that is told in other words than 合计: 前三项加起来, 两个城区的人数之和, 四级资金总规模.

use super::Known;
use super::pool::{before, measured, same_measure};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words of a total.
const WORDS: &[&str] = &["之和", "加起来", "相加", "总规模", "合计", "共计", "总计", "一共", "总共", "共"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, total) in reading.quantities.iter().enumerate() {
        let near =
            |word: &&str| total.lead.rfind(*word).is_some_and(|at| total.lead[at + word.len()..].chars().count() <= 4);
        let told = WORDS.iter().any(near) && measured(total) && total.is_amount();
        if told
            && !reading.text.passages[total.passage].cell
            && !known.has(reading, total, &[Relation::Sum, Relation::StockFlow])
        {
            trace(reading, index, review);
        }
    }
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let total = &reading.quantities[index];
    let mut parts: Vec<&Quantity> = before(reading, index).into_iter().filter(|q| same_measure(q, total)).collect();
    parts.truncate(12);
    let windows = (2..=parts.len().min(8)).flat_map(|size| parts.windows(size));
    let mut all = windows.filter_map(|window| Some((window, sum(window)?)));
    if let Some((window, value)) = all.find(|(_, value)| value.meets(total.number.interval())) {
        let calc = format!("{}，与{}相符", written(reading, window, value, total), reading.printed(total));
        return review.holds(Relation::Sum, reading.quotes(window.iter().copied().chain([total])), calc);
    }
    let Some(window) = counted(total, &parts) else { return };
    let Some(value) = sum(window) else { return };
    let gap = (value.middle() - total.number.value).abs();
    let planned = window.iter().any(|q| q.prior != total.prior || q.number.value == total.number.value);
    if planned
        || gap * Decimal::TEN > total.number.value * Decimal::from(3)
        || total.number.dimension == Dimension::Score
    {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, window, value, total), reading.printed(total));
    let quotes = reading.quotes([total].into_iter().chain(window.iter().copied()));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对合计与各分项");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// As many figures before the total as it counts: 前三项, 两个, 四级; the first of a list where it says so.
fn counted<'s, 'r>(total: &Quantity, parts: &'s [&'r Quantity]) -> Option<&'s [&'r Quantity]> {
    const NUMERALS: [(&str, usize); 9] =
        [("两", 2), ("二", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8), ("2", 2)];
    let units = ["项", "个", "类", "级", "部分", "者", "家", "种", "档", "方面"];
    let count = NUMERALS
        .iter()
        .find_map(|(word, n)| units.iter().any(|unit| total.lead.contains(&format!("{word}{unit}"))).then_some(*n))?;
    let sentence = parts.first()?.sentence;
    let list = parts.iter().take_while(|q| q.sentence == sentence).count();
    if total.lead.contains('前') && list > count {
        return Some(&parts[list - count..list]);
    }
    (list >= count && total.sentence.abs_diff(sentence) <= 1).then(|| &parts[..count])
}

fn sum(parts: &[&Quantity]) -> Option<Interval> {
    parts.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, part| sum.plus(part.number.interval()))
}

fn written(reading: &Reading<'_>, parts: &[&Quantity], value: Interval, total: &Quantity) -> String {
    let terms: Vec<String> = parts.iter().rev().map(|q| reading.printed(q)).collect();
    let finest = parts.iter().map(|q| &q.number).min_by_key(|n| n.step).unwrap_or(&total.number);
    format!("{}＝{}", terms.join("＋"), in_unit_of(value.middle(), finest))
}
