//! 疑点统计: how many leads of each kind came in a time, what became of them, how much was found and
//! how much came back: the figures that reports publish.

use std::collections::{BTreeMap, HashMap};

use base::{Date, Fen};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::benefits::{outstanding, recoveries};
use crate::risk::taken_up::TakenUp;
use crate::tables::{LeadKind, LeadState, RecoveryId};

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
    for share in shares(look, &args)? {
        let kind = figures.entry(share.kind).or_default();
        kind.amount_found += share.found;
        kind.amount_recovered += share.recovered;
    }
    Ok(figures)
}

/// What a line of the recovery ledger adds to the figures of its lead's kind.
struct Share {
    kind: LeadKind,
    found: Fen,
    recovered: Fen,
}

/// What leads of these days put into the ledger, and what came back of it. A settlement that took a line
/// up pays it back as it pays back the rest: by what it set off, and by what came back of its own line.
fn shares(look: &mut Look<'_>, args: &[Value]) -> Result<Vec<Share>, Unplanned> {
    let sql = "SELECT r.id, l.kind FROM recovery r \
         JOIN lead l ON l.id = COALESCE(r.lead, (SELECT MIN(d.id) FROM lead d WHERE d.person = r.person \
          AND d.kind = 'death' AND r.origin = 'death')) \
         JOIN matter m ON m.id = l.matter LEFT JOIN recovery_end x ON x.recovery = r.id \
         WHERE r.agency = $1 AND m.made_on >= $2 AND m.made_on <= $3 \
         AND (x.recovery IS NULL OR x.ending = 'absorbed') ORDER BY r.id";
    let mut lines: Vec<(RecoveryId, LeadKind)> = Vec::new();
    look.each(sql, args, |row| {
        lines.push((RecoveryId::read(row, 0)?, LeadKind::read(row, 1)?));
        Ok(())
    })?;
    let repaid: HashMap<RecoveryId, Fen> =
        recoveries(look)?.into_iter().map(|line| (line.recovery.id, line.repaid)).collect();
    let taken_up = TakenUp::read(look)?;
    let ids: Vec<RecoveryId> = lines.iter().map(|(id, _)| *id).collect();
    let known = outstanding(look, &ids)?;
    let mut shares = Vec::new();
    for (id, kind) in lines {
        let (Some(line), Some(repaid)) = (known.get(&id), repaid.get(&id)) else { continue };
        let total = line.recovery.total();
        let (found, recovered) = match line.ended.as_ref().and_then(|end| end.absorbed_by) {
            Some(settlement) => taken_up.of(settlement, line).map_or(
                // The settlement was undone: what was left stands in a line of its own again.
                (total - line.total(), *repaid),
                |back| (total, *repaid + back),
            ),
            None => {
                let others = taken_up.others_in(line);
                (total - others.total, *repaid - others.back)
            }
        };
        shares.push(Share { kind, found, recovered });
    }
    Ok(shares)
}
