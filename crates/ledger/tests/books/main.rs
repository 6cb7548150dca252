//! The crate as its users see it: one test binary.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers outside of test functions

mod common;
mod entries;
mod hledger;
mod properties;
mod worked_month;
