//! 资格认证: who is known to be alive, whose proof runs out, who is visited, and the pensions that
//! sleep until somebody is seen.
//!
//! 社会保险经办条例 第二十五条、第二十六条: lists that other offices have come first, self-service
//! after them, and a visit at home for whoever cannot come. Nobody is called together.

mod import_proofs;
mod import_roster;
mod mark_bedridden;
mod people;
mod proof;
mod record_visit;
mod resume_certified;
mod roster;
mod rule;
mod suspend_overdue;
mod worklist;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use import_proofs::{ImportProofs, ImportProofsInput};
pub use import_roster::{ImportRoster, ImportRosterInput};
pub use mark_bedridden::{MarkBedridden, MarkBedriddenInput};
pub use people::{Certifiable, Standing as CertificationStanding};
pub use record_visit::{RecordVisit, RecordVisitInput};
pub use resume_certified::{ResumeCertified, ResumeCertifiedInput};
pub use roster::{Roster, rosters};
pub use rule::{CertificationRules, SetRule, SetRuleInput};
pub use suspend_overdue::{SuspendOverdue, SuspendOverdueInput};
pub use worklist::worklist;

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(SetRule(Arc::clone(office)))?;
    catalogue.add(ImportProofs(Arc::clone(office)))?;
    catalogue.add(ImportRoster(Arc::clone(office)))?;
    catalogue.add(RecordVisit(Arc::clone(office)))?;
    catalogue.add(MarkBedridden(Arc::clone(office)))?;
    catalogue.add(SuspendOverdue(Arc::clone(office)))?;
    catalogue.add(ResumeCertified(Arc::clone(office)))
}
