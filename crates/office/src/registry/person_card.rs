//! What a screen shows of one person, and how a person is found. Identifiers are masked.

use std::collections::BTreeMap;

use base::{Fen, IdNumber, Level, Month};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::benefits::newest_of_person;
use crate::contributions::account_balance;
use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::flag::{Flag, flags_of};
use crate::registry::people::{PersonNow, current_person};
use crate::tables::{
    AccountSource, Award, AwardComponent, AwardVersion, ComponentKind, EnrolmentEvent, IdentifierKind, PersonId, Scheme,
};

/// How many people a search shows.
pub const FOUND_AT_MOST: i64 = 50;

/// A person as one screen shows it.
#[derive(Clone, Debug)]
pub struct PersonCard {
    /// Person, present version, membership.
    pub now: PersonNow,
    /// Name of the village.
    pub region_name: String,
    /// What must be mended.
    pub flags: Vec<Flag>,
    /// The present identifier of each kind, masked.
    pub identifiers: Vec<(IdentifierKind, Present)>,
    /// Membership events, oldest first.
    pub events: Vec<EnrolmentEvent>,
    /// What is left in the account, by source.
    pub account: BTreeMap<AccountSource, Fen>,
    /// The sum of these.
    pub balance: Fen,
    /// The pension, if there is one.
    pub award: Option<AwardCard>,
}

/// A pension with its parts.
#[derive(Clone, Debug)]
pub struct AwardCard {
    /// The award.
    pub award: Award,
    /// Its newest version.
    pub version: AwardVersion,
    /// Kind, payer (`None` is the personal account) and monthly amount.
    pub components: Vec<(ComponentKind, Option<Level>, Fen)>,
}

/// A person's card; `None` when the agency has no such person.
pub fn person_card(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
) -> Result<Option<PersonCard>, Unplanned> {
    let Some(now) = current_person(look, person, Scheme::Resident)? else { return Ok(None) };
    let mut identifiers = Vec::new();
    for kind in IdentifierKind::ALL {
        if let Some(present) = environment.identifiers().present(look, person, *kind)? {
            identifiers.push((*kind, present));
        }
    }
    // A number that failed its check is history once a whole one stands beside it.
    if identifiers.iter().any(|(kind, _)| *kind == IdentifierKind::IdNumber) {
        identifiers.retain(|(kind, _)| !matches!(kind, IdentifierKind::LegacyId | IdentifierKind::BadId));
    }
    let events = match &now.enrolment {
        Some((enrolment, _)) => {
            look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?
        }
        None => Vec::new(),
    };
    let account = account_balance(look, person)?;
    Ok(Some(PersonCard {
        region_name: region_name(look, &now)?,
        flags: flags_of(&now.version.flags),
        identifiers,
        events,
        balance: account.left(),
        account: account.left_by_source(),
        award: award_card(look, person)?,
        now,
    }))
}

fn region_name(look: &mut Look<'_>, now: &PersonNow) -> Result<String, Unplanned> {
    let sql = "SELECT name FROM region WHERE agency = $1 AND code = $2 ORDER BY from_date DESC LIMIT 1";
    let args = [Value::Int(look.agency().0), now.version.region.value()];
    Ok(look.one(sql, &args, |row| Ok(row.text(0)?.to_owned()))?.unwrap_or_default())
}

fn award_card(look: &mut Look<'_>, person: PersonId) -> Result<Option<AwardCard>, Unplanned> {
    let Some((version, _)) = newest_of_person(look, person, Scheme::Resident)? else { return Ok(None) };
    let id = Value::Int(version.award.0);
    let Some(award) = look.select_one::<Award>("WHERE id = $1", std::slice::from_ref(&id))? else { return Ok(None) };
    // Versions that change no amount have no parts of their own: the last ones before count.
    let parts = "WHERE award = $1 AND n = (SELECT MAX(n) FROM award_component WHERE award = $1 AND n <= $2) \
                 ORDER BY line";
    let parts = look.select::<AwardComponent>(parts, &[id, Value::Int(version.n)])?;
    let components = parts.into_iter().map(|part| (part.kind, part.level, part.amount)).collect();
    Ok(Some(AwardCard { award, version, components }))
}

/// A person in a list of those found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFound {
    /// Who.
    pub person: PersonId,
    /// Personal number of the old system.
    pub old_number: Option<String>,
    /// Name.
    pub name: String,
    /// ID number, masked.
    pub id_masked: String,
    /// Name of the village.
    pub region_name: String,
    /// Whether something must be mended.
    pub flagged: bool,
    /// First month of the pension, if there is one.
    pub pension_from: Option<Month>,
}

/// People by whole ID number, by personal number of here or of the old system, or by the
/// beginning of the name; at most [`FOUND_AT_MOST`].
pub fn find_people(look: &mut Look<'_>, environment: &Environment, text: &str) -> Result<Vec<PersonFound>, Unplanned> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let people = match text.parse::<IdNumber>() {
        Ok(id) => environment.identifiers().people_with(look, &id)?,
        Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => by_number(look, text)?,
        Err(_) => by_name(look, text)?,
    };
    people.into_iter().map(|person| found(look, person)).filter_map(Result::transpose).collect()
}

fn by_number(look: &mut Look<'_>, text: &str) -> Result<Vec<PersonId>, Unplanned> {
    let own = text.parse::<i64>().unwrap_or_default();
    let sql = "SELECT id FROM person WHERE agency = $1 AND (old_number = $2 OR id = $3) ORDER BY id";
    people(look, sql, &[Value::Int(look.agency().0), text.into(), Value::Int(own)])
}

/// By the present name. The end of the range is the character after every other, so that the
/// same condition works on both engines and a percent sign in a name is only a percent sign.
fn by_name(look: &mut Look<'_>, text: &str) -> Result<Vec<PersonId>, Unplanned> {
    let sql = "SELECT v.person FROM person_version v WHERE v.agency = $1 AND v.name >= $2 AND v.name < $3 \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               ORDER BY v.name, v.person LIMIT $4";
    let end = format!("{text}\u{10FFFF}");
    people(look, sql, &[Value::Int(look.agency().0), text.into(), end.into(), Value::Int(FOUND_AT_MOST)])
}

fn people(look: &mut Look<'_>, sql: &str, args: &[Value]) -> Result<Vec<PersonId>, Unplanned> {
    let mut people = Vec::new();
    look.each(sql, args, |row| {
        people.push(PersonId::read(row, 0)?);
        Ok(())
    })?;
    Ok(people)
}

fn found(look: &mut Look<'_>, person: PersonId) -> Result<Option<PersonFound>, Unplanned> {
    let Some(now) = current_person(look, person, Scheme::Resident)? else { return Ok(None) };
    let sql = "SELECT masked FROM identifier WHERE person = $1 AND kind IN ('id', 'id15', 'bad_id') \
               ORDER BY CASE kind WHEN 'id' THEN 0 WHEN 'id15' THEN 1 ELSE 2 END, id DESC LIMIT 1";
    let id_masked = look.one(sql, &[Value::Int(person.0)], |row| Ok(row.text(0)?.to_owned()))?;
    let sql = "SELECT start FROM award WHERE person = $1 AND scheme = $2";
    let pension_from = look.one(sql, &[Value::Int(person.0), Scheme::Resident.value()], |row| Month::read(row, 0))?;
    Ok(Some(PersonFound {
        person,
        region_name: region_name(look, &now)?,
        old_number: now.person.old_number,
        name: now.version.name,
        id_masked: id_masked.unwrap_or_default(),
        flagged: !now.version.flags.is_empty(),
        pension_from,
    }))
}
