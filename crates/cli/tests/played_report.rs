//! The report of a played year: every number of it walks to the rows of the office or to a document.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

#[test]
fn every_number_of_the_played_year_walks_to_its_rows_or_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let data = data.to_str().unwrap();
    common::shebao(&["demo", "--people", "1000", "--months", "12", "--no-serve", "--data", data]).ok();
    let colleagues: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("demo/demo.json")).unwrap()).unwrap();
    let one = colleagues["colleagues"].as_array().unwrap().iter().find(|c| c["post"] == "reviewer").unwrap();
    let text = |key: &str| one[key].as_str().unwrap().to_owned();
    let at = |args: &[&str], input: &str| common::run_in(folder.path(), &[args, &["--data", data]].concat(), input);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dongchuan-2019");
    let example = example.to_str().unwrap();
    assert!(at(&["report", example], "").failed(1).contains("登录"));
    at(&["login", &text("username")], &format!("{}\n", text("password"))).ok();

    let report = at(&["report", example, "--out", "out", "--json"], "").json();
    let book = at(&["report", "evidence", example, "--out", "out", "--json"], "").json();
    // What the sentence of each mark says stands behind it.
    let figures = properties(&folder.path().join("out/自评报告.docx"));
    assert!(figures.len() >= 30, "{figures:#?}");
    let mut counted = 0;
    for (name, said) in &figures {
        let (computed, declared) = (said.contains("计算："), said.contains("填报："));
        assert!(computed || declared, "{name}: {said}");
        let Some((_, rest)) = said.split_once("计算：") else { continue };
        let definition = rest.split('，').next().unwrap();
        let rows = at(&["figure", "rows", definition, "--year", "2019", "--limit", "0", "--json"], "").json();
        assert_eq!(rows["rows"], book["rows"][definition], "{name}: {said}");
        counted += 1;
    }
    assert!(counted >= 8, "{figures:#?}");
    // The number printed is the number of the office.
    for (cell, definition) in [
        ("系统记账人次", "bookings"),
        ("丧葬补助人数", "funeral_people"),
        ("基础养老金发放人数", "recipients_december"),
    ] {
        let shown = at(&["figure", "show", definition, "--year", "2019"], "").ok();
        let ours = report["cells"][format!("{cell}·实际完成值")].as_str().unwrap();
        assert!(shown.contains(&format!("：{ours}\n")) && !ours.starts_with('0'), "{shown} {ours}");
    }
    for name in ["自评报告.docx", "自评表.docx", "自评表.xlsx"] {
        let file = folder.path().join("out").join(name);
        let review = common::shebao(&["review", file.to_str().unwrap(), "--json"]);
        let review: Value = serde_json::from_str(&review.out).unwrap();
        let grave =
            review["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "H" || f["severity"] == "M");
        // A district of 1,000 people spends little of the budget for 36,641: that is rightly asked about.
        let grave: Vec<_> = grave.filter(|f| f["type"] != "D10").collect();
        assert!(grave.is_empty(), "{name}: {grave:#?}");
    }
    let unknown =
        fs::read_to_string(Path::new(example).join("project.toml")).unwrap().replace("\"bookings\"", "\"bookigns\"");
    fs::write(folder.path().join("project.toml"), unknown).unwrap();
    assert!(at(&["report", "project.toml"], "").failed(1).contains("没有名为“bookigns”的数据"));
}

/// The properties of a document by name.
fn properties(file: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("docProps/custom.xml").unwrap(), &mut xml).unwrap();
    let one = |piece: &str| {
        let name = piece.split("name=\"").nth(1)?.split('"').next()?.to_owned();
        Some((name, piece.split("<vt:lpwstr>").nth(1)?.split("</vt:lpwstr>").next()?.to_owned()))
    };
    xml.split("<property ").filter_map(one).collect()
}
