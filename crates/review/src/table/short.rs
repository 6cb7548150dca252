//! Rows of plain text that have fewer cells than their heading because the merged ones were lost: 合计 over 序号 and
//! 项目, 预算执行率 over three levels. The name stands at the left, the rest is set under the last columns where every
//! cell is what its column holds in the full rows; what fits elsewhere too is left as it is.

use super::cell::Cell;
use super::grid::Row;

/// A heading has at least so many titles.
const LEAST_TITLES: usize = 3;

/// What the full rows print in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Figures,
    Words,
    Both,
}

/// The rows, the short ones as wide as their heading where they fit it.
pub fn fitted(mut rows: Vec<Row>) -> Vec<Row> {
    let heads: Vec<usize> = (0..rows.len()).filter(|at| is_heading(&rows[*at])).collect();
    for (index, head) in heads.iter().enumerate() {
        let end = heads.get(index + 1).copied().unwrap_or(rows.len());
        let width = rows[*head].slots.len();
        let body = head + 1..end;
        let columns = columns(&rows[body.clone()], width);
        for row in rows[body].iter_mut().filter(|row| row.slots.len() > 1 && row.slots.len() < width) {
            if let Some(columns) = &columns
                && let Some(whole) = stretched(row, columns)
            {
                *row = whole;
            }
        }
    }
    rows
}

/// The same where what is merged leaves blanks at the end of its row.
pub fn fitted_without_blanks(rows: &[Row]) -> Vec<Row> {
    let trimmed = |row: &Row| {
        let used = row.slots.iter().rposition(|slot| !slot.cell.is_empty()).map_or(0, |last| last + 1);
        Row { slots: row.slots[..used].to_vec() }
    };
    fitted(rows.iter().map(trimmed).collect())
}

fn is_heading(row: &Row) -> bool {
    let titles = row.cells().filter(|cell| !cell.is_void()).count();
    titles >= LEAST_TITLES && row.cells().all(|cell| cell.number().is_none())
}

/// What each column holds; none where no row is full.
fn columns(body: &[Row], width: usize) -> Option<Vec<Holds>> {
    let full: Vec<&Row> = body.iter().filter(|row| row.slots.len() == width).collect();
    let holds = |column: usize| {
        let cells = full.iter().map(|row| &row.slots[column].cell).filter(|cell| !cell.is_void());
        let (figures, words): (Vec<&Cell>, Vec<&Cell>) = cells.partition(|cell| cell.number().is_some());
        match (figures.is_empty(), words.is_empty()) {
            (false, true) => Holds::Figures,
            (true, false) => Holds::Words,
            _ => Holds::Both,
        }
    };
    (!full.is_empty()).then(|| (0..width).map(holds).collect())
}

fn stretched(row: &Row, columns: &[Holds]) -> Option<Row> {
    let cells: Vec<&Cell> = row.cells().collect();
    let (name, rest) = cells.split_first()?;
    let named = name.number().is_none() && !name.is_void();
    let lost = columns.len() - cells.len();
    let at_left = fits(rest, &columns[1..]);
    if !named || at_left || !fits(rest, &columns[lost + 1..]) || rest.iter().all(|cell| cell.is_void()) {
        return None;
    }
    let names = std::iter::repeat_n(*name, lost + 1);
    Some(Row::of(names.chain(rest.iter().copied()).cloned().collect()))
}

fn fits(cells: &[&Cell], columns: &[Holds]) -> bool {
    let pairs = cells.iter().zip(columns);
    pairs.filter(|(cell, _)| !cell.is_void()).all(|(cell, holds)| match holds {
        Holds::Figures => cell.number().is_some(),
        Holds::Words => cell.number().is_none(),
        Holds::Both => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let row = |line: &str| Row::of(line.split('|').map(|cell| Cell::printed(0, cell, 0..cell.len())).collect());
        let rows = fitted(text.lines().map(row).collect());
        rows.iter().map(|row| row.cells().map(|cell| cell.text.clone()).collect()).collect()
    }

    #[test]
    fn a_total_over_two_columns_is_set_under_the_figures() {
        let read = rows("序号|项目|预算|支出\n1|运维|20|18\n2|培训|30|27\n合计|50|45");
        assert_eq!(read[3], ["合计", "合计", "50", "45"]);
    }

    #[test]
    fn a_row_that_lost_its_end_stays() {
        let read = rows("项目|预算|支出|备注\n运维|20|18|无\n培训|30|27|无\n合计|50|45");
        assert_eq!(read[3], ["合计", "50", "45"]);
    }
}
