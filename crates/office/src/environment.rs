//! What operations stand on besides the database: the law, the keys, the files.

use std::sync::Arc;

use desk::Keys;
use law::Law;

use crate::identifiers::Identifiers;
use crate::source_files::SourceFiles;

/// Shared by all operations of one installation.
pub struct Environment {
    /// The law in force.
    pub law: Law,
    /// The installation's keys.
    pub keys: Arc<Keys>,
    /// Files that came in, kept under their digests.
    pub files: Arc<SourceFiles>,
    /// Awards in a chunk of the runs that are opened from now on.
    pub chunk_awards: i64,
}

impl Environment {
    /// The one module that reads and writes ID numbers, accounts and phones.
    pub fn identifiers(&self) -> Identifiers<'_> {
        Identifiers::new(&self.keys)
    }
}
