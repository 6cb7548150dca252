//! Asking for a whole set at once: a few queries however many there are.

use desk::{Look, Unplanned};
use store::{Record, Value};

use crate::identifiers::placeholders;

/// Ids asked for in one query: both engines take far more, a plan is made once.
pub(crate) const IDS_PER_QUERY: usize = 1_000;

/// The agency's records whose column names one of these ids; `rest` is what follows the condition.
pub(crate) fn select_by<R: Record>(
    look: &mut Look<'_>,
    column: &str,
    ids: &[i64],
    rest: &str,
) -> Result<Vec<R>, Unplanned> {
    let mut found = Vec::new();
    for chunk in ids.chunks(IDS_PER_QUERY) {
        let (condition, args) = among(look, column, chunk);
        found.extend(look.select::<R>(&format!("WHERE {condition} {rest}"), &args)?);
    }
    Ok(found)
}

/// The condition `agency = $1 AND column IN (…)` with its arguments. The plus keeps SQLite from looking
/// through an index of the whole agency: for a long list it thinks that the better way.
pub(crate) fn among(look: &Look<'_>, column: &str, ids: &[i64]) -> (String, Vec<Value>) {
    let agency = column.split_once('.').map_or("agency".to_owned(), |(table, _)| format!("{table}.agency"));
    let args = std::iter::once(look.agency().0).chain(ids.iter().copied()).map(Value::Int).collect();
    (format!("+{agency} = $1 AND {column} IN ({})", placeholders(2, ids.len())), args)
}

/// Ids in their order, each once: somebody may stand in a list twice, and is asked about once.
pub(crate) fn distinct(ids: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
