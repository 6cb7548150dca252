//! A matter's signatures as types: what is only made cannot be approved, and only what carries
//! every signature of its class can be applied.

use std::marker::PhantomData;

use crate::authority::Acting;
use crate::codes::{Class, Stage};
use crate::refusal::Refusal;
use crate::tables::StaffId;

/// Signed by its maker.
pub(crate) struct Made;
/// Signed by maker and checker.
pub(crate) struct Checked;
/// Signed by maker, checker and approver.
pub(crate) struct Approved;

/// The signatures a matter has, in the type.
pub(crate) struct Signed<S> {
    people: Vec<StaffId>,
    stage: PhantomData<S>,
}

/// Proof that the signatures suffice for the class. Nothing else can apply a plan.
pub(crate) struct Ready(());

impl<S> Signed<S> {
    /// Adds a signature; refuses anyone who has acted on the matter already, as holder of the
    /// post, as delegate or as lender of a delegation.
    fn sign<T>(mut self, by: &Acting, stage: Stage) -> Result<Signed<T>, Refusal> {
        if by.people().any(|person| self.people.contains(&person)) {
            return Err(Refusal::SamePerson(stage));
        }
        self.people.extend(by.people());
        Ok(Signed { people: self.people, stage: PhantomData })
    }
}

impl Signed<Made> {
    pub(crate) fn make(by: &Acting) -> Signed<Made> {
        Signed { people: by.people().collect(), stage: PhantomData }
    }

    pub(crate) fn check(self, by: &Acting) -> Result<Signed<Checked>, Refusal> {
        self.sign(by, Stage::Check)
    }

    pub(crate) fn ready(&self, class: Class) -> Option<Ready> {
        (class == Class::R1).then_some(Ready(()))
    }
}

impl Signed<Checked> {
    pub(crate) fn approve(self, by: &Acting) -> Result<Signed<Approved>, Refusal> {
        self.sign(by, Stage::Approve)
    }

    pub(crate) fn ready(&self, class: Class) -> Option<Ready> {
        (class == Class::R2).then_some(Ready(()))
    }
}

impl Signed<Approved> {
    pub(crate) fn ready(&self, _class: Class) -> Ready {
        Ready(())
    }
}

impl Ready {
    /// Work that continues under a matter which was applied, such as the chunks of a run. Its
    /// rows count only once the run itself is approved.
    pub(crate) fn under_applied_matter() -> Ready {
        Ready(())
    }
}
