//! The fund's books, banks, matching money, work money.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/fund.rs"]
mod fund;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/tax.rs"]
mod tax;
#[path = "../common/town.rs"]
mod town;

mod bank;
mod books;
mod matching;
mod outputs;
mod work;
