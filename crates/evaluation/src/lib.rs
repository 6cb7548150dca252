//! Performance management as values: targets, indicators, scoring rules, grades and the report.
//!
//! This crate never reads a file, a clock or a database, never repeats false arithmetic, and never
//! invents a reason that nobody gave.
