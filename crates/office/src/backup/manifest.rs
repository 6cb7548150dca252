//! What a backup contains: written last, sealed with the installation's keys, checked first.

use serde::{Deserialize, Serialize};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SEAL: &str = "manifest.seal";
pub(super) const ANCHOR: &str = "anchor.log";

/// The list of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the program that made it.
    pub program: String,
    /// Last step of the schema's history.
    pub schema_step: i64,
    /// Each agency's latest write.
    pub heads: Vec<Head>,
    /// Everything else in the file, in its order.
    pub entries: Vec<Entry>,
}

/// An agency's latest write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The agency.
    pub agency: i64,
    /// Number of the write.
    pub seq: i64,
    /// Hash of its audit link.
    pub hash: String,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name in the file.
    pub name: String,
    /// Rows, of a table.
    pub rows: Option<u64>,
    /// Bytes.
    pub bytes: u64,
    /// SM3 of the bytes.
    pub digest: String,
}

/// Name of a table's entry.
pub(super) fn table_entry(table: &str) -> String {
    format!("tables/{table}.csv")
}

/// Name of a received file's entry.
pub(super) fn received_entry(digest: &str) -> String {
    format!("received/{digest}")
}
