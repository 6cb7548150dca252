//! A table as it stands in the file, before anybody decides what its columns mean.

use crate::{FileError, limits};

/// What a file turned out to be, decided by its content and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter between the cells.
    Delimited(char),
    /// A zipped XML workbook.
    Xlsx,
    /// A BIFF workbook of Excel 97–2003.
    Xls,
    /// A web page with a table, often named `.xls`.
    Html,
}

impl Format {
    /// The word for a person.
    pub fn title(self) -> &'static str {
        match self {
            Format::Delimited('\t') => "制表符分隔文本",
            Format::Delimited('|') => "竖线分隔文本",
            Format::Delimited(_) => "CSV 文本",
            Format::Xlsx => "Excel 工作簿（xlsx）",
            Format::Xls => "Excel 97-2003 工作簿（xls）",
            Format::Html => "网页表格",
        }
    }
}

/// Encodings of text we read; the one found is always stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8 without byte-order mark.
    Utf8,
    /// UTF-8 with byte-order mark.
    Utf8Bom,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
    /// UTF-16 little endian with byte-order mark.
    Utf16Le,
    /// UTF-16 big endian with byte-order mark.
    Utf16Be,
}

impl TextEncoding {
    pub(crate) const ALL: [TextEncoding; 5] = [
        TextEncoding::Utf8,
        TextEncoding::Utf8Bom,
        TextEncoding::Gb18030,
        TextEncoding::Utf16Le,
        TextEncoding::Utf16Be,
    ];

    /// The word for a person.
    pub fn title(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "UTF-8",
            TextEncoding::Utf8Bom => "UTF-8（带 BOM）",
            TextEncoding::Gb18030 => "GB18030",
            TextEncoding::Utf16Le => "UTF-16LE",
            TextEncoding::Utf16Be => "UTF-16BE",
        }
    }
}

/// A cell, with what the file says about its type.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum RawCell {
    /// Nothing.
    #[default]
    Empty,
    /// Text exactly as written, blanks included.
    Text(Box<str>),
    /// A spreadsheet's number, as decimal text. Spreadsheets keep 15 digits, so a whole number of
    /// more digits has lost its last ones and no ID is read from it.
    Number(Box<str>),
    /// A spreadsheet's number formatted as a date: days since the table's epoch.
    DateSerial(Box<str>),
    /// TRUE or FALSE.
    Flag(bool),
    /// `#N/A`, `#REF!` and the like.
    Error(Box<str>),
    /// A cell beyond [`limits::CELL_CHARS`]; its length, nothing of its content.
    TooLong(u32),
}

impl RawCell {
    /// Text, refusing to carry what is too long.
    pub fn text(text: &str) -> RawCell {
        // Bytes are at least characters: the common case needs no counting.
        if text.is_empty() {
            return RawCell::Empty;
        }
        if text.len() > limits::CELL_CHARS {
            let chars = text.chars().count();
            if chars > limits::CELL_CHARS {
                return RawCell::TooLong(u32::try_from(chars).unwrap_or(u32::MAX));
            }
        }
        RawCell::Text(text.into())
    }

    /// True for nothing and for blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            RawCell::Empty => true,
            RawCell::Text(text) => text.chars().all(is_blank_char),
            _ => false,
        }
    }

    /// What a person sees, for previews, headers and labels.
    pub fn shown(&self) -> &str {
        match self {
            RawCell::Empty => "",
            RawCell::Text(text) | RawCell::Number(text) | RawCell::DateSerial(text) | RawCell::Error(text) => text,
            RawCell::Flag(true) => "TRUE",
            RawCell::Flag(false) => "FALSE",
            RawCell::TooLong(_) => "（内容过长）",
        }
    }
}

/// Blanks of any width, and the invisible marks that copying from web pages leaves behind.
pub(crate) fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// A row that has at least one cell.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RawRow {
    /// Where it starts in the file: line of text, row of a sheet. From 1.
    pub line: u32,
    /// Its cells; empty ones at the end are left out.
    pub cells: Vec<RawCell>,
    /// Columns (from 0) whose value is the stored result of a formula.
    pub formulas: Vec<u16>,
}

impl RawRow {
    /// The cell of a column, empty beyond the end.
    pub fn cell(&self, column: usize) -> &RawCell {
        self.cells.get(column).unwrap_or(&RawCell::Empty)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(RawCell::is_blank)
    }

    pub(crate) fn drop_empty_tail(&mut self) {
        let used = self.cells.iter().rposition(|c| *c != RawCell::Empty).map_or(0, |last| last + 1);
        self.cells.truncate(used);
    }
}

/// Bytes that are no character in the encoding found; U+FFFD stands in their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// Line of text, from 1.
    pub line: u32,
    /// Offset in the file, from 0.
    pub offset: u64,
}

/// A table as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTable {
    /// What the file turned out to be.
    pub format: Format,
    /// Encoding of text formats; workbooks state their own.
    pub encoding: Option<TextEncoding>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets with something in them, which were not read.
    pub other_sheets: Vec<String>,
    /// True when date serials count from 1904-01-01.
    pub epoch_1904: bool,
    /// Undecodable bytes; their rows are problems.
    pub undecodable: Vec<Undecodable>,
    /// Rows that are not entirely blank.
    pub rows: Vec<RawRow>,
}

impl RawTable {
    pub(crate) fn new(format: Format) -> RawTable {
        RawTable {
            format,
            encoding: None,
            sheet: None,
            other_sheets: Vec::new(),
            epoch_1904: false,
            undecodable: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a row within the limits; blank rows are left out, their line numbers stay used.
    pub(crate) fn push(&mut self, mut row: RawRow) -> Result<(), FileError> {
        row.drop_empty_tail();
        if row.cells.len() > limits::COLUMNS {
            return Err(FileError::TooManyColumns { line: row.line });
        }
        if row.is_blank() {
            return Ok(());
        }
        if self.rows.len() == limits::ROWS {
            return Err(FileError::TooManyRows);
        }
        self.rows.push(row);
        Ok(())
    }

    /// The first `n` rows as a person sees them, with their line numbers. Unmasked: for the
    /// clerk who brought the file, never for a log.
    pub fn preview(&self, n: usize) -> Vec<(u32, Vec<&str>)> {
        self.rows.iter().take(n).map(|row| (row.line, row.cells.iter().map(RawCell::shown).collect())).collect()
    }
}
