//! What the rules before have said of a figure: it stands in a finding, or in a relation that holds. And back: which
//! figure a quote is of.

use crate::finding::{Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use std::collections::HashMap;

/// What the other rules have said, by paragraph.
pub(crate) struct Known {
    said: HashMap<u32, Vec<(usize, usize, Kind)>>,
    held: HashMap<u32, Vec<(usize, usize, Relation)>>,
}

impl Known {
    pub(crate) fn of(review: &Review) -> Known {
        let mut known = Known { said: HashMap::new(), held: HashMap::new() };
        let consequences = review.findings.iter().flat_map(|f| &f.consequences).map(|c| (c.kind, &c.quotes));
        for (kind, quotes) in review.findings.iter().map(|f| (f.kind, &f.quotes)).chain(consequences) {
            for quote in quotes {
                known.said.entry(quote.paragraph).or_default().push((quote.from, quote.to, kind));
            }
        }
        for checked in &review.checked {
            for quote in &checked.quotes {
                known.held.entry(quote.paragraph).or_default().push((quote.from, quote.to, checked.relation));
            }
        }
        known
    }

    /// Whether the figure stands in any finding, or in any relation that holds.
    pub(crate) fn is_explained(&self, reading: &Reading<'_>, quantity: &Quantity) -> bool {
        self.says_anything(reading, quantity) || stands(&self.held, reading, quantity, |_| true)
    }

    /// Whether the figure stands in any finding.
    pub(crate) fn says_anything(&self, reading: &Reading<'_>, quantity: &Quantity) -> bool {
        self.says(reading, quantity, Kind::ALL)
    }

    /// Whether the figure stands in a finding, or was recomputed as one of these relations.
    pub(crate) fn has(&self, reading: &Reading<'_>, quantity: &Quantity, relations: &[Relation]) -> bool {
        self.says(reading, quantity, Kind::ALL) || self.holds(reading, quantity, relations)
    }

    /// Whether the figure stands in a finding of one of these kinds.
    pub(crate) fn says(&self, reading: &Reading<'_>, quantity: &Quantity, kinds: &[Kind]) -> bool {
        stands(&self.said, reading, quantity, |kind| kinds.contains(kind))
    }

    /// Whether the figure was recomputed as one of these relations.
    pub(crate) fn holds(&self, reading: &Reading<'_>, quantity: &Quantity, relations: &[Relation]) -> bool {
        stands(&self.held, reading, quantity, |relation| relations.contains(relation))
    }
}

/// Whether the figure stands in one of these quotes.
fn stands<T>(
    all: &HashMap<u32, Vec<(usize, usize, T)>>,
    reading: &Reading<'_>,
    quantity: &Quantity,
    wanted: impl Fn(&T) -> bool,
) -> bool {
    let own = reading.quote(quantity);
    let Some(Quote { paragraph, to, .. }) = own.last() else { return true };
    let within = |(from, end, what): &(usize, usize, T)| from < to && to <= end && wanted(what);
    all.get(paragraph).is_some_and(|all| all.iter().any(within))
}

/// Where each figure of a document ends.
pub(crate) struct Places(HashMap<(u32, usize), usize>);

impl Places {
    pub(crate) fn of(reading: &Reading<'_>) -> Places {
        let end = |(index, q)| reading.quote(q).last().map(|quote| ((quote.paragraph, quote.to), index));
        Places(reading.quantities.iter().enumerate().filter_map(end).collect())
    }

    /// The index of the figure that a quote ends with.
    pub(crate) fn figure(&self, quote: &Quote) -> Option<usize> {
        self.0.get(&(quote.paragraph, quote.to)).copied()
    }
}
