//! The room of contributions: tax files, refunds, reversals, campaigns.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/tax.rs"]
mod tax;
#[path = "../common/town.rs"]
mod town;

mod booking;
mod campaign;
mod import_tax;
mod proxy;
mod refund_paid;
mod refunds;
mod reversal;
