//! The pure crates hold the sums and the books: no input or output, no clock, no randomness, no
//! async. The same facts and the same law then give the same fen on every machine and in every year.

use super::finding::Finding;
use super::manifest::dependencies;
use super::rust::{PathUse, RustFile};
use super::tree::{Tree, crate_of};

/// The crates that are pure.
pub const PURE: &[&str] = &["base", "law", "schemes", "ledger", "evaluation", "review"];

/// What their code may depend on besides each other; tests may use anything.
const MAY_USE: &[(&str, &str)] = &[
    ("jiff", "civil dates; its clock is found below"),
    ("rust_decimal", "exact decimals where a figure is no amount of fen: rates, scores, printed intervals"),
    ("serde", "values to text and back"),
    ("sm3", "the fingerprint of a version of the law, from text in memory"),
    ("thiserror", "errors"),
    ("toml", "the law's format, from text handed in"),
];

/// Paths that reach outside the process.
const OUTSIDE: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "env"],
    &["std", "thread"],
    &["std", "os"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
];

/// Words that mean a clock, randomness, async or output wherever they stand in a path.
const WORDS: &[(&str, &str)] = &[
    ("SystemTime", "reads the clock"),
    ("Instant", "reads the clock"),
    ("Zoned", "is a moment, not a civil date"),
    ("rand", "is random"),
    ("getrandom", "is random"),
    ("fastrand", "is random"),
    ("RandomState", "is random"),
    ("async", "is async"),
    ("await", "is async"),
    ("tokio", "is async"),
    ("stdin", "reads from outside"),
    ("stdout", "writes outside"),
    ("stderr", "writes outside"),
];

/// Macros that write to the terminal.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln"];

/// Looks at the code outside tests and at the manifests of the pure crates.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let pure = |krate: Option<&str>| krate.is_some_and(|k| PURE.contains(&k));
    let mut findings: Vec<Finding> = tree.rust.iter().filter(|f| pure(f.krate())).flat_map(in_code).collect();
    for manifest in tree.texts.iter().filter(|t| t.path.ends_with("/Cargo.toml") && pure(crate_of(&t.path))) {
        let workspace = tree.crates();
        let strangers = dependencies(&manifest.text).into_iter().filter(|d| {
            !d.only_tests && !workspace.contains(&d.key) && !MAY_USE.iter().any(|(name, _)| *name == d.package)
        });
        findings.extend(strangers.map(|d| {
            let remedy =
                "move the work to a crate with I/O, or add it with a reason to MAY_USE in xtask/src/tidy/purity.rs";
            Finding::new(&manifest.path, d.line, format!("a pure crate uses {}", d.package), remedy)
        }));
    }
    findings
}

const REMEDY: &str = "take the value as an argument and let office or cli fetch it";

fn in_code(file: &RustFile) -> Vec<Finding> {
    let impure = |path: PathUse| {
        let why = reason(&path.segments)?;
        Some(Finding::new(&file.path, path.line, format!("`{}` {why}", path.segments.join("::")), REMEDY))
    };
    let mut findings: Vec<Finding> = file.paths().into_iter().filter_map(impure).collect();
    for pair in file.tokens.windows(2) {
        if pair[1].is_mark("!") && PRINTING.iter().any(|name| pair[0].is_word(name)) {
            findings.push(Finding::new(&file.path, pair[0].line, format!("`{}!` prints", pair[0].text), REMEDY));
        }
    }
    findings.retain(|f| !file.is_test(f.line));
    findings.sort();
    findings.dedup_by(|a, b| (a.line, &a.path) == (b.line, &b.path));
    findings
}

fn reason(segments: &[String]) -> Option<&'static str> {
    let is_now = segments.len() > 1 && segments.last().is_some_and(|last| last == "now");
    let outside = OUTSIDE.iter().any(|path| path.iter().zip(segments).filter(|(a, b)| *a == b).count() == path.len());
    if is_now {
        Some("reads the clock")
    } else if outside {
        Some("reaches outside the process")
    } else {
        WORDS.iter().find(|(word, _)| segments.iter().any(|s| s == word)).map(|(_, why)| *why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::sample(&[(path, text)])).iter().map(|f| f.line).collect()
    }

    const IMPURE: &str = "//! Law.
use std::{fmt, fs};
use std::time::Instant;
fn clock() -> i64 { jiff::Timestamp::now().as_second() }
fn open() { let _ = std::env::var(\"A\"); }
async fn later() {}
fn show() { println!(\"{}\", 1); }
fn dice() -> u8 { m!(rand::random()) }
";

    #[test]
    fn every_way_out_is_found() {
        assert_eq!(lines("crates/law/src/lib.rs", IMPURE), [2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn other_crates_and_tests_may() {
        assert!(lines("crates/office/src/lib.rs", IMPURE).is_empty());
        assert!(lines("crates/law/tests/cases.rs", IMPURE).is_empty());
        let quiet = "//! Law never prints.\nuse std::fmt;\nfn f(now: i64) -> i64 { now }\n\
                     #[cfg(test)]\nmod tests { fn t() { let _ = std::fs::read(\"x\"); } }\n";
        assert!(lines("crates/law/src/lib.rs", quiet).is_empty());
    }

    #[test]
    fn a_stranger_among_the_dependencies_is_found() {
        let manifest = "[dependencies]\nserde.workspace = true\ntokio.workspace = true\n[dev-dependencies]\nrand.workspace = true\n";
        assert_eq!(lines("crates/base/Cargo.toml", manifest), [3]);
    }
}
