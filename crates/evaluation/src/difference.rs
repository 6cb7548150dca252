//! A submission freezes its figures; what changed since is listed, never silently printed.

use std::collections::{BTreeMap, BTreeSet};

use crate::cells::cells;
use crate::self_evaluation::Draft;

/// A printed value that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The cell, as in [`crate::cells`].
    pub place: String,
    /// As submitted; none where it was not there.
    pub before: Option<String>,
    /// As it is now; none where it is gone.
    pub now: Option<String>,
}

/// The difference sheet of an evaluation against the cells that were submitted.
pub fn differences(submitted: &BTreeMap<String, String>, now: &Draft) -> Vec<Difference> {
    let after = cells(now);
    let places: BTreeSet<_> = submitted.keys().chain(after.keys()).collect();
    places
        .into_iter()
        .filter(|place| submitted.get(*place) != after.get(*place))
        .map(|place| Difference {
            place: place.clone(),
            before: submitted.get(place).cloned(),
            now: after.get(place).cloned(),
        })
        .collect()
}
