//! 待遇支付: the payment month from the run to the closed books.

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
