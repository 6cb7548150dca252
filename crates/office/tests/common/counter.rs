//! How tests ask the desk: straight. The browser's tests put their own counter in this place, which fills in and sends
//! the form of the operation (`crates/web/tests/counter.rs`).

use desk::{Answer, Digest, MatterId, Refusal, Signer, Stage};
use shebao_office::Office;

/// The desk itself.
pub struct Counter;

impl Counter {
    pub fn new() -> Counter {
        Counter
    }

    pub fn make<I: serde::Serialize>(
        &mut self,
        office: &mut Office,
        signer: Signer,
        (request, operation): (&str, &str),
        input: &I,
    ) -> Result<Answer, Refusal> {
        office.make(signer, request, operation, input)
    }

    pub fn sign(
        &mut self,
        office: &mut Office,
        signer: Signer,
        (stage, matter): (Stage, MatterId),
        seen: &Digest,
    ) -> Result<Answer, Refusal> {
        office.sign(signer, stage, matter, seen)
    }
}
