//! Figures whose words say that they were computed (…率, 占, 人均, 剩余, 多…人) and that no other rule has traced to
//! their terms. Every two figures around them are tried. Where any two give the figure, it holds. Where none
//! does, the two that the grammar points at are compared with it, and only when they come near it: two figures
//! that have nothing to do with a third seldom do.

mod averages;
mod changes;
mod lists;
mod pool;
mod rates;
mod rests;
mod totals;

use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;
use std::collections::HashMap;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    lists::check(reading, &known, review);
    totals::check(reading, &known, review);
    rates::check(reading, &known, review);
    averages::check(reading, &known, review);
    rests::check(reading, &known, review);
    changes::check(reading, &known, review);
}

/// What the other rules have said, by paragraph.
struct Known {
    said: HashMap<u32, Vec<(usize, usize)>>,
    held: HashMap<u32, Vec<(usize, usize, Relation)>>,
}

impl Known {
    fn of(review: &Review) -> Known {
        let mut known = Known { said: HashMap::new(), held: HashMap::new() };
        let consequences = review.findings.iter().flat_map(|f| &f.consequences).flat_map(|c| &c.quotes);
        for quote in review.findings.iter().flat_map(|f| &f.quotes).chain(consequences) {
            known.said.entry(quote.paragraph).or_default().push((quote.from, quote.to));
        }
        for checked in &review.checked {
            for quote in &checked.quotes {
                known.held.entry(quote.paragraph).or_default().push((quote.from, quote.to, checked.relation));
            }
        }
        known
    }

    /// Whether the figure stands in a finding, or was recomputed as one of these relations.
    fn has(&self, reading: &Reading<'_>, quantity: &Quantity, relations: &[Relation]) -> bool {
        let own = reading.quote(quantity);
        let Some(Quote { paragraph, to, .. }) = own.last() else { return true };
        let within = |from: usize, end: usize| from < *to && *to <= end;
        let said = self.said.get(paragraph).is_some_and(|all| all.iter().any(|(from, end)| within(*from, *end)));
        said || self.held.get(paragraph).is_some_and(|all| {
            all.iter().any(|(from, end, relation)| within(*from, *end) && relations.contains(relation))
        })
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

/// Says what was computed, and of what: the first of `terms` is the printed figure.
fn judge(
    reading: &Reading<'_>,
    (kind, relation): (Kind, Relation),
    terms: [&Quantity; 3],
    (calc, value): (&str, Interval),
    review: &mut Review,
) {
    let (quotes, printed) = (reading.quotes(terms), reading.printed(terms[0]));
    if fits(value, terms[0]) {
        return review.holds(relation, quotes, format!("{calc}，与{printed}相符"));
    }
    let finding = Finding::new(kind, quotes, format!("{calc}，报告为{printed}"), "核对这三个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
