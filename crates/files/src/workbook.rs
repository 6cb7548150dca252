//! Workbooks: `.xlsx` cell by cell, `.xls` (BIFF) sheet by sheet.
//!
//! calamine hands numbers over as floats. They become decimal text here, at once, and nothing in
//! this crate calculates with them.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{Data, DataRef, Reader as _, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use crate::raw::{Format, RawCell, RawRow, RawTable};
use crate::{FileError, container, limits};

/// Which sheet of a workbook is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SheetChoice {
    /// The first visible sheet that is not empty.
    #[default]
    First,
    /// The first sheet whose name fits; `*` stands for any characters. When none fits and only one
    /// sheet is visible, that one.
    Named(String),
}

/// Reads a zipped XML workbook.
pub(crate) fn read_xlsx(path: &Path, choice: &SheetChoice) -> Result<RawTable, FileError> {
    container::check(BufReader::new(File::open(path)?))?;
    let mut book = Xlsx::new(BufReader::with_capacity(1 << 16, File::open(path)?)).map_err(xlsx_error)?;
    let epoch_1904 = book.has_1904_epoch();
    let sheets = book.sheets_metadata().to_vec();
    let mut others = Vec::new();
    let mut chosen: Option<RawTable> = None;
    for name in candidates(&sheets, choice)? {
        if chosen.is_some() {
            others.push(name);
            continue;
        }
        let mut table = RawTable::new(Format::Xlsx);
        table.epoch_1904 = epoch_1904;
        read_xlsx_sheet(&mut book, &name, &mut table)?;
        table.sheet = Some(name);
        if !table.rows.is_empty() {
            chosen = Some(table);
        }
    }
    finish(chosen, others)
}

fn finish(chosen: Option<RawTable>, others: Vec<String>) -> Result<RawTable, FileError> {
    let mut table = chosen.ok_or(FileError::Empty)?;
    table.other_sheets = others;
    Ok(table)
}

fn read_xlsx_sheet<R: Read + Seek>(book: &mut Xlsx<R>, name: &str, table: &mut RawTable) -> Result<(), FileError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(xlsx_error)?;
    let mut row = RawRow { line: 1, ..RawRow::default() };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(xlsx_error)? {
        let (line, column) = (cell.pos.0.saturating_add(1), cell.pos.1 as usize);
        if line != row.line {
            if line < row.line {
                return Err(FileError::Suspicious("行的次序颠倒".to_owned()));
            }
            table.push(std::mem::replace(&mut row, RawRow { line, ..RawRow::default() }))?;
        }
        put(&mut row, column, cell_of(cell.value), cell.formula.is_some())?;
    }
    table.push(row)
}

/// Sets a cell of a row; formatted but empty cells far to the right are no columns.
fn put(row: &mut RawRow, column: usize, cell: RawCell, formula: bool) -> Result<(), FileError> {
    if column >= limits::COLUMNS {
        return if cell.is_blank() { Ok(()) } else { Err(FileError::TooManyColumns { line: row.line }) };
    }
    if formula {
        row.formulas.push(u16::try_from(column).unwrap_or(u16::MAX));
    }
    if cell == RawCell::Empty {
        return Ok(());
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, RawCell::Empty);
    }
    row.cells[column] = cell;
    Ok(())
}

/// Reads a BIFF workbook.
pub(crate) fn read_xls(path: &Path, choice: &SheetChoice) -> Result<RawTable, FileError> {
    let bytes = std::fs::read(path)?;
    let encrypted_package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(encrypted_package.len()).any(|window| window == encrypted_package) {
        return Err(FileError::Encrypted);
    }
    let mut book = Xls::new(std::io::Cursor::new(bytes)).map_err(xls_error)?;
    let epoch_1904 = book.has_1904_epoch();
    let sheets = book.sheets_metadata().to_vec();
    let mut others = Vec::new();
    let mut chosen: Option<RawTable> = None;
    for name in candidates(&sheets, choice)? {
        if chosen.is_some() {
            others.push(name);
            continue;
        }
        let mut table = RawTable::new(Format::Xls);
        table.epoch_1904 = epoch_1904;
        read_xls_sheet(&mut book, &name, &mut table)?;
        table.sheet = Some(name);
        if !table.rows.is_empty() {
            chosen = Some(table);
        }
    }
    finish(chosen, others)
}

fn read_xls_sheet<R: Read + Seek>(book: &mut Xls<R>, name: &str, table: &mut RawTable) -> Result<(), FileError> {
    let range = book.worksheet_range(name).map_err(xls_error)?;
    let formulas = book.worksheet_formula(name).map_err(xls_error)?;
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    for (index, cells) in range.rows().enumerate() {
        let row_number = first_row.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
        let mut row = RawRow { line: row_number.saturating_add(1), ..RawRow::default() };
        for (offset, cell) in cells.iter().enumerate() {
            let column = first_column as usize + offset;
            let position = (row_number, u32::try_from(column).unwrap_or(u32::MAX));
            let formula = formulas.get_value(position).is_some_and(|f| !f.is_empty());
            put(&mut row, column, owned_cell_of(cell), formula)?;
        }
        table.push(row)?;
    }
    Ok(())
}

/// The sheets to try, best first.
fn candidates(sheets: &[Sheet], choice: &SheetChoice) -> Result<Vec<String>, FileError> {
    let work = sheets.iter().filter(|s| s.typ == SheetType::WorkSheet);
    let visible: Vec<&Sheet> = work.clone().filter(|s| s.visible == SheetVisible::Visible).collect();
    let names = |sheets: &[&Sheet]| sheets.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    let SheetChoice::Named(pattern) = choice else { return Ok(names(&visible)) };
    let fitting: Vec<&Sheet> = work.filter(|s| fits(pattern, &s.name)).collect();
    if let Some(first) = fitting.first() {
        let rest: Vec<&Sheet> = visible.iter().copied().filter(|s| s.name != first.name).collect();
        return Ok([names(&[first]), names(&rest)].concat());
    }
    if visible.len() == 1 {
        return Ok(names(&visible));
    }
    Err(FileError::SheetNotFound { wanted: pattern.clone(), present: names(&visible).join("、") })
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name.trim(),
        Some((start, rest)) => {
            let Some(mut left) = name.trim().strip_prefix(start) else { return false };
            let mut parts: Vec<&str> = rest.split('*').collect();
            let end = parts.pop().unwrap_or("");
            for part in parts {
                let Some((_, after)) = left.split_once(part) else { return false };
                left = after;
            }
            left.ends_with(end)
        }
    }
}

fn cell_of(value: DataRef<'_>) -> RawCell {
    match value {
        DataRef::Empty => RawCell::Empty,
        DataRef::String(text) => RawCell::text(&text),
        DataRef::SharedString(text) => RawCell::text(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => RawCell::text(&text),
        DataRef::Int(number) => RawCell::Number(number.to_string().into()),
        DataRef::Float(number) => RawCell::Number(decimal_text(number).into()),
        DataRef::Bool(flag) => RawCell::Flag(flag),
        DataRef::DateTime(serial) => RawCell::DateSerial(serial_text(&serial).into()),
        DataRef::Error(error) => RawCell::Error(error.to_string().into()),
    }
}

fn owned_cell_of(value: &Data) -> RawCell {
    match value {
        Data::Empty => RawCell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => RawCell::text(text),
        Data::Int(number) => RawCell::Number(number.to_string().into()),
        Data::Float(number) => RawCell::Number(decimal_text(*number).into()),
        Data::Bool(flag) => RawCell::Flag(*flag),
        Data::DateTime(serial) => RawCell::DateSerial(serial_text(serial).into()),
        Data::Error(error) => RawCell::Error(error.to_string().into()),
    }
}

/// A spreadsheet's number as decimal text without exponent.
///
/// The shortest text that gives the same float is what was typed: 123.45 and not
/// 123.4500000000000028. Results of formulas such as `=0.1+0.2` carry binary residue in the 16th
/// and 17th digit; spreadsheets keep and show 15, so a fraction is taken to 15 significant digits.
/// Whole numbers are left alone: one of more than 15 digits must stay recognisable as such.
pub(crate) fn decimal_text(number: f64) -> String {
    let shortest = format!("{number}");
    let significant = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').len()
    };
    if !shortest.contains('.') || significant(&shortest) <= 15 {
        return shortest;
    }
    match format!("{number:.14e}").parse::<f64>() {
        Ok(kept) => format!("{kept}"),
        Err(_) => shortest,
    }
}

/// A date or time as its serial number.
pub(crate) fn serial_text(serial: &calamine::ExcelDateTime) -> String {
    decimal_text(serial.as_f64())
}

fn xlsx_error(error: XlsxError) -> FileError {
    match error {
        XlsxError::Password => FileError::Encrypted,
        XlsxError::Io(error) => FileError::Damaged { format: "xlsx ", detail: error.to_string() },
        error => FileError::Damaged { format: "xlsx ", detail: error.to_string() },
    }
}

fn xls_error(error: XlsError) -> FileError {
    match error {
        XlsError::Password => FileError::Encrypted,
        error => FileError::Damaged { format: "xls ", detail: error.to_string() },
    }
}
