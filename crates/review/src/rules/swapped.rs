//! Two neighbouring digits the wrong way round, the commonest slip of whoever copies figures from paper: 187.32万元 where
//! 1486人 at 1200元 make 178.32万元. No word is looked at. A figure that nothing around it gives, and that a sum, a
//! difference, a rate, a growth or a product of its neighbours gives as soon as two of its digits change places, was
//! meant to be that. Whether so much could agree by chance is reckoned from how many relations were tried and how wide
//! their values are; where chance could do it, nothing is said.

mod digit;
mod elsewhere;
mod hundred;
mod of_total;
mod precise;
mod relations;
mod replaced;
mod run;

use crate::finding::{Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::slip;
use crate::unit::Dimension;
use relations::{Operation, Tried};
use rust_decimal::Decimal;

/// A figure with fewer digits agrees with something by chance.
const DIGITS: usize = 3;

/// So many figures on either side are tried.
const NEAREST: usize = 10;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let before = review.findings.len();
    let known = Known::of(review);
    let mut found = Vec::new();
    for (index, told) in reading.quantities.iter().enumerate() {
        if !is_copied(reading, told) || known.is_explained(reading, told) {
            continue;
        }
        let swapped = slip::swapped(reading, told);
        if !swapped.is_empty()
            && let Some((tried, around)) = meant(reading, index, &swapped)
        {
            add(finding(reading, told, (&tried, &around), "只差相邻两位数字颠倒"), &mut found);
        } else if let Some((tried, around)) = replaced::meant(reading, index) {
            add(finding(reading, told, (&tried, &around), "只差一位数字"), &mut found);
        }
    }
    review.findings.append(&mut found);
    elsewhere::check(reading, &known, review);
    of_total::check(reading, &Known::of(review), review);
    of_total::changes(reading, &Known::of(review), review);
    of_total::of_last_year(reading, &Known::of(review), review);
    run::check(reading, review);
    digit::check(reading, review);
    precise::check(reading, review);
    hundred::check(reading, review);
    said_once(before, review);
}

/// The same arithmetic of a figure that stands in two places is said once.
fn said_once(before: usize, review: &mut Review) {
    let sides = |finding: &Finding| finding.calc.split('，').next().map(str::to_owned);
    let known: Vec<Option<String>> = review.findings[..before].iter().map(sides).collect();
    let late = review.findings.split_off(before);
    review.findings.extend(late.into_iter().filter(|finding| !known.contains(&sides(finding))));
}

/// One wrong figure is missed by all that it should stand in a relation with: one finding.
fn add(one: Finding, found: &mut Vec<Finding>) {
    if !one.quotes.iter().any(|quote| found.iter().any(|other| other.quotes.contains(quote))) {
        found.push(one);
    }
}

/// A printed amount, count or rate of some digits in running text.
fn is_copied(reading: &Reading<'_>, q: &Quantity) -> bool {
    let measured = !matches!(q.number.dimension, Dimension::Score | Dimension::Bare | Dimension::Time);
    let plain = q.number.is_operand() && !q.number.chinese && !reading.text.passages[q.passage].cell;
    plain && measured && digits(reading, q) >= DIGITS
}

/// How many digits it has between the noughts before and behind.
fn digits(reading: &Reading<'_>, q: &Quantity) -> usize {
    let printed = reading.between(q.passage, q.number.digits.clone());
    let digits: String = printed.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}

/// The relation that the swapped figure fulfils: in its part of the sentence, else in the sentence, else, for a rate, in
/// the paragraph. None where the figure as printed fulfils one.
fn meant<'r>(reading: &'r Reading<'_>, index: usize, swapped: &[Interval]) -> Option<(Tried, Vec<&'r Quantity>)> {
    let told = &reading.quantities[index];
    let scopes: [fn(&Quantity, &Quantity) -> bool; 3] = [
        |a, b| a.sentence == b.sentence && a.part == b.part,
        |a, b| a.sentence == b.sentence,
        |a, b| a.passage == b.passage && a.number.dimension == Dimension::Percent,
    ];
    let mut before = 0;
    for scope in scopes {
        let around: Vec<&Quantity> = near(reading, index).filter(|q| scope(told, q)).collect();
        // A wider scope that holds nothing more was tried.
        if around.len() == std::mem::replace(&mut before, around.len()) {
            continue;
        }
        let tried = relations::all(told, &around);
        if tried.iter().any(|one| one.value.meets(told.number.interval())) {
            return None;
        }
        if let Some(one) = tried.iter().find(|one| swapped.iter().any(|swap| swap.meets(one.value))) {
            return (chance(told, swapped, &tried) < limit(told, one.operation)).then_some((*one, around));
        }
    }
    None
}

/// So often may chance give the agreement. It is reckoned as if every figure of the neighbourhood were as likely; most
/// figures that nothing explains were computed of them, and of the agreements with a limit as here none in 217 correct
/// reports was by chance. Few digits, three terms and shares of shares agreed more often.
fn limit(told: &Quantity, operation: Operation) -> Decimal {
    let few = told.number.value < told.number.step * Decimal::ONE_THOUSAND;
    let share = told.number.dimension == Dimension::Percent;
    let thousandths = match operation {
        Operation::Difference if share => 0,
        Operation::Sum | Operation::Difference if few => 10,
        Operation::Sum | Operation::Difference => 150,
        Operation::Rest | Operation::Left => 15,
        Operation::Share => 500,
        Operation::Growth => 100,
        Operation::Product | Operation::Quotient => 300,
    };
    Decimal::new(thousandths, 3)
}

fn near<'r>(reading: &'r Reading<'_>, index: usize) -> impl Iterator<Item = &'r Quantity> {
    let around = index.saturating_sub(NEAREST)..(index + NEAREST + 1).min(reading.quantities.len());
    around.filter(move |at| *at != index).map(|at| &reading.quantities[at])
}

/// What one figure is more than another.
fn is_between(q: &Quantity) -> bool {
    q.is_change() || q.lead.contains(['多', '超', '补', '退'])
}

/// How often one of the relations would meet one of the swapped figures by chance.
fn chance(told: &Quantity, swapped: &[Interval], tried: &[Tried]) -> Decimal {
    let of = |one: &Tried, swap: &Interval| {
        let width = one.value.high - one.value.low + told.number.step;
        width.checked_div(swap.middle() * Decimal::TWO).unwrap_or(Decimal::ONE)
    };
    tried.iter().flat_map(|one| swapped.iter().map(move |swap| of(one, swap))).sum()
}

fn finding(reading: &Reading<'_>, told: &Quantity, (tried, around): (&Tried, &[&Quantity]), slip: &str) -> Finding {
    let terms: Vec<&Quantity> = tried.terms.iter().flatten().map(|at| around[*at]).collect();
    let calc = format!("{}，报告为{}，{slip}", tried.told(reading, told, &terms), reading.printed(told));
    let quotes = reading.quotes(std::iter::once(told).chain(terms.iter().copied()));
    let kind = match tried.operation {
        // 任务a，完成b，超收c: what lies between is no part. A wrong part of a total is no rest.
        Operation::Sum if terms.iter().chain([&told]).any(|q| is_between(q)) => Kind::DiffMismatch,
        Operation::Sum if told.lead.contains(['尚', '剩', '缺']) => Kind::DiffMismatch,
        Operation::Difference if !terms.iter().chain([&told]).any(|q| q.led_by(&["已", "扣"])) => {
            digit::kind(told, tried, around)
        }
        _ => tried.kind(),
    };
    Finding::new(kind, quotes, calc, "核对是否抄错数字").asked()
}
