//! 待遇核定: awards, changes of awards, death and settlement.

mod versions;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use versions::{Recorded, approved_runs, effective, newest_of_person, next_version, versions_between};

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
