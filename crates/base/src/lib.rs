//! The words every other crate speaks: money in fen, months, payer levels, rounding rules by
//! their legal name, region codes, ID numbers and bank cards.
//!
//! This crate never reads a clock, never draws a random number, does no input or output, knows
//! no database and no scheme, and never uses a floating-point number.

mod bank_card;
mod date;
pub mod document;
mod fen;
mod id_number;
mod ids;
mod level;
mod month;
mod rate;
mod region;
mod rounding;

pub use bank_card::{BankCard, BankCardError};
pub use date::{DateError, date_from_number, date_to_number, parse_date};
pub use fen::{Fen, FenError};
pub use id_number::{IdNumber, IdNumberError, LegacyId, ParsedId, Sex};
pub use ids::Seq;
pub use level::{ByLevel, Level, largest_remainder};
pub use month::{Month, MonthError};
pub use rate::{Rate, RateError};
pub use region::{RegionCode, RegionCodeError};
pub use rounding::Rounding;

/// A civil date without time zone; the calendar arithmetic is jiff's.
pub use jiff::civil::Date;
