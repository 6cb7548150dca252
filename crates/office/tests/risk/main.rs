//! Leads, certification, and the province's system beside ours.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/town.rs"]
mod town;

mod certification;
mod deaths;
mod lists;
mod revoked;
mod shadow;
