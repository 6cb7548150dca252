//! Facts are appended, never edited: SQL in the code updates or deletes only tables that are
//! declared `mutable`. The database's triggers refuse the rest at run time; this says it earlier.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::rust::{Kind, RustFile};
use super::tree::Tree;

/// Files whose statements name the table at run time, with who makes sure that it is mutable.
const NAMED_AT_RUN_TIME: &[(&str, &str)] = &[(
    "crates/desk/src/write.rs",
    "applies the changes of a signed plan; the triggers of append-only tables refuse them",
)];

/// Looks at all string literals outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mutable: BTreeSet<&str> = tree.rust.iter().flat_map(mutable_tables).collect();
    tree.rust.iter().flat_map(|file| in_file(file, &mutable)).collect()
}

/// Tables declared `Name = "table", mutable …` in a `table!`.
fn mutable_tables(file: &RustFile) -> impl Iterator<Item = &str> {
    file.tokens.windows(4).filter_map(|w| {
        let declared = w[0].is_mark("=") && w[1].kind == Kind::Quoted && w[2].is_mark(",") && w[3].is_word("mutable");
        declared.then_some(w[1].text.as_str())
    })
}

fn in_file(file: &RustFile, mutable: &BTreeSet<&str>) -> Vec<Finding> {
    let at_run_time = NAMED_AT_RUN_TIME.iter().any(|(path, _)| *path == file.path);
    let mut needed = false;
    let mut findings = Vec::new();
    for literal in file.production_strings() {
        for (verb, table) in changed_tables(&literal.text) {
            let dynamic = table.is_empty() || table.contains(['{', '$', '?']);
            let (wrong, remedy) = match dynamic {
                true if at_run_time => {
                    needed = true;
                    continue;
                }
                true => ("a table that only run time knows".to_owned(), "name the table in the text"),
                false if mutable.contains(table.as_str()) => continue,
                false => {
                    (format!("{verb} of the append-only table `{table}`"), "append a reversing row (红字冲销) instead")
                }
            };
            findings.push(Finding::new(&file.path, literal.line, wrong, remedy));
        }
    }
    if at_run_time && !needed {
        let remedy = "take it off NAMED_AT_RUN_TIME in xtask/src/tidy/append_only.rs";
        findings.push(Finding::new(&file.path, 1, "the file no longer names tables at run time", remedy));
    }
    findings
}

/// The tables that an SQL text changes in place, with the verb.
fn changed_tables(sql: &str) -> Vec<(&'static str, String)> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|w| w.eq_ignore_ascii_case(word));
    let mut tables = Vec::new();
    for at in 0..words.len() {
        let (verb, table_at) = if is(at, "UPDATE") && sets_soon(&words[at + 1..]) {
            ("UPDATE", if is(at + 1, "ONLY") { at + 2 } else { at + 1 })
        } else if is(at, "DELETE") && is(at + 1, "FROM") {
            ("DELETE", at + 2)
        } else if is(at, "REPLACE") && is(at + 1, "INTO") {
            ("REPLACE", at + 2)
        } else if words[at] == "TRUNCATE" && at + 1 < words.len() {
            ("TRUNCATE", if is(at + 1, "TABLE") { at + 2 } else { at + 1 })
        } else {
            continue;
        };
        tables.push((verb, table_name(words.get(table_at).copied().unwrap_or_default())));
    }
    tables
}

/// `UPDATE t SET`, `UPDATE t AS x SET`; but not `FOR UPDATE`, `BEFORE UPDATE ON t`, `DO UPDATE SET`.
fn sets_soon(rest: &[&str]) -> bool {
    !rest.first().is_some_and(|w| w.eq_ignore_ascii_case("SET"))
        && rest.iter().take(5).any(|w| w.eq_ignore_ascii_case("SET"))
}

/// Without schema, quotes and what sticks to it.
fn table_name(word: &str) -> String {
    let bare = word.split(['(', ';', ',']).next().unwrap_or_default().replace('"', "");
    bare.rsplit('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str = "//! T.\ntable! { /// Head.\n Head = \"agency_head\", mutable agency, key(agency) { id: i64 } }\n\
                            table! { /// Due.\n Due = \"due\", append agency, key(id) { id: i64 } }\n";

    fn count(sql: &str) -> usize {
        let code = format!("//! A.\nfn f(db: &Db) {{ db.exec({sql:?}); }}\n");
        check(&Tree::sample(&[("crates/a/src/tables.rs", DECLARED), ("crates/a/src/a.rs", &code)])).len()
    }

    #[test]
    fn every_way_to_change_a_fact_is_found() {
        for sql in [
            "UPDATE due SET fen = 0",
            "update due set fen = 0",
            "UPDATE due AS d\n   SET fen = 0",
            "UPDATE main.\"due\" SET fen = 0",
            "DELETE FROM due WHERE id = $1",
            "INSERT OR REPLACE INTO due VALUES (1)",
            "TRUNCATE due",
            "UPDATE {table} SET fen = 0",
            "SELECT 1; DELETE FROM due;",
        ] {
            assert_eq!(count(sql), 1, "{sql}");
        }
    }

    #[test]
    fn mutable_tables_and_other_uses_of_the_words_pass() {
        for sql in [
            "UPDATE agency_head SET seq = seq + 1",
            "INSERT INTO agency_head VALUES (1) ON CONFLICT (agency) DO UPDATE SET seq = 1",
            "CREATE TRIGGER t BEFORE UPDATE ON due BEGIN SELECT 1; END",
            "SELECT id FROM due FOR UPDATE SKIP LOCKED",
            "update the address and delete nothing",
            "TRUNCATE",
        ] {
            assert_eq!(count(sql), 0, "{sql}");
        }
    }

    #[test]
    fn tests_may_tamper() {
        let code = "//! A.\nfn f(db: &Db) { db.exec(\"UPDATE due SET fen = 0\"); }\n";
        assert_eq!(check(&Tree::sample(&[("crates/a/tests/tamper.rs", code)])), []);
    }
}
