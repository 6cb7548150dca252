//! 缴费补贴应补: what each level of government owes for bookings, by fee year.

use base::{Date, Fen, Level};
use desk::{Look, Unplanned};
use store::{Field, Value};

use super::subsidy::subsidy_level;
use crate::tables::AccountSource;

/// What a level owes for a fee year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsidyClaim {
    /// Fee year.
    pub year: i64,
    /// Who owes.
    pub level: Level,
    /// Contributions with a subsidy of this level.
    pub contributions: i64,
    /// Amount.
    pub amount: Fen,
}

/// Entry subsidies booked up to and including a day, by fee year and level.
pub fn subsidy_claims(look: &mut Look<'_>, through: Date) -> Result<Vec<SubsidyClaim>, Unplanned> {
    let sql = "SELECT e.year, e.source, CAST(SUM(CASE WHEN e.kind = 'subsidy' THEN 1 ELSE -1 END) AS BIGINT), CAST(SUM(e.amount) AS BIGINT) FROM account_entry e \
               JOIN booking b ON b.contribution = e.contribution \
               WHERE e.agency = $1 AND e.kind IN ('subsidy', 'reversal') AND b.booked_on <= $2 GROUP BY e.year, e.source";
    let mut claims = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), through.value()], |row| {
        if let Some(level) = subsidy_level(AccountSource::read(row, 1)?) {
            let (contributions, amount) = (row.int(2)?, Fen::read(row, 3)?);
            claims.push(SubsidyClaim { year: row.int(0)?, level, contributions, amount });
        }
        Ok(())
    })?;
    claims.sort_by_key(|claim| (claim.year, claim.level));
    Ok(claims)
}
