//! SQLite: one file, write-ahead log, full durability.

use std::{borrow::Cow, path::Path, time::Duration};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, Statement, ToSql, ffi,
    types::{ToSqlOutput, ValueRef},
};

use crate::{Begin, Db, Engine, OnConflict, Row, StoreError, Value, ddl, transaction_state::TransactionState, value};

/// How long a writer waits for another one before it gives up with [`StoreError::Busy`].
const WAIT: Duration = Duration::from_secs(10);

/// Prepared statements kept per connection: more than any operation uses.
const STATEMENTS_KEPT: usize = 512;

/// A connection to an SQLite file.
pub struct SqliteDb {
    connection: Connection,
    state: TransactionState,
    reader: bool,
}

impl SqliteDb {
    /// Opens the file for reading and writing and creates it when missing. The folder must exist.
    pub fn open(path: &Path) -> Result<SqliteDb, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = SqliteDb::with_flags(path, flags)?;
        db.pragma("PRAGMA synchronous = FULL")?;
        let mode: String = db
            .connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(|error| sqlite_error(error, "PRAGMA journal_mode"))?;
        if mode != "wal" {
            return Err(StoreError::Unusable(format!(
                "{} 所在的文件系统不支持 WAL 日志（实际为 {mode}），请把数据库放到本机磁盘",
                path.display()
            )));
        }
        Ok(db)
    }

    /// Opens a second connection to an existing file that can only read. It sees committed data
    /// and never holds up the writer.
    pub fn open_reader(path: &Path) -> Result<SqliteDb, StoreError> {
        // Not SQLITE_OPEN_READ_ONLY: the first connection to a write-ahead log must be able to
        // create the index file beside it.
        let mut db = SqliteDb::with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        db.reader = true;
        db.read_only(true)?;
        Ok(db)
    }

    fn with_flags(path: &Path, flags: OpenFlags) -> Result<SqliteDb, StoreError> {
        create_private(path, flags)?;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(WAIT)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
            Ok(connection)
        };
        let connection = open().map_err(|error| StoreError::Lost(format!("无法打开 {}：{error}", path.display())))?;
        let db = SqliteDb { connection, state: TransactionState::default(), reader: false };
        // Relations are checked by `verify`, which names the row, not by the engine.
        db.pragma("PRAGMA foreign_keys = OFF")?;
        // Without this, INSERT OR REPLACE would delete from an append-only table unseen.
        db.pragma("PRAGMA recursive_triggers = ON")?;
        // A damaged page is reported when it is read, not served as good.
        db.pragma("PRAGMA cell_size_check = ON")?;
        // 64 MiB; the engine's own 2 MiB thrash on a run of a million rows.
        db.pragma("PRAGMA cache_size = -65536")?;
        // All connections of the process together: beyond it each uses its own oldest pages again.
        db.pragma("PRAGMA soft_heap_limit = 100663296")?;
        Ok(db)
    }

    fn pragma(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| sqlite_error(error, sql))
    }

    /// A reading transaction refuses to write, as on PostgreSQL.
    fn read_only(&self, on: bool) -> Result<(), StoreError> {
        self.pragma(if on || self.reader { "PRAGMA query_only = ON" } else { "PRAGMA query_only = OFF" })
    }

    /// Leaves a transaction that has ended.
    fn ended(&mut self) -> Result<(), StoreError> {
        self.state.end();
        self.read_only(false)
    }

    fn run(&self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        let sql = numbered(sql);
        let failed = |error| sqlite_error(error, &sql);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        bind(&mut statement, args, &sql)?;
        let touched = statement.raw_execute().map_err(failed)?;
        Ok(touched as u64)
    }

    fn insert_rows(
        &self,
        sql: &str,
        width: usize,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| sqlite_error(error, sql))?;
        let mut inserted = 0;
        for row in rows {
            value::check_width(width, row.len())?;
            value::check_texts(&row)?;
            bind_all(&mut statement, &row).map_err(|error| sqlite_error(error, sql))?;
            inserted += statement.raw_execute().map_err(|error| sqlite_error(error, sql))? as u64;
        }
        Ok(inserted)
    }
}

impl Db for SqliteDb {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        self.state.check()?;
        let result = self.run(sql, args);
        self.state.after(result)
    }

    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        on_row: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.state.check()?;
        let mut stopped = None;
        let result = stream(&self.connection, &numbered(sql), args, on_row, &mut stopped);
        self.state.after(result)?;
        stopped.map_or(Ok(()), Err)
    }

    fn bulk_insert(
        &mut self,
        table: &str,
        columns: &[&str],
        on_conflict: OnConflict,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        self.state.check()?;
        let sql = insert_sql(table, columns, on_conflict);
        if self.state.is_open() {
            let result = self.insert_rows(&sql, columns.len(), rows);
            return self.state.after(result);
        }
        // Outside a transaction all rows or none, as one COPY does it.
        self.begin(Begin::Write)?;
        match self.insert_rows(&sql, columns.len(), rows) {
            Ok(inserted) => self.commit().map(|()| inserted),
            Err(error) => {
                let _ = self.rollback();
                Err(error)
            }
        }
    }

    fn begin(&mut self, begin: Begin) -> Result<(), StoreError> {
        self.state.begin()?;
        let result = match begin {
            // The snapshot is taken by the first read, as on PostgreSQL.
            Begin::Read => self.read_only(true).and_then(|()| self.run("BEGIN DEFERRED", &[])),
            Begin::Write => self.run("BEGIN IMMEDIATE", &[]),
        };
        if result.is_err() {
            self.ended()?;
        }
        result.map(|_| ())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if let Err(error) = self.state.may_commit() {
            let _ = self.rollback();
            return Err(error);
        }
        let result = self.run("COMMIT", &[]);
        if result.is_err() && !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK", &[]);
        }
        self.ended()?;
        result.map(|_| ()).map_err(|error| match error {
            // Without room the engine has written no commit mark: the outcome is known.
            full @ StoreError::Full(_) => full,
            error => StoreError::CommitUnknown(error.to_string()),
        })
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        // Some failures (a full disk, a lost file) make SQLite roll back by itself.
        let result = if self.connection.is_autocommit() { Ok(0) } else { self.run("ROLLBACK", &[]) };
        self.ended()?;
        result.map(|_| ())
    }

    fn prepare(&mut self, sql: &str) -> Result<usize, StoreError> {
        self.state.check()?;
        let prepared = self.connection.prepare_cached(&numbered(sql)).map_err(|error| sqlite_error(error, sql));
        let result = prepared.map(|statement| statement.parameter_count());
        self.state.after(result)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.state.check()?;
        let result = self.connection.execute_batch(sql).map_err(|error| sqlite_error(error, sql));
        self.state.after(result)
    }
}

struct SqliteRow<'row, 'statement>(&'row rusqlite::Row<'statement>);

impl SqliteRow<'_, '_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>, StoreError> {
        self.0.get_ref(column).map_err(|error| StoreError::Unexpected(error.to_string()))
    }
}

impl Row for SqliteRow<'_, '_> {
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.value(column)? {
            ValueRef::Integer(number) => Ok(number),
            other => Err(unexpected(column, "整数", other)),
        }
    }

    fn text(&self, column: usize) -> Result<&str, StoreError> {
        match self.value(column)? {
            ValueRef::Text(bytes) => std::str::from_utf8(bytes)
                .map_err(|_| StoreError::Unexpected(format!("第 {} 列的文本不是 UTF-8", column + 1))),
            other => Err(unexpected(column, "文本", other)),
        }
    }

    fn is_null(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.value(column)? == ValueRef::Null)
    }
}

fn unexpected(column: usize, wanted: &str, found: ValueRef<'_>) -> StoreError {
    StoreError::Unexpected(format!("第 {} 列应为{wanted}，实际为 {}", column + 1, found.data_type()))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A new file is for its owner's eyes only: it will hold ID numbers and bank cards. SQLite gives
/// the log beside it the same rights.
fn create_private(path: &Path, flags: OpenFlags) -> Result<(), StoreError> {
    if !flags.contains(OpenFlags::SQLITE_OPEN_CREATE) || path.exists() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let created = options.open(path).map(drop);
    created.map_err(|error| StoreError::Lost(format!("无法建立 {}：{error}", path.display())))
}

fn stream(
    connection: &Connection,
    sql: &str,
    args: &[Value],
    on_row: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    stopped: &mut Option<StoreError>,
) -> Result<(), StoreError> {
    let failed = |error| sqlite_error(error, sql);
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    bind(&mut statement, args, sql)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(failed)? {
        if let Err(error) = on_row(&SqliteRow(row)) {
            *stopped = Some(error);
            break;
        }
    }
    Ok(())
}

fn bind(statement: &mut Statement<'_>, args: &[Value], sql: &str) -> Result<(), StoreError> {
    value::check_arguments(statement.parameter_count(), args, sql)?;
    bind_all(statement, args).map_err(|error| sqlite_error(error, sql))
}

fn bind_all(statement: &mut Statement<'_>, args: &[Value]) -> rusqlite::Result<()> {
    args.iter().enumerate().try_for_each(|(index, value)| statement.raw_bind_parameter(index + 1, value))
}

/// SQLite takes `$1` for a name, numbered by first use; `?1` means the first argument.
fn numbered(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

fn insert_sql(table: &str, columns: &[&str], on_conflict: OnConflict) -> String {
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    let conflict = match on_conflict {
        OnConflict::Fail => "",
        OnConflict::Skip => " ON CONFLICT DO NOTHING",
    };
    format!("INSERT INTO {table} ({}) VALUES ({}){conflict}", columns.join(", "), places.join(", "))
}

fn sqlite_error(error: rusqlite::Error, sql: &str) -> StoreError {
    let (code, text) = match error {
        rusqlite::Error::SqliteFailure(code, text) => (code, text.unwrap_or_else(|| code.to_string())),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg),
        other => return StoreError::Statement(format!("{other}：{sql}")),
    };
    match code.code {
        ErrorCode::DiskFull => StoreError::Full(text),
        // The index of the log could not grow: said as an I/O error, and a full disk.
        ErrorCode::SystemIoFailure if code.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full(text),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy(text),
        ErrorCode::ConstraintViolation => refused(code.extended_code, &text),
        ErrorCode::TooBig => StoreError::too_long(),
        ErrorCode::ReadOnly => StoreError::read_only(),
        ErrorCode::DatabaseCorrupt
        | ErrorCode::NotADatabase
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::PermissionDenied => StoreError::Lost(text),
        _ if text == "integer overflow" => StoreError::overflow(),
        _ => StoreError::Statement(format!("{text}：{sql}")),
    }
}

/// The same words as on PostgreSQL for the same refusal.
fn refused(extended: i32, text: &str) -> StoreError {
    let subject = text.split_once("constraint failed: ").map_or(text, |(_, subject)| subject);
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let columns: Vec<&str> = subject.split(", ").map(|name| name.rsplit('.').next().unwrap_or(name)).collect();
            let table = subject.split('.').next().unwrap_or_default();
            StoreError::repeated(&ddl::unique_name(table, &columns))
        }
        ffi::SQLITE_CONSTRAINT_CHECK => StoreError::check_failed(subject),
        ffi::SQLITE_CONSTRAINT_NOTNULL => StoreError::missing(subject),
        // An integer sum that does not fit becomes a REAL, which a STRICT column does not take.
        ffi::SQLITE_CONSTRAINT_DATATYPE if text.contains("REAL value in INTEGER") => StoreError::overflow(),
        ffi::SQLITE_CONSTRAINT_DATATYPE => StoreError::Statement(text.to_owned()),
        _ => StoreError::Refused(text.to_owned()),
    }
}
