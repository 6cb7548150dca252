//! Work that goes on under a matter which was applied, such as the chunks of a run.

use base::Seq;
use store::Db;

use crate::authority::{self, Wish};
use crate::codes::{Outcome, Stage};
use crate::desk::{Desk, Signer};
use crate::look::Look;
use crate::matter::Ready;
use crate::plan::Plan;
use crate::refusal::Refusal;
use crate::stored::{matter_of, outcome_of};
use crate::tables::MatterId;
use crate::write::{Said, write};

impl Desk {
    /// Continues work under a matter that was applied: one chunk of a run in one transaction.
    /// `plan` gets the facts as of now; its rows count only once the run is approved.
    pub fn continue_under(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matter: MatterId,
        action: &str,
        plan: impl FnOnce(&mut Look<'_>) -> Result<Plan, Refusal>,
    ) -> Result<Seq, Refusal> {
        write(db, signer.agency, |write| {
            let matter = matter_of(write.db(), signer.agency, matter)?;
            if outcome_of(write.db(), matter.id)?.is_none_or(|end| end.outcome != Outcome::Done) {
                return Err(Refusal::NotWaiting { state: "未办结".to_owned(), stage: Stage::Make });
            }
            let plan = plan(&mut write.look())?;
            let wish = Wish {
                staff: signer.staff,
                operation: self.catalogue.get(&matter.operation)?,
                stage: Stage::Make,
                area: plan.area,
                amount: plan.amount,
                acted: &[],
            };
            authority::find(&mut write.look(), &wish)?;
            write.apply(plan, matter.id, &Ready::under_applied_matter())?;
            let said = Said {
                staff: signer.staff,
                action: action.to_owned(),
                operation: matter.operation,
                matter: Some(matter.id),
            };
            Ok((write.seq(), said))
        })
    }
}
