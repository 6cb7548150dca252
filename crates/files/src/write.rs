//! Tables out: CSV and workbooks, row by row, in constant memory.
//!
//! Texts that a spreadsheet might run as a formula get an apostrophe in CSV (F5), which our own
//! reader takes away again; in workbooks they are text cells and stay as they are. ID numbers and
//! accounts are text cells: a number cell would lose their last digits.

use std::borrow::Cow;
use std::io::{Seek, Write};

use base::{Date, Fen, Month};
use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::WriteError;
use crate::delimited::needs_neutralising;

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text of any kind; also ID numbers, accounts and codes.
    Text(Cow<'a, str>),
    /// Yuan with two decimals.
    Money(Fen),
    /// Yuan that a workbook works out from other cells, and what that gives; in other files the amount alone.
    Formula(String, Fen),
    /// A whole number.
    Integer(i64),
    /// A day, as 2019-01-31.
    Date(Date),
    /// A month, as 2019-01.
    Month(Month),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<Fen> for Cell<'_> {
    fn from(fen: Fen) -> Self {
        Cell::Money(fen)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Integer(number)
    }
}

impl From<Date> for Cell<'_> {
    fn from(date: Date) -> Self {
        Cell::Date(date)
    }
}

impl From<Month> for Cell<'_> {
    fn from(month: Month) -> Self {
        Cell::Month(month)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl Cell<'_> {
    fn plain(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Money(fen) | Cell::Formula(_, fen) => Cow::Owned(fen.to_string()),
            Cell::Integer(number) => Cow::Owned(number.to_string()),
            Cell::Date(date) => Cow::Owned(date.to_string()),
            Cell::Month(month) => Cow::Owned(month.to_string()),
        }
    }
}

/// Encodings of CSV that we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteEncoding {
    /// What spreadsheets open without asking.
    Utf8Bom,
    /// What older systems and most banks want.
    Gb18030,
}

/// Writes CSV row by row.
pub struct CsvWriter<W: Write> {
    writer: csv::Writer<W>,
    encoding: WriteEncoding,
    line: u64,
}

impl<W: Write> CsvWriter<W> {
    /// Starts a file.
    pub fn new(mut out: W, encoding: WriteEncoding) -> Result<CsvWriter<W>, WriteError> {
        if encoding == WriteEncoding::Utf8Bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            // Everything but numbers: no delimiter inside a text can be mistaken for one.
            .quote_style(csv::QuoteStyle::NonNumeric)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        Ok(CsvWriter { writer, encoding, line: 0 })
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        self.line += 1;
        for cell in cells {
            let text = match cell {
                Cell::Text(text) if needs_neutralising(text) => Cow::Owned(format!("'{text}")),
                cell => cell.plain(),
            };
            match self.encoding {
                WriteEncoding::Utf8Bom => self.writer.write_field(text.as_bytes())?,
                WriteEncoding::Gb18030 => self.writer.write_field(gb18030(&text, self.line)?)?,
            }
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(self) -> Result<W, WriteError> {
        self.writer.into_inner().map_err(|e| WriteError::Io(e.into_error()))
    }
}

/// Encodes a text, refusing what would not come back as it was. The bytes of a GB18030 character
/// are never a quote mark, comma or line end, so fields may be quoted after encoding.
fn gb18030(text: &str, line: u64) -> Result<Cow<'_, [u8]>, WriteError> {
    let (bytes, _, unmappable) = GB18030.encode(text);
    // Some characters of the private area encode to bytes that decode to their new standard ones.
    let private = text.chars().any(|c| matches!(u32::from(c), 0xE000..=0xF8FF));
    if unmappable || (private && GB18030.decode_without_bom_handling(&bytes).0 != text) {
        let comes_back = |c: &char| {
            let one = c.to_string();
            let (bytes, _, unmappable) = GB18030.encode(&one);
            !unmappable && GB18030.decode_without_bom_handling(&bytes).0 == one
        };
        let character = text.chars().find(|c| !comes_back(c)).unwrap_or(char::REPLACEMENT_CHARACTER);
        return Err(WriteError::Unencodable { line, character });
    }
    Ok(bytes)
}

/// Writes a workbook row by row, one sheet after the other. A sheet holds 1,048,576 rows; larger
/// tables are split by the caller.
pub struct XlsxWriter {
    workbook: Workbook,
    money: Format,
    bold: Format,
    /// The sheet being written.
    sheet: usize,
    next_row: u32,
}

impl XlsxWriter {
    /// Starts a workbook with its first sheet, the columns this many characters wide.
    pub fn new(sheet: &str, widths: &[u16]) -> Result<XlsxWriter, WriteError> {
        let mut workbook = Workbook::new();
        add_sheet(&mut workbook, sheet, widths)?;
        let (money, bold) = (Format::new().set_num_format("#,##0.00"), Format::new().set_bold());
        Ok(XlsxWriter { workbook, money, bold, sheet: 0, next_row: 0 })
    }

    /// Ends the sheet and starts the next one.
    pub fn next_sheet(&mut self, sheet: &str, widths: &[u16]) -> Result<(), WriteError> {
        add_sheet(&mut self.workbook, sheet, widths)?;
        self.sheet += 1;
        self.next_row = 0;
        Ok(())
    }

    /// Writes a row of texts, each merged over so many columns: a title, or the upper row of a
    /// header.
    pub fn merged_row(&mut self, groups: &[(u16, &str)]) -> Result<(), WriteError> {
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        let (row, mut first) = (self.next_row, 0);
        for (columns, text) in groups {
            let last = first + columns.saturating_sub(1);
            if last > first {
                sheet.merge_range(row, first, row, last, text, &Format::new())?;
            } else if !text.is_empty() {
                sheet.write_string(row, first, *text)?;
            }
            first = last + 1;
        }
        self.next_row += 1;
        Ok(())
    }

    /// Writes the titles of the columns in bold; they stay in view when the sheet is scrolled.
    pub fn header(&mut self, titles: &[&str]) -> Result<(), WriteError> {
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, title) in (0u16..).zip(titles) {
            sheet.write_string_with_format(self.next_row, column, *title, &self.bold)?;
        }
        self.next_row += 1;
        sheet.set_freeze_panes(self.next_row, 0)?;
        Ok(())
    }

    /// Sets the sheet up for printing on A4 across: as wide as one page, the rows written so far
    /// on top of every page, `foot` under each with the page's number.
    pub fn for_print(&mut self, foot: &str) -> Result<(), WriteError> {
        let last = self.next_row.saturating_sub(1);
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, last)?;
        sheet.set_footer(format!("&L{foot}&R第 &P 页 共 &N 页"));
        Ok(())
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0u16..).zip(cells) {
            match (cell, number_of(cell)) {
                (Cell::Money(_), Some(number)) => {
                    sheet.write_number_with_format(self.next_row, column, number, &self.money)?;
                }
                (Cell::Formula(formula, fen), _) => {
                    let formula = Formula::new(formula).set_result(fen.to_string());
                    sheet.write_formula_with_format(self.next_row, column, formula, &self.money)?;
                }
                (Cell::Integer(_), Some(number)) => {
                    sheet.write_number(self.next_row, column, number)?;
                }
                (Cell::Empty, _) => {}
                (cell, _) => {
                    sheet.write_string(self.next_row, column, cell.plain())?;
                }
            }
        }
        self.next_row += 1;
        Ok(())
    }

    /// Ends the workbook and writes it out.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> Result<(), WriteError> {
        Ok(self.workbook.save_to_writer(out)?)
    }
}

fn add_sheet(workbook: &mut Workbook, sheet: &str, widths: &[u16]) -> Result<(), WriteError> {
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    worksheet.set_name(sheet)?;
    for (column, width) in (0u16..).zip(widths) {
        worksheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// The number a spreadsheet stores for an amount or a whole number: the float nearest to its
/// decimal text. `None` beyond the 15 digits that a spreadsheet keeps; such a value is written as
/// text.
fn number_of(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Money(_) | Cell::Integer(_) => {
            let text = cell.plain();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            (digits <= 15).then(|| text.parse().ok()).flatten()
        }
        _ => None,
    }
}
