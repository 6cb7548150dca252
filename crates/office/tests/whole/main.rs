//! What concerns every room: authority, verification, backup, law, papers, performance.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/fund.rs"]
mod fund;
#[path = "../common/other_law.rs"]
mod other_law;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/tax.rs"]
mod tax;
#[path = "../common/town.rs"]
mod town;

mod accounts;
mod architecture;
mod audit_pack;
mod authz;
mod backup;
mod law;
mod lists;
mod papers;
mod performance;
mod signed_later;
mod verify;
mod what_if;
