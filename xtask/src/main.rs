//! Chores of the workspace, as programs instead of habits: `cargo xtask tidy`.
//!
//! This program never touches an office's data and never needs the network: `tidy` only reads the
//! tree; `bench` works on simulated people under target/ and adds a section to BENCHMARKS.md.

mod bench;
mod counter;
mod package;
mod review_eval;
mod soak;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <chore>

  tidy    house rules and layer rules over the whole tree; exit code 1 when one is broken
  bench   [w1|w3|w4|w5] [--people 100000,1000000] [--engines sqlite,postgres] [--runs 3] [--note TEXT] [--no-record]
          the monthly run, an adjustment with arrears, matching, or fees and close, beside the engine's
          ceiling and SQL by hand, into BENCHMARKS.md; build it with --release
  bench web [--people 1000000] [--seconds 60] [--binary FILE] [--note TEXT] [--no-record]
          fifty simulated clerks in the browser of a district, idle and while a month is computed
  package deb [--binary FILE] | container [--base IMAGE] | check-aarch64
          the release binary as a Debian package or a container below target/package; the check for aarch64
  soak    [--people 2000] [--sqlite 200] [--postgres 50] [--every 1]
          the payment month killed at every failpoint and at random moments, and resumed
  review-eval DIR [--json]
          precision and recall of the reviewer on reports whose faults DIR/expected.toml lists;
          without such a list, on the five public reports
  review-eval --speed [SHEBAO]
          a report of a hundred pages, and a thousand reports by the binary; build it with --release";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy::run(root()),
        ["bench", rest @ ..] => said(bench::run(root(), rest)),
        ["package", rest @ ..] => said(package::run(root(), rest)),
        ["soak", rest @ ..] => said(soak::run(rest)),
        ["review-eval", rest @ ..] => said(review_eval::run(rest)),
        // Foreign files are parsed in a process of their own.
        [files::DOCUMENT_COMMAND, rest @ ..] => files::document_child_main(rest.iter().map(Into::into)),
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

fn said(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's root: the folder above this crate.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
