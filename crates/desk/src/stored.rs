//! What stands in the database about a matter.

use store::{Db, Value};

use crate::authority::Acting;
use crate::codes::Stage;
use crate::desk::Answer;
use crate::digest::Digest;
use crate::matter::{Made, Signed};
use crate::refusal::Refusal;
use crate::tables::{AgencyHead, AgencyId, Matter, MatterEnd, MatterId, Signature, StaffId, WaitingMatter};

pub(crate) fn head_of(db: &mut dyn Db, agency: AgencyId) -> Result<AgencyHead, Refusal> {
    store::select_one(db, "WHERE agency = $1", &[Value::Int(agency.0)])?.ok_or(Refusal::NotSignedIn)
}

pub(crate) fn matter_of(db: &mut dyn Db, agency: AgencyId, matter: MatterId) -> Result<Matter, Refusal> {
    let args = [Value::Int(agency.0), Value::Int(matter.0)];
    store::select_one(db, "WHERE agency = $1 AND id = $2", &args)?.ok_or(Refusal::NoMatter)
}

/// The matter of a request number, if it was asked for before with the same content.
pub(crate) fn find_request(
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

pub(crate) fn outcome_of(db: &mut dyn Db, matter: MatterId) -> Result<Option<MatterEnd>, Refusal> {
    Ok(store::select_one(db, "WHERE matter = $1", &[Value::Int(matter.0)])?)
}

/// Where a matter stands: waiting, or over. Asked in this order, because a matter that ends
/// between the two questions is then still found.
pub(crate) enum Standing {
    Waits(Stage),
    Over(MatterEnd),
}

pub(crate) fn standing_of(db: &mut dyn Db, matter: MatterId) -> Result<Standing, Refusal> {
    let waits: Option<WaitingMatter> = store::select_one(db, "WHERE matter = $1", &[Value::Int(matter.0)])?;
    match waits {
        Some(waits) => Ok(Standing::Waits(waits.stage)),
        None => outcome_of(db, matter)?.map(Standing::Over).ok_or(Refusal::NoMatter),
    }
}

/// A matter that is not over, and the signature it waits for.
pub(crate) fn waiting(db: &mut dyn Db, agency: AgencyId, matter: MatterId) -> Result<(Matter, Stage), Refusal> {
    let matter = matter_of(db, agency, matter)?;
    match standing_of(db, matter.id)? {
        Standing::Waits(stage) => Ok((matter, stage)),
        Standing::Over(end) => Err(Refusal::Over(end.outcome)),
    }
}

pub(crate) fn signatures_of(db: &mut dyn Db, matter: MatterId) -> Result<Vec<Signature>, Refusal> {
    Ok(store::select(db, "WHERE matter = $1", &[Value::Int(matter.0)])?)
}

/// Everyone a stored signature counts for: the signer, and the lender of the post.
pub(crate) fn people(signature: &Signature) -> impl Iterator<Item = StaffId> {
    [Some(signature.staff), signature.lender].into_iter().flatten()
}

/// Everyone who has acted on a matter.
pub(crate) fn acted_on(db: &mut dyn Db, matter: MatterId) -> Result<Vec<StaffId>, Refusal> {
    Ok(signatures_of(db, matter)?.iter().flat_map(people).collect())
}

/// The signer of a stored signature, for the types that count signatures.
pub(crate) fn replay(signatures: &[Signature], stage: Stage) -> Result<Acting, Refusal> {
    let signature = signatures.iter().find(|s| s.stage == stage).ok_or(Refusal::NoMatter)?;
    let lent = signature.delegation.zip(signature.lender);
    Ok(Acting { staff: signature.staff, post: signature.post, grant: signature.grant_id, lent })
}

pub(crate) fn replay_made(signatures: &[Signature]) -> Result<Signed<Made>, Refusal> {
    Ok(Signed::make(&replay(signatures, Stage::Make)?))
}

pub(crate) fn answer_of(matter: &Matter) -> Answer {
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
