//! The first signature: making a matter.

use store::Db;

use crate::authority::{self, Wish};
use crate::catalogue::AnyOperation;
use crate::codes::Stage;
use crate::desk::{Answer, Desk, Signer};
use crate::digest::Digest;
use crate::matter::Signed;
use crate::operation::FieldError;
use crate::refusal::Refusal;
use crate::sign::{said, signature};
use crate::stored::find_request;
use crate::tables::{AgencyId, Matter, MatterId};
use crate::wording;
use crate::write::{Said, Write, write};

/// What the caller asked for: the request's own number, and what it says.
struct Asked<'a> {
    request: &'a str,
    digest: Digest,
    text: String,
}

impl Desk {
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
        let faults: Vec<FieldError> =
            wording::request_fault(request).into_iter().chain(wording::faults(input)).collect();
        if !faults.is_empty() {
            return Err(Refusal::Fields(faults));
        }
        let text = input.to_string();
        let digest = Digest::of_parts(&[operation.name().as_bytes(), text.as_bytes()]);
        let asked = Asked { request, digest, text };
        if let Some(answer) = self.answered(db, signer.agency, &asked)? {
            return Ok(answer);
        }
        let mut meanwhile = false;
        let made = write(db, signer.agency, |write| {
            // Asked again inside the write: two copies of one request may arrive together.
            meanwhile = find_request(write.db(), signer.agency, (request, &asked.digest))?.is_some();
            if meanwhile {
                return Err(Refusal::Raced("matter".to_owned()));
            }
            self.make_in(write, signer, &asked, operation, input)
        });
        if meanwhile {
            return self.answered(db, signer.agency, &asked)?.ok_or(Refusal::NoMatter);
        }
        made
    }

    fn answered(&self, db: &mut dyn Db, agency: AgencyId, asked: &Asked<'_>) -> Result<Option<Answer>, Refusal> {
        let Some(matter) = find_request(db, agency, (asked.request, &asked.digest))? else { return Ok(None) };
        let mut answer = self.answer(db, agency, matter.id)?;
        answer.repeated = true;
        Ok(Some(answer))
    }

    fn make_in(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        asked: &Asked<'_>,
        operation: &dyn AnyOperation,
        input: &serde_json::Value,
    ) -> Result<(Answer, Said), Refusal> {
        authority::may_make(&mut write.look(), signer.staff, operation)?;
        let planned = operation.plan(&mut write.look(), input)?;
        let plan = &planned.plan;
        let wish = Wish {
            staff: signer.staff,
            operation,
            stage: Stage::Make,
            area: plan.area,
            amount: plan.amount,
            acted: &[],
        };
        let acting = authority::find(&mut write.look(), &wish)?;
        let class = authority::class_in_force(&mut write.look(), operation, plan.amount)?;
        let matter = Matter {
            id: MatterId(write.new_id()),
            request: asked.request.to_owned(),
            request_digest: asked.digest.clone(),
            operation: operation.name().to_owned(),
            class,
            title: plan.title.clone(),
            area: plan.area,
            amount: plan.amount,
            input: self.keys.seal(&asked.text)?,
            plan_digest: plan.digest(),
            made_on: write.now().date(),
        };
        write.insert(&matter);
        let signed = Signed::make(&acting);
        write.insert(&signature(write, &matter, Stage::Make, &acting));
        let answer = self.move_on(write, &matter, signed.ready(class), Stage::Make, planned, signer.staff)?;
        Ok((answer, said(signer, Stage::Make, &matter)))
    }
}
