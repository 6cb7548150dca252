//! A table's grid, and where its pages end: a ledger of a year has many, each with the heads again.

use base::Fen;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{BookCell, BookRow, BookTable};
use crate::official::{Align, Cell, Content, Grid, RED};

/// Width of the text on an upright and on a lying page, in twentieths of a point.
const UPRIGHT: usize = 8844;
const LYING: usize = 12755;
/// What a page has left for rows below title, head and foot.
const UPRIGHT_ROWS: usize = 9900;
const LYING_ROWS: usize = 6250;
/// A line of table text with its air.
const LINE: usize = 312;
/// A Chinese character of table text, and what a cell leaves free beside it.
pub(super) const CHARACTER: usize = 210;
const PADDING: usize = 240;

/// The columns' widths, filling the page.
pub(super) fn widths(table: &BookTable) -> Vec<usize> {
    let shares: usize = table.columns.iter().map(|c| usize::from(c.width)).sum::<usize>().max(1);
    let whole = if table.lying { LYING } else { UPRIGHT };
    table.columns.iter().map(|column| usize::from(column.width) * whole / shares).collect()
}

/// Rows of each page.
pub(super) fn pages(table: &BookTable) -> Vec<&[BookRow]> {
    let widths = widths(table);
    let room = if table.lying { LYING_ROWS } else { UPRIGHT_ROWS };
    let (mut pages, mut start, mut used) = (Vec::new(), 0, 0);
    for (index, row) in table.rows.iter().enumerate() {
        let height = height(row, &widths);
        if used + height > room && index > start {
            pages.push(&table.rows[start..index]);
            (start, used) = (index, 0);
        }
        used += height;
    }
    pages.push(&table.rows[start..]);
    pages
}

fn height(row: &BookRow, widths: &[usize]) -> usize {
    let lines =
        row.cells.iter().zip(widths).map(|(cell, width)| {
            text_width(&printed(cell)).div_ceil(width.saturating_sub(PADDING).max(CHARACTER)).max(1)
        });
    lines.max().unwrap_or(1) * LINE
}

/// How wide a table's text is on one line.
pub(super) fn text_width(text: &str) -> usize {
    let half = |c: char| if c.is_ascii() { 1 } else { 2 };
    text.chars().map(half).sum::<usize>() * CHARACTER / 2
}

/// Rows of a table under its heads. `first` is the line of a workbook in which the first row stands.
pub(super) fn grid(table: &BookTable, rows: &[BookRow], first: usize) -> Grid {
    let head = table.columns.iter().enumerate().map(|(n, column)| Cell::head(n, 1, column.title.as_str()));
    let mut lines: Vec<Vec<Cell>> = vec![head.collect()];
    for row in rows {
        let empty = BookCell::Empty;
        let cells = (0..table.columns.len()).map(|n| row.cells.get(n).unwrap_or(&empty));
        lines.push(cells.enumerate().map(|(n, content)| cell(n, content, row.strong, first)).collect());
    }
    Grid { widths: widths(table), rows: lines, tables: vec![(0, 1)] }
}

fn cell(column: usize, content: &BookCell, strong: bool, first: usize) -> Cell {
    let words = |text: &str| Cell { strong, ..Cell::words(column, 1, text) };
    let number = |value: Decimal, formula, format| Cell {
        align: Align::Right,
        content: Content::Number { printed: printed(content), value, formula, parent: None, format },
        ..words("")
    };
    match content {
        BookCell::Empty | BookCell::Percent(None) => words(""),
        BookCell::Words(text) => words(text),
        BookCell::Centred(text) => words(text).centred(),
        BookCell::Money(amount) => number(yuan(*amount), None, "#,##0.00"),
        BookCell::Red(amount) => number(yuan(*amount), None, RED),
        BookCell::Sum { value, plus, minus } => {
            number(yuan(*value), Some(formula(column, (plus, minus), first)), "#,##0.00")
        }
        BookCell::Count(count) => number(Decimal::from(*count), None, "#,##0"),
        BookCell::Percent(Some(rate)) => number(*rate / Decimal::ONE_HUNDRED, None, "0.00%"),
    }
}

/// `=C5+C6-C9`, with runs of rows as `SUM(C5:C8)`.
fn formula(column: usize, (plus, minus): (&[usize], &[usize]), first: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column).unwrap_or(0));
    let mut text = String::from("=");
    for (sign, rows) in [('+', plus), ('-', minus)] {
        for run in rows.chunk_by(|a, b| a + 1 == *b) {
            if text.len() > 1 || sign == '-' {
                text.push(sign);
            }
            let lines: Vec<String> = run.iter().map(|row| format!("{letter}{}", row + first)).collect();
            match lines.as_slice() {
                [one] => text.push_str(one),
                [from, .., to] => text.push_str(&format!("SUM({from}:{to})")),
                [] => {}
            }
        }
    }
    if text.len() == 1 { "=0".to_owned() } else { text }
}

fn yuan(amount: Fen) -> Decimal {
    Decimal::new(amount.get(), 2)
}

/// As it stands on paper: 1,234.50; 98.76%.
pub(super) fn printed(cell: &BookCell) -> String {
    match cell {
        BookCell::Empty | BookCell::Percent(None) => String::new(),
        BookCell::Words(text) | BookCell::Centred(text) => text.clone(),
        BookCell::Money(amount) | BookCell::Red(amount) | BookCell::Sum { value: amount, .. } => {
            grouped(&amount.to_string())
        }
        BookCell::Count(count) => grouped(&count.to_string()),
        BookCell::Percent(Some(rate)) => {
            format!("{:.2}%", rate.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
        }
    }
}

/// Thousands apart.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, rest) = digits.split_once('.').map_or((digits, String::new()), |(w, r)| (w, format!(".{r}")));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (number, expected) in
            [("0.00", "0.00"), ("-1234567.89", "-1,234,567.89"), ("100", "100"), ("1000", "1,000")]
        {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_sum_names_the_cells_it_adds() {
        assert_eq!(formula(1, (&[0, 1, 2, 5], &[7]), 5), "=SUM(B5:B7)+B10-B12");
        assert_eq!(formula(1, (&[], &[7]), 5), "=-B12");
        assert_eq!(formula(1, (&[], &[]), 5), "=0");
    }
}
