//! Tables without lines: rows whose stretches stand under each other in columns.
//!
//! Only what cannot be misread becomes a table; everything else stays lines.

use base::document::{Cell, Part, Table};

use super::layout::{Row, Stretch};
use super::words::{Length, is_wide};
use crate::document::build::{Builder, plain};
use crate::document::error::DocumentError;

/// A row of a table in the making: stretches of neighbouring rows that stand in one column of it
/// are one cell whose text is broken.
struct Line {
    cells: Vec<Stretch>,
    em: Length,
    /// How many rows of text it takes.
    rows: usize,
    /// As near to the row above as lines of one text.
    near: bool,
}

/// A table found from the first of some rows, and how many of them it takes.
pub(super) struct Found {
    columns: Vec<(Length, Length)>,
    lines: Vec<Line>,
    pub rows: usize,
}

/// Looks for a table that begins with the first row.
pub(super) fn find(rows: &[Row], text_width: Length) -> Option<Found> {
    let taken = reach(rows, text_width);
    let lines = lines(&rows[..taken]);
    let most = lines.iter().map(|line| line.cells.len()).max()?;
    let full: Vec<&Line> = lines.iter().filter(|line| line.cells.len() == most).collect();
    let enough = match most {
        0 | 1 => false,
        2 => full.len() >= 3,
        _ => full.len() >= 2,
    };
    if !enough {
        return None;
    }
    let columns: Vec<(Length, Length)> = (0..most)
        .map(|at| {
            let edges = full.iter().map(|line| (line.cells[at].left, line.cells[at].right));
            edges.fold((Length::MAX, Length::MIN), |(left, right), (l, r)| (left.min(l), right.max(r)))
        })
        .collect();
    // Columns that run into each other are no columns.
    let apart = columns.windows(2).all(|pair| pair[0].1 < pair[1].0);
    let mut lines = with_broken_cells(lines, &columns);
    // What follows the last row of several cells is the text after the table.
    while lines.last().is_some_and(|line| line.cells.len() == 1) {
        lines.pop();
    }
    let rows = lines.iter().map(|line| line.rows).sum();
    apart.then_some(Found { columns, lines, rows })
}

/// Puts the further lines of a broken cell back under their first one, which had no room for
/// another character in its column.
fn with_broken_cells(lines: Vec<Line>, columns: &[(Length, Length)]) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::new();
    for mut line in lines {
        let above = match (line.near, line.cells.as_slice(), whole.last_mut()) {
            (true, [only], Some(above)) => {
                let edge = columns.get(place(columns, only).0 as usize).map_or(Length::MAX, |column| column.1);
                let under = |cell: &&mut Stretch| cell.left < only.right && only.left < cell.right;
                above.cells.iter_mut().find(under).filter(|cell| cell.right + line.em > edge)
            }
            _ => None,
        };
        match (above, line.cells.pop()) {
            (Some(cell), Some(more)) => {
                join(&mut cell.text, &more.text);
                // The next line is measured against this one.
                cell.right = more.right;
                if let Some(above) = whole.last_mut() {
                    above.rows += line.rows;
                }
            }
            (_, last) => {
                line.cells.extend(last);
                whole.push(line);
            }
        }
    }
    whole
}

/// How many rows from the first could be a table: those in several stretches, single ones that
/// are a line of a broken cell, and short single ones between them.
fn reach(rows: &[Row], text_width: Length) -> usize {
    let several = |row: &Row| row.stretches.len() > 1;
    let mut taken = 0;
    while let Some(row) = rows.get(taken) {
        let next = rows.get(taken + 1);
        let broken = (taken > 0 && close(&rows[taken - 1], row)) || next.is_some_and(|next| close(row, next));
        let short = (row.right() - row.left()) * 2 < text_width;
        let between = taken > 0 && short && next.is_some_and(several);
        let wrapped = taken > 0 && short && wraps(&rows[..taken], row);
        if !(several(row) || broken || between || wrapped) {
            break;
        }
        taken += 1;
    }
    taken
}

/// So close that both belong to one row of cells, in which some cells have two lines of text and
/// others one between them.
fn close(above: &Row, below: &Row) -> bool {
    (below.middle - above.middle) * 100 <= above.em.min(below.em) * 95
}

/// A line of a broken cell under its first one: as near as lines of one text, and in the same
/// column as the lines above.
fn wraps(above: &[Row], row: &Row) -> bool {
    let Some(last) = above.last() else { return false };
    let under = |s: &Stretch| {
        let (left, right) = (s.left - row.left(), s.right - row.right());
        left.abs() * 3 < row.em || (left + right).abs() < row.em
    };
    is_near(last, row) && last.stretches.iter().any(under)
}

fn is_near(above: &Row, row: &Row) -> bool {
    (row.middle - above.middle) * 10 <= row.em * 16
}

fn lines(rows: &[Row]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let mut end = at + 1;
        while end < rows.len() && close(&rows[end - 1], &rows[end]) {
            end += 1;
        }
        let near = at > 0 && is_near(&rows[at - 1], &rows[at]);
        lines.push(Line { near, ..line(&rows[at..end]) });
        at = end;
    }
    lines
}

/// One row of cells from rows of text that are close to each other.
fn line(rows: &[Row]) -> Line {
    let mut cells: Vec<Stretch> = Vec::new();
    for stretch in rows.iter().flat_map(|row| &row.stretches) {
        match cells.iter_mut().find(|cell| stretch.left < cell.right && cell.left < stretch.right) {
            Some(cell) => {
                join(&mut cell.text, &stretch.text);
                cell.left = cell.left.min(stretch.left);
                cell.right = cell.right.max(stretch.right);
            }
            None => cells.push(stretch.clone()),
        }
    }
    cells.sort_by_key(|cell| cell.left);
    Line { cells, em: rows.iter().map(|row| row.em).max().unwrap_or(0), rows: rows.len(), near: false }
}

/// Puts a broken text together again: no blank where either side is Chinese.
pub(super) fn join(text: &mut String, next: &str) {
    let chinese = text.chars().next_back().is_some_and(is_wide) || next.chars().next().is_some_and(is_wide);
    if !chinese && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(next);
}

impl Found {
    /// The table, its paragraphs numbered on.
    pub fn table(self, part: &Part, numbering: &mut usize, builder: &mut Builder) -> Result<Table, DocumentError> {
        let mut table = Table::default();
        for line in self.lines {
            let mut row: Vec<Cell> = Vec::new();
            for stretch in line.cells {
                builder.count(&stretch.text)?;
                let (first, last) = place(&self.columns, &stretch);
                let paragraph = plain(*numbering, stretch.text, Some(part.clone()));
                *numbering += 1;
                match row.last_mut() {
                    // Two stretches in one column are one cell.
                    Some(cell) if cell.column + cell.columns > first => cell.paragraphs.push(paragraph),
                    _ => {
                        row.push(Cell {
                            column: first,
                            columns: last - first + 1,
                            rows: 1,
                            paragraphs: vec![paragraph],
                        });
                    }
                }
            }
            table.rows.push(row);
        }
        Ok(table)
    }
}

/// The first and last column that a stretch stands in; between columns, the nearest.
fn place(columns: &[(Length, Length)], stretch: &Stretch) -> (u32, u32) {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let touched = |column: &(Length, Length)| stretch.left < column.1 && column.0 < stretch.right;
    let first = columns.iter().position(touched);
    let last = columns.iter().rposition(touched);
    match (first, last) {
        (Some(first), Some(last)) => (number(first), number(last)),
        _ => {
            let middle = stretch.left + stretch.right;
            let distance = |column: &(Length, Length)| (column.0 + column.1 - middle).abs();
            let nearest = columns.iter().enumerate().min_by_key(|(_, column)| distance(column));
            let at = nearest.map_or(0, |(at, _)| number(at));
            (at, at)
        }
    }
}
