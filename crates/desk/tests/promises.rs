//! What the desk promises, tested on every engine; one file for each subject.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

// The name under which every other crate knows this one.
extern crate shebao_desk as desk;

mod common;

mod agencies;
mod anchor;
mod append_only;
mod at_once;
mod authority;
mod chain;
mod contract;
mod facts_change;
mod incompatible_posts;
mod lists;
mod plans;
mod random_office;
mod same_person;
mod second_factor;
mod signing_in;
