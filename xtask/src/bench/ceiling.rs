//! The ceiling: what the storage engine itself takes to insert the finished work's rows. Uses
//! neither store nor office for it; the rows are in memory before the clock starts.

use std::path::Path;

use anyhow::{Context as _, Result};
use office::tables::schema;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};
use rusqlite::{Connection, params_from_iter};
use store::Kind;

use super::measure::{Cost, Stopwatch};

/// Rows of a table in one transaction, as a chunk of a run has them.
const CHUNK: usize = 20_000;

/// A table with the rows that are inserted.
struct Inserted {
    name: &'static str,
    columns: Vec<(&'static str, bool)>,
    key: String,
    rows: Vec<Vec<Cell>>,
}

enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Cell::Number(number) => rusqlite::ToSql::to_sql(number),
            Cell::Text(text) => rusqlite::ToSql::to_sql(text),
        }
    }
}

impl Inserted {
    /// The tables named, with commas between.
    fn named(names: &str) -> Result<Vec<Inserted>> {
        let schema = schema();
        let one = |name: &str| {
            let table = schema.table(name).with_context(|| format!("no table {name}"))?;
            let columns = table.columns.iter().map(|column| (column.name, column.kind == Kind::Text)).collect();
            Ok(Inserted { name: table.name, columns, key: table.key.join(", "), rows: Vec::new() })
        };
        names.split(',').map(one).collect()
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// What was recorded after a write, in the order of the key.
    fn select(&self, since: i64) -> String {
        format!("SELECT {} FROM {} WHERE recorded > {since} ORDER BY {}", self.names(), self.name, self.key)
    }
}

/// Inserts what a finished database recorded after a write into an empty one, on SQLite with the
/// product's pragmas.
pub fn sqlite(finished: &Path, empty: &Path, tables: &str, since: i64) -> Result<Cost> {
    let source = Connection::open(finished)?;
    let mut tables = Inserted::named(tables)?;
    for table in &mut tables {
        let mut statement = source.prepare(&table.select(since))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let cell = |(i, (_, is_text)): (usize, &(&str, bool))| -> rusqlite::Result<Cell> {
                Ok(if *is_text { Cell::Text(row.get(i)?) } else { Cell::Number(row.get(i)?) })
            };
            table.rows.push(table.columns.iter().enumerate().map(cell).collect::<rusqlite::Result<_>>()?);
        }
    }
    drop(source);
    let mut db = Connection::open(empty)?;
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = ON; \
         PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536;",
    )?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    db.set_prepared_statement_cache_capacity(16);
    let watch = Stopwatch::start(None);
    let mut from = 0;
    while tables.iter().any(|table| from < table.rows.len()) {
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for table in &tables {
            let places = vec!["?"; table.columns.len()].join(", ");
            let insert = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, table.names());
            let mut statement = transaction.prepare_cached(&insert)?;
            for row in table.rows.iter().skip(from).take(CHUNK) {
                statement.execute(params_from_iter(row))?;
            }
        }
        transaction.commit()?;
        from += CHUNK;
    }
    Ok(watch.stop())
}

/// The same on PostgreSQL, by COPY BINARY.
pub fn postgres(finished: &str, empty: &str, tables: &str, since: i64) -> Result<Cost> {
    let mut source = Client::connect(finished, NoTls)?;
    let mut tables = Inserted::named(tables)?;
    for table in &mut tables {
        for row in source.query(&table.select(since), &[])? {
            let cell = |(i, (_, is_text)): (usize, &(&str, bool))| -> Result<Cell, postgres::Error> {
                Ok(if *is_text { Cell::Text(row.try_get(i)?) } else { Cell::Number(row.try_get(i)?) })
            };
            table.rows.push(table.columns.iter().enumerate().map(cell).collect::<Result<_, _>>()?);
        }
    }
    drop(source);
    let mut db = Client::connect(empty, NoTls)?;
    let server = db.query_one("SELECT pg_backend_pid()", &[])?.get::<_, i32>(0);
    let watch = Stopwatch::start(u32::try_from(server).ok());
    let mut from = 0;
    while tables.iter().any(|table| from < table.rows.len()) {
        let mut transaction = db.transaction()?;
        for table in &tables {
            let types: Vec<Type> =
                table.columns.iter().map(|(_, text)| if *text { Type::TEXT } else { Type::INT8 }).collect();
            let copy = transaction.copy_in(&format!("COPY {} ({}) FROM STDIN BINARY", table.name, table.names()))?;
            let mut writer = BinaryCopyInWriter::new(copy, &types);
            for row in table.rows.iter().skip(from).take(CHUNK) {
                let cells: Vec<&(dyn ToSql + Sync)> = row
                    .iter()
                    .map(|cell| match cell {
                        Cell::Number(number) => number as &(dyn ToSql + Sync),
                        Cell::Text(text) => text,
                    })
                    .collect();
                writer.write(&cells)?;
            }
            writer.finish()?;
        }
        transaction.commit()?;
        from += CHUNK;
    }
    Ok(watch.stop())
}
