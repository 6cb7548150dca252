//! The one door to either engine.

use crate::{Field, Record, StoreError, Table, Value};

/// Which engine is behind a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite, WAL, full durability.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// How a transaction starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// One consistent snapshot for reading.
    Read,
    /// Takes the writer's place at once on SQLite (BEGIN IMMEDIATE); on PostgreSQL the first
    /// statement, which advances the agency's head, does the same per agency.
    Write,
}

/// What a bulk insert does with a row whose key exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// The whole insert fails.
    Fail,
    /// The row is skipped.
    Skip,
}

/// A row being read. Columns count from 0 in the order of the SELECT.
pub trait Row {
    /// An integer column that is not NULL.
    fn int(&self, column: usize) -> Result<i64, StoreError>;
    /// A text column that is not NULL.
    fn text(&self, column: usize) -> Result<&str, StoreError>;
    /// True for NULL.
    fn is_null(&self, column: usize) -> Result<bool, StoreError>;
}

/// A connection. Statements use `$1`, `$2` … on both engines and never a `$` inside a literal;
/// sums are written `CAST(SUM(x) AS BIGINT)`.
pub trait Db: Send {
    /// The engine behind this connection.
    fn engine(&self) -> Engine;

    /// Runs a statement and returns the number of rows it touched.
    fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError>;

    /// Streams the rows of a query; memory does not grow with their number. An error from
    /// `on_row` stops the reading and is returned.
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        on_row: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Inserts many rows with the engine's fastest way (prepared inserts; COPY BINARY). Values
    /// stand in the order of `columns`. Returns the rows inserted.
    fn bulk_insert(
        &mut self,
        table: &str,
        columns: &[&str],
        on_conflict: OnConflict,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError>;

    /// Starts a transaction; they do not nest.
    fn begin(&mut self, begin: Begin) -> Result<(), StoreError>;

    /// Makes the transaction durable. A failure here is [`StoreError::CommitUnknown`].
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Undoes the transaction.
    fn rollback(&mut self) -> Result<(), StoreError>;

    /// Prepares a statement without running it and returns the number of its arguments: for the
    /// test that every statement of the program is valid on both engines.
    fn prepare(&mut self, sql: &str) -> Result<usize, StoreError>;

    /// Runs several statements without arguments: DDL.
    fn script(&mut self, sql: &str) -> Result<(), StoreError>;
}

/// Runs `work` inside a transaction: commits on success, rolls back on failure.
pub fn transaction<T, E: From<StoreError>>(
    db: &mut dyn Db,
    begin: Begin,
    work: impl FnOnce(&mut dyn Db) -> Result<T, E>,
) -> Result<T, E> {
    db.begin(begin)?;
    match work(db) {
        Ok(value) => {
            db.commit()?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one the user must see; a failed rollback ends the
            // connection's transaction all the same.
            let _ = db.rollback();
            Err(error)
        }
    }
}

/// The only row of a query, or `None`.
pub fn one<T>(
    db: &mut dyn Db,
    sql: &str,
    args: &[Value],
    read: impl Fn(&dyn Row) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut found = None;
    let mut rows = 0_u32;
    db.each(sql, args, &mut |row| {
        rows += 1;
        if rows == 1 {
            found = Some(read(row)?);
        }
        Ok(())
    })?;
    if rows > 1 {
        return Err(StoreError::Unexpected(format!("expected one row, found {rows}: {sql}")));
    }
    Ok(found)
}

/// The single value of a query that always returns a row, such as a sum.
pub fn scalar<T: Field>(db: &mut dyn Db, sql: &str, args: &[Value]) -> Result<T, StoreError> {
    one(db, sql, args, |row| T::read(row, 0))?.ok_or_else(|| StoreError::Unexpected(format!("expected a row: {sql}")))
}

/// All records of a table that meet a condition; `rest` is what follows the FROM clause, for
/// example `WHERE run = $1 ORDER BY id`.
pub fn select<R: Record>(db: &mut dyn Db, rest: &str, args: &[Value]) -> Result<Vec<R>, StoreError> {
    let mut records = Vec::new();
    db.each(&format!("{} {rest}", R::select_from()), args, &mut |row| {
        records.push(R::read(row, 0)?);
        Ok(())
    })?;
    Ok(records)
}

/// The only record that meets a condition, or `None`.
pub fn select_one<R: Record>(db: &mut dyn Db, rest: &str, args: &[Value]) -> Result<Option<R>, StoreError> {
    one(db, &format!("{} {rest}", R::select_from()), args, |row| R::read(row, 0))
}

/// Inserts one record of a table that has no standard columns.
pub fn insert<R: Record>(db: &mut dyn Db, record: &R) -> Result<(), StoreError> {
    let table: Table = R::table();
    db.bulk_insert(table.name, R::COLUMNS, OnConflict::Fail, &mut std::iter::once(record.values()))?;
    Ok(())
}
