//! 基金财务: vouchers, receipts of money, period close.

mod post;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use post::{deposit_balance, plan_voucher, posted_lines, voucher_fault};

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
