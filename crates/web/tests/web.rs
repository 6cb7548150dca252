//! The office in a browser, tested against the real server on real databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests

mod common;

mod browser;
mod filled;
mod forms;
mod full_disk;
mod lists;
mod matching;
mod once;
mod papers;
mod performance;
mod proposed_law;
mod review;
mod routes;
mod signing_in;
mod story;
mod submitted;
mod together;
mod year;
