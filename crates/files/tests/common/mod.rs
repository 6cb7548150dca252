//! Helpers of the tests: simulated people and files built on the spot.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

pub mod report;

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use base::{Date, IdNumber};
use shebao_files::{Cell, Imported, Profile, Reader, XlsxWriter};
use zip::write::SimpleFileOptions;

pub fn today() -> Date {
    jiff::civil::date(2019, 2, 1)
}

/// An ID number of a simulated person: valid check character, reserved sequence 900–999.
pub fn id(n: u32) -> String {
    let body = format!("530113{:04}{:02}15{}", 1940 + n / 1000 % 60, n / 100 % 12 + 1, 900 + n % 100);
    format!("{body}{}", IdNumber::check_character(&body).unwrap())
}

pub fn reader() -> Reader {
    Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_shebao-read-table")))
}

pub fn write(dir: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn xlsx(rows: &[Vec<Cell<'_>>]) -> Vec<u8> {
    let mut writer = XlsxWriter::new("表", &[]).unwrap();
    rows.iter().for_each(|row| writer.row(row).unwrap());
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out).unwrap();
    out.into_inner()
}

/// A workbook with the given sheet XML rows, for what our writer would never write.
pub fn raw_xlsx(sheet_data: &str) -> Vec<u8> {
    raw_workbook(sheet_data, "", "")
}

pub fn raw_workbook(sheet_data: &str, workbook_properties: &str, prolog: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}">{workbook_properties}<sheets><sheet name="明细" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        // Style 1 is a date.
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<?xml version="1.0"?>{prolog}<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>"#
            ),
        ),
    ];
    zipped(&parts.map(|(name, text)| (name.to_owned(), text.into_bytes())))
}

pub fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A sheet row of inline text cells.
pub fn text_row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|c| format!(r#"<c t="inlineStr"><is><t>{c}</t></is></c>"#)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

pub const TAX_HEADER: &str = "税票号,证件号码,姓名,缴费年度,缴费金额,缴费日期";

pub fn tax(rows: &str) -> Imported {
    let table = shebao_files::read_text(format!("{TAX_HEADER}\n{rows}").as_bytes()).unwrap();
    Profile::named("tax_detail").unwrap().apply(&table, today())
}

/// All messages, one a line, for assertions.
pub fn messages(imported: &Imported) -> String {
    imported.problems.iter().map(|p| format!("{}|{}|{}\n", p.line, p.column_title, p.message)).collect()
}

pub fn notices(imported: &Imported) -> String {
    imported.notices.iter().map(|n| format!("{}×{}\n", n.message, n.count)).collect()
}
