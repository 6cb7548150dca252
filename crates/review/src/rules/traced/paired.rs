//! A12 of several counts, each at a standard of its own: 自理老人每人80元，失能老人每人200元。10月补贴自理640人、失能385人，应补12.82万元; 标准依次为每月
//! 58元、290元、580元. As many counts as standards stand in two sentences, in the same order, before one amount; where one slip
//! of the pen parts the amount from what they make, they were meant.

use super::Known;
use super::beside::each;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

const PAIRS: std::ops::RangeInclusive<usize> = 2..=4;
/// An amount of fewer steps is met by chance.
const STEPS: i64 = 1_000;
const MONTHS: u32 = 12;

/// Counts, their standards, the amount, and how often it was paid.
struct Paired<'r> {
    counts: Vec<&'r Quantity>,
    standards: Vec<&'r Quantity>,
    amount: &'r Quantity,
    months: u32,
}

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for amount in reading.quantities.iter().filter(|q| is_paid(reading, q)) {
        if known.has(reading, amount, &[Relation::Product]) {
            continue;
        }
        let all = paired(reading, amount);
        let beside = reading.in_sentence(amount.sentence).iter().filter(|q| is_paid(reading, q));
        // 全年应发2871.60万元，其中省级2785万元: the first of them is what they make.
        let told = |one: &Paired<'_>| {
            let value = one.value();
            beside.clone().any(|q| !std::ptr::eq(q, amount) && value.is_some_and(|v| v.meets(q.number.interval())))
        };
        let planned = amount.led_by(&["预算", "计划", "安排"]);
        if all.iter().any(told) || planned || amount.led_by(OPENERS) {
            continue;
        }
        if let Some(one) = all.iter().find(|one| one.agrees()).or_else(|| all.iter().find(|one| one.is_slip(reading))) {
            one.tell(reading, review);
        }
    }
}

fn is_paid(reading: &Reading<'_>, q: &Quantity) -> bool {
    let fine = q.number.value >= q.number.step * Decimal::from(STEPS);
    let plain = q.is_amount() && !q.number.chinese && !q.prior && q.bracket.is_none();
    q.number.dimension == Dimension::Money && fine && plain && !reading.text.passages[q.passage].cell
}

/// The counts and standards of its sentence and the one before, where there are as many of each.
fn paired<'r>(reading: &'r Reading<'_>, amount: &'r Quantity) -> Vec<Paired<'r>> {
    let from = amount.sentence.checked_sub(1).filter(|at| reading.sentences[*at].passage == amount.passage);
    let here = |at: usize| reading.in_sentence(at).iter().filter(|q| q.number.span.start < amount.number.span.start);
    let own: Vec<&Quantity> = here(amount.sentence).collect();
    let both: Vec<&Quantity> = from.map(here).into_iter().flatten().chain(own.iter().copied()).collect();
    let words = reading.between(amount.passage, reading.sentences[amount.sentence].span.clone());
    for all in [own, both] {
        let standards: Vec<&Quantity> = standards(&all, amount);
        let counts: Vec<&Quantity> = counts(&all, standards.len());
        if !PAIRS.contains(&standards.len()) || standards.len() != counts.len() {
            continue;
        }
        return months(reading, &all, &words)
            .into_iter()
            .map(|months| Paired { counts: counts.clone(), standards: standards.clone(), amount, months })
            .collect();
    }
    Vec::new()
}

/// 每人80元, 每月30元, and what a list joins to one: 290元.
fn standards<'r>(all: &[&'r Quantity], amount: &Quantity) -> Vec<&'r Quantity> {
    let mut found: Vec<&Quantity> = Vec::new();
    for q in all.iter().copied().filter(|q| q.number.dimension == Dimension::Money && q.number.is_operand()) {
        let small = q.number.value * Decimal::TEN < amount.number.value && !q.is_change() && !q.prior;
        let told = q.number.per.is_standard() || ["每人", "每月", "每户", "标准"].iter().any(|w| q.lead.contains(w));
        let joined = q.lead.is_empty() && found.last().is_some_and(|last| last.clause == q.clause);
        if small && (told || joined) {
            found.push(q);
        }
    }
    found
}

/// The people, so many, without their total.
fn counts<'r>(all: &[&'r Quantity], wanted: usize) -> Vec<&'r Quantity> {
    let people = |q: &&&Quantity| {
        let heads = matches!(q.number.dimension, Dimension::Person | Dimension::Count("名" | "户"));
        heads && q.number.is_exact() && q.is_amount() && !q.prior && q.number.value >= Decimal::TEN
    };
    let mut found: Vec<&Quantity> = all.iter().filter(people).copied().collect();
    if let Some((first, others)) = found.split_first() {
        let largest = others.iter().all(|q| q.number.value < first.number.value);
        if largest && others.len() == wanted {
            found.remove(0);
        }
    }
    found
}

/// Once, or for the months that are told.
fn months(reading: &Reading<'_>, all: &[&Quantity], words: &str) -> Vec<u32> {
    let monthly = all.iter().any(|q| q.number.per.time == Some(PerTime::Month) || q.led_by(&["每月"]));
    let told = all.iter().filter(|q| q.number.dimension == Dimension::Time && reading.printed(q).ends_with("个月"));
    let told = told.filter_map(|q| u32::try_from(q.number.value.trunc().mantissa()).ok()).find(|n| *n <= MONTHS);
    match told {
        _ if !monthly => vec![1],
        Some(months) => vec![months],
        None if words.contains("全年") => vec![MONTHS],
        None => vec![1],
    }
}

impl Paired<'_> {
    fn terms(&self) -> impl Iterator<Item = Option<Interval>> {
        let months = Interval::exact(Decimal::from(self.months));
        let pairs = self.counts.iter().zip(&self.standards);
        pairs.map(move |(count, standard)| count.number.interval().times(each(standard))?.times(months))
    }

    fn value(&self) -> Option<Interval> {
        self.terms().try_fold(Interval::exact(Decimal::ZERO), |sum, term| sum.plus(term?))
    }

    fn agrees(&self) -> bool {
        self.value().is_some_and(|value| value.meets(self.amount.number.interval()))
    }

    /// One wrong digit in the amount, a count or a standard.
    fn is_slip(&self, reading: &Reading<'_>) -> bool {
        let Some(value) = self.value() else { return false };
        let paid = self.amount.number.interval();
        let months = Interval::exact(Decimal::from(self.months));
        let wanted = |at: usize, own: &Quantity, other: Interval| {
            let others = value.minus(self.terms().nth(at)??)?;
            let wanted = paid.minus(others)?.over(other.times(months)?)?;
            (wanted.high - wanted.low <= own.number.step * Decimal::TWO).then_some(wanted)
        };
        let mends = |q: &Quantity, wanted: Option<Interval>| wanted.is_some_and(|w| slip::mends(reading, q, w));
        let pairs = || self.counts.iter().zip(&self.standards).enumerate();
        slip::is_of(reading, self.amount, value)
            || pairs().any(|(at, (count, standard))| mends(count, wanted(at, count, each(standard))))
            || pairs().any(|(at, (count, standard))| mends(standard, wanted(at, standard, count.number.interval())))
    }

    fn tell(&self, reading: &Reading<'_>, review: &mut Review) {
        let Some(value) = self.value() else { return };
        let pairs = self.counts.iter().zip(&self.standards);
        let words: Vec<String> = pairs.map(|(c, s)| format!("{}×{}", reading.printed(c), reading.printed(s))).collect();
        let shown = in_unit_of(value.middle(), &self.amount.number);
        let sum = words.join("＋");
        let calc = if self.months == 1 {
            format!("{sum}＝{shown}")
        } else {
            format!("（{sum}）×{}＝{shown}", self.months)
        };
        let terms = self.counts.iter().zip(&self.standards).flat_map(|(c, s)| [*c, *s]);
        let quotes = reading.quotes(std::iter::once(self.amount).chain(terms));
        let printed = reading.printed(self.amount);
        if self.agrees() {
            return review.holds(Relation::Product, quotes, format!("{calc}，与{printed}相符"));
        }
        let calc = format!("{calc}，报告为{printed}");
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对各类人数、标准与金额");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
