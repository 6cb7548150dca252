//! What became of matters: who signed, and one's own.

use base::{Date, Fen};
use desk::{Look, MatterId, Outcome, Post, StaffId, Stage, Unplanned};
use store::{Field, Value};

/// A signature with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// Which signature.
    pub stage: Stage,
    /// Who.
    pub staff: StaffId,
    /// Name.
    pub name: String,
    /// By which post.
    pub post: Post,
    /// Local time.
    pub at: String,
}

/// The signatures of a matter in their order. Whoever asks must be allowed to view the matter.
pub fn signed_by(look: &mut Look<'_>, matter: MatterId) -> Result<Vec<SignedBy>, Unplanned> {
    let sql = "SELECT g.stage, s.name, g.post, g.signed_at, g.staff FROM signature g JOIN staff s ON s.id = g.staff \
               WHERE g.agency = $1 AND g.matter = $2 ORDER BY g.recorded";
    let mut signed = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), Value::Int(matter.0)], |row| {
        let (stage, post) = (Stage::read(row, 0)?, Post::read(row, 2)?);
        let (name, at) = (row.text(1)?.to_owned(), row.text(3)?.to_owned());
        signed.push(SignedBy { stage, post, name, at, staff: StaffId::read(row, 4)? });
        Ok(())
    })?;
    Ok(signed)
}

/// A matter in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterLine {
    /// The matter.
    pub matter: MatterId,
    /// Operation name.
    pub operation: String,
    /// One line.
    pub title: String,
    /// Amount.
    pub amount: Fen,
    /// The day it was made.
    pub made_on: Date,
    /// The signature it waits for.
    pub waits_for: Option<Stage>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why, when it was not applied.
    pub reason: String,
}

/// The latest matters that a staff member made, newest first.
pub fn my_matters(look: &mut Look<'_>, staff: StaffId, at_most: i64) -> Result<Vec<MatterLine>, Unplanned> {
    let sql = "SELECT m.id, m.operation, m.title, m.amount, m.made_on, w.stage, e.outcome, e.reason \
               FROM signature g JOIN matter m ON m.id = g.matter \
               LEFT JOIN waiting w ON w.matter = m.id LEFT JOIN matter_end e ON e.matter = m.id \
               WHERE g.agency = $1 AND g.staff = $2 AND g.stage = $3 ORDER BY m.id DESC LIMIT $4";
    let args = [Value::Int(look.agency().0), Value::Int(staff.0), Stage::Make.value(), Value::Int(at_most)];
    let mut lines = Vec::new();
    look.each(sql, &args, |row| {
        lines.push(MatterLine {
            matter: MatterId::read(row, 0)?,
            operation: row.text(1)?.to_owned(),
            title: row.text(2)?.to_owned(),
            amount: Fen::read(row, 3)?,
            made_on: Date::read(row, 4)?,
            waits_for: Option::<Stage>::read(row, 5)?,
            outcome: Option::<Outcome>::read(row, 6)?,
            reason: Option::<String>::read(row, 7)?.unwrap_or_default(),
        });
        Ok(())
    })?;
    Ok(lines)
}
