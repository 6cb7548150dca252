//! The database: one small synchronous [`Db`] trait over SQLite and PostgreSQL, tables declared
//! once in Rust, and the DDL, migrations and bulk loading made from those declarations.
//!
//! This crate never knows what a row means: no business word, no rule, no post. It never stores
//! a float, a boolean, a decimal or a date type: integers and text only, so that one SQL text is
//! valid on both engines.

mod db;
mod ddl;
mod error;
mod location;
pub mod migrate;
pub mod portable;
mod postgres;
mod postgres_value;
mod record;
mod schema;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction_state;
mod value;

pub use db::{Begin, Db, Engine, OnConflict, Row, insert, one, scalar, select, select_one, transaction};
pub use error::StoreError;
pub use location::{Location, open, open_reader};
pub use postgres::PostgresDb;
pub use record::{Field, Record};
pub use schema::{Column, Kind, Schema, Table, Trigger, Unique};
pub use sqlite::SqliteDb;
pub use value::Value;
