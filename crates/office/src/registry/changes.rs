//! What changes of a person have in common: the present state, the next version of the person,
//! and the next version of the award.

use base::{Date, Month};
use desk::{FieldError, Look, Plan, Unplanned};

use crate::benefits::{changed_version, newest_of_person};
use crate::registry::flag::{Flag, flag_text, flags_of};
use crate::registry::people::{PersonNow, current_person};
use crate::tables::{AwardState, AwardVersion, Cause, PersonId, PersonVersion, Scheme};

/// A person as known before a change.
pub(super) struct Before {
    pub(super) today: Date,
    pub(super) now: PersonNow,
    /// The newest version of the award, and the highest number given to one.
    award: Option<(AwardVersion, i64)>,
}

impl Before {
    pub(super) fn read(look: &mut Look<'_>, person: PersonId) -> Result<Before, Unplanned> {
        let now = current_person(look, person, Scheme::Resident)?
            .ok_or_else(|| FieldError::input("person", "没有这个人员", "请从人员查询中选择"))?;
        Ok(Before { today: look.today(), now, award: newest_of_person(look, person, Scheme::Resident)? })
    }

    /// Whether a pension is or will again be paid.
    pub(super) fn is_recipient(&self) -> bool {
        matches!(self.award_state(), Some(AwardState::Live | AwardState::Suspended))
    }

    /// State of the award; `None` without one.
    pub(super) fn award_state(&self) -> Option<AwardState> {
        self.award.as_ref().map(|(version, _)| version.state)
    }

    /// The person as known now, as the draft of the next version.
    pub(super) fn next(&self) -> PersonVersion {
        let now = &self.now.version;
        PersonVersion { n: now.n + 1, valid_from: self.today, ..now.clone() }
    }

    /// Plans the next version of a recipient's award, or of one that is paid out to heirs, who may
    /// change their account; people without a pension have none.
    pub(super) fn plan_award(&self, plan: &mut Plan, cause: Cause, change: impl FnOnce(&mut AwardVersion)) {
        let to_heirs = cause == Cause::Payee && self.award_state() == Some(AwardState::Settling);
        let Some((newest, highest)) = self.award.as_ref().filter(|_| to_heirs || self.is_recipient()) else { return };
        let mut next = changed_version(newest, *highest, cause, Month::of(self.today));
        change(&mut next);
        plan.insert(&next);
    }
}

/// Flags after something was mended and something else was found.
pub(super) fn flags_after(before: &str, mended: &[Flag], found: &[Flag]) -> String {
    let mut flags = flags_of(before);
    flags.retain(|flag| !mended.contains(flag));
    flags.extend_from_slice(found);
    flag_text(&flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mended_goes_and_the_rest_stays() {
        assert_eq!(flags_after("bad_id no_address", &[Flag::BadId], &[]), "no_address");
        assert_eq!(flags_after("", &[Flag::BadAccount], &[Flag::UncheckedAccount]), "unchecked_account");
    }
}
