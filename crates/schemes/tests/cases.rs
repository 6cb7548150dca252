//! Every file in `cases/` is run by the same runner as the office's.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use std::path::PathBuf;

use shebao_schemes::cases::{Outcome, run};

const FOLDERS: [&str; 3] = ["resident", "arithmetic", "rejected"];

fn files() -> Vec<PathBuf> {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let of_folder = |folder: &str| std::fs::read_dir(cases.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = FOLDERS.into_iter().flat_map(of_folder).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
}

fn outcomes(text: &str) -> Vec<Outcome> {
    run(text, law::EMBEDDED_TEXTS).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn every_worked_example_agrees_to_the_fen() {
    let mut ran = 0;
    let mut failed = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let all = run(&text, law::EMBEDDED_TEXTS).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(!all.is_empty(), "{} holds no example", path.display());
        ran += all.len();
        failed.extend(all.into_iter().filter(|outcome| !outcome.ok));
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(ran >= 90, "only {ran} examples were found");
}

/// The worked examples that were found published, by their number in the collection.
const FOUND: [u32; 37] = [
    1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 19, 20, 21, 23, 25, 26, 29, 30, 32, 33, 34, 37, 40, 41, 42, 43,
    44, 45, 46, 47, 54, 56,
];

#[test]
fn every_example_that_was_found_is_a_case() {
    let texts: Vec<String> = files().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for number in FOUND {
        let id = format!("id = \"W{number:02}");
        assert!(texts.iter().any(|text| text.starts_with(&id)), "W{number:02}");
    }
}

/// A figure is rejected only while it differs from what the rule gives, and with a reason.
#[test]
fn a_rejected_figure_that_is_right_fails() {
    let path = files().into_iter().find(|p| p.to_string_lossy().contains("w56_lieshan_2023")).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(outcomes(&text)[0].ok);
    assert!(!outcomes(&text.replace("\"75.00\"", "\"84.47\""))[0].ok);
    let reason = text.lines().find(|line| line.starts_with("rejected")).unwrap();
    assert!(!outcomes(&text.replace(reason, "rejected = \"\""))[0].ok);
}

#[test]
fn a_wrong_expectation_fails() {
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let spoilt = text.replacen("[example.expected]\n", "[example.expected]\nnothing_of_that_name = \"1\"\n", 1);
        assert!(!outcomes(&spoilt)[0].ok, "{}", path.display());
    }
    let w43 = files().into_iter().find(|p| p.to_string_lossy().contains("w43")).unwrap();
    let text = std::fs::read_to_string(w43).unwrap().replacen("3460.00", "3460.01", 1);
    let first = &outcomes(&text)[0];
    assert!(!first.ok);
    assert_eq!(first.got["net"], "3460.00");
}

#[test]
fn a_case_may_not_overlay_what_the_nation_does_not_delegate() {
    let w12 = files().into_iter().find(|p| p.to_string_lossy().contains("w12")).unwrap();
    let text =
        std::fs::read_to_string(w12).unwrap().replace("name = \"account.exhausted_payer\"", "name = \"benefit_age\"");
    let text = text.replace("value = \"county\"", "value = 55");
    let error = run(&text, law::EMBEDDED_TEXTS).unwrap_err();
    assert!(error.to_string().contains("上级没有授权下级另定“待遇领取年龄”"), "{error}");
}

fn named(part: &str) -> String {
    let path = files().into_iter().find(|path| path.to_string_lossy().contains(part)).unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// 7.00 of the county becomes 12.00, in the place of the row of 2018 or after it.
fn county_row(table: &str, from: &str) -> String {
    format!(
        "\n[[{table}.source]]\nid = \"own\"\ntitle = \"模拟\"\nnumber = \"\"\nissuer = \"模拟\"\ndate = \"2018-12-01\"\nurl = \"\"\n\
         note = \"\"\nconfidence = \"official\"\n[[{table}.county]]\nname = \"base_pension.county\"\n[[{table}.county.row]]\n\
         from = \"{from}\"\nvalue = \"12\"\npublished = \"2018-12-01\"\nsource = \"own\"\narticle = \"一\"\nchecked = \"2026-11-21\"\n"
    )
}

#[test]
fn a_case_may_lay_its_rows_over_a_real_place() {
    let case = named("a04_dongchuan");
    assert_eq!(outcomes(&case)[0].got["county"], "7.00");
    for from in ["2018-01", "2019-01"] {
        let laid = outcomes(&(case.clone() + &county_row("law", from)));
        assert_eq!((laid[0].got["county"].as_str(), laid[0].got["total"].as_str()), ("12.00", "227.00"), "{from}");
        assert!(!laid[0].ok, "the case still expects what the law has");
    }
    let later = outcomes(&(case.clone() + &county_row("law", "2019-02")));
    assert!(later[0].ok, "it begins after the month: {later:?}");
    let tree =
        shebao_schemes::cases::assess(&(case.clone() + &county_row("law", "2019-01")), law::EMBEDDED_TEXTS).unwrap();
    assert!(tree[0].tree.to_text().contains("《模拟》"), "{}", tree[0].tree.to_text());
    // What the nation sets stays.
    let wrong =
        case + &county_row("law", "2019-01").replace("base_pension.county", "benefit_age").replace("\"12\"", "55");
    let told = run(&wrong, law::EMBEDDED_TEXTS).unwrap_err().to_string();
    assert!(told.contains("上级没有授权下级另定“待遇领取年龄”"), "{told}");
}
