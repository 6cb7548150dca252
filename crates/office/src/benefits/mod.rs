//! 待遇核定: awards, changes of awards, death and settlement.

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
