//! Figures whose words say that they were computed (…率, 占, 人均, 剩余, 多…人) and that no other rule has traced to
//! their terms. Every two figures around them are tried. Where any two give the figure, it holds. Where none
//! does, the two that the grammar points at are compared with it, and only when they come near it: two figures
//! that have nothing to do with a third seldom do.

mod adjustment;
mod among;
mod apiece;
mod available;
mod averages;
mod bases;
mod beside;
mod beyond;
mod changes;
mod counted_totals;
mod divided;
mod divided_elsewhere;
mod due;
mod either_side;
mod elsewhere;
mod evenly;
mod flows;
mod formulas;
mod lacking;
mod larger;
mod ledger;
mod lists;
mod means;
mod months;
mod multiples;
mod opinions;
mod paired;
mod pool;
mod portions;
mod posts;
mod products;
mod proved;
mod rates;
mod rests;
mod spread;
mod stock;
mod surveyed;
mod tabled;
mod their_change;
mod totals;
mod twins;
mod two_levels;
mod two_terms;

use crate::finding::{Confidence, Consequence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::plausible::is_plausible;
use rust_decimal::Decimal;

/// In this order: each knows what those before it have said.
const RULES: &[fn(&Reading<'_>, &Known, &mut Review)] = &[
    bases::check,
    flows::check,
    stock::check,
    ledger::check,
    lacking::check,
    tabled::check,
    divided::check,
    due::check,
    proved::check,
    twins::check,
    posts::check,
    rests::check,
    lists::check,
    totals::check,
    counted_totals::check,
    rates::check,
    averages::check,
    spread::check,
    paired::check,
    beside::check,
    apiece::check,
    formulas::check,
    means::check,
    portions::check,
    months::check,
    multiples::check,
    changes::check,
    two_levels::check,
    two_terms::check,
    adjustment::check,
    divided_elsewhere::check,
    available::check,
    their_change::check,
    evenly::check,
    either_side::check,
    opinions::check,
    among::check,
    surveyed::check,
    beyond::check,
    larger::check,
];

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for rule in RULES {
        rule(reading, &Known::of(review), review);
    }
}

/// Takes back what was recomputed of a figure with other terms than the words name: 占已认证人数的 is of no other number.
fn retract(reading: &Reading<'_>, told: &Quantity, relation: Relation, review: &mut Review) {
    let own = reading.quote(told);
    let about =
        |quote: &Quote| own.iter().any(|o| quote.paragraph == o.paragraph && quote.from < o.to && o.to <= quote.to);
    review.checked.retain(|checked| checked.relation != relation || !checked.quotes.iter().any(about));
}

/// What was just said leaves no other terms to guess.
fn settle(calc: &str, review: &mut Review) {
    if let Some(last) = review.findings.last_mut().filter(|last| last.calc.starts_with(calc)) {
        last.settled = true;
    }
}

/// The computed value comes within a third of the printed one.
fn is_near(value: Interval, printed: &Quantity) -> bool {
    let (value, printed) = (value.middle(), printed.number.value);
    (value - printed).abs() * Decimal::from(3) <= printed.max(value)
}

fn fits(value: Interval, printed: &Quantity) -> bool {
    value.meets(printed.number.interval())
}

/// Says what was computed; under the finding that is about the printed figure already, where there is one: one cause,
/// one finding.
pub(crate) fn add(
    reading: &Reading<'_>,
    (kind, relation): (Kind, Relation),
    terms: [&Quantity; 3],
    (calc, holds): (&str, bool),
    review: &mut Review,
) {
    attach(reading, (kind, relation), (terms[0], reading.quotes(terms)), (calc, holds), review);
}

/// The same of any number of terms, quoted.
fn attach(
    reading: &Reading<'_>,
    (kind, relation): (Kind, Relation),
    (told, quotes): (&Quantity, Vec<Quote>),
    (calc, holds): (&str, bool),
    review: &mut Review,
) {
    let printed = reading.printed(told);
    if holds {
        return review.holds(relation, quotes, format!("{calc}，与{printed}相符"));
    }
    let calc = format!("{calc}，报告为{printed}");
    let own = reading.quote(told);
    let about =
        |quote: &Quote| own.iter().any(|o| quote.paragraph == o.paragraph && quote.from < o.to && o.to <= quote.to);
    match review.findings.iter_mut().find(|finding| finding.quotes.iter().any(about)) {
        Some(finding) if finding.kind == kind => {}
        Some(finding) => finding.consequences.push(Consequence { kind, quotes, calc }),
        None => {
            let finding = Finding::new(kind, quotes, calc, "核对这三个数");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// Says what was computed, and of what: the first of `terms` is the printed figure.
fn judge(
    reading: &Reading<'_>,
    kinds: (Kind, Relation),
    terms: [&Quantity; 3],
    (calc, value): (&str, Interval),
    review: &mut Review,
) {
    // A difference is a small part of its terms: it may be far from the right one.
    if kinds.0 != Kind::DiffMismatch && !fits(value, terms[0]) && !is_plausible(reading, terms[0], value) {
        return;
    }
    add(reading, kinds, terms, (calc, fits(value, terms[0])), review);
}
