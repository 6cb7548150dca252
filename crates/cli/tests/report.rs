//! The reports of the five places: produced, read back by other programs, and compared with what
//! was published.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::shebao;
use serde_json::Value;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap();
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    all.sort();
    assert!(all.len() >= 5, "{all:?}");
    all
}

fn produced(example: &Path, out: &Path, more: &[&str]) -> Value {
    let mut args = vec!["report", example.to_str().unwrap(), "--out", out.to_str().unwrap(), "--json"];
    args.extend(more);
    shebao(&args).json()
}

/// LibreOffice shows the results that a sheet brings with it unless it is told to compute them.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;

/// LibreOffice opens the file and writes it as something else.
fn converted(file: &Path, to: &str) -> String {
    let folder = file.parent().unwrap();
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", profile.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(file)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let extension = to.split(':').next().unwrap();
    let written = file.with_extension(extension);
    String::from_utf8_lossy(&fs::read(&written).unwrap()).into_owned()
}

#[test]
fn a_published_figure_is_repeated_only_where_it_can_be_right() {
    let folder = tempfile::tempdir().unwrap();
    for example in examples() {
        let said = produced(&example, folder.path(), &[]);
        let compared = said["compared"].as_array().unwrap();
        assert!(!compared.is_empty(), "{said}");
        for cell in compared {
            let (same, wrong) = (cell["same"].as_bool().unwrap(), !cell["wrong"].is_null());
            assert!(same != wrong, "{}: {cell}", example.display());
        }
    }
}

#[test]
fn libreoffice_reads_what_was_written_and_computes_the_same_points() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    let said = produced(&example, folder.path(), &[]);
    assert_eq!(said["cells"]["年度资金总额·得分"], "8.45");

    let text = converted(&folder.path().join("自评报告.docx"), "txt:Text");
    assert!(text.contains("全年执行760.216万元，预算执行率84.47%"), "{text}");
    let table = converted(&folder.path().join("自评表.docx"), "txt:Text");
    assert!(table.contains("760.216") && table.contains("待说明"), "{table}");
    // The sheet's own formulas, recalculated.
    let sheet =
        converted(&folder.path().join("自评表.xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false");
    let total = sheet.lines().find(|line| line.contains("年度资金总额")).unwrap();
    assert!(total.contains("760.216,10,84.468444") && total.ends_with(",8.45"), "{total}");
}

#[test]
fn figures_are_marked_unless_asked_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    let document_xml = |more: &[&str]| {
        produced(&example, folder.path(), more);
        let file = fs::File::open(folder.path().join("自评报告.docx")).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
        text
    };
    assert!(document_xml(&[]).contains("w:name=\"figure_1_declared\""));
    assert!(!document_xml(&["--plain"]).contains("bookmarkStart"));
}

#[test]
fn a_table_that_cannot_be_right_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    let text = fs::read_to_string(example.join("project.toml")).unwrap();
    let wrong = folder.path().join("project.toml");
    fs::write(&wrong, text.replacen("weight = \"15\"", "weight = \"14\"", 1)).unwrap();
    let out = folder.path().join("out");
    let said = shebao(&["report", wrong.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(said.out.contains("分值：预算执行10分与各指标分值合计99，不是100"), "{}", said.out);
    assert!(said.failed(1).contains("没有生成文件") && !out.exists());

    fs::write(&wrong, text.replacen("\"900万元\"", "\"900\"", 1)).unwrap();
    let said = shebao(&["report", wrong.to_str().unwrap()]).failed(1);
    assert!(said.contains("“900”不是金额"), "{said}");
}

#[test]
fn our_own_reports_pass_our_own_review() {
    let folder = tempfile::tempdir().unwrap();
    for example in examples() {
        produced(&example, folder.path(), &[]);
        for name in ["自评报告.docx", "自评表.docx", "自评表.xlsx"] {
            let file = folder.path().join(name);
            let review = shebao(&["review", file.to_str().unwrap(), "--json"]).json();
            let grave: Vec<_> = review["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|finding| finding["severity"] == "H" || finding["severity"] == "M")
                .collect();
            assert!(grave.is_empty(), "{} {name}: {grave:#?}", example.display());
            // A table without anything to recompute was not read as a table.
            let checked = review["checked"].as_array().unwrap().len();
            assert!(name == "自评报告.docx" || checked >= 3, "{} {name}: {checked}", example.display());
        }
    }
}
