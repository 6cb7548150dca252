//! A figure at the end of several: 年初186.40万元，补充100.00万元，垫付142.75万元，收回91.30万元，年末234.95万元 is what three and
//! more of those before it in its sentence make, added and taken off; and 市级2,650.00万元 is a part of a list whose whole
//! stands somewhere else in the report.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;

/// So many figures before it are tried, each added, taken off or left out.
const BEFORE: usize = 5;
/// So many of them must take part: two the rules have tried.
const TERMS: usize = 3;
/// A list has no more members.
const LONGEST: usize = 8;
/// With fewer steps one of these sums is met by chance.
const STEPS: i64 = 2_000;

/// Whether three and more figures before it in the sentence make the accused one.
pub(super) fn is_chain(reading: &Reading<'_>, accused: &Quantity) -> bool {
    if accused.number.value < accused.number.step * Decimal::from(STEPS) {
        return false;
    }
    let before = reading.in_sentence(accused.sentence).iter().filter(|q| is_term(q, accused));
    let mut before: Vec<&Quantity> = before.filter(|q| q.number.span.start < accused.number.span.start).collect();
    let from = before.len().saturating_sub(BEFORE);
    let nothing = Interval::exact(Decimal::ZERO);
    makes(&before.split_off(from), (nothing, 0), accused.number.interval())
}

/// Tries the first figure three ways, then the others.
fn makes(figures: &[&Quantity], (sum, terms): (Interval, usize), wanted: Interval) -> bool {
    let Some((first, rest)) = figures.split_first() else {
        return terms >= TERMS && sum.meets(wanted);
    };
    let own = first.number.interval();
    let with = |sum: Option<Interval>| sum.is_some_and(|sum| makes(rest, (sum, terms + 1), wanted));
    makes(rest, (sum, terms), wanted) || with(sum.plus(own)) || with(sum.minus(own))
}

/// Whether it stands among three and more figures of its sentence that together make one that is printed elsewhere.
pub(super) fn is_part(reading: &Reading<'_>, accused: &Quantity, printed: &[Interval]) -> bool {
    let row: Vec<&Quantity> = reading.in_sentence(accused.sentence).iter().filter(|q| is_term(q, accused)).collect();
    let Some(own) = row.iter().position(|q| std::ptr::eq(*q, accused)) else { return false };
    let runs = (TERMS..=LONGEST.min(row.len())).flat_map(|length| {
        (own.saturating_sub(length - 1)..=own.min(row.len() - length)).map(move |from| from..from + length)
    });
    runs.into_iter().any(|run| {
        let sum = row[run].iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()));
        sum.is_some_and(|sum| printed.iter().any(|figure| figure.meets(sum)))
    })
}

/// Printed as finely: 2340万元 less 1920万元 and 420万元 is nothing, give or take 150元.
fn is_term(q: &Quantity, accused: &Quantity) -> bool {
    q.number.dimension == accused.number.dimension
        && q.number.step <= accused.number.step * Decimal::TEN
        && q.number.is_operand()
        && !q.number.chinese
        && !q.number.per.is_standard()
}
