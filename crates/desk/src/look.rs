//! Reading for operations, screens and reports: it cannot write.

use base::{Date, Seq};
use store::{Db, Field, Record, Row, StoreError, Value};

use crate::clock::Moment;
use crate::tables::{AgencyId, Matter};

/// A view of one agency's data at one moment. Holds no way to change anything.
pub struct Look<'a> {
    db: &'a mut dyn Db,
    agency: AgencyId,
    now: Moment,
    seq: Seq,
    /// Of a matter that is planned again: its day, and the write before it was made.
    made: Option<(Date, Seq)>,
}

impl<'a> Look<'a> {
    /// A view of `agency` up to the write `seq`.
    pub(crate) fn new(db: &'a mut dyn Db, agency: AgencyId, now: Moment, seq: Seq) -> Look<'a> {
        Look { db, agency, now, seq, made: None }
    }

    /// The same view for a matter that was made on an earlier day: its rows carry that day, or
    /// nothing that carries one could be signed on another.
    pub(crate) fn of_matter(&mut self, matter: &Matter) -> Result<Look<'_>, StoreError> {
        let made: i64 = self.scalar("SELECT recorded FROM matter WHERE id = $1", &[Value::Int(matter.id.0)])?;
        let made = Some((matter.made_on, Seq(made - 1)));
        Ok(Look { db: self.db, agency: self.agency, now: self.now, seq: self.seq, made })
    }

    /// The agency.
    pub fn agency(&self) -> AgencyId {
        self.agency
    }

    /// The business day. For an operation the day on which its matter was made, however late the
    /// last signature comes.
    pub fn today(&self) -> Date {
        self.made.map_or(self.now.date(), |(day, _)| day)
    }

    /// What a plan may pin as known: the latest write before its matter was made.
    pub fn known(&self) -> Seq {
        self.made.map_or(self.seq, |(_, before)| before)
    }

    /// The business moment at which this is asked, for a deadline that waiting for signatures may
    /// miss. Never for a row.
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
