//! Chores of the workspace, as programs instead of habits: `cargo xtask tidy`.
//!
//! This program never touches a database, never needs the network, and never changes a file of
//! the tree: it reads, and says what is wrong.

mod tidy;

use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <chore>

  tidy    house rules and layer rules over the whole tree; exit code 1 when one is broken";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy::run(root()),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{HELP}");
            ExitCode::from(2)
        }
    }
}

/// The workspace's root: the folder above this crate.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
