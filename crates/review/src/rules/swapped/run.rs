//! The same for the sum of a row of figures: a sentence whose first or last figure is not the sum of all its others, but
//! would be with one digit replaced or two neighbours the other way round in one of them.

use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::known::Known;
use crate::rules::slip;
use crate::rules::terms::total_words;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So often may chance make a whole row come out. It is reckoned for any row, and most rows whose figures no other rule
/// has explained are sums: in 217 correct reports none came out.
const BY_CHANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
/// The same of a part of a row, of which there are many.
const BY_CHANCE_WITHIN: Decimal = Decimal::from_parts(5, 0, 0, false, 2);
/// Parts of a row.
const PARTS: std::ops::RangeInclusive<usize> = 2..=12;
/// A sentence with more figures is no row.
const FIGURES: usize = 60;
/// Other values that a slip gives a digit: nine, and one for its neighbour.
const SLIPS: u64 = 10;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let mut known = Known::of(review);
    for all in reading.told().filter(|all| all.len() <= FIGURES) {
        for row in rows(all) {
            let within = (4..row.len()).flat_map(|length| row.windows(length)).map(|part| (part, BY_CHANCE_WITHIN));
            for (row, limit) in std::iter::once((&row[..], BY_CHANCE)).chain(within) {
                if let Some(finding) = said(reading, &known, row, limit) {
                    review.findings.push(finding);
                    // What was just said explains its figures.
                    known = Known::of(review);
                }
            }
        }
    }
}

/// The figures of each measure, of the sentence and of what stands between its semicolons.
fn rows(all: &[Quantity]) -> Vec<Vec<&Quantity>> {
    let mut rows: Vec<Vec<&Quantity>> = Vec::new();
    for first in all {
        let same = |q: &&Quantity| is_amount(q) && alike(first, q) && q.bracket == first.bracket;
        for row in
            [all.iter().filter(same).collect(), all.iter().filter(same).filter(|q| q.part == first.part).collect()]
        {
            let row: Vec<&Quantity> = row;
            let known = || rows.iter().any(|other| other.len() == row.len() && std::ptr::eq(other[0], row[0]));
            if row.first().is_some_and(|q| std::ptr::eq(*q, first)) && PARTS.contains(&(row.len() - 1)) && !known() {
                rows.push(row);
            }
        }
    }
    rows
}

fn is_amount(q: &Quantity) -> bool {
    let planned = q.led_by(&["目标", "计划", "任务"]) || q.tail.contains("目标");
    let measured = !planned
        && !matches!(
            q.number.dimension,
            Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time | Dimension::Score
        );
    // 收入4399亿元，内含保险费816亿元: not all of it.
    let each = q.led_by(&["每", "均", "内含"]) || q.lead.starts_with('含');
    // 比2022年的11.86万元: of another year.
    let earlier = q.prior || q.lead.starts_with(['比', '较']);
    measured && !earlier && q.is_amount() && !each && !q.number.chinese && q.number.value > Decimal::ZERO
}

fn alike(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension == b.number.dimension && a.number.factor == b.number.factor && a.number.per == b.number.per
}

fn said(reading: &Reading<'_>, known: &Known, row: &[&Quantity], limit: Decimal) -> Option<Finding> {
    if row.iter().any(|q| known.says_anything(reading, q)) {
        return None;
    }
    // 收入a，支出b，其中甲c: the last is in the one before.
    if row.iter().skip(2).any(|q| q.lead.starts_with("其中")) {
        return None;
    }
    let (first, others) = row.split_first()?;
    let (last, before) = row.split_last()?;
    // 共为415名退役士兵补缴，单位存续的138名，…: a total told first is the whole, and the last is none.
    let total = total_words(&first.lead).is_some() || first.lead.contains("共为");
    let tried: Vec<(&Quantity, &[&Quantity], Interval)> = [(*first, others), (*last, before)]
        .into_iter()
        .take(if total { 1 } else { 2 })
        .filter(|(whole, parts)| !is_listed(reading, whole, parts))
        .filter_map(|(whole, parts)| {
            let sum = parts.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))?;
            Some((whole, parts, sum))
        })
        .collect();
    if tried.iter().any(|(whole, _, sum)| sum.meets(whole.number.interval())) {
        return None;
    }
    let chance: Decimal = tried.iter().filter_map(|(whole, parts, sum)| chance(whole, parts, *sum)).sum();
    let (whole, parts, sum) =
        tried.into_iter().find(|(whole, parts, sum)| mends(reading, known, whole, parts, *sum))?;
    let limit = if total { limit * Decimal::TWO } else { limit };
    (chance < limit).then(|| {
        let terms: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
        let calc = format!(
            "{}＝{}，报告为{}，只差一位数字",
            terms.join("＋"),
            in_unit_of(sum.middle(), &whole.number),
            reading.printed(whole)
        );
        let quotes = reading.quotes(std::iter::once(whole).chain(parts.iter().copied()));
        Finding::new(Kind::SumMismatch, quotes, calc, "核对总数与各分项，是否抄错数字").confidence(Confidence::Likely)
    })
}

fn mends(reading: &Reading<'_>, known: &Known, whole: &Quantity, parts: &[&Quantity], sum: Interval) -> bool {
    let wanted = |part: &Quantity| {
        let others = sum.minus(part.number.interval())?;
        whole.number.interval().minus(others)
    };
    let slipped = |q: &Quantity, wanted: Option<Interval>| {
        let digits = q.number.value >= slip::grain(q) * Decimal::ONE_HUNDRED;
        digits && !known.is_explained(reading, q) && wanted.is_some_and(|wanted| slip::mends(reading, q, wanted))
    };
    slipped(whole, Some(sum)) || parts.iter().any(|part| slipped(part, wanted(part)))
}

/// 一级6218人、二级3975人、三级2240人: one of a list, no whole.
fn is_listed(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity]) -> bool {
    let Some(next) = parts.iter().min_by_key(|q| q.number.span.start.abs_diff(whole.number.span.start)) else {
        return true;
    };
    let (a, b) = if next.number.span.start > whole.number.span.start { (whole, *next) } else { (*next, whole) };
    let between = reading.between(a.passage, a.number.span.end..b.number.span.start);
    between.contains(['、', '和']) && !between.contains(['，', '；', '：', '（', '共', '计'])
}

/// How often a slip somewhere makes the row come out: each gives another value, and they lie within the size of the whole.
fn chance(whole: &Quantity, parts: &[&Quantity], sum: Interval) -> Option<Decimal> {
    let digits = |q: &Quantity| u64::try_from((q.number.value / q.number.step).trunc().to_string().len()).unwrap_or(1);
    let slips: u64 = parts.iter().chain([&whole]).map(|q| digits(q) * SLIPS).sum();
    // Round figures come out more often: those of 100万元 as if they had no digits behind.
    let grain = parts.iter().chain([&whole]).map(|q| slip::grain(q)).min().unwrap_or(whole.number.step);
    let width = (sum.high - sum.low).max(grain) + grain;
    (Decimal::from(slips) * width).checked_div(whole.number.value.max(sum.middle()))
}
