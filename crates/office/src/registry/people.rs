//! Reading people as they are now.

use base::RegionCode;
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::tables::{
    Enrolment, EnrolmentEvent, EnrolmentState, FundRow, Person, PersonId, PersonVersion, Region, Scheme,
};

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

/// Whether a region code is in force today.
pub fn region_exists(look: &mut Look<'_>, code: &RegionCode) -> Result<bool, Unplanned> {
    let args = [Value::Int(look.agency().0), code.value(), look.today().value()];
    let sql = format!(
        "{} WHERE agency = $1 AND code = $2 AND from_date <= $3 AND COALESCE(to_date, 99991231) >= $3",
        Region::select_from()
    );
    let mut found = false;
    look.each(&sql, &args, |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}
