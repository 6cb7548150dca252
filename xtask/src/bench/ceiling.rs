//! The ceiling: what the storage engine itself takes to insert the finished run's rows. Uses
//! neither store nor office; the rows are in memory before the clock starts.

use std::path::Path;

use anyhow::Result;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};
use rusqlite::{Connection, params_from_iter};

use super::measure::{Cost, Stopwatch};

/// Rows of a table in one transaction, as a chunk of a run has them.
const CHUNK: usize = 20_000;

/// The tables, with their columns in the order of the tables' declarations and what is a text.
const TABLES: [(&str, &[(&str, bool)]); 2] = [
    (
        "due",
        &[
            ("agency", false),
            ("recorded", false),
            ("id", false),
            ("run", false),
            ("award", false),
            ("version", false),
            ("person", false),
            ("region", true),
            ("for_month", false),
            ("kind", true),
            ("central", false),
            ("province", false),
            ("city", false),
            ("county", false),
            ("account", false),
            ("amount", false),
        ],
    ),
    (
        "disbursement",
        &[
            ("agency", false),
            ("recorded", false),
            ("batch", false),
            ("line", false),
            ("run", false),
            ("award", false),
            ("attempt", false),
            ("person", false),
            ("payee", false),
            ("region", true),
            ("amount", false),
        ],
    ),
];

enum Cell {
    Number(i64),
    Text(String),
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Cell::Number(number) => rusqlite::ToSql::to_sql(number),
            Cell::Text(text) => rusqlite::ToSql::to_sql(text),
        }
    }
}

type Rows = [Vec<Vec<Cell>>; 2];

fn names(columns: &[(&str, bool)]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// The order in which the run wrote them.
fn select((table, columns): &(&str, &[(&str, bool)])) -> String {
    let key = if *table == "due" { "id" } else { "batch, line" };
    format!("SELECT {} FROM {table} ORDER BY {key}", names(columns))
}

/// Inserts the rows of a finished database into an empty one, on SQLite with the product's
/// pragmas.
pub fn sqlite(finished: &Path, empty: &Path) -> Result<Cost> {
    let source = Connection::open(finished)?;
    let mut rows: Rows = [Vec::new(), Vec::new()];
    for (table, rows) in TABLES.iter().zip(&mut rows) {
        let mut statement = source.prepare(&select(table))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let cell = |(i, (_, is_text)): (usize, &(&str, bool))| -> rusqlite::Result<Cell> {
                Ok(if *is_text { Cell::Text(row.get(i)?) } else { Cell::Number(row.get(i)?) })
            };
            rows.push(table.1.iter().enumerate().map(cell).collect::<rusqlite::Result<_>>()?);
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
    let inserts = TABLES.map(|(table, columns)| {
        let places = vec!["?"; columns.len()].join(", ");
        format!("INSERT INTO {table} ({}) VALUES ({places})", names(columns))
    });
    let watch = Stopwatch::start(None);
    let mut from = 0;
    while rows.iter().any(|rows| from < rows.len()) {
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for (insert, rows) in inserts.iter().zip(&rows) {
            let mut statement = transaction.prepare_cached(insert)?;
            for row in rows.iter().skip(from).take(CHUNK) {
                statement.execute(params_from_iter(row))?;
            }
        }
        transaction.commit()?;
        from += CHUNK;
    }
    Ok(watch.stop())
}

/// The same on PostgreSQL, by COPY BINARY.
pub fn postgres(finished: &str, empty: &str) -> Result<Cost> {
    let mut source = Client::connect(finished, NoTls)?;
    let mut rows: Rows = [Vec::new(), Vec::new()];
    for (table, rows) in TABLES.iter().zip(&mut rows) {
        for row in source.query(&select(table), &[])? {
            let cell = |(i, (_, is_text)): (usize, &(&str, bool))| -> Result<Cell, postgres::Error> {
                Ok(if *is_text { Cell::Text(row.try_get(i)?) } else { Cell::Number(row.try_get(i)?) })
            };
            rows.push(table.1.iter().enumerate().map(cell).collect::<Result<_, _>>()?);
        }
    }
    drop(source);
    let mut db = Client::connect(empty, NoTls)?;
    let server = db.query_one("SELECT pg_backend_pid()", &[])?.get::<_, i32>(0);
    let watch = Stopwatch::start(u32::try_from(server).ok());
    let mut from = 0;
    while rows.iter().any(|rows| from < rows.len()) {
        let mut transaction = db.transaction()?;
        for ((table, columns), rows) in TABLES.iter().zip(&rows) {
            let types: Vec<Type> =
                columns.iter().map(|(_, text)| if *text { Type::TEXT } else { Type::INT8 }).collect();
            let copy = transaction.copy_in(&format!("COPY {table} ({}) FROM STDIN BINARY", names(columns)))?;
            let mut writer = BinaryCopyInWriter::new(copy, &types);
            for row in rows.iter().skip(from).take(CHUNK) {
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
