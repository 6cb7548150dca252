//! 退票清单: what the bank sent back and nobody has received since.

use base::{Date, Fen, RegionCode};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::tables::{PersonId, Run};

/// A payment that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnedLine {
    /// Line of the bank file.
    pub line: i64,
    /// Whose.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Amount.
    pub amount: Fen,
    /// The bank's reason.
    pub reason: String,
    /// The bank's day.
    pub on: Date,
}

/// The lines of a run's batch that came back, in their order.
pub fn returned_lines(look: &mut Look<'_>, run: &Run) -> Result<Vec<ReturnedLine>, Unplanned> {
    let sql = "SELECT s.line, s.person, v.name, s.region, s.amount, o.reason, o.bank_on FROM bank_outcome o \
               JOIN disbursement s ON s.batch = o.batch AND s.line = o.line \
               JOIN person_version v ON v.person = s.person AND v.n = \
                 (SELECT MAX(p.n) FROM person_version p WHERE p.person = s.person) \
               WHERE o.batch = $1 AND o.paid = 0 ORDER BY s.line";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(run.batch.0)], |row| {
        lines.push(ReturnedLine {
            line: row.int(0)?,
            person: PersonId::read(row, 1)?,
            name: row.text(2)?.to_owned(),
            region: RegionCode::read(row, 3)?,
            amount: Fen::read(row, 4)?,
            reason: row.text(5)?.to_owned(),
            on: Date::read(row, 6)?,
        });
        Ok(())
    })?;
    Ok(lines)
}
