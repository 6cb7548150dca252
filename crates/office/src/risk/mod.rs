//! 风险与稽核: lists that are matched, leads and what became of them.

mod confirm_lead;
mod decide_lead;
mod evidence;
mod import_list;
mod leads;
mod letters;
mod list_lines;
mod odd_decisions;
mod revoke_lead;
mod scan;
mod statistics;
mod suspects;
mod taken_up;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use confirm_lead::{ConfirmLead, ConfirmLeadInput};
pub use decide_lead::{ClearLead, DecideLeadInput, HoldLead};
pub use evidence::{AttachEvidence, AttachEvidenceInput, evidence_of};
pub(crate) use import_list::hold_award;
pub use import_list::{
    Deaths, Elsewhere, ImportDeathsInput, ImportList, ImportListInput, List, Pensioners, Prisoners, Told,
};
pub(crate) use leads::leads_of_people;
pub use leads::{LeadNow, OpenLead, leads_of_person, open_leads};
pub use letters::{LetterLine, RecordAnswer, RecordAnswerInput, SendLetter, SendLetterInput, letters};
pub use odd_decisions::{OddDecision, Oddity, odd_decisions};
pub use revoke_lead::{RevokeLead, RevokeLeadInput};
pub use scan::{Scan, ScanInput};
pub use statistics::{KindFigures, lead_statistics};
pub(crate) use suspects::{KnownLeads, leads_on};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportList::<Deaths>::new(Arc::clone(office)))?;
    catalogue.add(ImportList::<Prisoners>::new(Arc::clone(office)))?;
    catalogue.add(ImportList::<Pensioners>::new(Arc::clone(office)))?;
    catalogue.add(ImportList::<Elsewhere>::new(Arc::clone(office)))?;
    catalogue.add(HoldLead(Arc::clone(office)))?;
    catalogue.add(ClearLead(Arc::clone(office)))?;
    catalogue.add(ConfirmLead(Arc::clone(office)))?;
    catalogue.add(RevokeLead(Arc::clone(office)))?;
    catalogue.add(AttachEvidence(Arc::clone(office)))?;
    catalogue.add(Scan(Arc::clone(office)))?;
    catalogue.add(SendLetter(Arc::clone(office)))?;
    catalogue.add(RecordAnswer(Arc::clone(office)))
}
