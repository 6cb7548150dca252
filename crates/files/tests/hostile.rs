//! F2–F4: containers that are damaged, disguised or built to exhaust their reader.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::*;
use shebao_files::{FileError, Format, Profile, RawTable, Reader, SheetChoice, read_in_process};

fn refused(name: &str, bytes: impl AsRef<[u8]>, because: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), name, bytes);
    let error = reader().read(&path).unwrap_err().to_string();
    assert!(error.contains(because), "{name}: {error}");
    assert!(!error.contains(dir.path().to_str().unwrap()), "no machine path: {error}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was written");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn good_book() -> Vec<u8> {
    let header: Vec<_> = TAX_HEADER.split(',').map(Into::into).collect();
    xlsx(&[header, vec!["T1".into(), id(1).into(), "张三".into(), 2019.into(), base::Fen::from_yuan(100).into()]])
}

#[test]
fn the_content_decides_and_not_the_name() {
    let dir = tempfile::tempdir().unwrap();
    let format = |name: &str, bytes: &[u8]| reader().read(&write(dir.path(), name, bytes)).unwrap().format;
    assert_eq!(format("明细.csv", &good_book()), Format::Xlsx);
    assert_eq!(format("明细.xlsx", TAX_HEADER.as_bytes()), Format::Delimited(','));
    assert_eq!(format("明细.xls", TAX_HEADER.replace(',', "\t").as_bytes()), Format::Delimited('\t'));
    assert_eq!(format("明细.xls", "<html><table><tr><td>姓名</td></tr></table>".as_bytes()), Format::Html);
    assert_eq!(reader().read(&fixture("tax_1900.xls")).unwrap().format, Format::Xls);
}

#[test]
fn biff_workbooks_of_both_date_systems_are_read() {
    for name in ["tax_1900.xls", "tax_1904.xls"] {
        let profile = Profile::named("tax_detail").unwrap();
        let table = reader().read_for(&fixture(name), &profile).unwrap();
        let imported = profile.apply(&table, today());
        assert_eq!(imported.records.len(), 2, "{name}: {}", messages(&imported));
        let second = &imported.records[1];
        assert_eq!(second.text("aac003"), Some("李〇"));
        assert_eq!(imported.records[0].text("aac003"), Some("张㐂"));
        assert_eq!(second.money("aae019"), Some(base::Fen::new(123456)));
        assert_eq!(second.date("paid_on"), Some(jiff::civil::date(2019, 1, 16)), "{name}");
        // The ID typed as a number, and nothing else; the total counts its amount.
        assert_eq!(imported.problems.len(), 1, "{}", messages(&imported));
        assert!(imported.problems[0].message.contains("科学计数法"));
        assert!(imported.totals[0].agrees);
    }
}

#[test]
fn html_tables_with_spans_and_gbk_bytes_are_read() {
    let page = format!(
        "<html><head><meta charset=\"gbk\"></head><body><table><tr><td>登录</td></tr></table><table>\
         <tr><th rowspan=2>个人编号</th><th rowspan=2>证件号码</th><th rowspan=2>姓名</th><th rowspan=2>待遇开始年月</th>\
         <th colspan=2>基础养老金</th><th rowspan=2>个人账户养老金</th><th rowspan=2>银行账号</th></tr>\
         <tr><th>中央</th><th>省级</th></tr>\
         <tr><td>1</td><td>{}</td><td>张\n  三</td><td>201801</td><td>88</td><td>5</td><td>1.5</td><td>6222000000001234</td></tr>\
         </table></body></html>",
        id(1)
    );
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "待遇.xls", encoding_rs::GB18030.encode(&page).0);
    let profile = Profile::named("takeon_award").unwrap();
    let imported = profile.apply(&reader().read_for(&path, &profile).unwrap(), today());
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.records[0].money("aae0192"), Some(base::Fen::from_yuan(5)));
    assert_eq!(imported.records[0].text("aac003"), Some("张 三"));
}

#[test]
fn damaged_and_foreign_files_say_what_to_do() {
    let book = good_book();
    refused("断.xlsx", &book[..book.len() / 2], "不完整或已损坏");
    refused("断.xlsx", &book[..book.len() - 30], "不完整或已损坏");
    let xls = std::fs::read(fixture("tax_1900.xls")).unwrap();
    refused("断.xls", &xls[..1500], "不完整或已损坏");
    refused("密.xlsx", std::fs::read(fixture("encrypted.xlsx")).unwrap(), "打开密码");
    refused("文.xlsx", zipped(&[("word/document.xml".into(), b"<w/>".to_vec())]), "Word 文档");
    refused("包.xlsx", zipped(&[("名册.csv".into(), b"a,b".to_vec())]), "请先解压");
    refused(
        "宏.xlsx",
        zipped(&[("xl/workbook.xml".into(), b"<w/>".to_vec()), ("xl/vbaProject.bin".into(), vec![1])]),
        "含有宏",
    );
    refused("扫描.xlsx", b"%PDF-1.7 ...", "PDF");
    refused("登录.xls", "<!DOCTYPE html><html><body>请登录</body></html>", "没有表格的网页");
    refused(
        "03.xls",
        r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"#,
        "XML 电子表格",
    );
    refused("乱.csv", [0u8, 1, 2, 3].repeat(100), "二进制文件");
}

#[test]
fn paths_that_leave_the_container_and_crowds_of_entries_are_refused() {
    refused("路径.xlsx", zipped(&[("xl/workbook.xml".into(), vec![]), ("../../evil".into(), vec![])]), "指向外部");
    let crowd: Vec<_> = (0..=shebao_files::limits::ZIP_ENTRIES).map(|i| (format!("xl/{i}"), Vec::new())).collect();
    refused("多.xlsx", zipped(&crowd), "个文件");
    // A container inside a container is never opened.
    let nested = [("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec()), ("xl/inner.zip".to_owned(), good_book())];
    let dir = tempfile::tempdir().unwrap();
    assert!(reader().read(&write(dir.path(), "套.xlsx", zipped(&nested))).is_err());
}

#[test]
fn zip_bombs_are_refused_before_they_unfold() {
    let spaces = vec![b' '; 64 << 20];
    refused(
        "弹.xlsx",
        zipped(&[("xl/workbook.xml".into(), b"<w/>".to_vec()), ("xl/x.xml".into(), spaces)]),
        "压缩比过高",
    );
}

/// Rewrites the unpacked size that a container declares for its entries.
fn lying_about_size(mut zip: Vec<u8>, name: &str, size: u32) -> Vec<u8> {
    for (signature, size_at, name_at) in [(b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)] {
        let found: Vec<usize> = zip.windows(4).enumerate().filter(|(_, w)| w == signature).map(|(i, _)| i).collect();
        for at in found {
            if zip[at + name_at..].starts_with(name.as_bytes()) {
                zip[at + size_at..at + size_at + 4].copy_from_slice(&size.to_le_bytes());
            }
        }
    }
    zip
}

#[test]
fn a_declared_size_of_two_gibibytes_is_refused() {
    let book = zipped(&[("xl/workbook.xml".into(), b"<w/>".to_vec())]);
    refused("大.xlsx", lying_about_size(book, "xl/workbook.xml", 0x7FFF_FFFF), "压缩比过高");
}

/// A shared-strings table that needs far more memory than the child may have, in a container that
/// says it is small.
#[test]
fn a_shared_strings_bomb_ends_the_child_and_not_the_reader() {
    let strings = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(8 << 20));
    let parts = [
        ("[Content_Types].xml", String::new()),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook><sheets/></workbook>".to_owned()),
        ("xl/sharedStrings.xml", strings),
    ];
    let book = zipped(&parts.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    let book = lying_about_size(book, "xl/sharedStrings.xml", 1000);
    let dir = tempfile::tempdir().unwrap();
    let error = reader().read(&write(dir.path(), "弹.xlsx", book)).unwrap_err().to_string();
    assert!(["已损坏", "内存超过上限", "异常"].iter().any(|word| error.contains(word)), "{error}");
}

#[test]
fn a_million_styles_are_refused_unread() {
    let styles: String = (0..900_000).map(|i| format!("<xf numFmtId=\"{i}\"/>")).collect();
    refused(
        "式.xlsx",
        zipped(&[("xl/workbook.xml".into(), vec![]), ("xl/styles.xml".into(), styles.into())]),
        "样式过多",
    );
}

#[test]
fn a_page_that_needs_more_memory_than_the_child_may_have_ends_the_child_only() {
    refused("页.xls", format!("<html><table>{}", "<tr><td>1<td>2".repeat(1_700_000)), "内存超过上限");
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>"#;
    for reference in ["&b;", "&c;"] {
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path(), "实体.xlsx", raw_workbook(&text_row(1, &["姓名", reference]), "", bomb));
        if let Ok(table) = reader().read(&path) {
            let text = format!("{:?}", table.rows);
            assert!(!text.contains("aaaaaaaaaa") && !text.contains("root:"), "{text}");
        }
    }
}

#[test]
fn sheets_are_chosen_by_pattern_and_the_others_are_named() {
    let sheet = |book: &mut rust_xlsxwriter::Workbook, name: &str, text: &str| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().write_string(0, 0, text).unwrap();
    };
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("封面").unwrap();
    sheet(&mut book, "期初人员名册", "甲");
    sheet(&mut book, "期初账户", "乙");
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "期初.xlsx", book.save_to_buffer().unwrap());
    let read = |pattern: &str| reader().read_sheet(&path, &SheetChoice::Named(pattern.to_owned()));
    assert_eq!(read("*账户*").unwrap().rows[0].cells[0].shown(), "乙");
    assert_eq!(read("期初人员名册").unwrap().other_sheets, ["封面", "期初账户"]);
    assert_eq!(reader().read(&path).unwrap().sheet.as_deref(), Some("期初人员名册"), "the first that is not empty");
    assert!(read("*待遇*").unwrap_err().to_string().contains("封面、期初人员名册、期初账户"));
}

fn with_child(script: &str) -> Result<RawTable, FileError> {
    let dir = tempfile::tempdir().unwrap();
    let exe = write(dir.path(), "child", format!("#!/bin/sh\n{script}\n"));
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&exe, std::fs::Permissions::from_mode(0o755)).unwrap();
    let book = write(dir.path(), "a.xlsx", good_book());
    Reader::new(exe).with_time_limit(Duration::from_millis(300)).read(&book)
}

#[test]
fn a_child_that_hangs_dies_or_babbles_is_an_error_in_words() {
    let message = |script: &str| with_child(script).unwrap_err().to_string();
    assert!(message("while :; do :; done").contains("用时过长"));
    assert!(message("kill -6 $$").contains("内存超过上限"));
    assert!(message("kill -11 $$").contains("信号 11"));
    assert!(message("echo hello").contains("没有给出完整的结果"));
    assert!(message("exit 0").contains("没有给出完整的结果"));
    // A table that stops before its end is dropped whole.
    let cut = "printf 'shebao-table-1,xlsx,,1900,a\\n1,,t甲\\n'";
    assert!(message(cut).contains("没有给出完整的结果"));
    assert!(with_child(&format!("{cut}; printf 'end,1\\n'")).is_ok());
    assert!(message(&format!("{cut}; printf 'end,2\\n'")).contains("没有给出完整的结果"));
    assert!(message(&format!("{cut}; printf 'end,1\\n'; exit 9")).contains("异常"));
    let missing = Reader::new(PathBuf::from("/nonexistent")).read(&fixture("tax_1900.xls"));
    assert!(missing.unwrap_err().to_string().contains("无法启动"));
}

#[test]
fn the_child_gives_what_reading_in_process_gives() {
    let dir = tempfile::tempdir().unwrap();
    let book = write(dir.path(), "a.xlsx", good_book());
    for path in [book, fixture("tax_1900.xls"), fixture("tax_1904.xls")] {
        assert_eq!(reader().read(&path).unwrap(), read_in_process(&path, &SheetChoice::First).unwrap());
    }
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_not_opened() {
    for path in ["/dev/zero", "/tmp"] {
        let error = reader().read(Path::new(path)).unwrap_err().to_string();
        assert!(error.contains("管道"), "{path}: {error}");
    }
}
