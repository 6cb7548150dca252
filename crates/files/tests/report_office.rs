//! Files of other programs: LibreOffice writes them, we read them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::report::*;
use common::write;

/// The file converted by LibreOffice, or nothing where that is not installed.
fn converted(folder: &Path, file: &Path, to: &str) -> Option<PathBuf> {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("left out: libreoffice-writer is not installed: .doc and .pdf files of a second program");
        return None;
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let done = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(file)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(file.with_extension(to.split(':').next().unwrap()))
}

fn sample() -> Vec<u8> {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"2000\" w:type=\"dxa\"/>{properties}</w:tcPr>{}</w:tc>", p(text))
    };
    let grid = "<w:tblPr><w:tblW w:w=\"6000\" w:type=\"dxa\"/><w:tblBorders><w:top w:val=\"single\"/><w:insideH w:val=\"single\"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>";
    let table = format!(
        "<w:tbl>{grid}<w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", "指标"),
        cell("", "目标"),
        cell("", "98.5%"),
        cell("<w:vMerge/>", ""),
        cell("", "完成"),
        cell("", "42195"),
    );
    let long = "全区城乡居民基本养老保险参保人数为42195人，完成市下达任务的101.92%。".repeat(3);
    docx(&format!("{}{}{table}{}", p("一、基本情况"), p(&long), p("二、结论")))
}

#[test]
fn older_word_files_and_rtf_are_read_through_libreoffice() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "报告.docx", sample());
    let expected = document_reader().read(&file).unwrap();
    for to in ["doc", "rtf"] {
        let Some(older) = converted(dir.path(), &file, to) else { return };
        let document = document_reader().read(&older).unwrap();
        assert_eq!(document.name, format!("报告.{to}"));
        let texts = |d: &base::document::Document| d.paragraphs().map(|p| p.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&document), texts(&expected), "{to}");
        assert_eq!(cells(table(&document)), cells(table(&expected)), "{to}");
        let docx = document_reader().as_docx(&older).unwrap().unwrap();
        assert_eq!(texts(&read("a.docx", docx).unwrap()), texts(&expected), "for comments");
    }
}

#[test]
fn a_damaged_older_word_file_is_said_to_be_one() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "报告.docx", sample());
    let Some(older) = converted(dir.path(), &file, "doc") else { return };
    let bytes = std::fs::read(older).unwrap();
    let mut zeroed = bytes.clone();
    zeroed[512..2000].fill(0xEE);
    for broken in [bytes[..2000].to_vec(), zeroed] {
        match document_reader().read(&write(dir.path(), "坏.doc", broken)) {
            // LibreOffice repairs much; what it gives must still be a document in words.
            Ok(document) => assert!(document.paragraphs().count() > 0),
            Err(error) => {
                let error = error.to_string();
                assert!(
                    ["LibreOffice 没能", "没有文字", "不是报告文件", "损坏"].iter().any(|w| error.contains(w)),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn an_older_workbook_keeps_its_number_formats_through_libreoffice() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.0%");
    book.add_worksheet().write_number_with_format(0, 0, 0.98535, &percent).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "表.xlsx", book.save_to_buffer().unwrap());
    let Some(older) = converted(dir.path(), &file, "xls") else { return };
    assert_eq!(lines(&document_reader().read(&older).unwrap()), ["0|98.5%"]);
}
