//! 影子模式: the province's system stays master. Its monthly exports come in as facts, are computed
//! again by our law, every difference is listed with its reason, and the fund's books follow them.

mod accounts;
mod book;
mod compare;
mod differences;
mod exports;
mod fees;
mod import;
mod payments;
mod pensions;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use book::{BookExport, BookExportInput};
pub use compare::{Compare, CompareInput};
pub use differences::{DifferenceLine, differences};
pub use import::{ImportExport, ImportExportInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportExport(Arc::clone(office)))?;
    catalogue.add(Compare(Arc::clone(office)))?;
    catalogue.add(BookExport(Arc::clone(office)))
}
