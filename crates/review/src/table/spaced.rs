//! Tables in plain text whose cells stand between blanks, single or wide ones, a row a line, as text from a PDF
//! gives them. A line is read where it has the cells that its heading asks for; the caption at the left of a block and an empty
//! reason at the right leave no trace. What does not fit ends the table or leaves it unread.

use base::document::Paragraph;

use super::cell::Cell;
use super::grid::{Grid, Reading, Row};
use super::head::{self, Head, Role};

/// A block and where it ends.
pub struct Block {
    /// Its rows, all as wide as the heading.
    pub grid: Grid,
    /// The line behind the last.
    pub next: usize,
}

/// The block whose heading stands here: of funds, or of indicators.
pub fn block(run: &[&Paragraph], at: usize) -> Option<Block> {
    let words = words(run[at])?;
    if let Some(head) = head::funds(&Row::of(words.clone())).filter(|head| is_heading(head, &words)) {
        return funds(run, at, words, &head);
    }
    let at_level = |role| words.iter().position(|cell| head::indicator_role(&cell.text) == Some(role));
    let body = at_level(Role::Level1).or_else(|| {
        let named = at_level(Role::Level2).or_else(|| at_level(Role::Level3)).filter(|_| words.len() > 4);
        named.filter(|at| *at == 0)
    })?;
    // 绩效指标 一级指标 …: the caption of the block stands before its columns.
    let row = Row::of(words[body..].to_vec());
    let head = head::indicators(&row).filter(|head| body <= 1 && is_heading(head, &row_cells(&row)))?;
    indicators(run, at, row, &head)
}

fn row_cells(row: &Row) -> Vec<Cell> {
    row.cells().cloned().collect()
}

/// The words between blanks: where a line has wide gaps they part its cells, a single blank does not. None where
/// tabs or strokes do.
fn words(line: &Paragraph) -> Option<Vec<Cell>> {
    cells(line).filter(|cells| cells.len() > 2)
}

/// The cells of a line, two or more.
pub fn cells(line: &Paragraph) -> Option<Vec<Cell>> {
    let text = line.text.as_str();
    if text.contains(['\t', '|', '。']) {
        return None;
    }
    let wide = text.trim().contains("  ") || text.trim().contains('\u{3000}');
    let mut cells = Vec::new();
    let mut from = 0;
    for (at, gap) in gaps(text).into_iter().chain([(text.len(), usize::MAX)]) {
        let parts = !wide || gap > 1;
        if parts && !text[from..at].trim().is_empty() {
            cells.push(Cell::printed(line.number, text, from..at));
        }
        if parts {
            from = at;
        }
    }
    (cells.len() > 1).then_some(cells)
}

/// Where a run of blanks begins, and how wide it is; a blank of a whole sign is wide.
fn gaps(text: &str) -> Vec<(usize, usize)> {
    let mut gaps: Vec<(usize, usize)> = Vec::new();
    let mut before = false;
    for (at, sign) in text.char_indices() {
        let blank = sign == ' ' || sign == '\u{3000}';
        let width = if sign == '\u{3000}' { 2 } else { 1 };
        match gaps.last_mut() {
            Some((_, wide)) if blank && before => *wide += width,
            _ if blank => gaps.push((at, width)),
            _ => {}
        }
        before = blank;
    }
    gaps
}

/// Every column behind the first has a role: no word of a heading was cut in two.
fn is_heading(head: &Head, words: &[Cell]) -> bool {
    let first = head.columns.first().map_or(0, |(_, column)| *column);
    first <= 1 && head.columns.len() + first == words.len()
}

/// 资金情况 全年预算数 全年执行数 执行率, and the lines of money below.
fn funds(run: &[&Paragraph], at: usize, heading: Vec<Cell>, head: &Head) -> Option<Block> {
    let first = head.columns.first()?.1;
    let figures = head.width - first;
    let mut rows = vec![Row::of(heading)];
    let mut next = at + 1;
    while let Some(cells) = run.get(next).and_then(|line| words(line)) {
        let numbers = cells.iter().rev().take_while(|cell| cell.number().is_some()).count();
        if cells.len() != numbers + 1 || numbers != figures || first != 1 {
            break;
        }
        rows.push(Row::of(cells));
        next += 1;
    }
    (rows.len() > 2).then_some(Block { grid: Grid { rows, reading: Reading::Rows }, next })
}

/// 一级指标 二级指标 三级指标 指标值 完成值 原因, and a line for each indicator.
fn indicators(run: &[&Paragraph], at: usize, heading: Row, head: &Head) -> Option<Block> {
    let open = head.columns.last().is_some_and(|(role, _)| *role == Role::Reason);
    let mut rows = vec![heading];
    let mut next = at + 1;
    while let Some(mut cells) = run.get(next).and_then(|line| words(line)) {
        let total = cells.first().is_some_and(|cell| super::read::is_total(&cell.text));
        if total {
            rows.push(Row::of(cells));
            next += 1;
            break;
        }
        if open && cells.len() + 1 == head.width {
            cells.push(Cell::default());
        }
        if cells.len() != head.width || !fits(head, &cells) {
            break;
        }
        rows.push(Row::of(cells));
        next += 1;
    }
    // A line that has figures and was not read is a row with other cells: then nothing is certain.
    let lost = run.get(next).is_some_and(|line| {
        words(line).is_some_and(|cells| cells.iter().filter(|cell| cell.number().is_some()).count() > 1)
    });
    (rows.len() > 3 && !lost).then_some(Block { grid: Grid { rows, reading: Reading::Rows }, next })
}

/// Levels and names are words, points are points, and a reason is words.
fn fits(head: &Head, cells: &[Cell]) -> bool {
    head.columns.iter().all(|(role, column)| match (role, cells.get(*column)) {
        (_, None) => false,
        (Role::Level1 | Role::Level2 | Role::Level3, Some(cell)) => cell.number().is_none() && !cell.is_empty(),
        (Role::Weight | Role::Score | Role::Score2, Some(cell)) => cell.points().is_some(),
        (Role::Reason, Some(cell)) => cell.number().is_none(),
        _ => true,
    })
}
