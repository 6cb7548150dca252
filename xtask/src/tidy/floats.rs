//! No floating-point number comes near money: none at all in the crates that hold it.

use super::finding::Finding;
use super::rust::{Kind, RustFile, Token};
use super::tree::Tree;

/// Crates without any floating-point type or literal, tests included (but tests of `files` write
/// spreadsheets).
const NONE_IN: &[&str] =
    &["base", "law", "schemes", "ledger", "evaluation", "review", "store", "files", "desk", "office"];

/// Files of those crates that meet foreign floats, with the reason. This list may only shrink.
const ALLOWED: &[(&str, &str)] = &[
    ("crates/files/src/workbook.rs", "a spreadsheet's cells are floats; they become decimal text here"),
    (
        "crates/files/src/write.rs",
        "a spreadsheet stores amounts as floats; up to 15 digits of decimal text become one here",
    ),
];

/// Looks at all tokens, macro bodies included.
pub fn check(tree: &Tree) -> Vec<Finding> {
    check_with(tree, ALLOWED)
}

fn check_with(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust.iter().filter(|f| f.krate().is_some_and(|k| NONE_IN.contains(&k))) {
        let found = floats(file);
        match (allowed.iter().any(|(path, _)| *path == file.path), found.is_empty()) {
            (true, true) => findings.push(Finding::new(
                &file.path,
                1,
                "the file is allowed floats but has none",
                "take it off ALLOWED in xtask/src/tidy/floats.rs",
            )),
            (true, false) => {}
            (false, _) => findings.extend(found),
        }
    }
    findings
}

fn floats(file: &RustFile) -> Vec<Finding> {
    let is_float = |t: &&Token| match t.kind {
        Kind::Float => true,
        Kind::Word => ["f32", "f64"].iter().any(|name| t.text == *name || t.text.ends_with(&format!("_{name}"))),
        _ => false,
    };
    let may = |t: &&Token| !(file.krate() == Some("files") && file.is_test(t.line));
    let remedy = "use Fen, Rate or an integer; foreign floats are read as text where they enter";
    let finding =
        |t: &Token| Finding::new(&file.path, t.line, format!("`{}` is a floating-point number", t.text), remedy);
    file.tokens.iter().filter(is_float).filter(may).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH: &str =
        "//! A.\nfn half(fen: i64) -> i64 {\n    (fen as f64 * m!(0.5)) as i64\n}\nfn g(d: D) { d.to_f64(); 1f32; }\n";

    fn lines(path: &str, text: &str, allowed: &[(&str, &str)]) -> Vec<usize> {
        check_with(&Tree::sample(&[(path, text)]), allowed).iter().map(|f| f.line).collect()
    }

    #[test]
    fn types_literals_and_conversions_are_found() {
        assert_eq!(lines("crates/base/src/fen.rs", WITH, &[]), [3, 3, 5, 5]);
    }

    #[test]
    fn whole_numbers_pass_and_simulate_may_draw() {
        let whole = "//! A.\nfn f(p: ((i64,), i64)) -> i64 { p.0.0 + 0x1f64 - 1 }\n";
        assert!(lines("crates/base/src/fen.rs", whole, &[]).is_empty());
        assert!(lines("crates/simulate/src/lib.rs", WITH, &[]).is_empty());
        assert!(lines("crates/files/tests/workbooks.rs", WITH, &[]).is_empty());
        assert_eq!(lines("crates/base/tests/money.rs", WITH, &[]).len(), 4);
    }

    #[test]
    fn an_allowed_file_passes_until_it_no_longer_needs_to() {
        let allowed = &[("crates/files/src/xlsx.rs", "cells are floats")];
        assert!(lines("crates/files/src/xlsx.rs", WITH, allowed).is_empty());
        assert_eq!(lines("crates/files/src/xlsx.rs", "//! A.\n", allowed), [1]);
    }
}
