//! The rooms of benefits: claims, awards, corrections, deaths.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/paying.rs"]
mod paying;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/town.rs"]
mod town;

mod award;
mod choices;
mod correction;
mod death;
mod lists;
mod revoked;
mod set_off;
