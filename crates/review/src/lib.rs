//! Finds what cannot be right in a performance report: text in, findings out.
//!
//! This crate never reads a file, a clock or a database, knows no place, no scheme's figures and no
//! model, never uses a floating-point number, and stays silent where it would have to guess.
