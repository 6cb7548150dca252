//! The digest over the rows of one write, the same when it is written and when it is verified.
//!
//! Rows of a table are taken in the order of their primary key, tables in the order of their
//! names, so that `verify` can compute every write's digest in one pass over each table.

use std::collections::BTreeMap;

use sm3::{Digest as _, Sm3};
use store::{Schema, Table, Value};

use crate::digest::Digest;

/// Appends one value in a form that no other sequence of values shares.
pub(crate) fn push_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.push(0),
        Value::Int(number) => {
            bytes.push(1);
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        Value::Text(text) => {
            bytes.push(2);
            bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Row digests under way: one hasher per table of one write.
#[derive(Default)]
pub struct RowDigests {
    tables: BTreeMap<&'static str, (u64, Sm3)>,
    buffer: Vec<u8>,
}

impl RowDigests {
    /// Adds a row; rows of a table must come in the order of its primary key.
    pub fn add(&mut self, table: &'static str, row: &[Value]) {
        self.buffer.clear();
        row.iter().for_each(|value| push_value(&mut self.buffer, value));
        let (count, hasher) = self.tables.entry(table).or_insert_with(|| (0, Sm3::new()));
        *count += 1;
        hasher.update(&self.buffer);
    }

    /// The digest over all tables.
    pub fn finish(self) -> Digest {
        let mut all = Sm3::new();
        for (name, (count, hasher)) in self.tables {
            all.update(name.as_bytes());
            all.update(count.to_le_bytes());
            all.update(hasher.finalize());
        }
        Digest::finish(all)
    }
}

/// The tables whose rows the chain covers: all that belong to an agency and are append-only.
pub fn digest_rows(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema.tables.iter().filter(|table| table.by_agency && !table.mutable)
}

/// Sorts rows by the table's primary key, the order in which they are digested and inserted.
/// `columns` are the columns of the rows.
pub(crate) fn sort_by_key(table: &Table, columns: &[&str], rows: &mut [Vec<Value>]) {
    let key: Vec<usize> = table.key.iter().filter_map(|k| columns.iter().position(|c| c == k)).collect();
    rows.sort_by(|a, b| {
        key.iter().map(|&i| compare(&a[i], &b[i])).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn compare(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        _ => std::cmp::Ordering::Equal,
    }
}
