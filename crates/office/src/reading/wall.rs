//! The district on a wall: who is insured, who has paid this year, who receives, by town.

use std::collections::BTreeMap;

use base::RegionCode;
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::tables::EnrolmentState;

/// One town's line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TownLine {
    /// Members who pay.
    pub active: i64,
    /// Of these, who paid for this year.
    pub paid: i64,
    /// Members who receive.
    pub receiving: i64,
    /// Members whose membership is suspended.
    pub suspended: i64,
}

const NOW: &str = "NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)";
const STATE: &str = "NOT EXISTS (SELECT 1 FROM enrolment_event y WHERE y.enrolment = e.enrolment AND y.n > e.n)";

/// Members by town, and who of them has paid for the year.
pub fn towns(look: &mut Look<'_>, year: i16) -> Result<BTreeMap<RegionCode, TownLine>, Unplanned> {
    let mut towns: BTreeMap<RegionCode, TownLine> = BTreeMap::new();
    let members = format!(
        "SELECT v.region, e.state, COUNT(*) FROM person_version v \
         JOIN enrolment n ON n.person = v.person JOIN enrolment_event e ON e.enrolment = n.id AND {STATE} \
         WHERE v.agency = $1 AND {NOW} GROUP BY v.region, e.state"
    );
    let agency = Value::Int(look.agency().0);
    look.each(&members, std::slice::from_ref(&agency), |row| {
        let line = towns.entry(RegionCode::read(row, 0)?.town()).or_default();
        let count = row.int(2)?;
        match EnrolmentState::read(row, 1)? {
            EnrolmentState::Active => line.active += count,
            EnrolmentState::Receiving => line.receiving += count,
            EnrolmentState::Suspended => line.suspended += count,
            EnrolmentState::Ended => {}
        }
        Ok(())
    })?;
    let paid = format!(
        "SELECT v.region, COUNT(*) FROM person_version v \
         JOIN enrolment n ON n.person = v.person JOIN enrolment_event e ON e.enrolment = n.id AND {STATE} \
         WHERE v.agency = $1 AND {NOW} AND e.state = $4 AND EXISTS (SELECT 1 FROM contribution c \
           WHERE c.person = v.person AND c.period_from <= $3 AND c.period_to >= $2) GROUP BY v.region"
    );
    let months = i64::from(year) * 100;
    let args = [agency, Value::Int(months + 1), Value::Int(months + 12), EnrolmentState::Active.value()];
    look.each(&paid, &args, |row| {
        towns.entry(RegionCode::read(row, 0)?.town()).or_default().paid += row.int(1)?;
        Ok(())
    })?;
    Ok(towns)
}
