//! 缴费与记账: tax detail, receipts of treasury and special account, booking of personal accounts.

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
