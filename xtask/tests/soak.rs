//! The kill tests in small numbers; `cargo xtask soak` has the full ones.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::Command;

fn soak(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("soak").args(arguments).output();
    let output = output.expect("xtask starts");
    // What was left out shows in the test's output.
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_killed_month_on_sqlite_comes_to_the_same() {
    soak(&["--sqlite", "12", "--postgres", "0", "--every", "7"]);
}

#[test]
fn a_killed_month_on_postgres_comes_to_the_same() {
    soak(&["--sqlite", "0", "--postgres", "4", "--every", "25"]);
}
