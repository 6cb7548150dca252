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
    /// Work that continues under a matter which was applied, such as the chunks of a run, whose
    /// rows count only once the run itself is approved; and the state that a signature or the end
    /// of a matter changes by itself.
    pub(crate) fn under_applied_matter() -> Ready {
        Ready(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Post;
    use crate::tables::{DelegationId, GrantId};

    /// The desk asks `authority` first; these types hold even if that were forgotten.
    fn by(staff: i64, lender: Option<i64>) -> Acting {
        let lent = lender.map(|lender| (DelegationId(1), StaffId(lender)));
        Acting { staff: StaffId(staff), post: Post::Clerk, grant: GrantId(1), lent }
    }

    #[test]
    fn nobody_signs_twice_himself_or_through_a_delegation() {
        let made = |by: Acting| Signed::make(&by);
        assert!(made(by(1, None)).check(&by(1, None)).is_err());
        assert!(made(by(1, None)).check(&by(2, Some(1))).is_err(), "the maker's post, lent");
        assert!(made(by(2, Some(1))).check(&by(1, None)).is_err(), "the lender of the maker's post");
        assert!(made(by(2, Some(1))).check(&by(3, Some(1))).is_err(), "two delegates of one lender");
        let checked = || made(by(1, None)).check(&by(2, Some(3))).map_err(|_| ());
        for third in [by(1, None), by(2, None), by(3, None), by(4, Some(1)), by(4, Some(3))] {
            assert!(checked().and_then(|checked| checked.approve(&third).map_err(|_| ())).is_err(), "{third:?}");
        }
        assert!(checked().and_then(|checked| checked.approve(&by(4, Some(5))).map_err(|_| ())).is_ok());
    }

    #[test]
    fn signatures_suffice_for_their_class_only() {
        let made = || Signed::make(&by(1, None));
        assert!(made().ready(Class::R1).is_some());
        assert!(made().ready(Class::R2).is_none() && made().ready(Class::R3).is_none());
        let checked = made().check(&by(2, None)).unwrap();
        assert!(checked.ready(Class::R2).is_some() && checked.ready(Class::R3).is_none());
    }
}
