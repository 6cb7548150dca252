//! The table list of ARCHITECTURE.md is the list of declared tables, with the mutable ones marked.

use std::collections::BTreeSet;

#[test]
fn the_table_list_is_the_declared_one() {
    let text = include_str!("../../../../ARCHITECTURE.md");
    let (_, section) = text.split_once("## The tables").unwrap();
    let (section, _) = section.split_once("\\* mutable").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let listed: BTreeSet<(String, bool)> = rows
        .flat_map(|row| row.split('|').nth(2).unwrap_or_default().split(','))
        .map(|name| (name.trim().trim_end_matches("\\*").to_owned(), name.trim().ends_with("\\*")))
        .collect();
    let declared: BTreeSet<(String, bool)> =
        shebao_office::tables::schema().tables.iter().map(|t| (t.name.to_owned(), t.mutable)).collect();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty() && stale.is_empty(), "not in ARCHITECTURE.md: {missing:?}; not declared: {stale:?}");
}
