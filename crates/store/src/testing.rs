//! For tests only (feature `testing`): a private PostgreSQL server, and the suite that both
//! engines must pass.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is how tests fail")]

pub mod conformance;
mod pg_server;
pub mod sample;

pub use pg_server::PgServer;

/// What a test prints instead of running when there is no PostgreSQL on the machine.
pub const NO_POSTGRES: &str = "left out: PostgreSQL is not installed";
