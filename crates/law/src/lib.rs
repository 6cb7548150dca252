//! The law as dated data: "the value of X in place P in month M, by which article".
//!
//! This crate never opens a file, reads a clock, draws a random number, rounds an amount or knows
//! what a parameter means: texts are embedded in the binary or handed over by the caller, and the
//! sums are `schemes`' business. It never guesses: a parameter without a value in force is an
//! error that names the parameter, the place, the month and the file to put it in.

mod calendar;
mod canonical;
mod check;
mod citation;
mod difference;
mod embedded;
mod errors;
mod explain;
mod law;
mod life_table;
mod place;
mod raw;
mod show;
mod table;
mod validate;
mod value;
mod words;

pub use calendar::Calendar;
pub use check::{CheckReport, GapSpan, PlaceCheck, check};
pub use citation::{Citation, Cited};
pub use difference::{Difference, difference};
pub use embedded::TEXTS as EMBEDDED_TEXTS;
pub use errors::{LawError, LawErrors, LawFault, Question};
pub use explain::{ExplainedRow, Explanation, explain};
pub use law::{Confidence, Law, Place, Source};
pub use life_table::{LifeTable, LifeTableError};
pub use place::PlaceLaw;
pub use show::{ShownRow, Standing, show, shown_text};
pub use table::{GroupMoney, MoneyTable, Shares, Table};
