//! A form as cells on grids, whatever file it came from.

/// A table of a text, or a sheet of a workbook.
pub(super) struct Sheet {
    /// `表1`, or the sheet's name.
    pub(super) name: String,
    pub(super) cells: Vec<FormCell>,
}

/// A cell; a merged one stands once, at its top left corner.
#[derive(Clone, Debug, Default)]
pub(super) struct FormCell {
    /// From 0.
    pub(super) row: usize,
    /// From 0.
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) text: String,
    /// It computes itself.
    pub(super) formula: bool,
}

impl Sheet {
    /// The cell that covers a place.
    pub(super) fn at(&self, row: usize, column: usize) -> Option<&FormCell> {
        let covers = |c: &&FormCell| {
            (c.row..c.row + c.rows).contains(&row) && (c.column..c.column + c.columns).contains(&column)
        };
        self.cells.iter().find(covers)
    }

    /// The place of a cell in words: `表1!D5`.
    pub(super) fn place(&self, cell: &FormCell) -> String {
        format!("{}!{}", self.name, reference(cell.row, cell.column))
    }
}

/// `D5` of row 4 and column 3.
pub(super) fn reference(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

/// Row 4 and column 3 of `D5`.
pub(super) fn position(reference: &str) -> Option<(usize, usize)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    let mut column = 0_usize;
    for letter in letters.chars().map(|c| c.to_ascii_uppercase()) {
        let value = (letter as usize).checked_sub('A' as usize).filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(value + 1)?;
    }
    Some((row.parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_comes_back() {
        for (row, column, text) in [(0, 0, "A1"), (4, 3, "D5"), (9, 25, "Z10"), (0, 26, "AA1"), (99, 701, "ZZ100")] {
            assert_eq!((reference(row, column).as_str(), position(text)), (text, Some((row, column))));
        }
        assert_eq!((position("5"), position("A0"), position("表1")), (None, None, None));
    }
}
