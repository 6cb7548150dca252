//! Reading for operations, screens and reports: it cannot write.

use base::{Date, Seq};
use store::{Db, Field, Record, Row, StoreError, Value};

use crate::clock::Moment;
use crate::tables::AgencyId;

/// A view of one agency's data at one moment. Holds no way to change anything.
pub struct Look<'a> {
    db: &'a mut dyn Db,
    agency: AgencyId,
    now: Moment,
    seq: Seq,
}

impl<'a> Look<'a> {
    /// A view of `agency` up to the write `seq`.
    pub(crate) fn new(db: &'a mut dyn Db, agency: AgencyId, now: Moment, seq: Seq) -> Look<'a> {
        Look { db, agency, now, seq }
    }

    /// The agency.
    pub fn agency(&self) -> AgencyId {
        self.agency
    }

    /// The business day.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The business moment.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// The latest write that is seen.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// Streams a query; anything but a SELECT is refused.
    pub fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        mut on_row: impl FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        only_reads(sql)?;
        self.db.each(sql, args, &mut on_row)
    }

    /// The only row of a query, or `None`.
    pub fn one<T>(
        &mut self,
        sql: &str,
        args: &[Value],
        read: impl Fn(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        only_reads(sql)?;
        store::one(self.db, sql, args, read)
    }

    /// The value of a query that always returns a row.
    pub fn scalar<T: Field>(&mut self, sql: &str, args: &[Value]) -> Result<T, StoreError> {
        only_reads(sql)?;
        store::scalar(self.db, sql, args)
    }

    /// All records that meet a condition.
    pub fn select<R: Record>(&mut self, rest: &str, args: &[Value]) -> Result<Vec<R>, StoreError> {
        store::select(self.db, rest, args)
    }

    /// The only record that meets a condition, or `None`.
    pub fn select_one<R: Record>(&mut self, rest: &str, args: &[Value]) -> Result<Option<R>, StoreError> {
        store::select_one(self.db, rest, args)
    }
}

/// Inside a write the connection itself would not stop an `INSERT … RETURNING`.
fn only_reads(sql: &str) -> Result<(), StoreError> {
    let reads = ["SELECT ", "WITH "].iter().any(|word| sql.trim_start().starts_with(word));
    if reads { Ok(()) } else { Err(StoreError::Statement(format!("这里只能查询：{sql}"))) }
}
