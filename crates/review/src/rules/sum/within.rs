//! A total before its parts: 其中, 包括, 分别为.

use super::{same_measure, sum, written};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::{bare_lead, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A whole and the parts named behind it.
struct Breakdown<'r> {
    whole: &'r Quantity,
    parts: Vec<&'r Quantity>,
    /// The whole stands in the sentence before.
    apart: bool,
}

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let all: Vec<Breakdown<'_>> = (0..reading.quantities.len()).filter_map(|at| breakdown(reading, at)).collect();
    // A list of names that adds up once is complete wherever it stands.
    let complete: BTreeSet<Vec<String>> = all.iter().filter(|b| b.fits()).map(Breakdown::names).collect();
    for breakdown in &all {
        match breakdown.parts.len() {
            0 => {}
            1 => one(reading, breakdown, review),
            _ => many(reading, breakdown, &complete, review),
        }
    }
}

/// The breakdown that begins with the quantity at `first`.
fn breakdown<'r>(reading: &'r Reading<'_>, first: usize) -> Option<Breakdown<'r>> {
    let part = &reading.quantities[first];
    if !part.led_by(OPENERS) || part.led_by(&["不包括", "不包含", "不含"]) || !is_part(part) {
        return None;
    }
    let (whole, apart) = whole_of(reading, first)?;
    let mut parts = vec![part];
    let sentence = &reading.sentences[part.sentence];
    for next in &reading.quantities[first + 1..sentence.quantities.end] {
        if leaves(part, next) {
            break;
        }
        if next.bracket == part.bracket && same_measure(&next.number, &part.number) && is_part(next) {
            if !goes_on(&parts, next) {
                break;
            }
            parts.push(next);
        }
    }
    Some(Breakdown { whole, parts, apart })
}

fn is_part(quantity: &Quantity) -> bool {
    let dimension = quantity.number.dimension;
    quantity.is_amount()
        && !quantity.number.chinese
        && !matches!(
            dimension,
            Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time | Dimension::Score
        )
}

/// A list keeps its separator: after parts with commas a semicolon ends it.
fn goes_on(parts: &[&Quantity], next: &Quantity) -> bool {
    match parts {
        [only] => next.part == only.part || only.lead.contains("其中：") || only.lead.contains("包括："),
        [first, .., last] => {
            (next.part > last.part) == (last.part > first.part) || next.part == last.part && last.part == first.part
        }
        [] => true,
    }
}

/// Whether the list of parts is over.
fn leaves(first: &Quantity, next: &Quantity) -> bool {
    let out = match (first.bracket, next.bracket) {
        (None, _) => false,
        (Some(open), Some(inner)) => inner < open,
        (Some(_), None) => true,
    };
    let new = next.bracket == first.bracket
        && (next.led_by(OPENERS)
            || total_words(&next.lead).is_some()
            || next.led_by(&[
                "累计", "同时", "此外", "另", "年末", "年初", "结余", "结转", "上年", "去年", "截至", "截止", "剩余",
                "全年", "增加", "减少",
            ]));
    out || new
}

/// The nearest figure of the same measure before 其中: outside its bracket, or in the sentence
/// before when 其中 begins its own.
fn whole_of<'r>(reading: &'r Reading<'_>, first: usize) -> Option<(&'r Quantity, bool)> {
    let part = &reading.quantities[first];
    let sentence = &reading.sentences[part.sentence];
    let here = &reading.quantities[sentence.quantities.start..first];
    let fits = |q: &&Quantity| same_measure(&q.number, &part.number) && q.is_amount() && !q.number.chinese;
    let outside = |q: &&Quantity| match part.bracket {
        Some(open) => q.number.span.end <= open,
        None => q.bracket.is_none(),
    };
    if let Some(whole) = here.iter().rev().find(|q| outside(q) && fits(q)) {
        return Some((whole, false));
    }
    if !here.iter().any(|q| !q.number.chinese) && part.lead.starts_with("其中") && part.sentence > 0 {
        let before = &reading.sentences[part.sentence - 1];
        if before.passage == part.passage {
            let last: Vec<&Quantity> = reading.quantities[before.quantities.clone()].iter().filter(fits).collect();
            return last.last().map(|q| (*q, true));
        }
    }
    None
}

impl Breakdown<'_> {
    fn sum(&self) -> Option<Interval> {
        sum(self.parts.iter().copied())
    }

    fn fits(&self) -> bool {
        self.parts.len() > 1 && self.sum().is_some_and(|s| s.meets(self.whole.number.interval()))
    }

    /// The names of the parts, without their order.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.parts.iter().map(|p| name(p)).collect();
        names.sort();
        names
    }
}

fn name(part: &Quantity) -> String {
    let name = bare_lead(&part.lead);
    OPENERS.iter().fold(name, |name, word| name.trim_start_matches(word)).trim_start_matches('：').to_owned()
}

/// A single part: only a part larger than its whole says anything.
fn one(reading: &Reading<'_>, breakdown: &Breakdown<'_>, review: &mut Review) {
    let (part, whole) = (breakdown.parts[0], breakdown.whole);
    if part.number.interval().low <= whole.number.interval().high {
        let calc = format!("{}不大于{}", reading.printed(part), reading.printed(whole));
        return review.holds(Relation::Subset, reading.quotes([whole, part]), calc);
    }
    exceeds(reading, breakdown, part, review);
}

fn exceeds(reading: &Reading<'_>, breakdown: &Breakdown<'_>, part: &Quantity, review: &mut Review) {
    let whole = breakdown.whole;
    let calc = format!("其中的{}大于总数{}", reading.printed(part), reading.printed(whole));
    let mut finding = Finding::new(
        Kind::SubsetExceedsTotal,
        reading.quotes([part, whole]),
        calc,
        "部分不应大于总数：核对两个数，或说明两者口径不同（如年内退出、补发）",
    );
    // Flows of a year may exceed a level: paid back, newly come, several times.
    let flow = part.led_by(&["补发", "新增", "累计", "追回", "清退", "补缴", "办理"]) || breakdown.apart;
    if flow {
        finding = finding.severity(Severity::Low).confidence(Confidence::Question);
    }
    review.findings.push(finding);
}

fn many(reading: &Reading<'_>, breakdown: &Breakdown<'_>, complete: &BTreeSet<Vec<String>>, review: &mut Review) {
    let whole = breakdown.whole;
    let Some(sum) = breakdown.sum() else { return };
    let quotes = reading.quotes([whole].into_iter().chain(breakdown.parts.iter().copied()));
    if sum.meets(whole.number.interval()) {
        let calc = format!("{}，与{}相符", written(reading, &breakdown.parts, whole), reading.printed(whole));
        return review.holds(Relation::Sum, quotes, calc);
    }
    if some_fit(breakdown) {
        return;
    }
    if let Some(part) = breakdown.parts.iter().find(|p| p.number.interval().low > whole.number.interval().high)
        && !is_digit_slip(breakdown)
        && !complete.contains(&breakdown.names())
    {
        return exceeds(reading, breakdown, part, review);
    }
    let too_much = sum.low > whole.number.interval().high;
    let Some((kind, confidence)) = verdict(breakdown, complete, too_much) else { return };
    let calc = format!("{}，报告总数为{}", written(reading, &breakdown.parts, whole), reading.printed(whole));
    let suggestion = format!("各分项之和为{}，核对总数与各分项", in_unit_of(sum.middle(), &whole.number));
    review.findings.push(Finding::new(kind, quotes, calc, suggestion).confidence(confidence));
}

/// Parts of parts in one list: where some of them make the whole, nothing is wrong.
fn some_fit(breakdown: &Breakdown<'_>) -> bool {
    let parts = &breakdown.parts;
    if parts.len() > 10 {
        return true;
    }
    let whole = breakdown.whole.number.interval();
    (1u32..1 << parts.len()).filter(|set| set.count_ones() >= 2).any(|set| {
        let chosen = parts.iter().enumerate().filter(|(k, _)| set & (1 << k) != 0).map(|(_, p)| *p);
        super::sum(chosen).is_some_and(|s| s.meets(whole))
    })
}

/// Whether the difference may be called an error, and which.
fn verdict(breakdown: &Breakdown<'_>, complete: &BTreeSet<Vec<String>>, too_much: bool) -> Option<(Kind, Confidence)> {
    let known = complete.contains(&breakdown.names()) || is_complete(breakdown);
    let money = breakdown.whole.number.dimension == Dimension::Money;
    if known {
        return Some((Kind::SumMismatch, Confidence::Certain));
    }
    if is_digit_slip(breakdown) {
        return Some((Kind::SumMismatch, Confidence::Likely));
    }
    if !too_much || breakdown.apart {
        return None;
    }
    if money {
        return (!nested(breakdown)).then_some((Kind::SumMismatch, Confidence::Likely));
    }
    // People may be in two groups at once; groups that all but fill the whole are meant as a split.
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    (sum <= breakdown.whole.number.value * Decimal::new(105, 2))
        .then_some((Kind::SubsetExceedsTotal, Confidence::Likely))
}

/// A part that is the sum of those behind it.
fn nested(breakdown: &Breakdown<'_>) -> bool {
    let parts = &breakdown.parts;
    (0..parts.len()).any(|k| {
        (k + 2..=parts.len()).any(|end| {
            end - k > 2
                && super::sum(parts[k + 1..end].iter().copied()).is_some_and(|s| s.meets(parts[k].number.interval()))
        })
    }) || parts.iter().any(|p| p.led_by(&["用于", "含"]))
}

/// Names that leave nothing out: the last is 其他, or the pair is a division of everything.
fn is_complete(breakdown: &Breakdown<'_>) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("基本支出", "项目支出"),
        ("男", "女"),
        ("在职", "退休"),
        ("人员经费", "公用经费"),
        ("农村", "城镇"),
        ("农业", "非农业"),
        ("缴费", "领取"),
    ];
    let names: Vec<String> = breakdown.parts.iter().map(|p| name(p)).collect();
    if names.len() > 2 && names.last().is_some_and(|n| n.starts_with("其他") || n.starts_with("其它")) {
        return true;
    }
    let person = breakdown.whole.number.dimension == Dimension::Person;
    names.len() == 2
        && PAIRS.iter().enumerate().any(|(k, (a, b))| {
            let fits = (names[0].contains(a) && names[1].contains(b)) || (names[0].contains(b) && names[1].contains(a));
            // 缴费 and 领取 leave those out who paused: only the money pairs and the sexes are exact.
            fits && (k < 2 || (!person && k == 3))
        })
}

/// One digit differs, or two neighbours changed places, in figures that are printed to the last
/// place: nobody leaves out a part of such a size.
fn is_digit_slip(breakdown: &Breakdown<'_>) -> bool {
    let numbers: Vec<_> = breakdown.parts.iter().map(|p| &p.number).chain([&breakdown.whole.number]).collect();
    let Some(step) = numbers.iter().map(|n| n.step).min() else { return false };
    if numbers.iter().any(|n| n.step != step) || breakdown.whole.number.value < step * Decimal::from(10_000) {
        return false;
    }
    let full = numbers.iter().filter(|n| !((n.value / step) % Decimal::TEN).is_zero()).count();
    if full + 1 < numbers.len() {
        return false;
    }
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let mut difference = ((sum - breakdown.whole.number.value) / step).abs().normalize();
    if difference < Decimal::TEN {
        return false;
    }
    while difference >= Decimal::TEN && (difference % Decimal::TEN).is_zero() {
        difference /= Decimal::TEN;
    }
    difference < Decimal::TEN || (difference < Decimal::from(100) && (difference % Decimal::from(9)).is_zero())
}
