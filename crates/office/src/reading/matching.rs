//! Anybody's list against ours: what we know of each ID number, a few queries for a whole file.

use std::collections::HashMap;

use base::{Date, Fen, IdNumber, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Row, StoreError, Value};

use crate::benefits::newest_of_people;
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::known_people;
use crate::tables::{AwardState, EnrolmentState, PersonId, Scheme};

const PER_QUERY: usize = 500;

/// What we know of somebody on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Who.
    pub person: PersonId,
    /// Name here.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// The membership.
    pub state: Option<EnrolmentState>,
    /// The pension and its monthly amount.
    pub award: Option<(AwardState, Fen)>,
    /// What was paid for the year, whoever paid.
    pub paid: Fen,
    /// The day of a registered death that stands.
    pub died_on: Option<Date>,
}

/// What we know of these numbers; those that nobody has are not in the answer. `year` is the fee
/// year of [`Matched::paid`].
pub fn matched(
    look: &mut Look<'_>,
    environment: &Environment,
    ids: &[IdNumber],
    year: i16,
) -> Result<HashMap<IdNumber, Vec<Matched>>, Unplanned> {
    let holders = environment.identifiers().people_with_any(look, ids)?;
    let mut people: Vec<PersonId> = holders.values().flatten().copied().collect();
    people.sort_unstable();
    people.dedup();
    let known = known_people(look, &people)?;
    let awards = newest_of_people(look, &people, Scheme::Resident)?;
    let states = by_person(
        look,
        &people,
        "SELECT n.person, e.state FROM enrolment n JOIN enrolment_event e ON e.enrolment = n.id \
         AND NOT EXISTS (SELECT 1 FROM enrolment_event y WHERE y.enrolment = e.enrolment AND y.n > e.n) \
         WHERE n.agency = $1 AND n.person IN",
        "",
        |row| EnrolmentState::read(row, 1),
    )?;
    let months = i64::from(year) * 100;
    let (first, last) = (months + 1, months + 12);
    let paid = by_person(
        look,
        &people,
        "SELECT person, CAST(SUM(amount) AS BIGINT) FROM contribution WHERE agency = $1 AND person IN",
        &format!("AND period_from <= {last} AND period_to >= {first} GROUP BY person"),
        |row| Fen::read(row, 1),
    )?;
    let deaths = by_person(
        look,
        &people,
        "SELECT d.person, d.died_on FROM death d WHERE d.agency = $1 AND d.person IN",
        "AND NOT EXISTS (SELECT 1 FROM death_revocation r WHERE r.person = d.person AND r.n >= d.n)",
        |row| Date::read(row, 1),
    )?;
    let of = |person: &PersonId| {
        let known = known.get(person)?;
        Some(Matched {
            person: *person,
            name: known.name.clone(),
            region: known.region,
            state: states.get(person).copied(),
            award: awards.get(person).map(|(version, _)| (version.state, version.total())),
            paid: paid.get(person).copied().unwrap_or_default(),
            died_on: deaths.get(person).copied(),
        })
    };
    Ok(holders.into_iter().map(|(id, people)| (id, people.iter().filter_map(of).collect())).collect())
}

/// One value for each person; the list of people stands between the two parts of the query.
fn by_person<T>(
    look: &mut Look<'_>,
    people: &[PersonId],
    before: &str,
    after: &str,
    mut read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
) -> Result<HashMap<PersonId, T>, Unplanned> {
    let mut found = HashMap::new();
    for chunk in people.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(Field::value));
        let sql = format!("{before} ({}) {after}", placeholders(2, chunk.len()));
        look.each(&sql, &args, |row| {
            found.insert(PersonId::read(row, 0)?, read(row)?);
            Ok(())
        })?;
    }
    Ok(found)
}
