//! 待遇核定: awards, changes of awards, death and settlement.

mod account;
mod agree_repayment;
mod asked_back;
mod award;
mod choose_years;
mod confirm_death;
mod correct_award;
mod due_to_claim;
mod explain_award;
mod give_again;
mod heirs;
mod outstanding;
mod overpaid;
mod recoveries;
mod rejoin;
mod revoke_death;
mod settle_death;
mod settle_dual;
mod settled;
mod settlement;
mod standing;
mod suspend;
mod terminate;
mod undone;
mod versions;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;
use crate::many::Many;

pub(crate) use account::{records_booked, years_booked, years_of_people};
pub use agree_repayment::{AgreeRepayment, AgreeRepaymentInput};
pub(crate) use award::law_fault;
pub use award::{AssessAward, AwardInput};
pub use choose_years::{ChooseYears, ChooseYearsInput};
pub use confirm_death::{ConfirmDeath, ConfirmDeathInput, Heirs};
pub use correct_award::{CorrectAward, CorrectAwardInput};
pub use due_to_claim::{ToClaim, due_to_claim};
pub(crate) use explain_award::award_of;
pub use explain_award::explain_award;
pub(crate) use give_again::{follow_the_pension, give_again};
pub use heirs::{HeirInput, RecordHeirs, RecordHeirsInput};
pub(crate) use outstanding::{Outstanding, deductions_due, outstanding};
pub(crate) use overpaid::{PaidMonths, plan_recovery, words};
pub use recoveries::{RecoveryLine, recoveries};
pub use rejoin::{Rejoin, RejoinInput};
pub use revoke_death::{RevokeDeath, RevokeDeathInput};
pub use settle_death::{SettleDeath, SettleDeathInput};
pub use settle_dual::{SettleDual, SettleDualInput};
pub(crate) use settlement::grounds;
pub use standing::Standing;
pub(crate) use standing::{Calendar, SETTLED_NOW, dead, has_award};
pub(crate) use suspend::unverified_are_paid;
pub use suspend::{Resume, ResumeInput, Suspend, SuspendInput};
pub use terminate::{Terminate, TerminateInput};
pub(crate) use undone::{Undone, joined, owe_again, revive};
pub(crate) use versions::paid_once;
pub use versions::{
    Recorded, approved_runs, changed_version, effective, newest_of_people, newest_of_person, next_version,
    versions_between,
};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(AssessAward(Arc::clone(office)))?;
    catalogue.add(Many(AssessAward(Arc::clone(office))))?;
    catalogue.add(ChooseYears(Arc::clone(office)))?;
    catalogue.add(CorrectAward(Arc::clone(office)))?;
    catalogue.add(ConfirmDeath(Arc::clone(office)))?;
    catalogue.add(Many(ConfirmDeath(Arc::clone(office))))?;
    catalogue.add(SettleDeath(Arc::clone(office)))?;
    catalogue.add(SettleDual(Arc::clone(office)))?;
    catalogue.add(Rejoin(Arc::clone(office)))?;
    catalogue.add(Terminate(Arc::clone(office)))?;
    catalogue.add(Suspend(Arc::clone(office)))?;
    catalogue.add(AgreeRepayment(Arc::clone(office)))?;
    catalogue.add(RecordHeirs(Arc::clone(office)))?;
    catalogue.add(RevokeDeath(Arc::clone(office)))?;
    catalogue.add(Resume(Arc::clone(office)))
}
