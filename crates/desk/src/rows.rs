//! The digest over the rows of one write, the same when it is written and when it is verified.
//!
//! Rows of a table are taken in the order of their primary key, tables in the order of their
//! names, so that `verify` can compute every write's digest in one pass over each table.

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

/// So many bytes are gathered before they are digested.
const GATHERED: usize = 1 << 16;

/// A digest over values, however many: they are not kept.
#[derive(Clone, Default)]
pub(crate) struct ValueDigest {
    hasher: Sm3,
    bytes: Vec<u8>,
}

impl ValueDigest {
    pub(crate) fn add(&mut self, value: &Value) {
        push_value(&mut self.bytes, value);
        if self.bytes.len() >= GATHERED {
            self.hasher.update(&self.bytes);
            self.bytes.clear();
        }
    }

    pub(crate) fn finish(mut self) -> Digest {
        self.hasher.update(&self.bytes);
        Digest::finish(self.hasher)
    }
}

/// The rows of one table that one write recorded, in the order of the primary key.
#[derive(Clone, Default)]
pub(crate) struct TableDigest {
    rows: u64,
    hasher: Sm3,
    /// Of one row at a time, kept for the next.
    bytes: Vec<u8>,
}

impl TableDigest {
    pub(crate) fn add(&mut self, row: &[Value]) {
        self.bytes.clear();
        row.iter().for_each(|value| push_value(&mut self.bytes, value));
        self.rows += 1;
        self.hasher.update(&self.bytes);
    }
}

/// All rows of one write. Its tables come in the order of their names.
#[derive(Clone, Default)]
pub(crate) struct WriteDigest(Sm3);

impl WriteDigest {
    /// Adds a table that has at least one row.
    pub(crate) fn add(&mut self, table: &str, rows: TableDigest) {
        self.0.update(table.as_bytes());
        self.0.update(rows.rows.to_le_bytes());
        self.0.update(rows.hasher.finalize());
    }

    pub(crate) fn finish(self) -> Digest {
        Digest::finish(self.0)
    }
}

/// The tables whose rows the chain covers: all that belong to an agency and are append-only.
pub fn digest_rows(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema.tables.iter().filter(|table| is_covered(table))
}

pub(crate) fn is_covered(table: &Table) -> bool {
    table.by_agency && !table.mutable
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
