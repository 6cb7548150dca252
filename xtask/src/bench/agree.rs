//! Nothing is timed before everyone owes and sends the same: count, sum, and a hash over
//! (award, month, fen).

use anyhow::{Result, ensure};
use desk::Digest;
use store::Db;

/// What a database owes and sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Dues.
    pub dues: i64,
    /// Disbursements.
    pub disbursements: i64,
    /// Their sum in fen.
    pub amount: i64,
    /// SM3 over award, month and fen of every due in the order of awards, and of every
    /// disbursement.
    pub hash: Digest,
}

/// Reads it.
pub fn owed(db: &mut dyn Db) -> Result<Owed> {
    let mut found = Owed { dues: 0, disbursements: 0, amount: 0, hash: Digest::zero() };
    let mut bytes = Vec::new();
    db.each("SELECT award, for_month, amount FROM due ORDER BY award, for_month", &[], &mut |row| {
        found.dues += 1;
        for column in 0..3 {
            bytes.extend_from_slice(&row.int(column)?.to_le_bytes());
        }
        Ok(())
    })?;
    db.each("SELECT award, line, amount FROM disbursement ORDER BY award", &[], &mut |row| {
        found.disbursements += 1;
        found.amount += row.int(2)?;
        for column in 0..3 {
            bytes.extend_from_slice(&row.int(column)?.to_le_bytes());
        }
        Ok(())
    })?;
    found.hash = Digest::of(&bytes);
    Ok(found)
}

/// Stops the whole measurement when two programs owe different money.
pub fn same(who: &str, theirs: &Owed, ours: &Owed) -> Result<()> {
    ensure!(theirs == ours, "{who} does not pay what we pay: {theirs:?} instead of {ours:?}");
    Ok(())
}
