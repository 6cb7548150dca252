//! 追回台账: money that is still to be recovered.

use base::Fen;
use desk::{Look, Unplanned};
use store::{Record, Value};

use crate::tables::Recovery;

/// A recovery with whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryLine {
    /// The row.
    pub recovery: Recovery,
    /// Name of the person.
    pub name: String,
}

impl Recovery {
    /// What is to be recovered, all payers together.
    pub fn total(&self) -> Fen {
        self.central + self.province + self.city + self.county + self.account
    }
}

/// All recoveries, oldest first.
pub fn recoveries(look: &mut Look<'_>) -> Result<Vec<RecoveryLine>, Unplanned> {
    let sql = format!(
        "SELECT {}, v.name FROM recovery r JOIN person_version v ON v.person = r.person \
         AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
         WHERE r.agency = $1 ORDER BY r.id",
        Recovery::columns_of("r")
    );
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let name = row.text(Recovery::COLUMNS.len())?.to_owned();
        found.push(RecoveryLine { recovery: Recovery::read(row, 0)?, name });
        Ok(())
    })?;
    Ok(found)
}
