//! Reading people as they are now.

use std::collections::HashMap;

use base::{Date, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::identifiers::placeholders;
use crate::sets::{distinct, select_by};

use crate::tables::{
    Enrolment, EnrolmentEvent, EnrolmentId, EnrolmentState, FundRow, Person, PersonId, PersonVersion, Region, Scheme,
};

/// People asked for in one query.
const PEOPLE_PER_QUERY: usize = 1_000;

/// A person with the present version and membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNow {
    /// The person.
    pub person: Person,
    /// What is known now.
    pub version: PersonVersion,
    /// Membership in the scheme, with its present state.
    pub enrolment: Option<(Enrolment, EnrolmentState)>,
}

/// A person as known now, with the membership in a scheme.
pub fn current_person(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<Option<PersonNow>, Unplanned> {
    Ok(current_people(look, &[person], scheme)?.remove(&person).map(|(now, _)| now))
}

/// The same of many people, a few queries for all, each with the number of the membership's newest
/// event. Who is not in the agency is left out.
pub(crate) fn current_people(
    look: &mut Look<'_>,
    people: &[PersonId],
    scheme: Scheme,
) -> Result<HashMap<PersonId, (PersonNow, i64)>, Unplanned> {
    let ids = distinct(people.iter().map(|person| person.0));
    let rows = select_by::<Person>(look, "id", &ids, "")?;
    let mut versions = present_versions(look, people)?;
    let of_scheme = format!("AND scheme = '{}'", scheme.code());
    let enrolments = select_by::<Enrolment>(look, "person", &ids, &of_scheme)?;
    let numbers: Vec<i64> = enrolments.iter().map(|enrolment| enrolment.id.0).collect();
    // Later events overwrite earlier ones.
    let events: HashMap<EnrolmentId, (EnrolmentState, i64)> =
        select_by::<EnrolmentEvent>(look, "enrolment", &numbers, "ORDER BY enrolment, n")?
            .into_iter()
            .map(|event| (event.enrolment, (event.state, event.n)))
            .collect();
    let mut enrolments: HashMap<PersonId, Enrolment> = enrolments.into_iter().map(|row| (row.person, row)).collect();
    let mut found = HashMap::with_capacity(rows.len());
    for person in rows {
        let Some(version) = versions.remove(&person.id) else { continue };
        let enrolment = enrolments.remove(&person.id);
        let newest = enrolment.as_ref().and_then(|row| events.get(&row.id)).copied();
        let (state, n) = newest.unwrap_or((EnrolmentState::Ended, 0));
        let enrolment = enrolment.map(|row| (row, state));
        found.insert(person.id, (PersonNow { person, version, enrolment }, n));
    }
    Ok(found)
}

/// The fund of a scheme.
pub fn fund_of(look: &mut Look<'_>, scheme: Scheme) -> Result<Option<FundRow>, Unplanned> {
    let args = [Value::Int(look.agency().0), scheme.value()];
    Ok(look.select_one::<FundRow>("WHERE agency = $1 AND scheme = $2", &args)?)
}

/// A region that has become part of no other by the day `$3`.
const GOES_ON: &str = "NOT EXISTS (SELECT 1 FROM region_succession u WHERE u.agency = region.agency \
                       AND u.code = region.code AND u.from_date <= $3)";

/// Whether a region code is in force today.
pub fn region_exists(look: &mut Look<'_>, code: &RegionCode) -> Result<bool, Unplanned> {
    let args = [Value::Int(look.agency().0), code.value(), look.today().value()];
    let sql = format!(
        "{} WHERE agency = $1 AND code = $2 AND from_date <= $3 AND COALESCE(to_date, 99991231) >= $3 AND {GOES_ON}",
        Region::select_from()
    );
    let mut found = false;
    look.each(&sql, &args, |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}

/// The regions in force today with their names.
pub fn regions_in_force(look: &mut Look<'_>) -> Result<HashMap<RegionCode, String>, Unplanned> {
    let today = look.today();
    regions_on(look, today)
}

/// The regions in force on a day with their names.
pub fn regions_on(look: &mut Look<'_>, day: Date) -> Result<HashMap<RegionCode, String>, Unplanned> {
    let rest = format!(
        "WHERE agency = $1 AND code <> $2 AND from_date <= $3 AND COALESCE(to_date, 99991231) >= $3 AND {GOES_ON}"
    );
    // No code is empty: the second argument only keeps the numbers of the shared condition.
    let args = [Value::Int(look.agency().0), "".into(), day.value()];
    let regions = look.select::<Region>(&rest, &args)?;
    Ok(regions.into_iter().map(|region| (region.code, region.name)).collect())
}

/// Every code that a region ever had, in order: people of a merged village may still stand under its own.
pub fn every_region(look: &mut Look<'_>) -> Result<Vec<RegionCode>, Unplanned> {
    let mut codes = Vec::new();
    look.each(
        "SELECT DISTINCT code FROM region WHERE agency = $1 ORDER BY code",
        &[Value::Int(look.agency().0)],
        |row| {
            codes.push(RegionCode::read(row, 0)?);
            Ok(())
        },
    )?;
    Ok(codes)
}

/// What a conflict or a match needs to say of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
}

/// Names and villages of people as known now: a few queries for many people.
pub fn known_people(look: &mut Look<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, Known>, Unplanned> {
    let mut known = HashMap::new();
    for chunk in people.chunks(PEOPLE_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|person| Value::Int(person.0)));
        let list = placeholders(2, chunk.len());
        let sql = format!(
            "SELECT person, name, region FROM person_version WHERE +agency = $1 AND person IN ({list}) ORDER BY person, n"
        );
        // Later versions overwrite earlier ones.
        look.each(&sql, &args, |row| {
            let (name, region) = (row.text(1)?.to_owned(), RegionCode::read(row, 2)?);
            known.insert(PersonId::read(row, 0)?, Known { name, region });
            Ok(())
        })?;
    }
    Ok(known)
}

/// People as known now, a few queries for many.
pub(crate) fn present_versions(
    look: &mut Look<'_>,
    people: &[PersonId],
) -> Result<HashMap<PersonId, PersonVersion>, Unplanned> {
    let mut found = HashMap::new();
    for chunk in people.chunks(PEOPLE_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(Field::value));
        let list = placeholders(2, chunk.len());
        let rest = format!("WHERE +agency = $1 AND person IN ({list}) ORDER BY person, n");
        // Later versions overwrite earlier ones.
        found.extend(look.select::<PersonVersion>(&rest, &args)?.into_iter().map(|version| (version.person, version)));
    }
    Ok(found)
}

/// A name without the blanks that lists put between two characters to align them. Names written
/// with letters keep single blanks.
pub fn clean_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let separator = if name.chars().any(|c| c.is_ascii_alphabetic()) { " " } else { "" };
    words.join(separator)
}

/// The smallest region that holds all of these: one village, one town, or the county. Who may
/// sign a matter about several people follows from it.
pub(crate) fn common_area(regions: impl IntoIterator<Item = RegionCode>) -> Option<RegionCode> {
    regions.into_iter().reduce(|all, next| {
        let wider = [all, all.town(), all.county()];
        wider.into_iter().find(|area| next.is_within(area)).unwrap_or(all.county())
    })
}
