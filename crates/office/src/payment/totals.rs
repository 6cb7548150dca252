//! Control totals (控制数): people and fen by town and payer, of what was taken on, of dues, of a
//! batch. Equal totals at every step are what signers sign.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign, Neg, Sub};

use base::{ByLevel, Fen, RegionCode};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Row, StoreError, Value};

use crate::tables::{DueKind, RunId, counted};

/// People and money by payer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Number of people, or of dues.
    pub people: i64,
    /// By level, account part apart.
    pub by_level: ByLevel,
    /// From personal accounts.
    pub account: Fen,
}

impl Sums {
    /// One person's amounts.
    pub const fn one(by_level: ByLevel, account: Fen) -> Sums {
        Sums { people: 1, by_level, account }
    }

    /// Money, people apart.
    pub fn total(&self) -> Fen {
        self.by_level.total() + self.account
    }

    /// Nothing at all.
    pub fn is_zero(&self) -> bool {
        *self == Sums::default()
    }

    /// Reads people, the four levels and the account part from consecutive columns.
    pub(crate) fn read(row: &dyn Row, first: usize) -> Result<Sums, StoreError> {
        let fen = |i: usize| Fen::read(row, first + i);
        Ok(Sums {
            people: row.int(first)?,
            by_level: ByLevel::new([fen(1)?, fen(2)?, fen(3)?, fen(4)?]),
            account: fen(5)?,
        })
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.people += other.people;
        self.by_level += other.by_level;
        self.account += other.account;
    }
}

impl Add for Sums {
    type Output = Sums;
    fn add(mut self, other: Sums) -> Sums {
        self += other;
        self
    }
}

impl Neg for Sums {
    type Output = Sums;
    fn neg(self) -> Sums {
        let levels = base::Level::ALL.map(|level| -self.by_level[level]);
        Sums { people: -self.people, by_level: ByLevel::new(levels), account: -self.account }
    }
}

impl Sub for Sums {
    type Output = Sums;
    fn sub(self, other: Sums) -> Sums {
        self + -other
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(all: I) -> Sums {
        all.fold(Sums::default(), Add::add)
    }
}

/// Sums by town.
pub type ByTown = BTreeMap<RegionCode, Sums>;

/// The columns that [`Sums::read`] reads, summed over `due` under the alias `d`.
pub(crate) const DUE_SUMS: &str = "COUNT(*), CAST(COALESCE(SUM(d.central), 0) AS BIGINT), \
    CAST(COALESCE(SUM(d.province), 0) AS BIGINT), CAST(COALESCE(SUM(d.city), 0) AS BIGINT), \
    CAST(COALESCE(SUM(d.county), 0) AS BIGINT), CAST(COALESCE(SUM(d.account), 0) AS BIGINT)";

/// Pensions of single months that were raised by a run that counts, of `due` under `d` and `run`
/// under `r`. What a settlement owes to heirs stands in one sum under the month of its run.
pub(crate) const RAISED_MONTHLY: &str = concat!(
    "r.state IN ",
    counted!(),
    " \
    AND (d.kind = 'regular' OR (d.kind = 'arrears' AND d.for_month < r.month))"
);

/// A run's dues by kind and town. Added up here row by row: grouping by two texts makes SQLite
/// sort the whole run.
pub fn dues_by_town(look: &mut Look<'_>, run: RunId) -> Result<BTreeMap<DueKind, ByTown>, Unplanned> {
    let sql = "SELECT kind, region, 1, central, province, city, county, account FROM due WHERE run = $1";
    let mut kinds: BTreeMap<DueKind, ByTown> = BTreeMap::new();
    look.each(sql, &[Value::Int(run.0)], |row| {
        let town = RegionCode::read(row, 1)?.town();
        *kinds.entry(DueKind::read(row, 0)?).or_default().entry(town).or_default() += Sums::read(row, 2)?;
        Ok(())
    })?;
    Ok(kinds)
}

/// What the lines of a batch that are sent pay, by kind of due. A line covers all dues of one
/// award in one run; withheld lines are left out.
pub fn batch_by_kind(look: &mut Look<'_>, batch: crate::tables::BatchId) -> Result<BTreeMap<DueKind, Sums>, Unplanned> {
    let sql = format!(
        "SELECT d.kind, {DUE_SUMS} FROM disbursement s JOIN due d ON d.run = s.run AND d.award = s.award \
         WHERE s.batch = $1 AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
         GROUP BY d.kind"
    );
    let mut kinds = BTreeMap::new();
    look.each(&sql, &[Value::Int(batch.0)], |row| {
        kinds.insert(DueKind::read(row, 0)?, Sums::read(row, 1)?);
        Ok(())
    })?;
    Ok(kinds)
}

/// Lines and money of a batch that are sent, as the bank file will say.
pub fn batch_total(look: &mut Look<'_>, batch: crate::tables::BatchId) -> Result<(i64, Fen), Unplanned> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) FROM disbursement s WHERE s.batch = $1 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)";
    let found = look.one(sql, &[Value::Int(batch.0)], |row| Ok((row.int(0)?, Fen::read(row, 1)?)))?;
    Ok(found.unwrap_or_default())
}
