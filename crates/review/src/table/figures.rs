//! Tables of plain figures that lost their lines: 地区 人数 金额, a row a line between blanks, or a cell a line. Only a
//! body that is even from its heading to its end is read: each row begins with words and has as many cells as the
//! heading. Tables of points are left to the reading of performance tables.

use base::document::Paragraph;

use super::cell::Cell;
use super::grid::{Grid, Reading, Row};
use super::head::{Role, indicator_role};
use super::spaced;

/// A heading or the name of a row is no longer than this.
const LONGEST_NAME: usize = 18;
const MOST_COLUMNS: usize = 8;

/// The table whose heading stands here, and the line behind its last.
pub fn block(run: &[&Paragraph], at: usize) -> Option<(Grid, usize)> {
    by_lines(run, at).or_else(|| by_cells(run, at))
}

fn by_lines(run: &[&Paragraph], at: usize) -> Option<(Grid, usize)> {
    let heading = spaced::cells(run[at]).filter(|cells| is_heading(cells))?;
    let width = heading.len();
    let rows = run[at + 1..].iter().map_while(|line| spaced::cells(line).filter(|cells| is_row(cells, width)));
    let rows: Vec<Row> = [heading].into_iter().chain(rows).map(Row::of).collect();
    let next = at + rows.len();
    // A line that has figures and was not read is a row with other cells: then nothing is certain.
    let lost = run.get(next).and_then(|line| spaced::cells(line)).is_some_and(|cells| cells.iter().any(is_figure));
    let enough = rows.len() > 3 && (width > 2 || ends_in_total(&rows));
    (enough && !lost).then_some((Grid { rows, reading: Reading::Rows }, next))
}

/// A cell in each line: the figures between the first two names tell how many cells a row has.
fn by_cells(run: &[&Paragraph], at: usize) -> Option<(Grid, usize)> {
    let single = |line: &&&Paragraph| is_bare(line) && !line.text.trim().contains([' ', '\u{3000}', '\t', '|']);
    let cells = |from: usize, most: usize| {
        let lines = run[from..].iter().take_while(single).take(most);
        lines.map(|line| Cell::printed(line.number, &line.text, 0..line.text.len()))
    };
    let first = cells(at, 2 * MOST_COLUMNS).position(|cell| is_figure(&cell)).filter(|first| *first > 2)?;
    let figures = cells(at + first, MOST_COLUMNS).take_while(is_figure).count();
    let width = figures + 1;
    // The heading stands here, and the name of the first row behind it.
    if first != width + 1 || width > MOST_COLUMNS {
        return None;
    }
    let heading: Vec<Cell> = cells(at, width).collect();
    if !is_heading(&heading) {
        return None;
    }
    let body: Vec<Cell> = cells(at + width, usize::MAX).collect();
    let rows = body.chunks(width).take_while(|cells| is_row(cells, width)).map(<[Cell]>::to_vec);
    let rows: Vec<Row> = [heading].into_iter().chain(rows).map(Row::of).collect();
    let next = at + rows.len() * width;
    (rows.len() > 3 && ends_in_total(&rows)).then_some((Grid { rows, reading: Reading::Rows }, next))
}

/// A line of a table: short, and no sentence.
fn is_bare(line: &Paragraph) -> bool {
    let text = line.text.trim();
    !text.is_empty() && text.chars().count() <= 80 && !text.contains(['。', '，', '；', '：', '\t', '|'])
}

fn is_heading(cells: &[Cell]) -> bool {
    let named = |cell: &Cell| {
        let points = matches!(indicator_role(&cell.text), Some(Role::Weight | Role::Score));
        !is_figure(cell) && !cell.is_void() && !points && is_name(cell)
    };
    let unlike = cells.iter().enumerate().all(|(at, cell)| cells[..at].iter().all(|other| other.text != cell.text));
    (2..=MOST_COLUMNS).contains(&cells.len()) && cells.iter().all(named) && unlike
}

fn is_name(cell: &Cell) -> bool {
    cell.text.chars().count() <= LONGEST_NAME && !cell.text.contains(['。', '，', '；', '：', ':', ','])
}

/// 城关镇 1128 1286 2414: words, then figures; a reason or a stroke may stand among them.
fn is_row(cells: &[Cell], width: usize) -> bool {
    let [name, rest @ ..] = cells else { return false };
    let named = !is_figure(name) && !name.is_void() && is_name(name);
    let figures = rest.iter().filter(|cell| is_figure(cell)).count();
    let others = rest.iter().filter(|cell| !is_figure(cell) && !cell.is_void()).count();
    cells.len() == width && named && figures > 0 && others <= 1
}

/// A number, or one with a sign of percent.
fn is_figure(cell: &Cell) -> bool {
    cell.number().is_some_and(|number| matches!(number.unit.as_str(), "" | "%"))
}

fn ends_in_total(rows: &[Row]) -> bool {
    let last = rows.last().and_then(|row| row.cells().next());
    last.is_some_and(|cell| ["合计", "总计", "小计", "共计"].iter().any(|word| cell.text.ends_with(word)))
}
