//! PostgreSQL 15 or later.
//!
//! The connection is not encrypted: it is meant for a server on the same machine (loopback or
//! unix socket) or an intranet link that a TLS proxy or tunnel already protects.
//!
//! The client drives its own small runtime and must not be called from inside an async task; a
//! web handler calls it on a blocking thread.

use std::{collections::HashMap, error::Error as _, io::Write as _, str::FromStr as _, time::Duration};

use postgres::{Client, Config, CopyInWriter, NoTls, Statement, fallible_iterator::FallibleIterator as _, types::Type};

use crate::{
    Begin, Db, Engine, OnConflict, Row, StoreError, Value,
    postgres_value::{self, Integer, Nullness, PgText},
    transaction_state::TransactionState,
    value::check_width,
};

/// Prepared statements kept per connection: more than any operation uses.
const STATEMENTS_KEPT: usize = 512;

/// Bytes collected before they are handed to the server.
const COPY_CHUNK: usize = 64 * 1024;

/// The oldest server the schema is tested with, as the server numbers itself.
const OLDEST_SERVER: i64 = 150_000;

/// What holds for every session. A lock is waited for as long as SQLite waits, and a server set
/// to forget commits is not accepted silently.
const SESSION: &str = "\
SET lock_timeout = '10s';
SET client_min_messages = error;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';";

/// A connection to a PostgreSQL database.
pub struct PostgresDb {
    client: Client,
    statements: HashMap<String, Statement>,
    state: TransactionState,
}

impl PostgresDb {
    /// Connects, for reading and writing. `address` is a `postgresql://user:password@host:port/database` URL.
    pub fn open(address: &str) -> Result<PostgresDb, StoreError> {
        let mut config = Config::from_str(address)
            .map_err(|error| StoreError::Unusable(format!("PostgreSQL 连接地址不正确：{}", whole(&error))))?;
        config
            .application_name("shebao")
            .connect_timeout(Duration::from_secs(10))
            // A cut cable is noticed within a minute, not after the two hours of the defaults.
            .keepalives_idle(Duration::from_secs(30))
            .tcp_user_timeout(Duration::from_secs(60));
        let client = config
            .connect(NoTls)
            .map_err(|error| StoreError::Lost(format!("无法连接 PostgreSQL：{}", whole(&error))))?;
        let mut db = PostgresDb { client, statements: HashMap::new(), state: TransactionState::default() };
        db.script(SESSION)?;
        db.check_server()?;
        Ok(db)
    }

    /// Connects for reading only.
    pub fn open_reader(address: &str) -> Result<PostgresDb, StoreError> {
        let mut db = PostgresDb::open(address)?;
        db.script("SET default_transaction_read_only = on")?;
        Ok(db)
    }

    fn check_server(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding')";
        let mut found = (0, String::new());
        self.each(sql, &[], &mut |row| {
            found = (row.int(0)?, row.text(1)?.to_owned());
            Ok(())
        })?;
        if found.0 < OLDEST_SERVER {
            return Err(StoreError::Unusable(format!("PostgreSQL 版本过低（{}），需要 15 或更高版本", found.0)));
        }
        if found.1 != "UTF8" {
            return Err(StoreError::Unusable(format!(
                "数据库编码为 {}，应为 UTF8；请用 createdb -E UTF8 -T template0 重新建库",
                found.1
            )));
        }
        Ok(())
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|error| postgres_error(&error, sql))?;
        if self.statements.len() >= STATEMENTS_KEPT {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn prepared_for(&mut self, sql: &str, args: &[Value]) -> Result<Statement, StoreError> {
        let statement = self.prepared(sql)?;
        crate::value::check_arguments(statement.params().len(), args, sql)?;
        Ok(statement)
    }

    fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepared_for(sql, args)?;
        let args: Vec<&(dyn postgres::types::ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        self.client.execute(&statement, &args).map_err(|error| postgres_error(&error, sql))
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).map_err(|error| postgres_error(&error, sql))
    }

    fn stream(
        &mut self,
        sql: &str,
        args: &[Value],
        on_row: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
        stopped: &mut Option<StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared_for(sql, args)?;
        let failed = |error: postgres::Error| postgres_error(&error, sql);
        let mut rows = self.client.query_raw(&statement, args).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            if let Err(error) = on_row(&PostgresRow(row)) {
                *stopped = Some(error);
                break;
            }
        }
        Ok(())
    }

    fn insert_rows(
        &mut self,
        table: &str,
        columns: &[&str],
        on_conflict: OnConflict,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let Some(first) = rows.next() else { return Ok(0) };
        check_width(columns.len(), first.len())?;
        let Some(second) = rows.next() else {
            // One row needs one message, not the ceremony of a COPY.
            return self.run(&insert_sql(table, columns, on_conflict), &first);
        };
        let mut rows = [first, second].into_iter().chain(rows);
        match on_conflict {
            OnConflict::Fail => self.copy(table, table, columns, &mut rows),
            OnConflict::Skip => self.copy_and_merge(table, columns, &mut rows),
        }
    }

    /// COPY has no ON CONFLICT, so the rows go through a temporary table of the same columns.
    fn copy_and_merge(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let list = columns.join(", ");
        self.batch(&format!("CREATE TEMP TABLE shebao_bulk AS SELECT {list} FROM {table} WITH NO DATA"))?;
        self.copy("shebao_bulk", table, columns, rows)?;
        let merge = format!("INSERT INTO {table} ({list}) SELECT {list} FROM shebao_bulk ON CONFLICT DO NOTHING");
        // Not kept as a prepared statement: the temporary table is another one the next time.
        let inserted = self.client.execute(&merge, &[]).map_err(|error| postgres_error(&error, &merge))?;
        self.batch("DROP TABLE shebao_bulk")?;
        Ok(inserted)
    }

    /// COPY BINARY `into` a table whose columns have the types of those in `like`.
    fn copy(
        &mut self,
        into: &str,
        like: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let list = columns.join(", ");
        let shape = self.prepared(&format!("SELECT {list} FROM {like}"))?;
        let types: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
        let sql = format!("COPY {into} ({list}) FROM STDIN BINARY");
        let mut writer = self.client.copy_in(&sql).map_err(|error| postgres_error(&error, &sql))?;
        let mut buffer = Vec::with_capacity(COPY_CHUNK * 2);
        buffer.extend_from_slice(postgres_value::COPY_HEADER);
        for row in rows {
            check_width(columns.len(), row.len())?;
            postgres_value::put_row(&mut buffer, &types, &row)?;
            if buffer.len() >= COPY_CHUNK {
                if writer.write_all(&buffer).is_err() {
                    return Err(why_closed(writer, &sql));
                }
                buffer.clear();
            }
        }
        buffer.extend_from_slice(postgres_value::COPY_END);
        if writer.write_all(&buffer).is_err() {
            return Err(why_closed(writer, &sql));
        }
        writer.finish().map_err(|error| postgres_error(&error, &sql))
    }
}

/// When the server has refused a row, further writing only says "closed"; the reason comes with
/// the end.
fn why_closed(writer: CopyInWriter<'_>, sql: &str) -> StoreError {
    match writer.finish() {
        Err(error) => postgres_error(&error, sql),
        Ok(_) => StoreError::Lost("批量写入中断".into()),
    }
}

impl Db for PostgresDb {
    fn engine(&self) -> Engine {
        Engine::Postgres
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
        let result = self.stream(sql, args, on_row, &mut stopped);
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
        if self.state.is_open() {
            let result = self.insert_rows(table, columns, on_conflict, rows);
            return self.state.after(result);
        }
        self.begin(Begin::Write)?;
        match self.insert_rows(table, columns, on_conflict, rows) {
            Ok(inserted) => self.commit().map(|()| inserted),
            Err(error) => {
                let _ = self.rollback();
                Err(error)
            }
        }
    }

    fn begin(&mut self, begin: Begin) -> Result<(), StoreError> {
        self.state.begin()?;
        let result = self.batch(match begin {
            Begin::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            // Two writers of one agency meet at its head row, which the first statement locks;
            // the second then reads what the first committed.
            Begin::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
        });
        if result.is_err() {
            self.state.end();
        }
        result
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if let Err(error) = self.state.may_commit() {
            let _ = self.rollback();
            return Err(error);
        }
        self.state.end();
        self.batch("COMMIT").map_err(|error| StoreError::CommitUnknown(error.to_string()))
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        if !self.state.is_open() {
            return Ok(());
        }
        self.state.end();
        self.batch("ROLLBACK")
    }

    fn prepare(&mut self, sql: &str) -> Result<usize, StoreError> {
        self.state.check()?;
        let result = self.prepared(sql).map(|statement| statement.params().len());
        self.state.after(result)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.state.check()?;
        // The shape of tables may change; a kept statement would then be refused.
        self.statements.clear();
        let result = self.batch(sql);
        self.state.after(result)
    }
}

struct PostgresRow(postgres::Row);

impl Row for PostgresRow {
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.0.try_get::<_, Integer>(column).map(|number| number.0).map_err(|error| unexpected(column, "整数", &error))
    }

    fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.0.try_get::<_, PgText<'_>>(column).map(|text| text.0).map_err(|error| unexpected(column, "文本", &error))
    }

    fn is_null(&self, column: usize) -> Result<bool, StoreError> {
        self.0.try_get::<_, Nullness>(column).map(|found| found.0).map_err(|error| unexpected(column, "任何值", &error))
    }
}

fn unexpected(column: usize, wanted: &str, error: &postgres::Error) -> StoreError {
    StoreError::Unexpected(format!("第 {} 列应为{wanted}：{}", column + 1, whole(error)))
}

fn insert_sql(table: &str, columns: &[&str], on_conflict: OnConflict) -> String {
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let conflict = match on_conflict {
        OnConflict::Fail => "",
        OnConflict::Skip => " ON CONFLICT DO NOTHING",
    };
    format!("INSERT INTO {table} ({}) VALUES ({}){conflict}", columns.join(", "), places.join(", "))
}

/// The error with its cause; the client's own text is only "db error".
fn whole(error: &postgres::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn postgres_error(error: &postgres::Error, sql: &str) -> StoreError {
    let Some(db) = error.as_db_error() else {
        let io = error.source().is_some_and(|cause| cause.is::<std::io::Error>());
        let text = whole(error);
        return if error.is_closed() || io {
            StoreError::Lost(text)
        } else {
            StoreError::Statement(format!("{text}：{sql}"))
        };
    };
    // Only the message: the detail repeats the row's values, which may be personal data.
    let text = db.message().to_owned();
    match db.code().code() {
        "53100" => StoreError::Full(text),
        "23505" => StoreError::repeated(db.constraint().unwrap_or(&text)),
        "23514" => StoreError::check_failed(db.constraint().unwrap_or(&text)),
        "23502" => {
            StoreError::missing(&format!("{}.{}", db.table().unwrap_or_default(), db.column().unwrap_or_default()))
        }
        "22003" => StoreError::overflow(),
        "25006" => StoreError::read_only(),
        "54000" => StoreError::too_long(),
        "40001" | "40P01" | "55P03" | "57014" | "53200" | "53300" => StoreError::Busy(text),
        "P0001" => StoreError::Refused(text),
        "58030" | "58P01" | "XX001" | "XX002" | "57P01" | "57P02" | "57P03" => StoreError::Lost(text),
        code if code.starts_with("23") => StoreError::Refused(text),
        code if code.starts_with("08") => StoreError::Lost(text),
        _ => StoreError::Statement(format!("{text}：{sql}")),
    }
}
