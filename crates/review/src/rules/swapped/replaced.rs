//! One digit replaced, in a figure whose neighbours in the sentence make what it was meant to be. A digit has nine other
//! values, so much agrees by chance: one of the terms must be the last level before the figure.

use super::relations::{self, Operation, Tried};
use super::{chance, near};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The relation that the figure fulfils with one digit replaced. None where it fulfils one as printed.
pub(super) fn meant<'r>(reading: &'r Reading<'_>, index: usize) -> Option<(Tried, Vec<&'r Quantity>)> {
    let told = &reading.quantities[index];
    let around: Vec<&Quantity> = near(reading, index).filter(|q| q.passage == told.passage).collect();
    let all = relations::all(told, &around);
    if all.iter().any(|one| one.value.meets(told.number.interval())) {
        return None;
    }
    let last = around.iter().rfind(|q| is_level_before(told, q))?;
    let terms = |one: &Tried| one.terms.iter().flatten().map(|at| around[*at]).collect::<Vec<_>>();
    let beside = |one: &Tried| {
        let terms = terms(one);
        terms.iter().any(|q| std::ptr::eq(*q, *last)) && terms.iter().all(|q| q.sentence == told.sentence)
    };
    let tried: Vec<Tried> = all.into_iter().filter(beside).collect();
    let slips = slip::replaced(reading, told);
    let one = *tried.iter().find(|one| slips.iter().any(|slip| slip.meets(one.value)))?;
    (chance(told, &slips, &tried) < limit(one.operation)).then_some((one, around))
}

fn is_level_before(told: &Quantity, q: &Quantity) -> bool {
    let level = !matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    level && q.is_amount() && q.number.span.start < told.number.span.start
}

/// So often may chance give the agreement: up to here none of those in 217 correct reports was false.
fn limit(operation: Operation) -> Decimal {
    let thousandths = match operation {
        Operation::Share => 300,
        Operation::Sum | Operation::Difference => 60,
        Operation::Product | Operation::Quotient => 20,
        Operation::Growth | Operation::Rest | Operation::Left => 0,
    };
    Decimal::new(thousandths, 3)
}
