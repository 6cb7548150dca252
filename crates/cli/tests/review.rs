//! `shebao review` as an auditor types it.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use common::run_in;
use serde_json::Value;

/// 760.2160 of 900 is 84.47 %.
const WRONG: &str = "2023年项目支出绩效自评报告\n项目全年预算数为900万元，执行数为760.2160万元，完成预算的75%。\n";
const RIGHT: &str = "2023年项目支出绩效自评报告\n项目全年预算数为900万元，执行数为760.2160万元，完成预算的84.47%。\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn json(home: &Path, args: &[&str]) -> (i32, Value) {
    let said = run_in(home, &[&["review", "--json"], args].concat(), "");
    (said.code, serde_json::from_str(&said.out).unwrap())
}

#[test]
fn a_wrong_rate_is_told_with_its_sentence_and_its_arithmetic() {
    let home = folder(&[("错.txt", WRONG.as_bytes())]);
    let said = run_in(home.path(), &["review", "错.txt"], "");
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    for words in ["1.【严重】比率不符（A02）", "75%」", "84.47%", "建议："] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
}

/// The least that Word reads: paragraphs of plain text.
fn docx(text: &str) -> Vec<u8> {
    const TYPES: &str = concat!(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
        r#"<Override PartName="/word/document.xml" "#,
        r#"ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
    );
    const RELATIONS: &str = concat!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" "#,
        r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" "#,
        r#"Target="word/document.xml"/></Relationships>"#
    );
    let paragraphs: String = text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>"#
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", document.as_str())]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(part.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_copy_with_comments_is_made_by_a_program_of_its_own() {
    let home = folder(&[("错.docx", docx(WRONG).as_slice())]);
    let said = run_in(home.path(), &["review", "错.docx", "--docx", "批注.docx"], "");
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let copy = fs::File::open(home.path().join("批注.docx")).unwrap();
    let mut comments = String::new();
    zip::ZipArchive::new(copy).unwrap().by_name("word/comments.xml").unwrap().read_to_string(&mut comments).unwrap();
    assert!(comments.contains("84.47%"), "{comments}");
}

#[test]
fn a_right_report_is_told_to_hold() {
    let home = folder(&[("对.txt", RIGHT.as_bytes())]);
    let said = run_in(home.path(), &["review", "对.txt"], "").ok();
    assert!(said.contains("没有发现问题") && said.contains("比率 1 项"), "{said}");
}

#[test]
fn json_is_an_object_for_one_file_and_an_array_for_several() {
    let home = folder(&[("a.txt", WRONG.as_bytes()), ("b.txt", RIGHT.as_bytes())]);
    let (code, one) = json(home.path(), &["a.txt"]);
    assert_eq!(code, 1);
    assert_eq!(one["file"], "a.txt");
    let finding = &one["findings"][0];
    assert_eq!((finding["type"].as_str(), finding["severity"].as_str()), (Some("A02"), Some("H")));
    assert!(finding["quotes"].as_array().unwrap().iter().all(Value::is_string));
    for key in ["place", "calc", "suggestion"] {
        assert!(!finding[key].as_str().unwrap().is_empty(), "{key}");
    }
    let (code, several) = json(home.path(), &["b.txt", "a.txt", "b.txt"]);
    let files: Vec<_> = several.as_array().unwrap().iter().map(|one| one["file"].as_str().unwrap()).collect();
    assert_eq!((code, files), (1, vec!["b.txt", "a.txt", "b.txt"]), "in the order of the command line");
    assert!(several[0]["findings"].as_array().unwrap().is_empty());
    assert!(!several[0]["checked"].as_array().unwrap().is_empty());
    assert_eq!(json(home.path(), &["b.txt"]).0, 0);
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let home = folder(&[("a.txt", WRONG.as_bytes()), ("bad.docx", b"PK\x03\x04 broken"), ("empty.txt", b"")]);
    let (code, all) = json(home.path(), &["bad.docx", "none.txt", "a.txt", "empty.txt"]);
    assert_eq!(code, 2);
    for at in [0, 1, 3] {
        assert!(!all[at]["error"].as_str().unwrap().is_ascii(), "told in Chinese: {}", all[at]);
        assert!(all[at]["findings"].as_array().unwrap().is_empty());
    }
    assert_eq!(all[2]["findings"][0]["type"], "A02");
    let said = run_in(home.path(), &["review", "bad.docx", "a.txt"], "");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("bad.docx") && said.out.contains("A02"), "{}{}", said.out, said.err);
    assert!(said.out.contains("共 2 份：1 份有严重或一般问题，0 份没有，1 份未能读取"), "{}", said.out);
}

#[test]
fn pages_go_where_they_are_asked_and_never_over_the_report() {
    let home = folder(&[("a.txt", WRONG.as_bytes()), ("b.txt", RIGHT.as_bytes())]);
    assert_eq!(run_in(home.path(), &["review", "a.txt", "--html", "a.html"], "").code, 1);
    let page = fs::read_to_string(home.path().join("a.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("75%</mark>"));
    run_in(home.path(), &["review", "a.txt", "b.txt", "--out", "结果"], "");
    assert!(home.path().join("结果/a.txt.审查.html").exists() && home.path().join("结果/b.txt.审查.html").exists());
    let several = run_in(home.path(), &["review", "a.txt", "b.txt", "--html", "c.html"], "").failed(1);
    assert!(several.contains("--out"), "{several}");
    let over = run_in(home.path(), &["review", "a.txt", "--html", "a.txt"], "").failed(2);
    assert!(over.contains("不能覆盖"), "{over}");
    assert_eq!(fs::read_to_string(home.path().join("a.txt")).unwrap(), WRONG);
}
