//! Part of everybody, in the order of regions and personal numbers: what a page shows without
//! reading a whole county.

use base::RegionCode;
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::tables::PersonId;

/// Region and person behind whom a part begins.
pub type Behind = (RegionCode, PersonId);

/// People in the order of regions and numbers, behind one of them.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Person 0 is before everybody of the region.
    pub behind: Behind,
    /// The last region.
    pub last: RegionCode,
    /// Records that are looked at; all to the end when none is said.
    pub records: Option<i64>,
}

impl Part {
    /// The last record of the part; none when it goes to the end of the last region.
    pub(crate) fn end(&self, look: &mut Look<'_>) -> Result<Option<Behind>, Unplanned> {
        let Some(records) = self.records else { return Ok(None) };
        let sql = "SELECT v.region, v.person FROM person_version v WHERE v.agency = $1 \
                   AND (v.region, v.person) > ($2, $3) AND v.region <= $4 ORDER BY v.region, v.person LIMIT 1 OFFSET $5";
        let args = [Value::Int(look.agency().0), self.behind.0.value(), self.behind.1.value()];
        let args = [&args[..], &[self.last.value(), Value::Int(records - 1)]].concat();
        Ok(look.one(sql, &args, |row| Ok((RegionCode::read(row, 0)?, PersonId::read(row, 1)?)))?)
    }

    /// Four arguments: behind whom, and up to whom, given its end.
    pub(crate) fn bounds(&self, end: Option<Behind>) -> [Value; 4] {
        let last = end.unwrap_or((self.last, PersonId(i64::MAX)));
        [self.behind.0.value(), self.behind.1.value(), last.0.value(), last.1.value()]
    }
}
