//! 风险与稽核: lists that are matched, leads and what became of them.

mod death_lines;
mod decide_lead;
mod import_deaths;
mod leads;
mod suspects;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use decide_lead::{ClearLead, DecideLeadInput, HoldLead};
pub(crate) use import_deaths::hold_award;
pub use import_deaths::{ImportDeaths, ImportDeathsInput};
pub(crate) use leads::leads_of;
pub use leads::{LeadNow, OpenLead, leads_of_person, open_leads};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportDeaths(Arc::clone(office)))?;
    catalogue.add(HoldLead(Arc::clone(office)))?;
    catalogue.add(ClearLead(Arc::clone(office)))
}
