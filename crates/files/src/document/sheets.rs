//! Workbooks: every visible sheet is a table, its cells as they are shown.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Seek};

use base::document::{Block, Cell, Document, Part, Table};
use calamine::{
    Data, DataRef, Dimensions, Reader as _, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::build::{Builder, is_blank, plain};
use super::error::{DocumentError, of_table};
use super::number_format::shown;
use crate::workbook::{decimal_text, serial_text};
use crate::{container, limits};

/// Shown texts by row and column.
type Shown = BTreeMap<u32, BTreeMap<u32, String>>;

/// Reads a zipped XML workbook that is in memory.
pub(crate) fn read_xlsx(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    container::check(Cursor::new(bytes)).map_err(of_table)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?;
    let mut builder = Builder::new(name);
    let mut numbering = 0;
    for sheet in readable(book.sheets_metadata().to_vec(), &mut builder) {
        let cells = xlsx_cells(&mut book, &sheet)?;
        let merged = book.merge_cells_by_sheet_name(&sheet).map_err(xlsx_error)?;
        add_sheet(&sheet, cells, &merged, &mut numbering, &mut builder)?;
    }
    builder.finish()
}

/// Reads a BIFF workbook that is in memory. Its number formats are not known.
pub(crate) fn read_xls(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(xls_error)?;
    let mut builder = Builder::new(name);
    builder.leave_out("旧版 .xls 的数字格式没有读取：百分比按小数显示，小数位按原数显示".to_owned());
    let mut numbering = 0;
    for sheet in readable(book.sheets_metadata().to_vec(), &mut builder) {
        let range = book.worksheet_range(&sheet).map_err(xls_error)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = Shown::new();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (position(first_row, row), position(first_column, column));
            put(&mut cells, row, column, shown_data(value))?;
        }
        let merged = book.merge_cells_by_sheet_name(&sheet).map_err(xls_error)?;
        add_sheet(&sheet, cells, &merged, &mut numbering, &mut builder)?;
    }
    builder.finish()
}

fn position(first: u32, offset: usize) -> u32 {
    first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
}

/// The names of visible sheets; the others are said to be left out.
fn readable(sheets: Vec<Sheet>, builder: &mut Builder) -> Vec<String> {
    let mut names = Vec::new();
    for sheet in sheets.into_iter().filter(|s| s.typ == SheetType::WorkSheet) {
        match sheet.visible {
            SheetVisible::Visible => names.push(sheet.name),
            _ => builder.leave_out(format!("隐藏的工作表“{}”没有读取", sheet.name)),
        }
    }
    names
}

fn xlsx_cells<R: Read + Seek>(book: &mut Xlsx<R>, sheet: &str) -> Result<Shown, DocumentError> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(xlsx_error)?;
    let mut cells = Shown::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(xlsx_error)? {
        let (row, column) = cell.get_position();
        let text = {
            let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
            shown_ref(cell.get_value(), format.map_or("", |f| f.format_code.as_str()))
        };
        put(&mut cells, row, column, text)?;
    }
    Ok(cells)
}

fn put(cells: &mut Shown, row: u32, column: u32, text: String) -> Result<(), DocumentError> {
    if is_blank(&text) {
        return Ok(());
    }
    if column as usize >= limits::COLUMNS {
        return Err(DocumentError::TooLong("表格超过 256 列"));
    }
    cells.entry(row).or_default().insert(column, text);
    Ok(())
}

fn shown_ref(value: &DataRef<'_>, code: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => shown(&number.to_string(), code),
        DataRef::Float(number) => shown(&decimal_text(*number), code),
        DataRef::Bool(flag) => flag.to_string().to_uppercase(),
        DataRef::DateTime(serial) => shown_date(serial, code),
        DataRef::Error(error) => error.to_string(),
    }
}

fn shown_data(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal_text(*number),
        Data::Bool(flag) => flag.to_string().to_uppercase(),
        Data::DateTime(serial) => shown_date(serial, ""),
        Data::Error(error) => error.to_string(),
    }
}

/// A date in the words of its format: 2024年5月 where the day is not shown.
fn shown_date(serial: &calamine::ExcelDateTime, code: &str) -> String {
    let (year, month, day, ..) = serial.to_ymd_hms_milli();
    let number = serial_text(serial);
    // A time of day without a date.
    if serial.is_duration() || number.starts_with("0.") {
        return number;
    }
    match (code.contains('年'), code.contains('日') || code.contains('d')) {
        (true, true) => format!("{year}年{month}月{day}日"),
        (true, false) => format!("{year}年{month}月"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Adds a sheet as a table. Rows without text do not count, also not for the height of a cell.
fn add_sheet(
    sheet: &str,
    cells: Shown,
    merged: &[Dimensions],
    numbering: &mut usize,
    builder: &mut Builder,
) -> Result<(), DocumentError> {
    let tops: HashMap<(u32, u32), &Dimensions> = merged.iter().map(|m| (m.start, m)).collect();
    let rows_with_text: Vec<u32> = cells.keys().copied().collect();
    let mut table = Table::default();
    for (row, texts) in cells {
        let mut made = Vec::new();
        for (column, text) in texts {
            let (columns, rows) = match tops.get(&(row, column)) {
                Some(area) => {
                    let before = |row: u32| rows_with_text.partition_point(|r| *r < row);
                    let heights = before(area.end.0.saturating_add(1)).saturating_sub(before(row));
                    (area.end.1.saturating_sub(column).saturating_add(1), heights)
                }
                None => (1, 1),
            };
            let mut paragraphs = Vec::new();
            for line in text.lines().filter(|line| !is_blank(line)) {
                builder.count(line)?;
                paragraphs.push(plain(*numbering, line.trim_end().to_owned(), Some(Part::Sheet(sheet.to_owned()))));
                *numbering += 1;
            }
            let rows = u32::try_from(rows).unwrap_or(1).max(1);
            made.push(Cell { column, columns: columns.min(limits::COLUMNS as u32), rows, paragraphs });
        }
        table.rows.push(made);
    }
    builder.block(Block::Table(table));
    Ok(())
}

fn xlsx_error(error: XlsxError) -> DocumentError {
    match error {
        XlsxError::Password => DocumentError::Encrypted,
        error => DocumentError::Damaged { format: "Excel ", detail: error.to_string() },
    }
}

fn xls_error(error: XlsError) -> DocumentError {
    match error {
        XlsError::Password => DocumentError::Encrypted,
        error => DocumentError::Damaged { format: "Excel ", detail: error.to_string() },
    }
}
