//! The district on a wall: who is insured, who has paid this year, who receives, by village; how the year's payments
//! arrived.

use std::collections::BTreeMap;

use base::{Date, Month, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::payment::ARRIVED;
use crate::registry::kept_of;
use crate::tables::EnrolmentState;

/// The line of a village, a town or the county.
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

impl std::ops::AddAssign for TownLine {
    fn add_assign(&mut self, other: TownLine) {
        self.active += other.active;
        self.paid += other.paid;
        self.receiving += other.receiving;
        self.suspended += other.suspended;
    }
}

/// Members by village, and who of them has paid for the year.
pub fn villages(look: &mut Look<'_>, year: i16) -> Result<BTreeMap<RegionCode, TownLine>, Unplanned> {
    let mut villages: BTreeMap<RegionCode, TownLine> = BTreeMap::new();
    // SQLite reads the tables of a CROSS JOIN in the order given: in that of their keys, not of the villages.
    let members = format!(
        "SELECT v.region, e.state, COUNT(*) FROM enrolment n CROSS JOIN enrolment_event e CROSS JOIN person_version v \
         WHERE e.enrolment = n.id AND {STATE} AND v.person = n.person AND {NOW} AND n.agency = $1 \
         GROUP BY v.region, e.state"
    );
    let agency = Value::Int(look.agency().0);
    look.each(&members, std::slice::from_ref(&agency), |row| {
        let line = villages.entry(RegionCode::read(row, 0)?).or_default();
        let count = row.int(2)?;
        match EnrolmentState::read(row, 1)? {
            EnrolmentState::Active => line.active += count,
            EnrolmentState::Receiving => line.receiving += count,
            EnrolmentState::Suspended => line.suspended += count,
            EnrolmentState::Ended => {}
        }
        Ok(())
    })?;
    // As the campaign counts: by the person or by government, and not taken back.
    // Each of those who paid is looked up; to look for each of all people among them takes for ever.
    let paid = format!(
        "SELECT v.region, COUNT(*) FROM (SELECT {} AS person FROM contribution c WHERE c.agency = $1 \
           AND c.payer IN ('personal', 'proxy') AND c.period_from <= $3 AND c.period_to >= $2 \
           GROUP BY 1 HAVING SUM(c.amount) > 0) paid CROSS JOIN person_version v \
         JOIN enrolment n ON n.person = v.person JOIN enrolment_event e ON e.enrolment = n.id AND {STATE} \
         WHERE v.person = paid.person AND {NOW} AND v.agency = $1 AND e.state = $4 GROUP BY v.region",
        kept_of("c.person")
    );
    let months = i64::from(year) * 100;
    let args = [agency, Value::Int(months + 1), Value::Int(months + 12), EnrolmentState::Active.value()];
    look.each(&paid, &args, |row| {
        villages.entry(RegionCode::read(row, 0)?).or_default().paid += row.int(1)?;
        Ok(())
    })?;
    Ok(villages)
}

/// How a year's regular payments arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Punctuality {
    /// Months that went to the bank.
    pub months: i64,
    /// Of these, by the day that the rules name.
    pub on_time: i64,
    /// Lines that the bank answered.
    pub lines: i64,
    /// Of these, paid.
    pub paid: i64,
}

/// The last day of a month's payment.
const LAST_PAY_DAY: i8 = 25;

/// How the regular payments of a year arrived.
pub fn punctuality(look: &mut Look<'_>, year: i16) -> Result<Punctuality, Unplanned> {
    let months = i64::from(year) * 100;
    let args = [Value::Int(look.agency().0), Value::Int(months + 1), Value::Int(months + 12)];
    let mut found = Punctuality::default();
    let sql = "SELECT f.pay_day, r.month FROM run r JOIN bank_file f ON f.batch = r.batch \
               WHERE r.agency = $1 AND r.month >= $2 AND r.month <= $3 AND r.kind = 'regular' AND r.state <> 'abandoned'";
    look.each(sql, &args, |row| {
        let (day, month) = (Date::read(row, 0)?, Month::read(row, 1)?);
        found.months += 1;
        found.on_time += i64::from(Month::of(day) <= month && (Month::of(day) < month || day.day() <= LAST_PAY_DAY));
        Ok(())
    })?;
    let sql = format!(
        "SELECT {ARRIVED}, COUNT(*) FROM run r JOIN bank_outcome o ON o.batch = r.batch \
         WHERE r.agency = $1 AND r.month >= $2 AND r.month <= $3 AND r.kind = 'regular' GROUP BY 1"
    );
    look.each(&sql, &args, |row| {
        let count = row.int(1)?;
        found.lines += count;
        found.paid += if bool::read(row, 0)? { count } else { 0 };
        Ok(())
    })?;
    Ok(found)
}
