//! The lines of received files that could not be taken: the list that goes back to whoever sent
//! the file.

use base::{Date, Fen};
use desk::{Digest, Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedLine {
    /// Line in the file.
    pub line: i64,
    /// What is wrong and what to do, identifiers masked.
    pub what: String,
    /// The line's money; zero where it could not be read.
    pub amount: Fen,
}

/// What was left out of a received file, in the order of its lines.
pub fn quarantined(look: &mut Look<'_>, file: &Digest) -> Result<Vec<QuarantinedLine>, Unplanned> {
    let sql = "SELECT q.line, q.what, q.amount FROM quarantine q JOIN source_file f ON f.id = q.source_file \
               WHERE f.agency = $1 AND f.digest = $2 ORDER BY q.line, q.id";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), file.value()], |row| {
        lines.push(QuarantinedLine { line: row.int(0)?, what: row.text(1)?.to_owned(), amount: Fen::read(row, 2)? });
        Ok(())
    })?;
    Ok(lines)
}

/// A line that was left out, with the file it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Name the file came with.
    pub file: String,
    /// Day it was imported.
    pub imported_on: Date,
    /// Line in it.
    pub line: i64,
    /// What is wrong and what to do.
    pub what: String,
    /// Its amount, zero where it has none.
    pub amount: Fen,
}

/// Everything that was left out of received files, newest file first, in the order of its lines.
pub fn left_out(look: &mut Look<'_>) -> Result<Vec<LeftOut>, Unplanned> {
    let sql = "SELECT f.name, m.made_on, q.line, q.what, q.amount FROM quarantine q \
               JOIN source_file f ON f.id = q.source_file JOIN matter m ON m.id = f.matter \
               WHERE f.agency = $1 ORDER BY f.id DESC, q.line, q.id";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        lines.push(LeftOut {
            file: row.text(0)?.to_owned(),
            imported_on: Date::read(row, 1)?,
            line: row.int(2)?,
            what: row.text(3)?.to_owned(),
            amount: Fen::read(row, 4)?,
        });
        Ok(())
    })?;
    Ok(lines)
}
