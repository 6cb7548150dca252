//! Tables in the making: columns, widths and merged cells.

use std::collections::HashMap;

use base::document::{Cell, Paragraph, Table};

use crate::limits;

/// What a cell says about merging with the one above or to its left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Merge {
    #[default]
    None,
    Begins,
    Continues,
}

/// A cell in the making. Paragraphs are reserved when they begin and filled when they end.
#[derive(Default)]
pub(crate) struct CellMaking {
    pub columns: u32,
    pub down: Merge,
    pub across: Merge,
    pub paragraphs: Vec<Option<Paragraph>>,
}

/// A row in the making.
#[derive(Default)]
pub(crate) struct RowMaking {
    cells: Vec<Cell>,
    next_column: u32,
    /// A tracked deletion of the whole row.
    pub deleted: bool,
}

/// A table in the making.
#[derive(Default)]
pub(crate) struct TableMaking {
    rows: Vec<Vec<Cell>>,
    pub row: Option<RowMaking>,
    /// For the left column of each cell merged downwards: its row and place in that row.
    merged: HashMap<u32, (usize, usize)>,
}

impl RowMaking {
    /// Columns left empty before the first cell.
    pub fn skip(&mut self, columns: u32) {
        self.next_column += columns.min(limits::COLUMNS as u32);
    }
}

impl TableMaking {
    /// Adds a finished cell to the row.
    pub fn cell(&mut self, making: CellMaking) {
        let Some(row) = &mut self.row else { return };
        let columns = making.columns.clamp(1, limits::COLUMNS as u32);
        let column = row.next_column;
        row.next_column = column.saturating_add(columns);
        let paragraphs = making.paragraphs.into_iter().flatten().collect();
        if making.across == Merge::Continues
            && let Some(left) = row.cells.last_mut()
        {
            left.columns += columns;
            return;
        }
        if making.down == Merge::Continues && self.grow(column) {
            return;
        }
        let Some(row) = &mut self.row else { return };
        match making.down {
            Merge::None => self.merged.remove(&column),
            _ => self.merged.insert(column, (self.rows.len(), row.cells.len())),
        };
        row.cells.push(Cell { column, columns, rows: 1, paragraphs });
    }

    /// Makes the cell above one row higher, if it reaches down to this row.
    fn grow(&mut self, column: u32) -> bool {
        let Some((top, index)) = self.merged.get(&column).copied() else { return false };
        let now = self.rows.len();
        let Some(above) = self.rows.get_mut(top).and_then(|row| row.get_mut(index)) else { return false };
        let adjacent = top + above.rows as usize == now;
        if adjacent {
            above.rows += 1;
        }
        adjacent
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        match self.row.take() {
            Some(row) if !row.deleted => self.rows.push(row.cells),
            // What began in a row that is gone cannot be continued.
            _ => self.merged.retain(|_, (top, _)| *top < self.rows.len()),
        }
    }

    /// The finished table.
    pub fn finish(self) -> Table {
        Table { rows: self.rows }
    }
}
