//! The desk: one installation's operations and keys, and what can be asked about a matter.
//! Making, signing and ending one stand in `make`, `sign`, `list`, `end` and `under`.

use std::sync::Arc;

use base::Date;
use serde::Serialize;
use store::{Begin, Db, Field, Value};

use crate::authority;
use crate::catalogue::{AnyOperation, Catalogue, Planned};
use crate::clock::Moment;
use crate::codes::{Outcome, Stage};
use crate::digest::Digest;
use crate::look::Look;
use crate::plan::Change;
use crate::refusal::Refusal;
use crate::seal::Keys;
use crate::stored::{Standing, acted_on, answer_of, head_of, matter_of, signatures_of, standing_of};
use crate::tables::{AgencyId, Matter, MatterId, StaffId};
use crate::write::{Said, write};

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

/// What a viewer is told when signing would send the matter back.
const WILL_GO_BACK: &str = "业务数据在经办人签字后发生了变化，此时签字会把这件业务退回经办人重新核对";

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

    /// The matter as it stands now: what a signer looks at before signing. It is shown to those
    /// who acted on it, to the holders of a post of the operation in its area, to the head and to
    /// auditors; to everyone else it does not exist.
    pub fn view(&self, db: &mut dyn Db, signer: Signer, matter: MatterId) -> Result<Answer, Refusal> {
        let stored = matter_of(db, signer.agency, matter)?;
        let operation = self.catalogue.get(&stored.operation)?;
        let acted = acted_on(db, matter)?;
        let may = self.look(db, signer.agency, |look| {
            authority::may_view(look, signer.staff, operation, stored.area, &acted).map_err(Refusal::from)
        })?;
        if !may {
            return Err(Refusal::NoMatter);
        }
        let mut answer = self.answer(db, signer.agency, matter)?;
        if answer.waits_for.is_some() {
            match self.look(db, signer.agency, |look| self.plan_again(look, operation, &stored)) {
                Ok(planned) => {
                    let changed = planned.plan.digest() != stored.plan_digest;
                    answer.shown = planned.plan.shown;
                    answer.notices = planned.plan.notices;
                    answer.notices.extend(changed.then(|| WILL_GO_BACK.to_owned()));
                }
                Err(Refusal::Fields(errors)) => {
                    answer.notices.push(WILL_GO_BACK.to_owned());
                    answer.notices.extend(errors.iter().map(ToString::to_string));
                }
                Err(other) => return Err(other),
            }
        }
        Ok(answer)
    }

    /// What the maker of a matter had filled in: only for the maker, who mends what was sent back.
    pub fn made_input(&self, db: &mut dyn Db, signer: Signer, matter: MatterId) -> Result<serde_json::Value, Refusal> {
        let stored = matter_of(db, signer.agency, matter)?;
        let made = signatures_of(db, matter)?.iter().any(|s| s.stage == Stage::Make && s.staff == signer.staff);
        if made { self.input_of(&stored) } else { Err(Refusal::NoMatter) }
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

    pub(crate) fn plan_again(
        &self,
        look: &mut Look<'_>,
        operation: &dyn AnyOperation,
        matter: &Matter,
    ) -> Result<Planned, Refusal> {
        operation.plan(&mut look.of_matter(matter)?, &self.input_of(matter)?)
    }

    pub(crate) fn input_of(&self, matter: &Matter) -> Result<serde_json::Value, Refusal> {
        let text = self.keys.open_sealed(&matter.input)?;
        serde_json::from_str(&text).map_err(|error| Refusal::BadInput(matter.title.clone(), error.to_string()))
    }

    pub(crate) fn answer(&self, db: &mut dyn Db, agency: AgencyId, matter: MatterId) -> Result<Answer, Refusal> {
        let matter = matter_of(db, agency, matter)?;
        let mut answer = answer_of(&matter);
        match standing_of(db, matter.id)? {
            Standing::Waits(stage) => answer.waits_for = Some(stage),
            Standing::Over(end) => {
                answer.outcome = Some(end.outcome);
                answer.reason = end.reason;
            }
        }
        Ok(answer)
    }
}
