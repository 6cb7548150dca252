//! The people of a tax file as they are now, a few queries for the whole file.

use std::collections::{HashMap, HashSet};

use base::{IdNumber, Month, ParsedId};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::tables::{EnrolmentState, PersonId, Scheme};

/// People asked for in one query.
const PEOPLE_PER_QUERY: usize = 1_000;

/// What taking a contribution needs to know of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Insured {
    pub(super) person: PersonId,
    pub(super) name: String,
    /// Membership with the month it counts from; `None` for people who never joined.
    pub(super) state: Option<(EnrolmentState, Month)>,
    pub(super) special_group: bool,
    /// First month of a pension.
    pub(super) pension_from: Option<Month>,
}

/// People by ID number; more than one under a number is a conflict.
pub(super) type ByIdNumber = HashMap<IdNumber, Vec<Insured>>;

/// The 18-digit form of an ID number. GB 11643-1999 says how 15 digits become 18.
pub(super) fn full_id(id: &ParsedId) -> Option<IdNumber> {
    match id {
        ParsedId::Current(id) => Some(*id),
        ParsedId::Legacy(id) => id.upgraded(),
    }
}

/// Everybody who has one of these ID numbers.
pub(super) fn insured_by_id(
    look: &mut Look<'_>,
    environment: &Environment,
    ids: impl Iterator<Item = IdNumber>,
) -> Result<ByIdNumber, Unplanned> {
    let ids: Vec<IdNumber> = ids.collect::<HashSet<_>>().into_iter().collect();
    let people = environment.identifiers().people_with_any(look, &ids)?;
    let wanted: Vec<PersonId> = people.values().flatten().copied().collect();
    let states = insured(look, &wanted)?;
    let known = |people: Vec<PersonId>| people.iter().filter_map(|p| states.get(p).cloned()).collect();
    Ok(people.into_iter().map(|(id, people)| (id, known(people))).collect())
}

fn insured(look: &mut Look<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, Insured>, Unplanned> {
    let mut known = HashMap::new();
    for chunk in people.chunks(PEOPLE_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0), Scheme::Resident.value()];
        args.extend(chunk.iter().map(|person| Value::Int(person.0)));
        let sql = format!(
            "SELECT v.person, v.name, s.state, s.from_month, COALESCE(e.special_group, ''), a.start, \
             CASE WHEN EXISTS (SELECT 1 FROM group_membership g WHERE g.person = v.person) THEN 1 ELSE 0 END \
             FROM person_version v \
             LEFT JOIN enrolment e ON e.person = v.person AND e.scheme = $2 \
             LEFT JOIN enrolment_event s ON s.enrolment = e.id \
             AND s.n = (SELECT MAX(l.n) FROM enrolment_event l WHERE l.enrolment = e.id) \
             LEFT JOIN award a ON a.person = v.person AND a.scheme = $2 AND a.origin <> 'once' \
             WHERE +v.agency = $1 AND v.person IN ({}) \
             AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = v.person)",
            placeholders(3, chunk.len())
        );
        look.each(&sql, &args, |row| {
            let person = PersonId::read(row, 0)?;
            let state = match Option::<EnrolmentState>::read(row, 2)? {
                Some(state) => Some((state, Month::read(row, 3)?)),
                None => None,
            };
            let (name, listed) = (row.text(1)?.to_owned(), bool::read(row, 6)?);
            let special_group = listed || !row.text(4)?.is_empty();
            let pension_from = Option::<Month>::read(row, 5)?;
            known.insert(person, Insured { person, name, state, special_group, pension_from });
            Ok(())
        })?;
    }
    Ok(known)
}
