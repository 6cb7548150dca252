//! A simulated district: 昆明市东川区 with its insured people, and the files that reach the agency.
//!
//! This crate never touches a real person's data, never opens the agency's database, never draws
//! an unseeded random number and never reads a clock: the same seed and size give the same
//! district. It decides nothing about law; the amounts in its files are what an old system paid.

mod accounts;
mod answers;
mod awards;
mod bank;
mod births;
mod calendar;
mod chance;
mod crew;
mod deaths;
mod district;
mod drill;
mod expected;
mod faults;
mod insiders;
mod january;
mod life;
mod lists;
mod names;
mod people;
mod places;
mod play;
mod raise;
mod registration;
mod replay;
mod sheets;
mod standards;
mod statements;
mod subsidies;
mod take_on;
mod tax;
mod year;

pub use accounts::{Account, Payment, Source};
pub use awards::{Award, FirstPension, Hold, Reason};
pub use bank::{Bank, BankLine, BankReturn, UNKNOWN_BATCH};
pub use crew::{Colleague, Crew, PlayError};
pub use deaths::Death;
pub use district::{Counts, DONGCHUAN, District, DistrictError, SIZES};
pub use expected::{Expected, Totals};
pub use faults::{Fault, Planted};
pub use insiders::{Insiders, Trick};
pub use january::{JanuaryDue, JanuaryFiles};
pub use life::Beside;
pub use lists::Recall;
pub use people::{Group, Person, Standing};
pub use places::{COUNTY, TOWNS, Town, Village};
pub use play::{Play2019, Played, PlayedMonth, Step};
pub use registration::Newcomer;
pub use replay::{FigureKind, Parameter, PublishedFigure, Raise, Replay, Unreached};
pub use sheets::SimulateError;
pub use standards::TAKE_ON;
pub use take_on::{TakeOnFiles, TownFiles};
pub use tax::{DayOfFees, Fee, FeesExpected};
pub use year::{MonthFiles, Year};
