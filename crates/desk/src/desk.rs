//! The desk: where matters are made, signed, sent back and applied.

use std::sync::Arc;

use base::{Date, Fen, Seq};
use serde::Serialize;
use store::{Begin, Db, Field, Value};

use crate::authority::{self, Acting, Wish};
use crate::catalogue::{AnyOperation, Catalogue, Planned};
use crate::clock::Moment;
use crate::codes::{Outcome, Stage};
use crate::digest::Digest;
use crate::look::Look;
use crate::matter::{Made, Ready, Signed};
use crate::plan::{Change, Plan};
use crate::refusal::Refusal;
use crate::seal::Keys;
use crate::tables::{
    AgencyHead, AgencyId, ListId, Matter, MatterEnd, MatterId, Sample, Signature, SignedList, SignedListLine, StaffId,
    WaitingMatter,
};
use crate::write::{Said, Write, write};

/// A staff member whose session was verified. Only [`crate::Desk::sign_in`] and
/// [`crate::Desk::resume`] make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    pub(crate) staff: StaffId,
    pub(crate) agency: AgencyId,
}

impl Signer {
    /// Who.
    pub fn staff(&self) -> StaffId {
        self.staff
    }
    /// Where.
    pub fn agency(&self) -> AgencyId {
        self.agency
    }
}

/// What the desk answers about a matter; the same when it is asked again.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The matter.
    pub matter: MatterId,
    /// Operation name.
    pub operation: String,
    /// One line.
    pub title: String,
    /// The signature it waits for; `None` when it is over.
    pub waits_for: Option<Stage>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why, when it was not applied.
    pub reason: String,
    /// The plan digest to sign.
    pub digest: Digest,
    /// What the plan changes; empty once the matter is over.
    pub shown: Vec<Change>,
    /// Remarks.
    pub notices: Vec<String>,
    /// Whether this answers a request that was made before.
    pub repeated: bool,
}

/// The desk of one installation.
pub struct Desk {
    pub(crate) catalogue: Catalogue,
    pub(crate) keys: Arc<Keys>,
}

impl Desk {
    /// A desk over a list of operations.
    pub fn new(catalogue: Catalogue, keys: Arc<Keys>) -> Desk {
        Desk { catalogue, keys }
    }

    /// All operations.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The installation's keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Reads the agency's data as it stands now, in one snapshot.
    pub fn look<T, E: From<Refusal> + From<store::StoreError>>(
        &self,
        db: &mut dyn Db,
        agency: AgencyId,
        read: impl FnOnce(&mut Look<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        store::transaction(db, Begin::Read, |db| {
            let head = head_of(db, agency)?;
            let now = head.business_date.map_or_else(Moment::now, Moment::simulated);
            read(&mut Look::new(db, agency, now, head.seq))
        })
    }

    /// Makes a matter. `request` is the caller's number for it: asked twice with the same number
    /// and content, the first answer comes back; with other content it is an error. An R1
    /// operation is applied at once.
    pub fn make(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        request: &str,
        operation: &str,
        input: &serde_json::Value,
    ) -> Result<Answer, Refusal> {
        let operation = self.catalogue.get(operation)?;
        let text = input.to_string();
        let request_digest = Digest::of_parts(&[operation.name().as_bytes(), text.as_bytes()]);
        let asked = (request, &request_digest);
        if let Some(answer) = self.answered(db, signer.agency, asked)? {
            return Ok(answer);
        }
        write(db, signer.agency, |write| {
            // Asked again inside the write: two copies of one request may arrive together.
            if find_request(write.db(), signer.agency, asked)?.is_some() {
                return Err(Refusal::Raced("matter".to_owned()));
            }
            self.make_in(write, signer, asked, operation, input, &text)
        })
    }

    fn answered(&self, db: &mut dyn Db, agency: AgencyId, asked: (&str, &Digest)) -> Result<Option<Answer>, Refusal> {
        let Some(matter) = find_request(db, agency, asked)? else { return Ok(None) };
        let mut answer = self.answer(db, agency, matter.id)?;
        answer.repeated = true;
        Ok(Some(answer))
    }

    fn make_in(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        (request, request_digest): (&str, &Digest),
        operation: &dyn AnyOperation,
        input: &serde_json::Value,
        text: &str,
    ) -> Result<(Answer, Said), Refusal> {
        let planned = operation.plan(&mut write.look(), input)?;
        let plan = &planned.plan;
        let acting = self.acting(write, signer, operation, Stage::Make, plan, &[])?;
        let class = authority::class_in_force(&mut write.look(), operation.name(), operation.class(), plan.amount)?;
        let matter = Matter {
            id: MatterId(write.new_id()),
            request: request.to_owned(),
            request_digest: request_digest.clone(),
            operation: operation.name().to_owned(),
            class,
            title: plan.title.clone(),
            area: plan.area,
            amount: plan.amount,
            input: self.keys.seal(text)?,
            plan_digest: plan.digest(),
            made_on: write.now().date(),
        };
        write.insert(&matter);
        let signed = Signed::make(&acting);
        write.insert(&signature(write, matter.id, Stage::Make, &acting, &matter.plan_digest));
        let answer = self.move_on(write, &matter, signed.ready(class), Stage::Make, planned, signer.staff)?;
        Ok((answer, said(signer, Stage::Make, &matter)))
    }

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
        if signed_before(db, matter, stage, signer.staff)? {
            let mut answer = self.answer(db, signer.agency, matter)?;
            answer.repeated = true;
            return Ok(answer);
        }
        write(db, signer.agency, |write| self.sign_in_write(write, signer, stage, matter, seen))
    }

    fn sign_in_write(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        stage: Stage,
        matter: MatterId,
        seen: &Digest,
    ) -> Result<(Answer, Said), Refusal> {
        let matter = waiting(write.db(), signer.agency, matter, stage)?;
        if *seen != matter.plan_digest {
            return Err(Refusal::SeenOther);
        }
        let signatures = signatures_of(write.db(), matter.id)?;
        let made = replay_made(&signatures)?;
        let operation = self.catalogue.get(&matter.operation)?;
        let planned = match self.plan_again(&mut write.look(), operation, &matter) {
            Ok(planned) if planned.plan.digest() == matter.plan_digest => planned,
            Ok(_) => return self.changed(write, signer, matter, "核对内容已不同".to_owned()),
            Err(Refusal::Fields(errors)) => {
                return self.changed(write, signer, matter, Refusal::Fields(errors).to_string());
            }
            Err(other) => return Err(other),
        };
        let acted: Vec<StaffId> = signatures.iter().flat_map(people).collect();
        let acting = self.acting(write, signer, operation, stage, &planned.plan, &acted)?;
        let ready = match stage {
            Stage::Make => return Err(Refusal::NotWaiting { state: Stage::Check.title().to_owned(), stage }),
            Stage::Check => made.check(&acting)?.ready(matter.class),
            Stage::Approve => {
                let checked = made.check(&replay(&signatures, Stage::Check)?)?;
                Some(checked.approve(&acting)?.ready(matter.class))
            }
        };
        write.insert(&signature(write, matter.id, stage, &acting, &matter.plan_digest));
        let answer = self.move_on(write, &matter, ready, stage, planned, signer.staff)?;
        Ok((answer, said(signer, stage, &matter)))
    }

    /// Applies the plan when the signatures suffice; otherwise the matter waits for the next one.
    fn move_on(
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
                    write.apply(now, matter.id, &Ready::under_applied_matter())?;
                }
                answer.waits_for = Some(next);
            }
        }
        Ok(answer)
    }

    /// Sends a matter back because its plan is no longer the one that was signed.
    fn changed(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        matter: Matter,
        reason: String,
    ) -> Result<(Answer, Said), Refusal> {
        let reason = Refusal::Changed(reason).to_string();
        end(write, signer, &matter, Outcome::Returned, reason)
    }

    /// Sends a waiting matter back to its maker with a reason. Whoever may give the signature it
    /// waits for may do so.
    pub fn send_back(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matter: MatterId,
        reason: &str,
    ) -> Result<Answer, Refusal> {
        write(db, signer.agency, |write| {
            let stage = stage_of(write.db(), matter)?;
            let matter = waiting(write.db(), signer.agency, matter, stage)?;
            let operation = self.catalogue.get(&matter.operation)?;
            let acted: Vec<StaffId> = signatures_of(write.db(), matter.id)?.iter().flat_map(people).collect();
            let posts = self.posts(write, operation, stage, matter.amount)?;
            let wish = Wish {
                staff: signer.staff,
                operation_title: operation.title(),
                stage,
                posts: &posts,
                area: matter.area,
                acted: &acted,
            };
            authority::find(&mut write.look(), &wish)?;
            end(write, signer, &matter, Outcome::Returned, reason.to_owned())
        })
    }

    /// Takes back one's own matter while it waits.
    pub fn withdraw(&self, db: &mut dyn Db, signer: Signer, matter: MatterId, reason: &str) -> Result<Answer, Refusal> {
        write(db, signer.agency, |write| {
            let stage = stage_of(write.db(), matter)?;
            let matter = waiting(write.db(), signer.agency, matter, stage)?;
            let made = signatures_of(write.db(), matter.id)?;
            if !made.iter().any(|s| s.stage == Stage::Make && s.staff == signer.staff) {
                return Err(Refusal::NoMatter);
            }
            end(write, signer, &matter, Outcome::Withdrawn, reason.to_owned())
        })
    }

    /// Checks several R2 matters as one list, with the sample that was looked at one by one. All
    /// of them in one write, or none.
    pub fn check_list(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matters: &[(MatterId, Digest)],
        sample: &[MatterId],
    ) -> Result<Vec<Answer>, Refusal> {
        write(db, signer.agency, |write| {
            let list = ListId(write.new_id());
            let mut answers = Vec::with_capacity(matters.len());
            for (matter, seen) in matters {
                let (answer, _) = self.sign_in_write(write, signer, Stage::Check, *matter, seen)?;
                answers.push(answer);
                write.insert(&SignedListLine { list, matter: *matter, sampled: sample.contains(matter) });
            }
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            write.insert(&SignedList {
                id: list,
                staff: signer.staff,
                matters: count(matters.len()),
                sampled: count(matters.iter().filter(|(m, _)| sample.contains(m)).count()),
            });
            let said =
                Said { staff: signer.staff, action: "sign/list".to_owned(), operation: String::new(), matter: None };
            Ok((answers, said))
        })
    }

    /// Records a later look at an R1 matter by someone else.
    pub fn record_sample(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matter: MatterId,
        right: bool,
        finding: &str,
    ) -> Result<(), Refusal> {
        write(db, signer.agency, |write| {
            let matter = matter_of(write.db(), signer.agency, matter)?;
            let operation = self.catalogue.get(&matter.operation)?;
            let acted: Vec<StaffId> = signatures_of(write.db(), matter.id)?.iter().flat_map(people).collect();
            let wish = Wish {
                staff: signer.staff,
                operation_title: operation.title(),
                stage: Stage::Check,
                posts: operation.posts().check,
                area: matter.area,
                acted: &acted,
            };
            authority::find(&mut write.look(), &wish)?;
            let finding = finding.to_owned();
            write.insert(&Sample { matter: matter.id, staff: signer.staff, was_right: right, finding });
            Ok((
                (),
                Said {
                    staff: signer.staff,
                    action: "sample".to_owned(),
                    operation: matter.operation,
                    matter: Some(matter.id),
                },
            ))
        })
    }

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
            let operation = self.catalogue.get(&matter.operation)?;
            let plan = plan(&mut write.look())?;
            self.acting(write, signer, operation, Stage::Make, &plan, &[])?;
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

    /// The matter as it stands now: what a signer looks at before signing.
    pub fn view(&self, db: &mut dyn Db, signer: Signer, matter: MatterId) -> Result<Answer, Refusal> {
        let mut answer = self.answer(db, signer.agency, matter)?;
        if answer.waits_for.is_some() {
            let matter = matter_of(db, signer.agency, matter)?;
            let operation = self.catalogue.get(&matter.operation)?;
            let planned = self.look(db, signer.agency, |look| self.plan_again(look, operation, &matter))?;
            answer.shown = planned.plan.shown;
            answer.notices = planned.plan.notices;
        }
        Ok(answer)
    }

    /// Moves a simulated agency's date forward.
    pub fn set_business_date(&self, db: &mut dyn Db, signer: Signer, date: Date) -> Result<(), Refusal> {
        write(db, signer.agency, |write| {
            let sql = "UPDATE agency_head SET business_date = $1 WHERE agency = $2 AND business_date <= $1 \
                       AND EXISTS (SELECT 1 FROM agency WHERE id = $2 AND simulated = 1)";
            let args = [Field::value(&date), Value::Int(signer.agency.0)];
            if write.db().exec(sql, &args)? != 1 {
                return Err(Refusal::NotSimulated);
            }
            let action = format!("business_date/{date}");
            Ok(((), Said { staff: signer.staff, action, operation: String::new(), matter: None }))
        })
    }

    fn plan_again(
        &self,
        look: &mut Look<'_>,
        operation: &dyn AnyOperation,
        matter: &Matter,
    ) -> Result<Planned, Refusal> {
        let text = self.keys.open_sealed(&matter.input)?;
        let input = serde_json::from_str(&text)
            .map_err(|error| Refusal::BadInput(operation.title().to_owned(), error.to_string()))?;
        operation.plan(look, &input)
    }

    fn posts(
        &self,
        write: &mut Write<'_>,
        operation: &dyn AnyOperation,
        stage: Stage,
        amount: Fen,
    ) -> Result<Vec<crate::Post>, Refusal> {
        Ok(authority::posts_for(&mut write.look(), operation.name(), &operation.posts(), stage, amount)?)
    }

    fn acting(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        operation: &dyn AnyOperation,
        stage: Stage,
        plan: &Plan,
        acted: &[StaffId],
    ) -> Result<Acting, Refusal> {
        let posts = self.posts(write, operation, stage, plan.amount)?;
        let wish = Wish {
            staff: signer.staff,
            operation_title: operation.title(),
            stage,
            posts: &posts,
            area: plan.area,
            acted,
        };
        authority::find(&mut write.look(), &wish)
    }

    fn answer(&self, db: &mut dyn Db, agency: AgencyId, matter: MatterId) -> Result<Answer, Refusal> {
        let matter = matter_of(db, agency, matter)?;
        let mut answer = answer_of(&matter);
        match outcome_of(db, matter.id)? {
            Some(end) => {
                answer.outcome = Some(end.outcome);
                answer.reason = end.reason;
            }
            None => answer.waits_for = Some(stage_of(db, matter.id)?),
        }
        Ok(answer)
    }
}

pub(crate) fn head_of(db: &mut dyn Db, agency: AgencyId) -> Result<AgencyHead, Refusal> {
    store::select_one(db, "WHERE agency = $1", &[Value::Int(agency.0)])?.ok_or(Refusal::NotSignedIn)
}

fn answer_of(matter: &Matter) -> Answer {
    Answer {
        matter: matter.id,
        operation: matter.operation.clone(),
        title: matter.title.clone(),
        waits_for: None,
        outcome: None,
        reason: String::new(),
        digest: matter.plan_digest.clone(),
        shown: Vec::new(),
        notices: Vec::new(),
        repeated: false,
    }
}

fn find_request(
    db: &mut dyn Db,
    agency: AgencyId,
    (request, digest): (&str, &Digest),
) -> Result<Option<Matter>, Refusal> {
    let args = [Value::Int(agency.0), request.into()];
    let found: Option<Matter> = store::select_one(db, "WHERE agency = $1 AND request = $2", &args)?;
    match found {
        Some(matter) if matter.request_digest != *digest => Err(Refusal::RequestReused(request.to_owned())),
        found => Ok(found),
    }
}

fn matter_of(db: &mut dyn Db, agency: AgencyId, matter: MatterId) -> Result<Matter, Refusal> {
    let args = [Value::Int(agency.0), Value::Int(matter.0)];
    store::select_one(db, "WHERE agency = $1 AND id = $2", &args)?.ok_or(Refusal::NoMatter)
}

fn outcome_of(db: &mut dyn Db, matter: MatterId) -> Result<Option<MatterEnd>, Refusal> {
    Ok(store::select_one(db, "WHERE matter = $1", &[Value::Int(matter.0)])?)
}

fn stage_of(db: &mut dyn Db, matter: MatterId) -> Result<Stage, Refusal> {
    let waits: Option<WaitingMatter> = store::select_one(db, "WHERE matter = $1", &[Value::Int(matter.0)])?;
    match waits {
        Some(waits) => Ok(waits.stage),
        None => match outcome_of(db, matter)? {
            Some(end) => Err(Refusal::Over(end.outcome)),
            None => Err(Refusal::NoMatter),
        },
    }
}

/// The matter, if it waits for this signature.
fn waiting(db: &mut dyn Db, agency: AgencyId, matter: MatterId, stage: Stage) -> Result<Matter, Refusal> {
    let matter = matter_of(db, agency, matter)?;
    let waits_for = stage_of(db, matter.id)?;
    if waits_for != stage {
        return Err(Refusal::NotWaiting { state: format!("待{}", waits_for.title()), stage });
    }
    Ok(matter)
}

fn stop_waiting(write: &mut Write<'_>, matter: MatterId) -> Result<(), Refusal> {
    match write.db().exec("DELETE FROM waiting WHERE matter = $1", &[Value::Int(matter.0)])? {
        1 => Ok(()),
        _ => Err(Refusal::Raced("waiting".to_owned())),
    }
}

fn end(
    write: &mut Write<'_>,
    signer: Signer,
    matter: &Matter,
    outcome: Outcome,
    reason: String,
) -> Result<(Answer, Said), Refusal> {
    stop_waiting(write, matter.id)?;
    write.insert(&MatterEnd { matter: matter.id, outcome, reason: reason.clone(), staff: signer.staff });
    let mut answer = answer_of(matter);
    answer.outcome = Some(outcome);
    answer.reason = reason;
    let said = Said {
        staff: signer.staff,
        action: format!("end/{}", outcome.code()),
        operation: matter.operation.clone(),
        matter: Some(matter.id),
    };
    Ok((answer, said))
}

pub(crate) fn signatures_of(db: &mut dyn Db, matter: MatterId) -> Result<Vec<Signature>, Refusal> {
    Ok(store::select(db, "WHERE matter = $1", &[Value::Int(matter.0)])?)
}

fn signed_before(db: &mut dyn Db, matter: MatterId, stage: Stage, staff: StaffId) -> Result<bool, Refusal> {
    Ok(signatures_of(db, matter)?.iter().any(|s| s.stage == stage && s.staff == staff))
}

/// Everyone a stored signature counts for: the signer, and the lender of the post.
pub(crate) fn people(signature: &Signature) -> impl Iterator<Item = StaffId> {
    [Some(signature.staff), signature.lender].into_iter().flatten()
}

fn replay(signatures: &[Signature], stage: Stage) -> Result<Acting, Refusal> {
    let signature = signatures.iter().find(|s| s.stage == stage).ok_or(Refusal::NoMatter)?;
    let lent = signature.delegation.zip(signature.lender);
    Ok(Acting { staff: signature.staff, post: signature.post, grant: signature.grant_id, lent })
}

fn replay_made(signatures: &[Signature]) -> Result<Signed<Made>, Refusal> {
    Ok(Signed::make(&replay(signatures, Stage::Make)?))
}

fn signature(write: &Write<'_>, matter: MatterId, stage: Stage, acting: &Acting, digest: &Digest) -> Signature {
    Signature {
        matter,
        stage,
        staff: acting.staff,
        post: acting.post,
        grant_id: acting.grant,
        delegation: acting.lent.map(|(delegation, _)| delegation),
        lender: acting.lent.map(|(_, lender)| lender),
        digest: digest.clone(),
        signed_at: write.now().to_string(),
    }
}

fn said(signer: Signer, stage: Stage, matter: &Matter) -> Said {
    Said {
        staff: signer.staff,
        action: format!("sign/{}", stage.code()),
        operation: matter.operation.clone(),
        matter: Some(matter.id),
    }
}
