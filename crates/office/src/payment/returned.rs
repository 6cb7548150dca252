//! 退票: what the bank sent back, and which lines are such money on its way again.

use std::collections::BTreeMap;

use base::{Date, Fen, RegionCode};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::payment::totals::{DUE_SUMS, Sums};
use crate::tables::{BatchId, DueKind, PersonId, Run};

/// Whether the bank paid the line of `bank_outcome` under `o`; NULL where it has not answered. What
/// came back after it had been reported as paid was not.
macro_rules! arrived {
    () => {
        "(CASE WHEN EXISTS (SELECT 1 FROM late_return t WHERE t.batch = o.batch AND t.line = o.line) \
         THEN 0 ELSE o.paid END)"
    };
}

pub(crate) use arrived;

/// The same for a query that is put together.
pub(crate) const ARRIVED: &str = arrived!();

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

/// The lines of a run's batch that came back and that nobody has received since, in their order.
pub fn returned_lines(look: &mut Look<'_>, run: &Run) -> Result<Vec<ReturnedLine>, Unplanned> {
    // The few that came back are found by their own index, and the joins are crossed so that SQLite
    // begins with them: what was paid is never looked at.
    let sql = format!(
        "SELECT s.line, s.person, v.name, s.region, s.amount, COALESCE(l.reason, o.reason), \
               COALESCE(l.on_date, o.bank_on) FROM (SELECT b.line FROM bank_outcome b WHERE b.batch = $1 AND b.paid = 0 \
                 UNION SELECT t.line FROM late_return t WHERE t.batch = $1) x \
               CROSS JOIN disbursement s CROSS JOIN bank_outcome o CROSS JOIN person_version v \
               LEFT JOIN late_return l ON l.batch = o.batch AND l.line = o.line \
               WHERE s.batch = $1 AND s.line = x.line AND o.batch = $1 AND o.line = x.line AND v.person = s.person \
               AND v.n = (SELECT MAX(p.n) FROM person_version p WHERE p.person = s.person) \
               AND NOT EXISTS (SELECT 1 FROM disbursement later \
                 JOIN bank_outcome o ON o.batch = later.batch AND o.line = later.line \
                 WHERE later.run = s.run AND later.award = s.award AND {ARRIVED} = 1) ORDER BY s.line"
    );
    let mut lines = Vec::new();
    look.each(&sql, &[Value::Int(run.batch.0)], |row| {
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

/// Whether the line `s` was sent before and came back: its dues are expense already, and its
/// money lies in the payment account until it leaves again. A line that was only withheld is not.
pub(crate) const CAME_BACK: &str = concat!(
    "(s.attempt > 1 AND EXISTS (SELECT 1 FROM disbursement before \
     JOIN bank_outcome o ON o.batch = before.batch AND o.line = before.line \
     WHERE before.run = s.run AND before.award = s.award AND before.attempt < s.attempt AND ",
    arrived!(),
    " = 0))"
);

/// Whether the dues of `d`'s award in its run cancel out: what is set off or kept back takes all of
/// them. They have no line, and are expense and its reduction all the same.
pub(crate) const NOTHING_TO_SEND: &str =
    "0 = (SELECT SUM(z.amount) FROM due z WHERE z.run = d.run AND z.award = d.award)";

/// Lines and money of a batch that leave again after they came back; withheld ones left out.
pub(crate) fn came_back_total(look: &mut Look<'_>, batch: BatchId) -> Result<(i64, Fen), Unplanned> {
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) FROM disbursement s WHERE s.batch = $1 \
         AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) AND {CAME_BACK}"
    );
    let found = look.one(&sql, &[Value::Int(batch.0)], |row| Ok((row.int(0)?, Fen::read(row, 1)?)))?;
    Ok(found.unwrap_or_default())
}

/// Dues of a batch's lines that leave for the first time, by kind: new expense, and money that
/// has to be asked for; with them those of the batch's own run that cancel out.
pub(crate) fn first_time_by_kind(look: &mut Look<'_>, batch: BatchId) -> Result<BTreeMap<DueKind, Sums>, Unplanned> {
    let sent = format!(
        "SELECT d.kind, {DUE_SUMS} FROM disbursement s JOIN due d ON d.run = s.run AND d.award = s.award \
         WHERE s.batch = $1 AND NOT {CAME_BACK} \
         AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) GROUP BY d.kind"
    );
    // Only who sets off or keeps back can come to nothing: few awards, found by their negative dues. The
    // run is asked for by itself, or SQLite starts from all dues of all runs.
    let cancelled = format!(
        "SELECT d.kind, {DUE_SUMS} FROM (SELECT DISTINCT n.run, n.award FROM due n \
         WHERE n.run = (SELECT b.run FROM batch b WHERE b.id = $1) AND n.kind IN ('set_off', 'deduction')) x \
         JOIN due d ON d.run = x.run AND d.award = x.award WHERE {NOTHING_TO_SEND} GROUP BY d.kind"
    );
    let mut kinds: BTreeMap<DueKind, Sums> = BTreeMap::new();
    for sql in [sent, cancelled] {
        look.each(&sql, &[Value::Int(batch.0)], |row| {
            *kinds.entry(DueKind::read(row, 0)?).or_default() += Sums::read(row, 1)?;
            Ok(())
        })?;
    }
    Ok(kinds)
}
