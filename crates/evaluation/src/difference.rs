//! A submission freezes its figures; what changed since is listed, never silently printed.

use std::collections::BTreeMap;

use crate::self_evaluation::Draft;

/// A printed value that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field or indicator.
    pub place: String,
    /// As submitted; none where it was not there.
    pub before: Option<String>,
    /// As it is now; none where it is gone.
    pub now: Option<String>,
}

/// The difference sheet of two states of one evaluation.
pub fn differences(submitted: &Draft, now: &Draft) -> Vec<Difference> {
    let (before, after) = (printed(submitted), printed(now));
    let places: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    places
        .into_iter()
        .filter(|place| before.get(*place) != after.get(*place))
        .map(|place| Difference {
            place: place.clone(),
            before: before.get(place).cloned(),
            now: after.get(place).cloned(),
        })
        .collect()
}

fn printed(draft: &Draft) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    let total = draft.project().budget.total();
    cells.insert("年度资金总额".to_owned(), format!("{} / {} / {}", total.initial, total.full_year, total.executed));
    for line in draft.lines() {
        let place = format!("指标“{}”", line.indicator.name);
        let actual = line.indicator.actual.as_ref().map(|a| a.printed()).unwrap_or_default();
        cells.insert(format!("{place}的目标"), line.indicator.target.printed());
        cells.insert(format!("{place}的实际完成值"), actual);
        if let Some(scored) = &line.scored {
            cells.insert(format!("{place}的得分"), scored.points.normalize().to_string());
        }
    }
    if let Some(total) = draft.total() {
        cells.insert("总分".to_owned(), total.normalize().to_string());
    }
    cells
}
