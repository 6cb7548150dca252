//! 疑点统计: how many leads of each kind came in a time, what became of them, how much was found and
//! how much came back: the figures that reports publish.

use std::collections::BTreeMap;

use base::{Date, Fen};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::benefits::KEPT;
use crate::tables::{COUNTED, LeadKind, LeadState};

/// The figures of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindFigures {
    /// Leads that came in.
    pub found: i64,
    /// Not answered yet, held ones among them.
    pub open: i64,
    /// True.
    pub confirmed: i64,
    /// Not true.
    pub cleared: i64,
    /// What they put into the recovery ledger.
    pub amount_found: Fen,
    /// What of it came back, to this day.
    pub amount_recovered: Fen,
}

/// Figures of the leads that came in from one day to another, by kind. A recovery that follows a
/// death without naming the lead counts with the death leads of its person.
pub fn lead_statistics(
    look: &mut Look<'_>,
    (from, to): (Date, Date),
) -> Result<BTreeMap<LeadKind, KindFigures>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    let args = [agency, from.value(), to.value()];
    let sql = "SELECT l.kind, e.state, COUNT(*) FROM lead l JOIN matter m ON m.id = l.matter \
               JOIN lead_event e ON e.lead = l.id \
               AND NOT EXISTS (SELECT 1 FROM lead_event x WHERE x.lead = e.lead AND x.n > e.n) \
               WHERE l.agency = $1 AND m.made_on >= $2 AND m.made_on <= $3 GROUP BY l.kind, e.state";
    let mut figures: BTreeMap<LeadKind, KindFigures> = BTreeMap::new();
    look.each(sql, &args, |row| {
        let kind = figures.entry(LeadKind::read(row, 0)?).or_default();
        let count = row.int(2)?;
        kind.found += count;
        match LeadState::read(row, 1)? {
            LeadState::Open | LeadState::Held => kind.open += count,
            LeadState::Confirmed => kind.confirmed += count,
            LeadState::Cleared => kind.cleared += count,
        }
        Ok(())
    })?;
    let parts = "central + r.province + r.city + r.county + r.account";
    // What was kept back of a line that the bank sent back, or that was withheld, did not come back.
    let repaid = format!(
        "((SELECT COALESCE(SUM(p.central + p.province + p.city + p.county + p.account), 0) \
         FROM repayment p WHERE p.recovery = r.id \
         AND NOT EXISTS (SELECT 1 FROM voucher y WHERE y.reverses = p.voucher)) \
         + (SELECT COALESCE(SUM(k.central + k.province + k.city + k.county + k.account), 0) FROM deduction k \
         JOIN due d ON d.id = k.due JOIN run u ON u.id = d.run WHERE k.recovery = r.id AND u.state IN {COUNTED} AND {KEPT}))"
    );
    let sql = format!(
        "SELECT l.kind, CAST(SUM(r.{parts}) AS BIGINT), CAST(SUM({repaid}) AS BIGINT) FROM recovery r \
         JOIN lead l ON l.id = COALESCE(r.lead, (SELECT MIN(d.id) FROM lead d WHERE d.person = r.person \
          AND d.kind = 'death' AND r.cause LIKE '多领：死亡%')) \
         JOIN matter m ON m.id = l.matter LEFT JOIN recovery_end x ON x.recovery = r.id \
         WHERE r.agency = $1 AND m.made_on >= $2 AND m.made_on <= $3 AND x.recovery IS NULL GROUP BY l.kind"
    );
    look.each(&sql, &args, |row| {
        let kind = figures.entry(LeadKind::read(row, 0)?).or_default();
        kind.amount_found = Fen::read(row, 1)?;
        kind.amount_recovered = Fen::read(row, 2)?;
        Ok(())
    })?;
    Ok(figures)
}
