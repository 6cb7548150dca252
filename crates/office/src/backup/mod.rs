//! 备份与恢复: the whole installation in one file that either engine can take back.
//!
//! A zip of one CSV per table (all of one snapshot), the received files, the anchor, and a sealed
//! manifest of rows and SM3 digests. It is written beside its name, flushed, and only then gets
//! its name. Keys are never inside: whoever holds backup and keys can read every ID number, so
//! they are written to a file of their own, to be kept apart.

mod digesting;
mod error;
mod manifest;
mod restore;
mod write;

pub use error::BackupError;
pub use manifest::{Entry, Head, Manifest};
pub use restore::{Restore, Restored, restore};
pub use write::{BackedUp, backup};
