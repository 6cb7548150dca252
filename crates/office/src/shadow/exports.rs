//! The exports that count: of each kind and month the newest.

use std::collections::BTreeMap;

use base::Month;
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::tables::{ShadowBatch, ShadowBatchId, ShadowKind};

/// What came in, newest of each kind and month.
#[derive(Clone, Debug, Default)]
pub(super) struct Exports(BTreeMap<(ShadowKind, Month), ShadowBatch>);

impl Exports {
    pub(super) fn read(look: &mut Look<'_>) -> Result<Exports, Unplanned> {
        let batches = look.select::<ShadowBatch>("WHERE agency = $1 ORDER BY id", &[Value::Int(look.agency().0)])?;
        // Later ones overwrite earlier ones.
        Ok(Exports(batches.into_iter().map(|batch| ((batch.kind, batch.month), batch)).collect()))
    }

    /// That of a month.
    pub(super) fn of(&self, kind: ShadowKind, month: Month) -> Option<&ShadowBatch> {
        self.0.get(&(kind, month))
    }

    /// The newest before a month.
    pub(super) fn before(&self, kind: ShadowKind, month: Month) -> Option<&ShadowBatch> {
        self.0.range(..(kind, month)).next_back().map(|(_, batch)| batch).filter(|batch| batch.kind == kind)
    }

    /// Those after a month up to another, in their order.
    pub(super) fn between(&self, kind: ShadowKind, after: Month, through: Month) -> Vec<ShadowBatchId> {
        let range = self.0.range((kind, after.next())..=(kind, through));
        range.map(|(_, batch)| batch.id).collect()
    }

    /// The first month after another, up to a third, of which there is none.
    pub(super) fn missing(&self, kind: ShadowKind, after: Month, through: Month) -> Option<Month> {
        let mut month = after.next();
        while month <= through {
            if self.of(kind, month).is_none() {
                return Some(month);
            }
            month = month.next();
        }
        None
    }
}

/// The lines of exports, in their order.
pub(super) fn lines<R: Record>(look: &mut Look<'_>, batches: &[ShadowBatchId]) -> Result<Vec<R>, Unplanned> {
    let mut all = Vec::new();
    for batch in batches {
        all.extend(look.select::<R>("WHERE batch = $1 ORDER BY line", &[batch.value()])?);
    }
    Ok(all)
}
