//! One word, one meaning: a Chinese term stands in one row of the glossary, with all its cells,
//! and the types it names exist.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::rust::Kind;
use super::tree::Tree;

const PATH: &str = "GLOSSARY.md";
/// 中文, English, code name, indicator code, meaning.
const CELLS: usize = 5;

/// Reads the five-column tables of the glossary.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let tokens = tree.rust.iter().flat_map(|f| &f.tokens);
    let words: BTreeSet<&str> = tokens.filter(|t| t.kind == Kind::Word).map(|t| t.text.as_str()).collect();
    let mut findings = Vec::new();
    let mut in_terms = false;
    for (at, line) in tree.text(PATH).unwrap_or_default().lines().enumerate() {
        let Some(row) = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
            in_terms = false;
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if cells[0] == "中文" {
            in_terms = true;
        } else if in_terms && !cells[0].starts_with("---") {
            if cells.len() != CELLS {
                let wrong = format!("the row of {} has {} cells", cells[0], cells.len());
                findings.push(Finding::new(
                    PATH,
                    at + 1,
                    wrong,
                    "write 中文, English, code name, indicator code, meaning",
                ));
            }
            for name in cells.get(2).into_iter().flat_map(|cell| types(cell)).filter(|name| !words.contains(name)) {
                let wrong = format!("no code is named `{name}`");
                findings.push(Finding::new(PATH, at + 1, wrong, "write the name as it is in the code today"));
            }
            if let Some(line) = first.insert(cells[0], at + 1) {
                let wrong = format!("{} stands in line {line} already", cells[0]);
                findings.push(Finding::new(PATH, at + 1, wrong, "give one of the two meanings another word"));
            }
        }
    }
    findings
}

/// Types and variants in code font: words that begin with a capital.
fn types(cell: &str) -> impl Iterator<Item = &str> {
    let code = cell.split('`').skip(1).step_by(2);
    code.flat_map(|name| name.split("::")).filter(|name| name.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &str) -> Vec<usize> {
        let head = "| 中文 | English | Code name | Indicator code | Meaning here |\n|---|---|---|---|---|\n";
        check(&Tree::sample(&[
            (PATH, &format!("{head}{rows}")),
            ("crates/a/src/a.rs", "//! A.\nenum Due { Arrears }\n"),
        ]))
        .iter()
        .map(|f| f.line)
        .collect()
    }

    #[test]
    fn a_word_with_two_meanings_is_found_and_so_is_a_short_row() {
        assert_eq!(lines("| 补发 | arrears | `arrears` | – | a |\n| 补发 | reissue | `reissue` | – | b |\n"), [4]);
        assert_eq!(lines("| 补发 | arrears | `arrears` |\n"), [3]);
        assert_eq!(lines("| 补发 | arrears | `Due::Late`, `Owed` | – | a |\n"), [3, 3]);
    }

    #[test]
    fn words_with_one_meaning_pass_and_other_tables_are_free() {
        assert!(
            lines("| 补发 | arrears | `Due::Arrears` | – | a |\n| 退票 | returned | `returned` | – | b |\n").is_empty()
        );
        assert!(lines("\n| Heard | Say |\n|---|---|\n| 补 | x |\n| 补 | y |\n").is_empty());
    }
}
