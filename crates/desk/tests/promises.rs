//! What the desk promises, tested on every engine; one file for each subject.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

// The name under which every other crate knows this one.
extern crate shebao_desk as desk;

mod common;

mod anchor;
mod append_only;
mod authority;
mod chain;
mod contract;
mod facts_change;
mod incompatible_posts;
mod lists;
mod same_person;
