//! The fund's books as documents: vouchers, ledgers, statements, statistics, budget. One description of a table becomes
//! pages of a `.docx` and sheets of a `.xlsx` with live sums.

mod docx;
mod page;
mod xlsx;

use base::Fen;
use rust_decimal::Decimal;

pub use docx::book_docx;
pub use xlsx::book_xlsx;

/// A table of the books.
#[derive(Clone, Debug, Default)]
pub struct BookTable {
    /// What it is called: 资产负债表.
    pub title: String,
    /// The form's number, at the top right: 会社保01表.
    pub form: String,
    /// Below the title on the left: the unit, and the fund.
    pub unit: String,
    /// In the middle: the day or period.
    pub period: String,
    /// On the right: 单位：元.
    pub measure: String,
    /// The columns.
    pub columns: Vec<BookColumn>,
    /// The rows.
    pub rows: Vec<BookRow>,
    /// Below the table: who signs.
    pub foot: String,
    /// Title of the notes, where they fill a page of their own (附注).
    pub notes_title: String,
    /// Below that, paragraphs of small text.
    pub notes: Vec<String>,
    /// Whether the page lies.
    pub lying: bool,
}

impl BookTable {
    /// The rows as they stand on paper.
    pub fn texts(&self) -> Vec<Vec<String>> {
        let width = self.columns.len();
        let row = |row: &BookRow| {
            let cells = row.cells.iter().map(page::printed);
            cells.chain(std::iter::repeat_with(String::new)).take(width).collect()
        };
        self.rows.iter().map(row).collect()
    }

    /// Whether a column holds numbers.
    pub fn is_number(&self, column: usize) -> bool {
        let number = |cell: &BookCell| !matches!(cell, BookCell::Empty | BookCell::Words(_) | BookCell::Centred(_));
        self.rows.iter().any(|row| row.cells.get(column).is_some_and(number))
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct BookColumn {
    /// Its head.
    pub title: String,
    /// Its share of the page's width.
    pub width: u16,
}

impl BookColumn {
    /// Columns by head and share.
    pub fn of(columns: &[(&str, u16)]) -> Vec<BookColumn> {
        columns.iter().map(|(title, width)| BookColumn { title: (*title).to_owned(), width: *width }).collect()
    }
}

/// A row; cells beyond those given are empty.
#[derive(Clone, Debug)]
pub struct BookRow {
    /// From the left.
    pub cells: Vec<BookCell>,
    /// Whether it is set in bold, as sums are.
    pub strong: bool,
}

impl BookRow {
    /// A row of the table's body.
    pub fn of(cells: Vec<BookCell>) -> BookRow {
        BookRow { cells, strong: false }
    }

    /// A sum.
    pub fn strong(cells: Vec<BookCell>) -> BookRow {
        BookRow { cells, strong: true }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookCell {
    /// Nothing.
    Empty,
    /// Words.
    Words(String),
    /// Words in the middle.
    Centred(String),
    /// Yuan.
    Money(Fen),
    /// Yuan that are missing: printed in red.
    Red(Fen),
    /// Yuan that a workbook adds up from rows of the same column.
    Sum {
        /// The sum.
        value: Fen,
        /// Rows that are added, counted from 0.
        plus: Vec<usize>,
        /// Rows that are taken off.
        minus: Vec<usize>,
    },
    /// A whole number.
    Count(i64),
    /// A rate in percent, printed with two digits; none where there is no denominator.
    Percent(Option<Decimal>),
}

impl From<&str> for BookCell {
    fn from(text: &str) -> BookCell {
        BookCell::Words(text.to_owned())
    }
}

impl From<String> for BookCell {
    fn from(text: String) -> BookCell {
        BookCell::Words(text)
    }
}

impl From<Fen> for BookCell {
    fn from(amount: Fen) -> BookCell {
        BookCell::Money(amount)
    }
}
