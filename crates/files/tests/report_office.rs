//! Files of other programs: LibreOffice writes them, we read them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use base::document::Part;
use common::report::*;
use common::write;

/// The file converted by LibreOffice, or nothing where that is not installed.
fn converted(folder: &Path, file: &Path, to: &str) -> Option<PathBuf> {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("left out: libreoffice-writer is not installed: .doc and .pdf files of a second program");
        return None;
    }
    if to == "pdf" && Command::new("pdftotext").arg("-v").output().is_err() {
        println!("left out: poppler-utils is not installed: the paragraphs and tables of a .pdf");
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

#[test]
fn a_pdf_gives_back_the_paragraphs_that_its_pages_broke() {
    let sentence = "全区城乡居民基本养老保险参保人数为42195人，完成市下达任务（湛开财资〔2025〕26号）的101.92%；";
    let mut wanted = vec!["一、基本情况".to_owned()];
    wanted.extend((0..40).map(|n| format!("（{n}）{}按时完成。", sentence.repeat(1 + n % 5))));
    wanted.push("二、结论".to_owned());
    let dir = tempfile::tempdir().unwrap();
    let text = write(dir.path(), "报告.txt", wanted.join("\n"));
    let Some(pdf) = converted(dir.path(), &text, "pdf") else { return };
    let document = document_reader().read(&pdf).unwrap();
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let texts: Vec<_> = document.paragraphs().map(|p| squeezed(&p.text)).collect();
    assert_eq!(texts, wanted.iter().map(|w| squeezed(w)).collect::<Vec<_>>());
    let pages: Vec<_> = document.paragraphs().filter_map(|p| p.part.clone()).collect();
    assert_eq!(pages.first(), Some(&Part::Page(1)));
    assert_ne!(pages.last(), Some(&Part::Page(1)), "the text reaches over pages: {pages:?}");
    assert!(document.left_out.is_empty(), "{:?}", document.left_out);
}

#[test]
fn a_table_of_a_pdf_has_its_columns() {
    let row = |cells: [&str; 4]| {
        let cell =
            |text: &str| format!("<w:tc><w:tcPr><w:tcW w:w=\"2200\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>", p(text));
        format!("<w:tr>{}</w:tr>", cells.map(cell).concat())
    };
    let grid = "<w:tblPr><w:tblW w:w=\"8800\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"2200\"/><w:gridCol w:w=\"2200\"/><w:gridCol w:w=\"2200\"/><w:gridCol w:w=\"2200\"/></w:tblGrid>";
    let rows = [
        row(["项目", "预算数", "执行数", "执行率"]),
        row(["城乡居民基本养老保险工作经费和考核奖励", "26.70", "26.70", "100%"]),
        row(["信息系统", "1,234.50", "1,200.00", "97.20%"]),
        row(["合计", "1,261.20", "1,226.70", "97.26%"]),
    ];
    let body = format!("{}<w:tbl>{grid}{}</w:tbl>{}", p("项目资金如下："), rows.concat(), p("二、结论"));
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "表.docx", docx(&body));
    let Some(pdf) = converted(dir.path(), &file, "pdf") else { return };
    let document = document_reader().read(&pdf).unwrap();
    let found = table(&document);
    let column = |at: u32| {
        found
            .rows
            .iter()
            .map(|row| row.iter().filter(|c| c.column == at).map(|c| c.text()).collect())
            .collect::<Vec<String>>()
    };
    assert_eq!(column(1).join(" ").trim(), "预算数 26.70 1,234.50 1,261.20");
    assert_eq!(column(3).concat(), "执行率100%97.20%97.26%");
    assert_eq!(column(0), ["项目", "城乡居民基本养老保险工作经费和考核奖励", "信息系统", "合计"]);
    let outside: Vec<_> = lines(&document).into_iter().filter(|l| l.contains("如下") || l.contains("结论")).collect();
    assert_eq!(outside.len(), 2, "{outside:?}");
}

#[test]
fn a_pdf_cut_off_or_garbled_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let text = write(dir.path(), "报告.txt", "全区参保42195人。\n".repeat(200));
    let Some(pdf) = converted(dir.path(), &text, "pdf") else { return };
    let bytes = std::fs::read(pdf).unwrap();
    for length in [20, bytes.len() / 3, bytes.len() / 2] {
        let error = refusal("断.pdf", &bytes[..length]);
        assert!(error.contains("不完整或已损坏") || error.contains("扫描件"), "{length}: {error}");
    }
}
