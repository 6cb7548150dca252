//! The fund's double-entry books by 财会〔2017〕28号: chart of accounts, vouchers, one posting
//! template per accounting fact, trial balance, the two statements, hledger export.
//!
//! This crate never reads or writes a file or a database, never reads a clock, never numbers or
//! signs a voucher (the desk does), never knows a person (only a [`PartyId`]), never mixes two
//! funds in one voucher, never changes a posted line (a correction is a red reversal), and never
//! uses a floating-point number.

mod balance;
mod chart;
mod statements;
mod voucher;

pub mod journal;
pub mod templates;

pub use balance::{Balance, Finding, Severity, TrialBalance, TrialRow};
pub use chart::{Account, Applies, Deposit, Detail, Element, Fund, Purpose, Side, UnknownCode};
pub use statements::{BalanceSheet, IncomeStatement, RowKind, StatementRow, check_statements};
pub use templates::TemplateName;
pub use voucher::{Line, PartyId, Posted, Voucher, VoucherError};
