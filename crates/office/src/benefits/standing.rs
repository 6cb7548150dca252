//! What the operations of this room read of one person.

use std::collections::{HashMap, HashSet};
use std::fmt;

use base::{Month, RegionCode};
use desk::{FieldError, Look, Unplanned};
use store::{Field, Value};

use crate::benefits::versions::newest_of_people;
use crate::registry::{PersonNow, current_people};
use crate::sets::{distinct, select_by};
use crate::tables::{
    Award, AwardId, AwardOrigin, AwardState, AwardVersion, Death, DeathRevocation, Enrolment, EnrolmentEvent,
    EnrolmentState, EventKind, PersonId, RunKind, RunState, Scheme, Suspension,
};

/// SQL: whether the death of the person in this column is confirmed, and was not revoked.
pub(crate) fn dead(person: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM death d WHERE d.person = {person} AND NOT EXISTS \
         (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n))"
    )
}

/// SQL: whether the person in this column has a pension, or is owed a single sum. One that was undone
/// does not count.
pub(crate) fn has_award(person: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM award o WHERE o.person = {person} AND (o.origin <> 'once' OR EXISTS \
         (SELECT 1 FROM award_version ov WHERE ov.award = o.id AND ov.state <> 'stopped' AND NOT EXISTS \
          (SELECT 1 FROM award_version ow WHERE ow.award = o.id AND ow.n > ov.n))))"
    )
}

/// SQL: whether the settlement under `s` stands: the death, or the other pension, that led to it was not
/// revoked since.
pub(crate) const SETTLED_NOW: &str = "(s.kind NOT IN ('death', 'death_after_leaving') OR s.recorded > \
    (SELECT COALESCE(MAX(z.recorded), 0) FROM death_revocation z WHERE z.person = s.person)) \
    AND (s.kind <> 'dual' OR s.recorded > \
    (SELECT COALESCE(MAX(y.recorded), 0) FROM lead_revocation y WHERE y.person = s.person))";

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

/// What to say of a number that is nobody's.
pub(crate) fn nobody() -> FieldError {
    FieldError::input("person", "没有这个人员", "请从人员查询中选择")
}

/// A person with membership, pension and death as known now.
#[derive(Clone)]
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
    /// Whether that is a single sum that was undone: it stands in nobody's way.
    pub(crate) undone: bool,
    /// Suspensions of the award, in the order of versions.
    pub(crate) suspensions: Vec<Suspension>,
    pub(crate) calendar: Calendar,
}

impl Standing {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<Standing, Unplanned> {
        Ok(Standing::of_people(look, &[person], scheme)?.remove(&person).ok_or_else(nobody)?)
    }

    /// The same of many people, a few queries for all. Who is not in the agency is left out.
    pub(crate) fn of_people(
        look: &mut Look<'_>,
        people: &[PersonId],
        scheme: Scheme,
    ) -> Result<HashMap<PersonId, Standing>, Unplanned> {
        let ids = distinct(people.iter().map(|person| person.0));
        let calendar = Calendar::read(look, scheme)?;
        let mut awards = newest_of_people(look, people, scheme)?;
        let of_awards: Vec<i64> = awards.values().map(|(version, _)| version.award.0).collect();
        let stopped = awards.values().filter(|(version, _)| version.state == AwardState::Stopped);
        let stopped: Vec<i64> = stopped.map(|(version, _)| version.award.0).collect();
        let undone = select_by::<Award>(look, "id", &stopped, &format!("AND origin = '{}'", AwardOrigin::Once.code()))?;
        let undone: HashSet<AwardId> = undone.into_iter().map(|award| award.id).collect();
        let mut suspensions: HashMap<AwardId, Vec<Suspension>> = HashMap::new();
        for row in select_by::<Suspension>(look, "award", &of_awards, "ORDER BY award, n")? {
            suspensions.entry(row.award).or_default().push(row);
        }
        let revoked: HashSet<(PersonId, i64)> = select_by::<DeathRevocation>(look, "person", &ids, "")?
            .into_iter()
            .map(|revocation| (revocation.person, revocation.n))
            .collect();
        let mut deaths: HashMap<PersonId, Vec<Death>> = HashMap::new();
        for row in select_by::<Death>(look, "person", &ids, "ORDER BY person, n")? {
            deaths.entry(row.person).or_default().push(row);
        }
        let mut found = HashMap::with_capacity(people.len());
        for (person, (now, events)) in current_people(look, people, scheme)? {
            let newest = awards.remove(&person);
            let suspensions = newest.as_ref().and_then(|(version, _)| suspensions.remove(&version.award));
            let deaths = deaths.remove(&person).unwrap_or_default();
            let stands = |death: &&Death| !revoked.contains(&(death.person, death.n));
            let standing = Standing {
                now,
                events,
                death: deaths.iter().rev().find(stands).cloned(),
                deaths: deaths.last().map_or(0, |death| death.n),
                undone: newest.as_ref().is_some_and(|(version, _)| undone.contains(&version.award)),
                newest,
                suspensions: suspensions.unwrap_or_default(),
                calendar,
            };
            found.insert(person, standing);
        }
        Ok(found)
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
        (state, kind): (EnrolmentState, EventKind),
        reason: impl fmt::Display,
        from_month: Month,
    ) -> EnrolmentEvent {
        let (enrolment, n, reason) = (enrolment.id, self.events + 1, reason.to_string());
        EnrolmentEvent { enrolment, n, state, kind, reason, from_month }
    }
}
