//! The suite that both engines must pass: what the rest of the program relies on, stated once.
//!
//! Where the engines differ by nature, the suite says what both must do all the same: for
//! example a sum beyond 64 bits is an error on both, and a failed statement spoils its
//! transaction on both.

mod bulk;
mod refusals;
mod transactions;
mod values;

use crate::{Db, Location, StoreError, Value, open, testing::sample};

/// One check; it gets an empty database of its own.
pub type Check = fn(&Location);

/// Every check with its name.
pub fn checks() -> Vec<(&'static str, Check)> {
    [values::CHECKS, refusals::CHECKS, bulk::CHECKS, transactions::CHECKS].concat()
}

/// Runs every check on a new, empty database each.
///
/// # Panics
/// When a check fails; its name was printed before.
pub fn run(new_database: &mut dyn FnMut() -> Location) {
    for (name, check) in checks() {
        println!("conformance: {name}");
        check(&new_database());
    }
}

/// A connection to a database that now has the sample schema.
fn with_sample(location: &Location) -> Box<dyn Db> {
    let mut db = open(location).unwrap();
    let ddl = sample::schema().ddl(db.engine());
    db.script(&ddl).unwrap();
    db
}

const COUNTER: [&str; 3] = ["name", "value", "state"];

fn counter(name: &str, value: i64) -> Vec<Value> {
    vec![name.into(), value.into(), "open".into()]
}

const INSERT_COUNTER: &str = "INSERT INTO counter (name, value, state) VALUES ($1, $2, $3)";
const INSERT_VILLAGE: &str =
    "INSERT INTO village (agency, recorded, id, code, name, closed) VALUES ($1, $2, $3, $4, $5, $6)";

fn village(id: i64, code: &str, closed: bool) -> Vec<Value> {
    vec![1.into(), 1.into(), id.into(), code.into(), Value::Null, i64::from(closed).into()]
}

fn texts(db: &mut dyn Db, sql: &str, args: &[Value]) -> Vec<String> {
    let mut found = Vec::new();
    db.each(sql, args, &mut |row| {
        found.push(row.text(0)?.to_owned());
        Ok(())
    })
    .unwrap();
    found
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, StoreError>, text: &str) {
    match result {
        Err(StoreError::Refused(said)) => assert_eq!(said, text),
        other => panic!("expected the refusal “{text}”, got {other:?}"),
    }
}
