//! Reading people as they are now.

use std::collections::HashMap;

use base::{Date, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::identifiers::placeholders;

use crate::tables::{
    Enrolment, EnrolmentEvent, EnrolmentState, FundRow, Person, PersonId, PersonVersion, Region, Scheme,
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
    let id = Value::Int(person.0);
    let agency = Value::Int(look.agency().0);
    let Some(row) = look.select_one::<Person>("WHERE id = $1 AND agency = $2", &[id.clone(), agency])? else {
        return Ok(None);
    };
    let versions =
        look.select::<PersonVersion>("WHERE person = $1 ORDER BY n DESC LIMIT 1", std::slice::from_ref(&id))?;
    let Some(version) = versions.into_iter().next() else { return Ok(None) };
    let enrolment = look.select_one::<Enrolment>("WHERE person = $1 AND scheme = $2", &[id, scheme.value()])?;
    let enrolment = match enrolment {
        Some(enrolment) => {
            let args = [Value::Int(enrolment.id.0)];
            let events = look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n DESC LIMIT 1", &args)?;
            let state = events.first().map_or(EnrolmentState::Ended, |event| event.state);
            Some((enrolment, state))
        }
        None => None,
    };
    Ok(Some(PersonNow { person: row, version, enrolment }))
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
            "SELECT person, name, region FROM person_version WHERE agency = $1 AND person IN ({list}) ORDER BY person, n"
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
        let rest = format!("WHERE agency = $1 AND person IN ({list}) ORDER BY person, n");
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
