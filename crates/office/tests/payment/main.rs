//! Runs of payment, ordinary and special.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/other_law.rs"]
mod other_law;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/town.rs"]
mod town;

mod month;
mod special_runs;
mod unpaid;
