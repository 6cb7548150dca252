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
    // 1.资金到位和执行情况：年初预算7000.00万元 is the first figure of the text.
    assert!(document_xml(&[]).contains("w:name=\"fig1_calculated_7000p00\""));
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

/// The file with one part as `edit` makes it; without the part when that is nothing.
fn edited(file: &Path, part: &str, edit: impl Fn(&str) -> String) {
    let bytes = fs::read(file).unwrap();
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(fs::File::create(file).unwrap());
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        if name == part {
            bytes = edit(&String::from_utf8(bytes).unwrap()).into_bytes();
            if bytes.is_empty() {
                continue;
            }
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut to, &bytes).unwrap();
    }
    to.finish().unwrap();
}

const BODY: &str = "word/document.xml";
const PROPERTIES: &str = "docProps/custom.xml";

#[test]
fn a_number_changed_in_a_word_processor_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    produced(&example, folder.path(), &[]);
    let check = |file: &Path| shebao(&["report", "check-edited", file.to_str().unwrap(), "--json"]);
    for name in ["自评报告.docx", "自评表.docx"] {
        let original = folder.path().join(name);
        let said = check(&original).json();
        assert!(said["figures"].as_u64().unwrap() >= 15 && said["edited"].as_array().unwrap().is_empty(), "{said}");
        // Saved by another word processor, first without and then with a change.
        let saved = folder.path().join("saved").join(name);
        fs::create_dir_all(saved.parent().unwrap()).unwrap();
        fs::copy(&original, saved.with_file_name("x.doc.docx")).unwrap();
        converted(&saved.with_file_name("x.doc.docx"), "odt");
        converted(&saved.with_file_name("x.doc.odt"), "docx");
        fs::rename(saved.with_file_name("x.doc.docx"), &saved).unwrap();
        let again = check(&saved).json();
        assert_eq!(again["figures"], said["figures"], "{name}");
        assert_eq!(again["edited"].as_array().unwrap().len(), 0, "{again}");

        edited(&saved, BODY, |xml| xml.replacen(">760.216", ">790.216", 1));
        let changed = check(&saved);
        assert_eq!(changed.code, 1, "{changed:?}");
        let changed: Value = serde_json::from_str(&changed.out).unwrap();
        let one = &changed["edited"].as_array().unwrap()[..];
        assert_eq!(one.len(), 1, "{changed}");
        assert!(one[0]["before"].as_str().unwrap().starts_with("760.216"), "{changed}");
        assert!(one[0]["now"].as_str().unwrap().starts_with("790.216"), "{changed}");
        assert!(one[0]["source"].as_str().unwrap().contains("2023年度项目支出绩效自评表"), "{changed}");
        // A program that throws the properties away leaves the names, which hold the numbers.
        edited(&saved, PROPERTIES, |_| String::new());
        let bare: Value = serde_json::from_str(&check(&saved).out).unwrap();
        assert_eq!((&bare["edited"][0]["before"], bare["edited"].as_array().unwrap().len()), (&"760.216".into(), 1));
    }
}

#[test]
fn a_number_that_is_gone_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    produced(&example, folder.path(), &[]);
    let file = folder.path().join("自评报告.docx");
    let without_first = |xml: &str| {
        let (before, rest) = xml.split_once("<w:bookmarkStart").unwrap();
        let (_, after) = rest.split_once("<w:bookmarkEnd w:id=\"1\" />").unwrap();
        format!("{before}{after}")
    };
    edited(&file, BODY, without_first);
    let said = shebao(&["report", "check-edited", file.to_str().unwrap()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("7000.00万元") && said.out.contains("删去了"), "{}", said.out);

    produced(&example, folder.path(), &["--plain"]);
    let plain = shebao(&["report", "check-edited", file.to_str().unwrap()]).failed(1);
    assert!(plain.contains("--plain"), "{plain}");
    let foreign = shebao(&["report", "check-edited", example.join("project.toml").to_str().unwrap()]).failed(1);
    assert!(foreign.contains("不能核对"), "{foreign}");
}

#[test]
fn what_people_wrote_into_an_earlier_document_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    produced(&example, folder.path(), &[]);
    let earlier = folder.path().join("以前的版本");
    produced(&example, folder.path(), &[]);
    assert!(!earlier.exists(), "the same document again is no new version");
    let file = folder.path().join("自评报告.docx");
    edited(&file, BODY, |xml| xml.replacen("待说明", "已按规定公开", 1));
    let by_hand = fs::read(&file).unwrap();
    produced(&example, folder.path(), &[]);
    assert_eq!(fs::read(earlier.join("自评报告-1.docx")).unwrap(), by_hand);
}
