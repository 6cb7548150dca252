//! What our writer wrote reads back equal (F5), and random bytes never panic (F9).

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::Cursor;

use base::Fen;
use common::*;
use proptest::prelude::*;
use shebao_files::{
    Cell, CsvWriter, RawCell, RawTable, SheetChoice, WriteEncoding, WriteError, XlsxWriter, limits, read_in_process,
    read_text,
};

fn csv(rows: &[Vec<String>], encoding: WriteEncoding) -> Result<Vec<u8>, WriteError> {
    let mut writer = CsvWriter::new(Vec::new(), encoding)?;
    for row in rows {
        writer.row(&row.iter().map(|c| Cell::from(c.as_str())).collect::<Vec<_>>())?;
    }
    writer.finish()
}

fn book(rows: &[Vec<String>]) -> Vec<u8> {
    xlsx(&rows.iter().map(|row| row.iter().map(|c| Cell::from(c.as_str())).collect()).collect::<Vec<_>>())
}

/// The cells as texts, without the empty ones at the end of a row.
fn texts(table: &RawTable) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.cells.iter().map(|c| c.shown().to_owned()).collect()).collect()
}

fn read_book(bytes: &[u8]) -> RawTable {
    let dir = tempfile::tempdir().unwrap();
    read_in_process(&write(dir.path(), "a.xlsx", bytes), &SheetChoice::First).unwrap()
}

/// Texts of the field, of attackers, and anything else that is not a control character.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[=+@＝＋－＠\t' -]{0,3}[a-z0-9\"',|;\n]{1,6}",
        3 => "[\u{4e00}-\u{9fa5}㐂𠮷〇，。 　]{1,6}x",
        1 => "[^\u{0}-\u{1f}\u{7f}-\u{9f}\u{e000}-\u{f8ff}\u{fff0}-\u{ffff}\u{fdd0}-\u{fdef}]{0,8}x",
        1 => Just(String::new()),
    ]
}

/// Rows whose last cell is text, so that no row and no end of a row is empty.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let row = (prop::collection::vec(cell(), 1..6), "[甲-龟x]").prop_map(|(mut row, last)| {
        row.push(last);
        row
    });
    prop::collection::vec(row, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn csv_in_utf8_reads_back(rows in table()) {
        let table = read_text(&csv(&rows, WriteEncoding::Utf8Bom).unwrap()).unwrap();
        prop_assert_eq!(texts(&table), rows);
    }

    #[test]
    fn csv_in_gb18030_reads_back(mut rows in table()) {
        // With a header: a few characters alone may be valid in both encodings.
        rows.insert(0, vec!["姓名".to_owned(), "证件号码".to_owned()]);
        let table = read_text(&csv(&rows, WriteEncoding::Gb18030).unwrap()).unwrap();
        prop_assert_eq!(texts(&table), rows);
    }

    #[test]
    fn money_reads_back_from_both(fen in -999_999_999_999i64..999_999_999_999) {
        let money = Fen::new(fen);
        let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Utf8Bom).unwrap();
        writer.row(&[Cell::Money(money), "x".into()]).unwrap();
        let text = texts(&read_text(&writer.finish().unwrap()).unwrap());
        prop_assert_eq!(text[0][0].parse::<Fen>().unwrap(), money);
        let read = read_book(&xlsx(&[vec![Cell::Money(money)]]));
        let RawCell::Number(text) = &read.rows[0].cells[0] else { panic!("no number") };
        prop_assert_eq!(text.parse::<Fen>().unwrap(), money);
    }

    #[test]
    fn random_text_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(table) = read_text(&bytes) {
            for profile in shebao_files::Profile::all().unwrap() {
                let _ = profile.apply(&table, today());
            }
        }
    }

    #[test]
    fn random_rows_under_a_header_never_panic(rows in "[0-9,\"\n\t合计小'.E+ -]{0,300}") {
        let imported = tax(&rows);
        prop_assert!(imported.records.len() + imported.refused_rows <= rows.lines().count() + 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn workbooks_read_back(rows in table()) {
        prop_assert_eq!(texts(&read_book(&book(&rows))), rows);
    }

    /// Damage anywhere in a real file: an answer or an error, never a panic.
    #[test]
    fn damaged_containers_never_panic(at in 0usize..6000, byte in any::<u8>(), cut in any::<bool>(), which in 0..4) {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        let mut bytes = match which {
            0 => book(&[vec!["甲".to_owned(), "乙".to_owned()]]),
            1 => std::fs::read(format!("{fixtures}/tax_1900.xls")).unwrap(),
            2 => b"<html><table><tr><td rowspan=2 colspan=3>1</td></tr><tr><td>2</td></tr></table>".to_vec(),
            _ => raw_xlsx(&text_row(1, &["甲", "乙"])),
        };
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let dir = tempfile::tempdir().unwrap();
        let _ = read_in_process(&write(dir.path(), "a", &bytes), &SheetChoice::First);
    }
}

#[test]
fn formulas_are_neutralised_in_csv_and_restored_by_our_reader() {
    let dangerous = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\rx", "＝1", "＋1", "－1", "＠a", "  =1", "'=1", "'x"];
    let rows = vec![dangerous.map(str::to_owned).to_vec()];
    for encoding in [WriteEncoding::Utf8Bom, WriteEncoding::Gb18030] {
        let bytes = csv(&rows, encoding).unwrap();
        let shown = encoding_rs::GB18030.decode(&bytes).0.into_owned();
        assert_eq!(shown.matches("\"'").count(), dangerous.len(), "each starts with an apostrophe: {shown}");
        assert_eq!(texts(&read_text(&bytes).unwrap()), rows);
    }
    assert_eq!(texts(&read_book(&book(&rows))), rows, "text cells need no apostrophe");
}

#[test]
fn a_workbook_of_two_sheets_reads_back_sheet_by_sheet() {
    let mut writer = XlsxWriter::new("期初人员", &[20, 10]).unwrap();
    writer.merged_row(&[(2, "期初人员名册")]).unwrap();
    writer.header(&["证件号码", "姓名"]).unwrap();
    writer.row(&[id(1).into(), "张三".into()]).unwrap();
    writer.next_sheet("期初账户", &[]).unwrap();
    writer.row(&["甲".into()]).unwrap();
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out).unwrap();
    let first = read_book(out.get_ref());
    assert_eq!(texts(&first), [vec!["期初人员名册"], vec!["证件号码", "姓名"], vec![&id(1), "张三"]]);
    assert_eq!(first.other_sheets, ["期初账户"]);
}

#[test]
fn ids_are_text_cells_and_amounts_are_numbers() {
    let read = read_book(&xlsx(&[vec![id(1).into(), Fen::new(12345).into(), Cell::Integer(7)]]));
    assert_eq!(
        read.rows[0].cells,
        [RawCell::text(&id(1)), RawCell::Number("123.45".into()), RawCell::Number("7".into())]
    );
}

#[test]
fn a_character_that_gb18030_would_change_is_refused_with_its_line() {
    // U+E5E5 has no code; U+E81E comes back as the standard character U+9FB4.
    for lost in ["\u{e5e5}", "\u{e81e}"] {
        let error = csv(&[vec!["甲".to_owned()], vec![lost.to_owned()]], WriteEncoding::Gb18030).unwrap_err();
        assert!(matches!(error, WriteError::Unencodable { line: 2, .. }), "{error}");
        assert_eq!(
            texts(&read_text(&csv(&[vec![lost.to_owned()]], WriteEncoding::Utf8Bom).unwrap()).unwrap())[0][0],
            lost
        );
    }
    // Private characters that do come back are written.
    assert!(csv(&[vec!["\u{e000}".to_owned()]], WriteEncoding::Gb18030).is_ok());
}

#[test]
fn a_text_too_long_for_a_spreadsheet_is_an_error_and_not_cut() {
    let mut writer = XlsxWriter::new("表", &[10]).unwrap();
    writer.row(&["长".repeat(limits::CELL_CHARS).into()]).unwrap();
    assert!(matches!(writer.row(&["长".repeat(limits::CELL_CHARS + 1).into()]), Err(WriteError::Spreadsheet(_))));
    writer.finish(Cursor::new(Vec::new())).unwrap();
}
