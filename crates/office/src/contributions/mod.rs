//! 缴费与记账: tax detail, receipts of treasury and special account, booking of personal accounts.

mod import_tax;
mod insured;
mod received;
mod tax_line;
mod tiers;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use import_tax::{ImportTax, ImportTaxInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportTax(Arc::clone(office)))
}
