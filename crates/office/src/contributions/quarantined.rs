//! The lines of received files that could not be taken: the list that goes back to whoever sent
//! the file.

use base::Fen;
use desk::{Digest, Look, Unplanned};
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
