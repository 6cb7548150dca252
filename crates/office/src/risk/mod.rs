//! 风险与稽核: lists that are matched, leads and what became of them.

mod leads;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use leads::leads_of;
pub use leads::{LeadNow, OpenLead, open_leads};

/// Adds the operations of this room.
pub(crate) fn operations(_catalogue: &mut Catalogue, _office: &Arc<Environment>) -> Result<(), StoreError> {
    Ok(())
}
