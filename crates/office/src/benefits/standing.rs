//! What the operations of this room read of one person.

use std::fmt;

use base::{Month, RegionCode};
use desk::{FieldError, Look, Unplanned};
use store::{Field, Value};

use crate::benefits::versions::newest_of_person;
use crate::registry::{PersonNow, current_person};
use crate::tables::{
    AwardVersion, Death, DeathRevocation, Enrolment, EnrolmentEvent, EnrolmentState, PersonId, RunKind, RunState,
    Scheme, Suspension,
};

/// SQL: whether the death of the person in this column is confirmed, and was not revoked.
pub(crate) fn dead(person: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM death d WHERE d.person = {person} AND NOT EXISTS \
         (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n))"
    )
}

/// SQL: whether the settlement under `s` was made for the death that stands, not for one that was revoked.
pub(crate) const SETTLED_NOW: &str =
    "s.recorded > (SELECT COALESCE(MAX(z.recorded), 0) FROM death_revocation z WHERE z.person = s.person)";

/// Which months the runs have settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    /// The first month without an approved run: what is recorded now can still change it.
    pub(crate) open_month: Month,
    /// A run that was opened and is not approved yet: its rows do not count, and may soon.
    pub(crate) under_way: Option<Month>,
}

impl Calendar {
    pub(crate) fn read(look: &mut Look<'_>, scheme: Scheme) -> Result<Calendar, Unplanned> {
        let args = [Value::Int(look.agency().0)];
        let taken: Option<Month> = look.scalar("SELECT MAX(paid_through) FROM take_on WHERE agency = $1", &args)?;
        let args = [Value::Int(look.agency().0), scheme.value(), RunKind::Regular.value()];
        let (mut last, mut under_way) = (taken, None);
        look.each("SELECT month, state FROM run WHERE agency = $1 AND scheme = $2 AND kind = $3", &args, |row| {
            let month = Month::read(row, 0)?;
            match RunState::read(row, 1)? {
                RunState::Abandoned => {}
                state if state.counts() => last = last.max(Some(month)),
                _ => under_way = Some(month),
            }
            Ok(())
        })?;
        let open_month = last.map_or(Month::of(look.today()), Month::next);
        Ok(Calendar { open_month, under_way })
    }
}

/// A person with membership, pension and death as known now.
pub struct Standing {
    pub(crate) now: PersonNow,
    /// Number of the newest event of the membership.
    pub(crate) events: i64,
    /// The death that stands.
    pub(crate) death: Option<Death>,
    /// Number of the last one that was confirmed, revoked ones included.
    pub(crate) deaths: i64,
    /// The newest version of the award, and the highest number given.
    pub(crate) newest: Option<(AwardVersion, i64)>,
    /// Suspensions of the award, in the order of versions.
    pub(crate) suspensions: Vec<Suspension>,
    pub(crate) calendar: Calendar,
}

impl Standing {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<Standing, Unplanned> {
        let now = current_person(look, person, scheme)?
            .ok_or_else(|| FieldError::input("person", "没有这个人员", "请从人员查询中选择"))?;
        let events = match &now.enrolment {
            Some((enrolment, _)) => {
                let sql = "SELECT COALESCE(MAX(n), 0) FROM enrolment_event WHERE enrolment = $1";
                look.scalar(sql, &[Value::Int(enrolment.id.0)])?
            }
            None => 0,
        };
        let newest = newest_of_person(look, person, scheme)?;
        let suspensions = match &newest {
            Some((version, _)) => {
                look.select::<Suspension>("WHERE award = $1 ORDER BY n", &[Value::Int(version.award.0)])?
            }
            None => Vec::new(),
        };
        let deaths = look.select::<Death>("WHERE person = $1 ORDER BY n", &[Value::Int(person.0)])?;
        let revoked: Vec<i64> = look
            .select::<DeathRevocation>("WHERE person = $1", &[Value::Int(person.0)])?
            .into_iter()
            .map(|revocation| revocation.n)
            .collect();
        Ok(Standing {
            now,
            events,
            death: deaths.iter().rev().find(|death| !revoked.contains(&death.n)).cloned(),
            deaths: deaths.last().map_or(0, |death| death.n),
            newest,
            suspensions,
            calendar: Calendar::read(look, scheme)?,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.now.version.name
    }

    pub(crate) fn region(&self) -> RegionCode {
        self.now.version.region
    }

    /// Why a version that is suspended does not pay; `None` when the reason stayed in the system
    /// that it was taken on from.
    pub(crate) fn reason_at(&self, n: i64) -> Option<&Suspension> {
        self.suspensions.iter().rev().find(|s| s.n <= n)
    }

    /// The next event of a membership.
    pub(crate) fn event(
        &self,
        enrolment: &Enrolment,
        state: EnrolmentState,
        reason: impl fmt::Display,
        from_month: Month,
    ) -> EnrolmentEvent {
        EnrolmentEvent { enrolment: enrolment.id, n: self.events + 1, state, reason: reason.to_string(), from_month }
    }
}
