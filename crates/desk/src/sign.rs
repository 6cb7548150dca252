//! The second and third signature, and what a signature brings about.

use store::Db;

use crate::authority::{self, Acting, Wish};
use crate::catalogue::Planned;
use crate::codes::{Outcome, Stage};
use crate::desk::{Answer, Desk, Signer};
use crate::digest::Digest;
use crate::end::stop_waiting;
use crate::matter::Ready;
use crate::refusal::Refusal;
use crate::stored::{answer_of, people, replay, replay_made, signatures_of, waiting};
use crate::tables::{Matter, MatterEnd, MatterId, Signature, StaffId, WaitingMatter};
use crate::write::{Said, Write, write};

impl Desk {
    /// Gives the next signature. `seen` is the digest of what the signer saw. When the facts
    /// changed since the maker signed, the matter goes back to the maker instead and the answer
    /// says so. Signing again what one signed already answers without doing anything.
    pub fn sign(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        stage: Stage,
        matter: MatterId,
        seen: &Digest,
    ) -> Result<Answer, Refusal> {
        if let Some(answer) = self.signed_before(db, signer, stage, matter)? {
            return Ok(answer);
        }
        let signed = write(db, signer.agency, |write| match self.sign_one(write, signer, stage, matter, seen) {
            Err(changed @ Refusal::Changed(_)) => {
                let waiting = waiting(write.db(), signer.agency, matter)?;
                self.end(write, signer, waiting, Outcome::Returned, changed.to_string())
            }
            other => other,
        });
        match signed {
            // Both halves of a double click may have arrived at the same moment.
            Err(over @ (Refusal::NotWaiting { .. } | Refusal::Over(_))) => {
                self.signed_before(db, signer, stage, matter)?.ok_or(over)
            }
            other => other,
        }
    }

    fn signed_before(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        stage: Stage,
        matter: MatterId,
    ) -> Result<Option<Answer>, Refusal> {
        if !signatures_of(db, matter)?.iter().any(|s| s.stage == stage && s.staff == signer.staff) {
            return Ok(None);
        }
        let mut answer = self.answer(db, signer.agency, matter)?;
        answer.repeated = true;
        Ok(Some(answer))
    }

    /// Signs inside a write. A plan that is no longer the one that was signed is
    /// [`Refusal::Changed`], and nothing was written then.
    pub(crate) fn sign_one(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        stage: Stage,
        matter: MatterId,
        seen: &Digest,
    ) -> Result<(Answer, Said), Refusal> {
        let (matter, waits_for) = waiting(write.db(), signer.agency, matter)?;
        if waits_for != stage {
            return Err(Refusal::NotWaiting { state: format!("待{}", waits_for.title()), stage });
        }
        let signatures = signatures_of(write.db(), matter.id)?;
        // Before anything else: who may not sign may not send back either.
        let acting = self.next_signer(write, signer, stage, &matter, &signatures)?;
        if *seen != matter.plan_digest {
            return Err(Refusal::SeenOther);
        }
        let planned = self.plan_signed(write, &matter)?;
        let made = replay_made(&signatures)?;
        let ready = match stage {
            Stage::Make => return Err(Refusal::NotWaiting { state: Stage::Check.title().to_owned(), stage }),
            Stage::Check => made.check(&acting)?.ready(matter.class),
            Stage::Approve => {
                let checked = made.check(&replay(&signatures, Stage::Check)?)?;
                Some(checked.approve(&acting)?.ready(matter.class))
            }
        };
        write.insert(&signature(write, &matter, stage, &acting));
        let answer = self.move_on(write, &matter, ready, stage, planned, signer.staff)?;
        Ok((answer, said(signer, stage, &matter)))
    }

    /// Whether the signer may give the signature that a matter waits for, and by which post.
    pub(crate) fn next_signer(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        stage: Stage,
        matter: &Matter,
        signatures: &[Signature],
    ) -> Result<Acting, Refusal> {
        let acted: Vec<StaffId> = signatures.iter().flat_map(people).collect();
        let wish = Wish {
            staff: signer.staff,
            operation: self.catalogue.get(&matter.operation)?,
            stage,
            area: matter.area,
            amount: matter.amount,
            acted: &acted,
        };
        authority::find(&mut write.look(), &wish)
    }

    /// Plans again, from the facts as they are now; only the plan that was signed comes back.
    fn plan_signed(&self, write: &mut Write<'_>, matter: &Matter) -> Result<Planned, Refusal> {
        let operation = self.catalogue.get(&matter.operation)?;
        match self.plan_again(&mut write.look(), operation, matter) {
            Ok(planned) if planned.plan.digest() == matter.plan_digest => Ok(planned),
            Ok(_) => Err(Refusal::Changed("核对内容已不同".to_owned())),
            Err(fields @ Refusal::Fields(_)) => Err(Refusal::Changed(fields.to_string())),
            Err(other) => Err(other),
        }
    }

    /// Applies the plan when the signatures suffice; otherwise the matter waits for the next one.
    pub(crate) fn move_on(
        &self,
        write: &mut Write<'_>,
        matter: &Matter,
        ready: Option<Ready>,
        stage: Stage,
        planned: Planned,
        staff: StaffId,
    ) -> Result<Answer, Refusal> {
        let Planned { plan, mut on_signed } = planned;
        let mut answer = answer_of(matter);
        answer.shown.clone_from(&plan.shown);
        answer.notices.clone_from(&plan.notices);
        if stage != Stage::Make {
            stop_waiting(write, matter.id)?;
        }
        match ready {
            Some(proof) => {
                write.apply(plan, matter.id, &proof)?;
                let end = MatterEnd { matter: matter.id, outcome: Outcome::Done, reason: String::new(), staff };
                write.insert(&end);
                answer.outcome = Some(Outcome::Done);
            }
            None => {
                let next = stage.next().ok_or(Refusal::NoMatter)?;
                let agency = write.look().agency();
                store::insert(write.db(), &WaitingMatter { matter: matter.id, agency, stage: next })?;
                if let Some(now) = on_signed.remove(&stage) {
                    write.change_states(now, matter.id)?;
                }
                answer.waits_for = Some(next);
            }
        }
        Ok(answer)
    }
}

pub(crate) fn signature(write: &Write<'_>, matter: &Matter, stage: Stage, acting: &Acting) -> Signature {
    Signature {
        matter: matter.id,
        stage,
        staff: acting.staff,
        post: acting.post,
        grant_id: acting.grant,
        delegation: acting.lent.map(|(delegation, _)| delegation),
        lender: acting.lent.map(|(_, lender)| lender),
        digest: matter.plan_digest.clone(),
        signed_at: write.now().to_string(),
    }
}

pub(crate) fn said(signer: Signer, stage: Stage, matter: &Matter) -> Said {
    Said {
        staff: signer.staff,
        action: format!("sign/{}", stage.code()),
        operation: matter.operation.clone(),
        matter: Some(matter.id),
    }
}
