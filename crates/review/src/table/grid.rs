//! Rows of cells, whatever they came from.

use base::document::Table;

use super::cell::Cell;

/// How much the source says about rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A real table: rows and columns are known.
    Exact,
    /// Rows are marked in the text; a column is known where the row has as many cells as the heading.
    Rows,
    /// Rows are marked in the text, merged cells are lost: the cells of a row are placed by what they say.
    Ragged,
}

/// A table before anyone knows what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The rows from the top.
    pub rows: Vec<Row>,
    /// How the rows were found.
    pub reading: Reading,
}

/// A row of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The cells from the left.
    pub slots: Vec<Slot>,
}

/// A cell with the columns it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The first column.
    pub column: usize,
    /// How many columns.
    pub width: usize,
    /// What is printed.
    pub cell: Cell,
}

impl Row {
    /// A row of cells that cover one column each.
    pub fn of(cells: Vec<Cell>) -> Row {
        let slots = cells.into_iter().enumerate().map(|(column, cell)| Slot { column, width: 1, cell }).collect();
        Row { slots }
    }

    /// The cells from the left.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.slots.iter().map(|slot| &slot.cell)
    }

    /// The cells that print something and do not only continue the row above.
    pub fn filled(&self) -> impl Iterator<Item = &Cell> {
        self.cells().filter(|cell| !cell.is_empty() && !cell.continued)
    }

    /// Nothing is printed.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.is_empty() || cell.continued)
    }
}

/// More rows or columns than any report has: a hostile table is cut off, not multiplied.
const WIDEST: usize = 256;
const TALLEST: usize = 20_000;

impl Grid {
    /// The rows of a real table; a cell that is merged downwards stands in each of its rows.
    pub fn of(table: &Table) -> Grid {
        let mut rows: Vec<Row> = Vec::new();
        let mut hanging: Vec<(Slot, u32)> = Vec::new();
        for row in table.rows.iter().take(TALLEST) {
            let mut slots: Vec<Slot> = hanging.iter().map(|(slot, _)| slot.clone()).collect();
            hanging.retain_mut(|(_, left)| {
                *left -= 1;
                *left > 0
            });
            for cell in row.iter().filter(|cell| (cell.column as usize) < WIDEST) {
                let slot = slot(cell);
                // A new cell ends whatever hangs over its columns, so that nothing piles up.
                let under = slot.column..slot.column + slot.width;
                hanging.retain(|(above, _)| !under.contains(&above.column));
                if cell.rows > 1 {
                    let mut below = slot.clone();
                    below.cell.continued = true;
                    hanging.push((below, cell.rows - 1));
                }
                slots.push(slot);
            }
            slots.sort_by_key(|slot| slot.column);
            rows.push(Row { slots });
        }
        Grid { rows, reading: Reading::Exact }
    }
}

fn slot(cell: &base::document::Cell) -> Slot {
    let mut text = Cell::default();
    for paragraph in &cell.paragraphs {
        text.append(paragraph.number, &paragraph.text, 0..paragraph.text.len());
    }
    let width = (cell.columns.max(1) as usize).min(WIDEST);
    Slot { column: cell.column as usize, width, cell: text }
}
