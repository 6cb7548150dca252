//! The law as dated data: "the value of X in place P in month M, by which article".
//!
//! This crate never opens a file, reads a clock, draws a random number, rounds an amount or knows
//! what a parameter means: texts are embedded in the binary or handed over by the caller, and the
//! sums are `schemes`' business. It never guesses: a parameter without a value in force is an
//! error that names the parameter, the place, the month and the file to put it in.

mod calendar;
mod canonical;
mod citation;
mod embedded;
mod errors;
mod law;
mod place;
mod raw;
mod table;
mod validate;
mod value;

pub use calendar::Calendar;
pub use citation::{Citation, Cited};
pub use embedded::TEXTS as EMBEDDED_TEXTS;
pub use errors::{LawError, LawErrors, LawFault, Question};
pub use law::{Confidence, Law, Place, Source};
pub use place::PlaceLaw;
pub use table::{MoneyTable, Shares, Table};
