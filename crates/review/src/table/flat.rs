//! Tables that lost their lines: cells set off by tabs, bars or wide blanks, or one in each line.

use std::ops::Range;

use base::document::Paragraph;

use super::barred;
use super::cell::Cell;
use super::grid::{Grid, Reading, Row};
use super::{figures, short, spaced};

/// A line longer than this is running text, not a wrapped cell.
const LONGEST_CELL_LINE: usize = 60;

/// The tables that stand in a run of paragraphs, in order.
pub fn grids(run: &[&Paragraph]) -> Vec<Grid> {
    read(run, |_, _| None)
}

/// The same, tables of plain figures between blanks too; where merged cells are lost, rows are set under their heading.
pub fn all_grids(run: &[&Paragraph]) -> Vec<Grid> {
    let placed = |grid: Grid| match grid.reading {
        Reading::Ragged => Grid { rows: short::fitted_without_blanks(&grid.rows), reading: Reading::Rows },
        _ => grid,
    };
    read(run, figures::block).into_iter().map(placed).collect()
}

/// How a table that begins at a line is found, and where it ends.
type Finder = fn(&[&Paragraph], usize) -> Option<(Grid, usize)>;

fn read(run: &[&Paragraph], plain: Finder) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let found = match style(&run[at].text) {
            _ if barred::starts(run, at) => barred::read(run, at),
            Some(Style::Bars) => bars(run, at),
            Some(Style::Tabs) if leading_tabs(run, at) => one_cell_a_line(run, at),
            Some(Style::Tabs) => tabs(run, at),
            None => spaced::block(run, at).map(|block| (block.grid, block.next)).or_else(|| plain(run, at)),
        };
        match found {
            Some((grid, next)) => {
                grids.push(grid);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    grids
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Bars,
    Tabs,
}

fn style(text: &str) -> Option<Style> {
    let trimmed = text.trim_start_matches(' ');
    if trimmed.starts_with('|') && trimmed.matches('|').count() > 1 {
        return Some(Style::Bars);
    }
    text.contains('\t').then_some(Style::Tabs)
}

/// The parts of a line between separators, as ranges of its bytes.
fn parts(text: &str, separator: char) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices(separator) {
        parts.push(from..at);
        from = at + sign.len();
    }
    parts.push(from..text.len());
    parts
}

fn row(paragraph: &Paragraph, ranges: Vec<Range<usize>>) -> Row {
    Row::of(ranges.into_iter().map(|range| Cell::printed(paragraph.number, &paragraph.text, range)).collect())
}

/// Lines like `| a | b |`; the line of strokes under the heading is left out.
fn bars(run: &[&Paragraph], from: usize) -> Option<(Grid, usize)> {
    let mut rows = Vec::new();
    let mut at = from;
    while at < run.len() {
        let text = &run[at].text;
        if style(text) == Some(Style::Bars) {
            let mut ranges = parts(text, '|');
            ranges.remove(0);
            if ranges.last().is_some_and(|last| text[last.clone()].trim().is_empty()) {
                ranges.pop();
            }
            let strokes = |range: &Range<usize>| text[range.clone()].chars().all(|sign| "-: ".contains(sign));
            if !ranges.iter().all(strokes) {
                rows.push(row(run[at], ranges));
            }
        } else if !text.trim().is_empty() {
            break;
        }
        at += 1;
    }
    (rows.len() > 1).then(|| (Grid { rows: short::fitted(rows), reading: Reading::Rows }, at))
}

/// Lines whose cells stand between tabs; a cell broken in two lines is joined again when the two
/// lines together have as many cells as the widest.
fn tabs(run: &[&Paragraph], from: usize) -> Option<(Grid, usize)> {
    let mut lines: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
    let mut at = from;
    while at < run.len() {
        let text = &run[at].text;
        if text.contains('\t') {
            lines.push((at, parts(text, '\t')));
        } else if !text.trim().is_empty() {
            if !is_wrapped_cell(run, at) {
                break;
            }
            lines.push((at, std::iter::once(0..text.len()).collect()));
        }
        at += 1;
    }
    if lines.len() < 2 {
        return None;
    }
    Some((Grid { rows: short::fitted(joined(run, lines)), reading: Reading::Rows }, at))
}

/// A short line between two lines of cells, with no empty line around it.
fn is_wrapped_cell(run: &[&Paragraph], at: usize) -> bool {
    let text = run[at].text.as_str();
    let adjacent = |one: usize, other: usize| {
        run.get(other).is_some_and(|next| next.text.contains('\t') && next.number.abs_diff(run[one].number) == 1)
    };
    let title = ["自评表", "评价表", "评分表", "年度)", "年度）", "单位：", "附件", "附表"]
        .iter()
        .any(|word| text.contains(word));
    let signs: Vec<char> = text.trim_start().chars().take(8).collect();
    let heading = crate::text::item_mark(&signs) > 0 && !text.contains('；');
    text.chars().count() <= LONGEST_CELL_LINE
        && !title
        && !heading
        && at > 0
        && adjacent(at, at - 1)
        && adjacent(at, at + 1)
}

fn joined(run: &[&Paragraph], lines: Vec<(usize, Vec<Range<usize>>)>) -> Vec<Row> {
    let widest = lines.iter().map(|(_, ranges)| ranges.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (at, ranges) in lines {
        let paragraph = run[at];
        let fits = rows.last().is_some_and(|last| {
            let broken = last.len() > 2 || last.first().is_some_and(Cell::is_empty);
            let whole = last.len() + ranges.len() == widest + 1;
            broken && (ranges.len() == 1 || (whole && !ranges[0].is_empty()))
        });
        let mut ranges = ranges.into_iter();
        if fits && let Some(last) = rows.last_mut() {
            if let (Some(cell), Some(range)) = (last.last_mut(), ranges.next()) {
                cell.append(paragraph.number, &paragraph.text, range);
            }
            last.extend(ranges.map(|range| Cell::printed(paragraph.number, &paragraph.text, range)));
        } else {
            rows.push(ranges.map(|range| Cell::printed(paragraph.number, &paragraph.text, range)).collect());
        }
    }
    rows.into_iter().map(Row::of).collect()
}

/// One tab, in front of the cell: each line is a cell, an empty line ends the row.
fn leading_tabs(run: &[&Paragraph], from: usize) -> bool {
    let lines: Vec<&str> =
        run[from..].iter().map(|line| line.text.as_str()).filter(|text| text.contains('\t')).take(12).collect();
    let leading = |text: &&&str| text.starts_with('\t') && text.matches('\t').count() == 1;
    lines.len() > 3 && lines.iter().filter(leading).count() == lines.len()
}

fn one_cell_a_line(run: &[&Paragraph], from: usize) -> Option<(Grid, usize)> {
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new()];
    let mut at = from;
    while at < run.len() {
        let line = run[at];
        let after_gap = at > from && line.number > run[at - 1].number + 1;
        if (line.text.is_empty() || after_gap) && rows.last().is_some_and(|row| !row.is_empty()) {
            rows.push(Vec::new());
        }
        let Some(row) = rows.last_mut() else { break };
        match line.text.strip_prefix('\t') {
            Some(_) => row.push(Cell::printed(line.number, &line.text, 1..line.text.len())),
            None if line.text.trim().is_empty() => {}
            None => match row.last_mut() {
                Some(cell) => cell.append(line.number, &line.text, 0..line.text.len()),
                None => break,
            },
        }
        at += 1;
    }
    rows.retain(|row| !row.is_empty());
    let rows: Vec<Row> = rows.into_iter().map(Row::of).collect();
    (rows.len() > 2).then(|| (Grid { rows: short::fitted(rows), reading: Reading::Rows }, at))
}
