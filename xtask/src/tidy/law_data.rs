//! Every dated value of the law says where it comes from: a known document, the article, and the
//! day someone looked.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::Finding;
use super::manifest::{line_of, parse};
use super::tree::{Text, Tree};

/// Looks at every TOML file below `law/`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let files: Vec<&Text> =
        tree.texts.iter().filter(|t| t.path.starts_with("law/") && t.path.ends_with(".toml")).collect();
    let known = tree.text("law/sources.toml").map(source_ids).unwrap_or_default();
    files.into_iter().flat_map(|file| in_file(file, &known)).collect()
}

fn source_ids(text: &str) -> BTreeSet<String> {
    let Ok(table) = parse(text) else { return BTreeSet::new() };
    let sources = table.get_ref().get("source").and_then(|s| s.get_ref().as_array());
    let ids = sources.into_iter().flat_map(|all| all.iter()).filter_map(|s| text_of(s.get_ref().as_table()?, "id"));
    ids.map(str::to_owned).collect()
}

fn in_file(file: &Text, known: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Ok(table) = parse(&file.text) {
        in_table(file, known, "", &table, &mut findings);
    }
    findings
}

/// Walks down to the dated rows: tables with `from`.
fn in_table(file: &Text, known: &BTreeSet<String>, name: &str, table: &Spanned<DeTable<'_>>, out: &mut Vec<Finding>) {
    let fields = table.get_ref();
    if fields.contains_key("from") {
        let line = line_of(&file.text, table.span().start);
        out.extend(breaches(name, fields, known).into_iter().map(|(w, r)| Finding::new(&file.path, line, w, r)));
    }
    for (key, value) in fields {
        in_value(file, known, key.get_ref(), value, out);
    }
}

fn in_value(file: &Text, known: &BTreeSet<String>, name: &str, value: &Spanned<DeValue<'_>>, out: &mut Vec<Finding>) {
    match value.get_ref() {
        DeValue::Table(table) => in_table(file, known, name, &Spanned::new(value.span(), table.clone()), out),
        DeValue::Array(items) => items.iter().for_each(|item| in_value(file, known, name, item, out)),
        _ => {}
    }
}

fn breaches(name: &str, row: &DeTable<'_>, known: &BTreeSet<String>) -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    match text_of(row, "source").unwrap_or_default() {
        "" => {
            wrong.push(("a dated row without `source`".to_owned(), "name the document by its id in law/sources.toml"))
        }
        id if !known.contains(id) => {
            wrong.push((
                format!("source `{id}` is not in law/sources.toml"),
                "add the document there, or correct the id",
            ));
        }
        _ => {}
    }
    // A parameter's row is a rule of law, so it has an article, unless it says that the value is
    // missing or how it was inferred.
    let explained =
        ["article", "inferred", "gap"].iter().any(|key| text_of(row, key).is_some_and(|text| !text.is_empty()));
    if name == "row" && !explained {
        let remedy = "name the article or the heading where it stands, or write `inferred = \"how\"`";
        wrong.push(("a dated value without `article`".to_owned(), remedy));
    }
    if !text_of(row, "checked").is_some_and(is_day) {
        wrong.push((
            "a dated row without `checked`".to_owned(),
            "write the day you compared it with the document, YYYY-MM-DD",
        ));
    }
    wrong
}

fn text_of<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key).and_then(|value| value.get_ref().as_str())
}

/// Written as 2026-11-21; whether the day exists is the loader's to say.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &str = "[[source]]\nid = \"gf-2014-8\"\n";

    fn lines(text: &str) -> Vec<usize> {
        let tree = Tree::sample(&[("law/sources.toml", SOURCES), ("law/national/resident.toml", text)]);
        check(&tree).iter().map(|f| f.line).collect()
    }

    #[test]
    fn each_missing_part_is_found_at_its_row() {
        let text = "[[parameter]]\nname = \"benefit_age\"\n[[parameter.row]]\nfrom = \"2009-09\"\nvalue = 60\n";
        assert_eq!(lines(text), [3, 3, 3]);
        assert_eq!(lines("[[holiday]]\nfrom = \"2019-01-01\"\nsource = \"unknown\"\nchecked = \"today\"\n"), [1, 1]);
    }

    #[test]
    fn a_complete_row_passes_and_so_does_a_named_gap() {
        let row = "[[parameter.row]]\nfrom = \"2009-09\"\nsource = \"gf-2014-8\"\nchecked = \"2026-11-21\"\n";
        assert!(lines(&format!("[[parameter]]\nname = \"a\"\n{row}value = 60\narticle = \"第七条\"\n")).is_empty());
        assert!(lines(&format!("[[parameter]]\nname = \"a\"\n{row}gap = \"县人社局\"\narticle = \"\"\n")).is_empty());
    }
}
