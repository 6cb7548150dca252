//! 缴费补贴应补: what each level of government owes for bookings, by fee year.

use base::{Date, Fen, Level};
use desk::{Look, Unplanned};
use store::{Field, Value};

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
    let sql = "SELECT e.year, e.source, COUNT(*), CAST(SUM(e.amount) AS BIGINT) FROM account_entry e \
               JOIN booking b ON b.contribution = e.contribution \
               WHERE e.agency = $1 AND e.kind = 'subsidy' AND b.booked_on <= $2 GROUP BY e.year, e.source";
    let mut claims = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), through.value()], |row| {
        if let Some(level) = level_of(AccountSource::read(row, 1)?) {
            let (contributions, amount) = (row.int(2)?, Fen::read(row, 3)?);
            claims.push(SubsidyClaim { year: row.int(0)?, level, contributions, amount });
        }
        Ok(())
    })?;
    claims.sort_by_key(|claim| (claim.year, claim.level));
    Ok(claims)
}

fn level_of(source: AccountSource) -> Option<Level> {
    match source {
        AccountSource::Province => Some(Level::Province),
        AccountSource::City => Some(Level::City),
        AccountSource::County => Some(Level::County),
        _ => None,
    }
}
