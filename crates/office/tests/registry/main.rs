//! Who is insured and who works here: take-on, changes, identity, staff, the window.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/sound.rs"]
mod sound;
#[path = "../common/tax.rs"]
mod tax;
#[path = "../common/town.rs"]
mod town;

mod changes;
mod identity;
mod opening;
mod register;
mod staff;
mod take_on;
mod window;
