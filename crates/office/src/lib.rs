//! What changes in the office: one file per counter operation, in folders named by the rooms.
//!
//! This crate never writes to the database except through a plan that the desk applies, never
//! sums money in floats, never computes a benefit itself (that is `schemes`), and never talks to
//! a person: it returns values, the CLI and the web show them.

mod environment;
mod identifiers;
mod intake;
mod many;
mod open;
mod operations;
mod sets;
mod source_files;

pub mod accounts;
pub mod audit_pack;
pub mod backup;
pub mod bank;
pub mod benefits;
pub mod certification;
pub mod contributions;
pub mod figures;
pub mod fund;
pub mod law;
pub mod lists;
pub mod matching;
pub mod papers;
pub mod payment;
pub mod performance;
pub mod reading;
pub mod registry;
pub mod risk;
pub mod shadow;
pub mod tables;
pub mod verify;
pub mod window;
pub mod work;

pub use environment::Environment;
pub use identifiers::{Identifiers, Present, kind_of};
pub use many::{ForMany, Many, ManyInput, ReadLine};
pub use open::{Office, OpenError, Setup};
pub use operations::operations;
pub use source_files::{ReadTables, SourceFiles, problems_of};

/// What can go wrong between us and the engine, for those who do not use `store`.
pub use store::StoreError as DatabaseError;
