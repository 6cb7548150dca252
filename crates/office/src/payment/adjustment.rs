//! 调整补发: what was raised for months that the law in force now gives another amount for.
//!
//! The difference is taken to what was raised, not to what the old version gives: doing it twice
//! owes nothing, and months that were never raised wait for their own arrears.

use std::collections::{HashMap, HashSet};

use base::{ByLevel, Date, Fen, Level, Month};
use desk::{Look, Unplanned};
use schemes::Trace;
use schemes::resident::funeral_grant;
use store::{Field, Value};

use crate::benefits::{SETTLED_NOW, law_fault, versions_between};
use crate::payment::chunk::{ChunkFacts, Raised};
use crate::payment::compute::frozen_facts;
use crate::payment::context::RunContext;
use crate::tables::{AwardId, AwardOrigin, COUNTED, counted};

/// Everything an adjustment needs of a range of awards.
pub(crate) fn read_adjustment(
    look: &mut Look<'_>,
    context: &RunContext,
    range: (AwardId, AwardId),
    lines_before: i64,
) -> Result<ChunkFacts, Unplanned> {
    let versions = versions_between(look, range, context.run.pinned, &context.approved)?;
    let mut raised = raised(look, context, range)?;
    raised.extend(before_start(look, context, range)?);
    raised.sort_by_key(|raised| (raised.award, raised.month));
    let mut wanted: Vec<Value> = raised.iter().map(|raised| Value::Int(raised.award.0)).collect();
    wanted.dedup();
    Ok(ChunkFacts {
        highest: HashMap::new(),
        changed_since: std::collections::HashSet::new(),
        facts: frozen_facts(look, context, range, &wanted)?,
        settlements: HashMap::new(),
        claims: HashMap::new(),
        raised_before: HashSet::new(),
        funerals: funerals(look, context, range)?,
        raised,
        versions,
        deductions: HashMap::new(),
        lines_before,
    })
}

/// Months raised by runs that count, up to a confirmed death, each with all its dues.
fn raised(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<Vec<Raised>, Unplanned> {
    let Some(effective) = context.adjusts_from else { return Ok(Vec::new()) };
    let sql = concat!(
        "SELECT d.award, d.for_month, CAST(SUM(d.central) AS BIGINT), CAST(SUM(d.province) AS BIGINT), \
               CAST(SUM(d.city) AS BIGINT), CAST(SUM(d.county) AS BIGINT), CAST(SUM(d.account) AS BIGINT) \
               FROM due d JOIN run r ON r.id = d.run LEFT JOIN death x ON x.person = d.person \
               AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = x.person AND z.n = x.n) \
               WHERE d.agency = $1 AND d.award > $2 AND d.award <= $3 AND d.for_month >= $4 \
               AND r.state IN ",
        counted!(),
        " \
               AND (d.kind = 'regular' OR d.kind = 'adjustment' OR (d.kind = 'arrears' AND d.for_month < r.month)) \
               AND (x.last_month IS NULL OR d.for_month <= x.last_month) \
               GROUP BY d.award, d.for_month ORDER BY d.award, d.for_month"
    );
    let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), effective.value()];
    let mut months = Vec::new();
    look.each(sql, &args, |row| {
        let fen = |column| Fen::read(row, column);
        months.push(Raised {
            award: AwardId::read(row, 0)?,
            month: Month::read(row, 1)?,
            by_level: ByLevel::new([fen(2)?, fen(3)?, fen(4)?, fen(5)?]),
            account: fen(6)?,
        });
        Ok(())
    })?;
    Ok(months)
}

/// Months before the start of awards that a correction made begin earlier: nothing was raised.
fn before_start(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<Vec<Raised>, Unplanned> {
    let sql = concat!(
        "SELECT a.id, a.start, c.from_month FROM award_correction c JOIN award a ON a.id = c.award \
               WHERE c.agency = $1 AND c.award > $2 AND c.award <= $3 AND c.recorded <= $4 AND c.from_month < a.start \
               AND a.origin = 'assessed' AND NOT EXISTS (SELECT 1 FROM award_correction l WHERE l.award = c.award \
               AND l.n > c.n AND l.recorded <= $4) AND NOT EXISTS (SELECT 1 FROM due d JOIN run r ON r.id = d.run \
               WHERE d.award = c.award AND d.for_month < a.start AND d.kind = 'adjustment' \
               AND r.state IN ",
        counted!(),
        ")"
    );
    let args =
        [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), Value::Int(context.run.pinned.0)];
    let mut months = Vec::new();
    look.each(sql, &args, |row| {
        let (award, start, mut month) = (AwardId::read(row, 0)?, Month::read(row, 1)?, Month::read(row, 2)?);
        while month < start {
            months.push(Raised { award, month, by_level: ByLevel::ZERO, account: Fen::ZERO });
            month = month.next();
        }
        Ok(())
    })?;
    Ok(months)
}

/// Funeral grants of settled deaths that the law in force gives more for than was settled and
/// adjusted before.
fn funerals(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, (Month, ByLevel)>, Unplanned> {
    let paid = |level: &str| {
        format!(
            "s.funeral_{level} + COALESCE((SELECT CAST(SUM(d.{level}) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
             WHERE d.award = s.award AND d.kind = 'funeral' AND r.kind = 'adjustment' \
             AND r.state IN {COUNTED}), 0)"
        )
    };
    let columns = ["central", "province", "city", "county"].map(paid).join(", ");
    let sql = format!(
        "SELECT s.award, x.died_on, x.last_month, a.origin, a.start, {columns} FROM settlement s \
         JOIN death x ON x.person = s.person JOIN award a ON a.id = s.award \
         WHERE s.agency = $1 AND s.award > $2 AND s.award <= $3 AND s.kind = 'death' AND {SETTLED_NOW} \
         AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = x.person AND z.n = x.n) ORDER BY s.id"
    );
    let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0)];
    let mut settled = Vec::new();
    look.each(&sql, &args, |row| {
        let fen = |column| Fen::read(row, column);
        let drew = AwardOrigin::read(row, 3)? != AwardOrigin::Once && Month::read(row, 4)? <= Month::read(row, 2)?;
        let granted = ByLevel::new([fen(5)?, fen(6)?, fen(7)?, fen(8)?]);
        settled.push((AwardId::read(row, 0)?, Date::read(row, 1)?, drew, granted));
        Ok(())
    })?;
    let mut owed = HashMap::new();
    for (award, died_on, drew, granted) in settled {
        let month = Month::of(died_on);
        // A death of a time without a rule was settled by hand, and stays so.
        let Some(known) = context.funerals.get(&month) else { continue };
        let lawful = funeral_grant(drew, known, &mut Trace::off()).map_err(|e| law_fault(&e))?;
        let more = ByLevel::new(Level::ALL.map(|level| lawful[level] - granted[level]));
        if more.total() > Fen::ZERO {
            owed.insert(award, (month, more));
        }
    }
    Ok(owed)
}
