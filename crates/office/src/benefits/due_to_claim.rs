//! 到龄人员: who may claim soon and has not, for the reminder.

use base::{Date, Month, RegionCode};
use desk::{Look, Unplanned};
use schemes::resident::{ClaimRules, first_month};
use store::{Field, Value};

use crate::benefits::award::law_fault;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{EnrolmentState, PersonId, Scheme};

/// Somebody of age, or nearly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToClaim {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Birth date.
    pub birth: Date,
    /// The first month of benefits by age; years that are missing may put it off.
    pub first_month: Month,
}

/// Insured people without a pension whose first month by age comes within so many months, or is
/// past: in the order of birth.
pub fn due_to_claim(
    look: &mut Look<'_>,
    environment: &Environment,
    months_ahead: i32,
) -> Result<Vec<ToClaim>, Unplanned> {
    let area = agency_area(look)?;
    let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
    let this_month = Month::of(look.today());
    let rules = ClaimRules::at(&place, this_month).map_err(|e| law_fault(&e))?;
    let until = this_month.plus(months_ahead);
    let sql = "SELECT v.person, v.name, v.region, v.birth FROM person_version v \
               JOIN enrolment e ON e.person = v.person AND e.scheme = $2 \
               JOIN enrolment_event s ON s.enrolment = e.id \
               WHERE v.agency = $1 AND v.birth <= $3 AND s.state IN ($4, $5) \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               AND NOT EXISTS (SELECT 1 FROM enrolment_event l WHERE l.enrolment = s.enrolment AND l.n > s.n) \
               AND NOT EXISTS (SELECT 1 FROM award a WHERE a.person = v.person AND a.scheme = $2) \
               AND NOT EXISTS (SELECT 1 FROM death d WHERE d.person = v.person \
               AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n)) ORDER BY v.birth, v.person";
    // Nobody born later than this has reached the lowest age at which any scheme pays.
    let newest_birth = until.plus(-50 * 12).last_day();
    let args = [
        Value::Int(look.agency().0),
        Scheme::Resident.value(),
        newest_birth.value(),
        EnrolmentState::Active.value(),
        EnrolmentState::Suspended.value(),
    ];
    let mut found = Vec::new();
    look.each(sql, &args, |row| {
        let birth = Date::read(row, 3)?;
        let first_month = first_month(birth, None, &rules);
        if first_month <= until {
            let (person, name) = (PersonId::read(row, 0)?, row.text(1)?.to_owned());
            found.push(ToClaim { person, name, region: RegionCode::read(row, 2)?, birth, first_month });
        }
        Ok(())
    })?;
    Ok(found)
}
