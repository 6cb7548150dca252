//! Reading leads with where they stand.

use std::collections::HashMap;

use base::Date;
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::sets::{IDS_PER_QUERY, among, distinct};
use crate::tables::{Lead, LeadEvent, LeadKind, LeadState, PersonId};

/// A lead with its newest step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadNow {
    /// The lead.
    pub lead: Lead,
    /// Its newest step.
    pub event: LeadEvent,
}

/// A lead for the worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLead {
    /// The lead with its newest step.
    pub now: LeadNow,
    /// Name of the person.
    pub name: String,
    /// Day it was brought.
    pub since: Date,
}

const NEWEST: &str = "NOT EXISTS (SELECT 1 FROM lead_event x WHERE x.lead = e.lead AND x.n > e.n)";

impl LeadNow {
    fn select() -> String {
        let (lead, event) = (Lead::columns_of("l"), LeadEvent::columns_of("e"));
        format!("SELECT {lead}, {event} FROM lead l JOIN lead_event e ON e.lead = l.id AND {NEWEST}")
    }

    fn read(row: &dyn store::Row) -> Result<LeadNow, store::StoreError> {
        Ok(LeadNow { lead: Lead::read(row, 0)?, event: LeadEvent::read(row, Lead::COLUMNS.len())? })
    }

    /// The next step.
    pub(crate) fn next(&self, state: LeadState, reason: &str) -> LeadEvent {
        let (lead, n) = (self.lead.id, self.event.n + 1);
        LeadEvent { lead, n, state, reason: reason.to_owned(), matter: desk::MATTER }
    }

    /// Whether it says that somebody draws another pension, and was found true.
    pub fn can_be_revoked(&self) -> bool {
        self.event.state == LeadState::Confirmed && self.lead.kind.is_another_pension()
    }

    /// Whether it still waits for a decision.
    pub fn is_open(&self) -> bool {
        matches!(self.event.state, LeadState::Open | LeadState::Held)
    }
}

/// All leads of one kind about each of these people, oldest first, a few queries for all. Who has none
/// is left out.
pub(crate) fn leads_of_people(
    look: &mut Look<'_>,
    people: &[PersonId],
    kind: LeadKind,
) -> Result<HashMap<PersonId, Vec<LeadNow>>, Unplanned> {
    let ids = distinct(people.iter().map(|person| person.0));
    let mut found: HashMap<PersonId, Vec<LeadNow>> = HashMap::new();
    for chunk in ids.chunks(IDS_PER_QUERY) {
        let (of_people, args) = among(look, "l.person", chunk);
        let sql = format!("{} WHERE {of_people} AND l.kind = '{}' ORDER BY l.id", LeadNow::select(), kind.code());
        look.each(&sql, &args, |row| {
            let now = LeadNow::read(row)?;
            found.entry(now.lead.person).or_default().push(now);
            Ok(())
        })?;
    }
    Ok(found)
}

/// All leads of a person, oldest first.
pub fn leads_of_person(look: &mut Look<'_>, person: PersonId) -> Result<Vec<LeadNow>, Unplanned> {
    let sql = format!("{} WHERE l.agency = $1 AND l.person = $2 ORDER BY l.id", LeadNow::select());
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0), Value::Int(person.0)], |row| {
        found.push(LeadNow::read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Leads that wait for a decision, oldest first.
pub fn open_leads(look: &mut Look<'_>) -> Result<Vec<OpenLead>, Unplanned> {
    let sql = format!(
        "SELECT {}, {}, v.name, m.made_on FROM lead l JOIN lead_event e ON e.lead = l.id AND {NEWEST} \
         JOIN person_version v ON v.person = l.person \
         AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
         JOIN matter m ON m.id = l.matter \
         WHERE l.agency = $1 AND e.state IN ($2, $3) ORDER BY l.id",
        Lead::columns_of("l"),
        LeadEvent::columns_of("e"),
    );
    let after = Lead::COLUMNS.len() + LeadEvent::COLUMNS.len();
    let args = [Value::Int(look.agency().0), LeadState::Open.value(), LeadState::Held.value()];
    let mut found = Vec::new();
    look.each(&sql, &args, |row| {
        let (name, since) = (row.text(after)?.to_owned(), Date::read(row, after + 1)?);
        found.push(OpenLead { now: LeadNow::read(row)?, name, since });
        Ok(())
    })?;
    Ok(found)
}
