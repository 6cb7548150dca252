//! F1, F6: encodings, delimiters, line ends, odd bytes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::*;
use shebao_files::{FileError, Format, Profile, RawCell, RawTable, TextEncoding, limits, read_text};

fn encoded(text: &str, encoding: TextEncoding) -> Vec<u8> {
    match encoding {
        TextEncoding::Utf8 => text.as_bytes().to_vec(),
        TextEncoding::Utf8Bom => format!("\u{feff}{text}").into_bytes(),
        TextEncoding::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
        TextEncoding::Utf16Le => {
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        }
        TextEncoding::Utf16Be => {
            [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
        }
    }
}

fn texts(table: &RawTable) -> Vec<Vec<&str>> {
    table.preview(usize::MAX).into_iter().map(|(_, cells)| cells).collect()
}

#[test]
fn rare_names_survive_every_encoding_and_the_encoding_is_stated() {
    let text = "姓名,村\n㐂𠮷〇,一村\n王䶮,二村\n";
    for encoding in
        [TextEncoding::Utf8, TextEncoding::Utf8Bom, TextEncoding::Gb18030, TextEncoding::Utf16Le, TextEncoding::Utf16Be]
    {
        let table = read_text(&encoded(text, encoding)).unwrap();
        assert_eq!(table.encoding, Some(encoding));
        assert_eq!(texts(&table), [["姓名", "村"], ["㐂𠮷〇", "一村"], ["王䶮", "二村"]], "{encoding:?}");
        assert!(table.undecodable.is_empty());
    }
}

#[test]
fn four_byte_gb18030_is_really_four_bytes_here() {
    // U+20BB7 𠮷 and U+3402 㐂 by the table of GB 18030.
    assert_eq!(read_text(b"\x95\x34\xb2\x35\xd0\xa1,\xce\xe5\n").unwrap().rows[0].cells[0], RawCell::text("𠮷小"));
    assert_eq!(encoded("㐂", TextEncoding::Gb18030), [0x81, 0x39, 0xEF, 0x31]);
}

#[test]
fn one_chinese_character_is_not_taken_for_a_cyrillic_one() {
    // D2 BB is 一 in GB18030 and U+04BB in UTF-8.
    let table = read_text(b"aac003,aac004\n\xD2\xBB,1\n").unwrap();
    assert_eq!((table.encoding, table.rows[1].cells[0].shown()), (Some(TextEncoding::Gb18030), "一"));
}

#[test]
fn an_undecodable_byte_is_a_problem_with_line_and_offset_and_nothing_else_is() {
    let mut bytes = encoded(&format!("{TAX_HEADER}\nT1,{},张", id(1)), TextEncoding::Gb18030);
    let offset = bytes.len();
    bytes.push(0xFF);
    bytes.extend(encoded(&format!(",2019,100,20190115\nT2,{},李四,2019,100,20190115\n", id(2)), TextEncoding::Gb18030));
    let imported = Profile::named("tax_detail").unwrap().apply(&read_text(&bytes).unwrap(), today());
    assert_eq!(imported.encoding, Some(TextEncoding::Gb18030));
    assert_eq!(imported.records.len(), 1);
    let problem = &imported.problems[0];
    assert_eq!((problem.line, problem.key.as_str()), (2, "aac003"));
    assert!(problem.message.contains(&format!("第 {} 个字节", offset + 1)), "{}", problem.message);
}

#[test]
fn utf8_with_a_broken_character_stays_utf8() {
    let mut bytes = "姓名,地址\n张三,东川区铜都街道一村\n李四,东川区铜都街道二村\n".as_bytes().to_vec();
    // A lone surrogate as broken programs write it.
    bytes.extend(b"\xED\xA0\x80,x\n");
    let table = read_text(&bytes).unwrap();
    assert_eq!(table.encoding, Some(TextEncoding::Utf8));
    assert_eq!(texts(&table)[1][1], "东川区铜都街道一村");
    assert_eq!(table.undecodable[0].line, 4);
}

#[test]
fn tab_bar_and_comma_are_found_even_with_commas_in_amounts() {
    for (delimiter, mark) in [('\t', "\t"), ('|', "|"), (',', ",")] {
        let amount = if delimiter == ',' { "\"1,234.00\"" } else { "1,234.00" };
        let text = format!("2019年征收明细表\n甲{mark}乙{mark}丙\n1{mark}{amount}{mark}x\n2{mark}{amount}{mark}y\n");
        let table = read_text(text.as_bytes()).unwrap();
        assert_eq!(table.format, Format::Delimited(delimiter));
        assert_eq!(texts(&table)[2], ["1", "1,234.00", "x"]);
    }
}

#[test]
fn line_numbers_are_those_of_an_editor_whatever_the_line_ends() {
    let text = "a,b\r\n\r\n1,\"x\ny\"\n\n2,z\r3,last";
    let lines: Vec<u32> = read_text(text.as_bytes()).unwrap().rows.iter().map(|r| r.line).collect();
    assert_eq!(lines, [1, 3, 6, 7]);
}

#[test]
fn quotes_and_line_breaks_inside_fields_are_kept() {
    let table = read_text("a,b\n\"他说\"\"好\"\"\",\"一\n二\"\n".as_bytes()).unwrap();
    assert_eq!(texts(&table)[1], ["他说\"好\"", "一\n二"]);
}

#[test]
fn a_megabyte_cell_is_bounded_and_located() {
    let imported =
        tax(&format!("T1,{},{},2019,100,20190115\nT2,{},李四,2019,100,20190115", id(1), "长".repeat(400_000), id(2)));
    assert_eq!(imported.records.len(), 1);
    assert_eq!(imported.problems[0].line, 2);
    assert!(imported.problems[0].message.contains("引号没有成对"));
}

#[test]
fn a_cell_at_the_limit_is_read_and_one_character_more_is_not() {
    let full = "长".repeat(limits::CELL_CHARS);
    let table = read_text(format!("a,b\n{full},1\n{full}长,1\n").as_bytes()).unwrap();
    assert_eq!(table.rows[1].cells[0].shown(), full);
    assert_eq!(table.rows[2].cells[0], RawCell::TooLong(u32::try_from(limits::CELL_CHARS).unwrap() + 1));
}

#[test]
fn columns_at_the_limit_are_read_and_a_hundred_thousand_are_refused_by_line() {
    let row = |n: usize| vec!["1"; n].join(",");
    assert_eq!(read_text(row(limits::COLUMNS).as_bytes()).unwrap().rows[0].cells.len(), limits::COLUMNS);
    for columns in [limits::COLUMNS + 1, 100_000] {
        let error = read_text(format!("a,b\n{}\n", row(columns)).as_bytes()).unwrap_err();
        assert!(matches!(error, FileError::TooManyColumns { line: 2 }), "{error}");
    }
}

#[test]
fn rows_at_the_limit_are_read_and_one_more_is_refused() {
    let mut text = "1,2\n".repeat(limits::ROWS);
    assert_eq!(read_text(text.as_bytes()).unwrap().rows.len(), limits::ROWS);
    text.push_str("1,2\n");
    let error = read_text(text.as_bytes()).unwrap_err();
    assert!(matches!(error, FileError::TooManyRows));
    assert!(error.to_string().contains("按乡镇"));
}

#[test]
fn a_nul_is_a_problem_of_its_row() {
    let imported = tax(&format!("T1,{},张\0三,2019,100,20190115", id(1)));
    assert!(messages(&imported).starts_with("2|姓名|含有不可见的控制字符"), "{}", messages(&imported));
}

#[test]
fn a_gigabyte_of_csv_is_refused_at_once_with_advice() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "全区.csv", "税票号,证件号码\n".repeat(500));
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 30).unwrap();
    let error = reader().read(&path).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { .. }));
    assert!(error.to_string().contains("1024 MB") && error.to_string().contains("按乡镇（街道）拆分"), "{error}");
}

#[test]
fn size_limits_hold_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let mut page = "<html><table><tr><td>姓名</td></tr></table></html>".to_owned().into_bytes();
    page.resize(usize::try_from(limits::HTML_BYTES).unwrap(), b' ');
    assert!(reader().read(&write(dir.path(), "网页.xls", &page)).is_ok());
    page.push(b' ');
    assert!(matches!(reader().read(&write(dir.path(), "网页.xls", &page)).unwrap_err(), FileError::TooLarge { .. }));
}

#[test]
fn nothing_at_all_is_said_to_be_empty() {
    let dir = tempfile::tempdir().unwrap();
    for bytes in ["", "\n\n", "\u{feff}", " , ,\n"] {
        let error = reader().read(&write(dir.path(), "空.csv", bytes)).unwrap_err();
        assert!(matches!(error, FileError::Empty), "{bytes:?}: {error}");
    }
}
