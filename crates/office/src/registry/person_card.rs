//! What a screen shows of one person. Identifiers are masked.

use std::collections::BTreeMap;

use base::{Fen, Level};
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

pub(super) fn region_name(look: &mut Look<'_>, now: &PersonNow) -> Result<String, Unplanned> {
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
