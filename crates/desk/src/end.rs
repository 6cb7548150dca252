//! Ending a matter that was not applied: sent back, or withdrawn.

use store::{Db, Value};

use crate::codes::{Outcome, Stage};
use crate::desk::{Answer, Desk, Signer};
use crate::operation::FieldError;
use crate::refusal::Refusal;
use crate::stored::{answer_of, signatures_of, waiting};
use crate::tables::{Matter, MatterEnd, MatterId};
use crate::wording;
use crate::write::{Said, Write, write};

fn sound(reason: &str) -> Result<(), Refusal> {
    wording::fault("reason", reason).map_or(Ok(()), |error| Err(Refusal::Fields(vec![error])))
}

impl Desk {
    /// Sends a waiting matter back to its maker with a reason. Whoever may give the signature it
    /// waits for may do so.
    pub fn send_back(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matter: MatterId,
        reason: &str,
    ) -> Result<Answer, Refusal> {
        if reason.trim().is_empty() {
            let error = FieldError::input("reason", "没有写退回原因", "请写明哪里不对、怎样改正");
            return Err(Refusal::Fields(vec![error]));
        }
        sound(reason)?;
        write(db, signer.agency, |write| {
            let (matter, stage) = waiting(write.db(), signer.agency, matter)?;
            let signatures = signatures_of(write.db(), matter.id)?;
            self.next_signer(write, signer, stage, &matter, &signatures)?;
            self.end(write, signer, (matter, stage), Outcome::Returned, reason.to_owned())
        })
    }

    /// Takes back one's own matter while it waits.
    pub fn withdraw(&self, db: &mut dyn Db, signer: Signer, matter: MatterId, reason: &str) -> Result<Answer, Refusal> {
        sound(reason)?;
        write(db, signer.agency, |write| {
            let (matter, stage) = waiting(write.db(), signer.agency, matter)?;
            let made = signatures_of(write.db(), matter.id)?;
            if !made.iter().any(|s| s.stage == Stage::Make && s.staff == signer.staff) {
                return Err(Refusal::NotMaker);
            }
            self.end(write, signer, (matter, stage), Outcome::Withdrawn, reason.to_owned())
        })
    }

    /// Ends a waiting matter unapplied and puts back what its signatures changed.
    pub(crate) fn end(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        (matter, waited_for): (Matter, Stage),
        outcome: Outcome,
        reason: String,
    ) -> Result<(Answer, Said), Refusal> {
        stop_waiting(write, matter.id)?;
        let (operation, input) = (self.catalogue.get(&matter.operation)?, self.input_of(&matter)?);
        if let Some(back) = operation.plan_end(&mut write.look().of_matter(&matter)?, waited_for, &input)? {
            write.change_states(back, matter.id)?;
        }
        write.insert(&MatterEnd { matter: matter.id, outcome, reason: reason.clone(), staff: signer.staff });
        let mut answer = answer_of(&matter);
        answer.outcome = Some(outcome);
        answer.reason = reason;
        let said = Said {
            staff: signer.staff,
            action: format!("end/{}", outcome.code()),
            operation: matter.operation,
            matter: Some(matter.id),
        };
        Ok((answer, said))
    }
}

pub(crate) fn stop_waiting(write: &mut Write<'_>, matter: MatterId) -> Result<(), Refusal> {
    match write.db().exec("DELETE FROM waiting WHERE matter = $1", &[Value::Int(matter.0)])? {
        1 => Ok(()),
        _ => Err(Refusal::Raced("waiting".to_owned())),
    }
}
