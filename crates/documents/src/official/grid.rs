//! A table as a value: cells on a grid, so that one description becomes a table of a document and
//! a sheet of a workbook.

use std::ops::Range;

use docx_rs::{
    AlignmentType, Docx, LineSpacing, Paragraph, Table, TableAlignmentType, TableCell, TableLayoutType, TableRow,
    VAlignType, VMergeType, WidthType,
};
use evaluation::Parent;
use rust_decimal::Decimal;

use super::{Marks, Printed, after_table, table_text};

/// Rows of cells over columns of given widths (twentieths of a point).
pub(crate) struct Grid {
    pub(crate) widths: Vec<usize>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The tables that the rows make in a document, in order: the first row of each, and how many rows from there on
    /// stand again at the top of every further page. A word processor repeats only the first rows of a table.
    pub(crate) tables: Vec<(usize, usize)>,
}

/// A cell; it stands once, in its top left corner.
pub(crate) struct Cell {
    pub(crate) column: usize,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) content: Content,
    pub(crate) align: Align,
    pub(crate) strong: bool,
}

/// What a cell shows.
pub(crate) enum Content {
    /// Words.
    Words(String),
    /// A number.
    Number {
        /// As printed.
        printed: String,
        /// Its exact value.
        value: Decimal,
        /// How a workbook computes it from other cells.
        formula: Option<String>,
        /// Where it comes from, when it is no sum of other cells.
        parent: Option<Parent>,
        /// The workbook's number format.
        format: &'static str,
    },
}

/// The number format of money that is missing.
pub(crate) const RED: &str = "[Red]#,##0.00";

/// The number format of a share.
pub(crate) const PERCENT: &str = "0.00%";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl Cell {
    /// Words in one cell.
    pub(crate) fn words(column: usize, columns: usize, text: impl Into<String>) -> Cell {
        Cell { column, columns, rows: 1, content: Content::Words(text.into()), align: Align::Left, strong: false }
    }

    /// A centred cell of a header.
    pub(crate) fn head(column: usize, columns: usize, text: impl Into<String>) -> Cell {
        Cell { align: Align::Centre, strong: true, ..Cell::words(column, columns, text) }
    }

    /// The same over several rows.
    pub(crate) fn over(self, rows: usize) -> Cell {
        Cell { rows, ..self }
    }

    /// The same, centred.
    pub(crate) fn centred(self) -> Cell {
        Cell { align: Align::Centre, ..self }
    }

    /// The printed text.
    pub(crate) fn text(&self) -> &str {
        match &self.content {
            Content::Words(text) | Content::Number { printed: text, .. } => text,
        }
    }
}

/// The tables of the grid, each hard below the one before.
pub(crate) fn add_table(docx: Docx, grid: &Grid, marks: &mut Marks) -> Docx {
    let ends = grid.tables.iter().skip(1).map(|(start, _)| *start).chain([grid.rows.len()]);
    let parts = grid.tables.iter().zip(ends);
    parts.fold(docx, |docx, ((start, heads), end)| {
        let docx = if *start > 0 { docx.add_paragraph(after_table()) } else { docx };
        marks.table(*heads);
        docx.add_table(docx_table(grid, *start..end, marks))
    })
}

/// Some rows as a table; a row never breaks between pages.
fn docx_table(grid: &Grid, of: Range<usize>, marks: &mut Marks) -> Table {
    let mut rows = Vec::new();
    for index in of {
        let mut cells: Vec<(usize, TableCell)> =
            grid.rows[index].iter().map(|cell| (cell.column, start(cell, grid, marks))).collect();
        cells.extend(continued(grid, index));
        cells.sort_by_key(|(column, _)| *column);
        rows.push(TableRow::new(cells.into_iter().map(|(_, cell)| cell).collect()).cant_split());
    }
    Table::new(rows)
        .set_grid(grid.widths.clone())
        .layout(TableLayoutType::Fixed)
        .width(grid.widths.iter().sum(), WidthType::Dxa)
        .align(TableAlignmentType::Center)
}

fn start(cell: &Cell, grid: &Grid, marks: &mut Marks) -> TableCell {
    let mut lines = cell.text().lines();
    let first = aligned(cell.align);
    let first = match (&cell.content, lines.next()) {
        (Content::Number { printed: text, value, parent: Some(parent), format, .. }, _) => {
            // A share is a fraction in a workbook and prints as percent.
            let value = if *format == PERCENT { *value * Decimal::ONE_HUNDRED } else { *value };
            marks.add(first, table_text(text, cell.strong), &Printed { text, value, parent })
        }
        (Content::Number { format: RED, .. }, Some(text)) => {
            first.add_run(table_text(text, cell.strong).color("C00000"))
        }
        (_, Some(text)) => first.add_run(table_text(text, cell.strong)),
        (_, None) => first,
    };
    let made = sized(cell, grid).add_paragraph(first);
    let made =
        lines.fold(made, |made, text| made.add_paragraph(aligned(cell.align).add_run(table_text(text, cell.strong))));
    if cell.rows > 1 { made.vertical_merge(VMergeType::Restart) } else { made }
}

/// The cells of earlier rows that reach down into this one.
fn continued(grid: &Grid, index: usize) -> Vec<(usize, TableCell)> {
    let above = grid.rows.iter().enumerate().take(index);
    above
        .flat_map(|(at, row)| row.iter().filter(move |cell| at + cell.rows > index))
        .map(|cell| {
            let made = sized(cell, grid).add_paragraph(aligned(cell.align)).vertical_merge(VMergeType::Continue);
            (cell.column, made)
        })
        .collect()
}

fn sized(cell: &Cell, grid: &Grid) -> TableCell {
    let width = grid.widths.iter().skip(cell.column).take(cell.columns).sum();
    let made = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
    if cell.columns > 1 { made.grid_span(cell.columns) } else { made }
}

fn aligned(align: Align) -> Paragraph {
    let align = match align {
        Align::Left => AlignmentType::Left,
        Align::Centre => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    };
    Paragraph::new().align(align).snap_to_grid(false).line_spacing(LineSpacing::new().line(240).before(20).after(20))
}
