//! What is withdrawn because its terms belong to others: where each figure of a wrong difference is a term of some relation
//! that holds, no figure is wrong, and they were only read together; where two values of one fact are both borne out by
//! arithmetic of their own, they are two facts. Not so a rate: an outdated one still fits the figure that it was computed
//! from; nor a product: its few people and groups make the sum of something by chance.

use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::reading::Reading;
use std::collections::HashSet;

/// A difference has so many terms.
const TERMS: usize = 3;
/// A rate tells fewer digits of its terms than this.
const DIGITS: usize = 4;

pub(crate) fn check(_: &Reading<'_>, review: &mut Review) {
    let borne_out = |wanted: fn(Relation, &Quote) -> bool| -> HashSet<(u32, usize)> {
        let held = review.checked.iter().filter(|checked| is_arithmetic(checked.relation));
        let quotes = held.flat_map(|checked| checked.quotes.iter().map(|quote| (checked.relation, quote)));
        quotes
            .filter(|(relation, quote)| wanted(*relation, quote))
            .map(|(_, quote)| (quote.paragraph, quote.to))
            .collect()
    };
    let (to_the_last, at_all) = (borne_out(tells_all), borne_out(|_, _| true));
    review.findings.retain(|finding| {
        // A difference is wrong by its last digits; of two facts each has its rate.
        let known = if finding.kind == Kind::DiffMismatch { &to_the_last } else { &at_all };
        !(is_asked(finding) && figures(finding).all(|quote| known.contains(&(quote.paragraph, quote.to))))
    });
}

/// Other relations also hold of figures that are wrong: a part is not larger than its whole, a goal was reached.
fn is_arithmetic(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Sum
            | Relation::Ratio
            | Relation::Difference
            | Relation::Growth
            | Relation::Product
            | Relation::StockFlow
    )
}

/// A rate of two digits holds whatever the fourth digit of its terms: 净增6745人，增长1.32%.
fn tells_all(relation: Relation, quote: &Quote) -> bool {
    let behind = quote.text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let figure = behind.rsplit(|c: char| !(c.is_ascii_digit() || ".,，".contains(c))).next().unwrap_or_default();
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    !matches!(relation, Relation::Ratio | Relation::Growth) || digits.trim_matches('0').len() < DIGITS
}

fn is_asked(finding: &Finding) -> bool {
    let least = match finding.kind {
        Kind::DiffMismatch => TERMS,
        Kind::SameFactDifferentValue | Kind::NarrativeTableContradiction => 2,
        _ => return false,
    };
    // What several relations contradict is wrong, whatever else holds.
    finding.consequences.is_empty() && figures(finding).count() >= least
}

/// A line end may part the words before a figure from it.
fn figures(finding: &Finding) -> impl Iterator<Item = &Quote> {
    finding.quotes.iter().filter(|quote| quote.text.contains(|sign: char| sign.is_ascii_digit()))
}
