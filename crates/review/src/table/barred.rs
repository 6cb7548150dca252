//! Tables of which only the strokes at the right of the cells are left: `a | b | c |`, a row a line,
//! or every cell in a line of its own. Merged cells leave no trace, or strokes at the end of the row,
//! so a row is fitted to its heading by what its cells say; what does not fit is not read.

use base::document::Paragraph;

use super::cell::Cell;
use super::grid::{Grid, Reading, Row};
use super::head::{Head, Role, indicator_role};

/// A cell that goes on over more lines than this is no cell.
const LONGEST_CELL: usize = 12;

/// The lines from here on are such a table.
pub fn starts(run: &[&Paragraph], from: usize) -> bool {
    let text = run[from].text.trim();
    let closed = |line: &&&Paragraph| line.text.trim_end().ends_with('|');
    text.ends_with('|') && !text.starts_with('|') && run[from..].iter().take(4).filter(closed).count() > 2
}

/// The rows, and where the table ends.
pub fn read(run: &[&Paragraph], from: usize) -> Option<(Grid, usize)> {
    let (lines, next) = lines(run, from);
    let single = lines.iter().filter(|cells| cells.iter().filter(|cell| !cell.is_empty()).count() < 2).count();
    let rows: Vec<Row> = if single * 10 > lines.len() * 8 {
        let cells: Vec<Cell> = lines.into_iter().flatten().collect();
        cells.chunks(width(&cells)?).map(|row| Row::of(row.to_vec())).collect()
    } else {
        lines.into_iter().map(Row::of).collect()
    };
    (rows.len() > 1).then_some((Grid { rows, reading: Reading::Ragged }, next))
}

/// The cells of each line that ends with a stroke; lines without one go on with the cell behind them.
fn lines(run: &[&Paragraph], from: usize) -> (Vec<Vec<Cell>>, usize) {
    let mut lines: Vec<Vec<Cell>> = Vec::new();
    let (mut at, mut open): (usize, Option<Vec<Cell>>) = (from, None);
    while at < run.len() {
        let (text, number) = (&run[at].text, run[at].number);
        let within = |at: usize| run[at..].iter().take(LONGEST_CELL).any(|line| line.text.trim_end().ends_with('|'));
        if !text.contains('|') && (!within(at) || open.is_none() && is_text_between(&run[at..])) {
            break;
        }
        let mut cells = open.take().unwrap_or_default();
        let mut start = 0;
        for (index, end) in text.match_indices('|').map(|(end, _)| end).chain([text.len()]).enumerate() {
            match cells.last_mut().filter(|_| index == 0) {
                Some(cell) => cell.append(number, text, start..end),
                None => cells.push(Cell::printed(number, text, start..end)),
            }
            start = end + 1;
        }
        at += 1;
        if text.trim_end().ends_with('|') {
            // Behind the last stroke there is no cell.
            cells.pop();
            lines.push(cells);
        } else {
            open = Some(cells);
        }
    }
    (lines, at)
}

/// Running text, and then the heading of the next table: 见下表。 指标 | 目标值 | 完成值 |.
fn is_text_between(rest: &[&Paragraph]) -> bool {
    let Some(next) = rest.iter().position(|line| line.text.contains('|')) else { return false };
    let said = |line: &&Paragraph| {
        let signs: Vec<char> = line.text.trim().chars().collect();
        matches!(signs.last(), Some('。' | '：' | ':')) || crate::text::item_mark(&signs) > 0
    };
    let heading = rest[next].text.trim();
    let titles = heading.matches('|').count() > 2 && !heading.chars().any(|sign| sign.is_ascii_digit());
    titles && !heading.starts_with('|') && rest[..next].iter().any(said)
}

/// How many cells a row has: as many as lie between the same columns of two rows, by the heading.
fn width(cells: &[Cell]) -> Option<usize> {
    let score = |width: usize| {
        let rows = cells.chunks(width);
        let heading = rows.clone().position(|row| roles(row) > 3)?;
        let columns: Vec<usize> = cells.chunks(width).nth(heading).map(points).unwrap_or_default();
        let body = rows.skip(heading + 1).filter(|row| row.len() == width);
        let fits =
            body.clone().filter(|row| columns.iter().all(|at| row[*at].is_void() || row[*at].points().is_some()));
        (fits.count() * 5 >= body.count() * 4).then_some(())
    };
    let mut fitting = (4..=16).filter(|width| score(*width).is_some());
    fitting.next().filter(|_| fitting.next().is_none())
}

fn roles(row: &[Cell]) -> usize {
    row.iter().filter(|cell| indicator_role(&cell.text).is_some()).count()
}

fn points(row: &[Cell]) -> Vec<usize> {
    let is = |cell: &Cell| matches!(indicator_role(&cell.text), Some(Role::Weight | Role::Score));
    (0..row.len()).filter(|at| is(&row[*at])).collect()
}

/// A line of funds under its heading: the label, then the figures in the order of the columns.
pub fn fund_row(head: &Head, row: &Row, label: usize) -> Option<Row> {
    let first = head.columns.first()?.1;
    let figures = trimmed(row, label + 1);
    (figures.len() <= head.width - first).then(|| placed(head, first, figures))
}

/// A row of indicators under its heading: the words of its levels where they are printed, then the
/// indicator and its figures in the order of the columns.
pub fn indicator_row(head: &Head, row: &Row) -> Option<Row> {
    if let Some(row) = behind_ordinal(head, row).or_else(|| below_levels(head, row)) {
        return Some(row);
    }
    let first = head.column(Role::Level3).or_else(|| head.column(Role::Level2))?;
    let levels = row.slots.iter().take_while(|slot| slot.cell.is_empty() || is_level(&slot.cell)).count();
    // An indicator may be called like its level: 满意度指标 | 满意度指标 | ≥90%.
    let fitting = |skip: &usize| fits(head, first, &trimmed(row, *skip));
    let skip = (0..=levels).rev().find(fitting).or_else(|| only_skip(first, row, fitting))?;
    let cells = trimmed(row, skip);
    let mut whole = placed(head, first, cells);
    for (level, role) in
        row.slots[..skip].iter().filter(|slot| !slot.cell.is_empty()).rev().zip([Role::Level2, Role::Level1])
    {
        if let Some(at) = head.column(role).filter(|at| *at < first) {
            whole.slots[at].cell = level.cell.clone();
        }
    }
    Some(whole)
}

/// Levels by other names, 预算执行(10分) | 预算执行 | 基金支出预算执行率: the only number of words in front with which the
/// points stand under their headings.
fn only_skip(levels: usize, row: &Row, fitting: impl Fn(&usize) -> bool) -> Option<usize> {
    let words = row.slots.iter().take_while(|slot| slot.cell.number().is_none()).count();
    let mut fits = (0..=levels.min(words)).filter(fitting);
    fits.next().filter(|_| fits.next().is_none())
}

/// 序号 | 评价指标 | 权重 | 得分: a number of the row in front, and every cell under its heading.
fn behind_ordinal(head: &Head, row: &Row) -> Option<Row> {
    let first = head.columns.first().filter(|(_, column)| *column > 0)?.1;
    let ordinal = row.slots.first().is_some_and(|slot| slot.cell.text.chars().all(|sign| sign.is_ascii_digit()));
    let cells: Vec<Cell> = row.slots.iter().skip(first).map(|slot| slot.cell.clone()).collect();
    let whole = row.slots.len() == head.width && ordinal && !row.slots[0].cell.is_empty();
    (whole && fits(head, first, &cells)).then(|| row.clone())
}

/// 一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 得分: a row begins with the level that begins in it, and what hangs
/// over from above is left out.
fn below_levels(head: &Head, row: &Row) -> Option<Row> {
    if !head.has(Role::Weight1) && !head.has(Role::Weight2) {
        return None;
    }
    let cells: Vec<Cell> = row.slots.iter().map(|slot| slot.cell.clone()).collect();
    let starts = [Role::Level1, Role::Level2, Role::Level3].into_iter().filter_map(|role| head.column(role));
    let at = |first: usize, role| head.column(role).and_then(|column: usize| column.checked_sub(first));
    let points = |first, role| {
        at(first, role).is_none_or(|column| cells.get(column).is_some_and(|cell| cell.points().is_some()))
    };
    let mut fitting = starts.filter(|first| {
        let trimmed = head.columns.last().is_some_and(|(role, at)| *role == Role::Reason && at + 1 == head.width);
        let width = cells.len() + first;
        let whole = width == head.width || trimmed && width + 1 == head.width;
        let whole = whole && cells.first().is_some_and(|cell| cell.number().is_none());
        whole
            && [Role::Weight1, Role::Weight2, Role::Weight, Role::Score, Role::Score2]
                .into_iter()
                .all(|role| points(*first, role))
    });
    let first = fitting.next()?;
    Some(placed(head, first, cells))
}

/// A row whose last cell, the reason, is empty and was trimmed with its separator.
pub fn without_reason(head: &Head, row: &Row) -> Option<Row> {
    let last = head.columns.last()?;
    let trimmed = row.slots.len() + 1 == head.width && last.0 == Role::Reason && last.1 + 1 == head.width;
    let points = |role| {
        let slot = head.column(role).and_then(|column| row.slots.get(column));
        slot.is_some_and(|slot| slot.cell.points().is_some())
    };
    let scored = head.columns.len() > 1 && matches!(head.columns[head.columns.len() - 2].0, Role::Score | Role::Score2);
    let whole = || placed(head, 0, row.slots.iter().map(|slot| slot.cell.clone()).collect());
    (trimmed && scored && points(Role::Weight) && points(Role::Score)).then(whole)
}

/// Weight and score are points, and nothing stands behind the last column.
fn fits(head: &Head, first: usize, cells: &[Cell]) -> bool {
    let at = |role| head.column(role).and_then(|column| column.checked_sub(first)).map(|column| cells.get(column));
    let points = |role| at(role).is_none_or(|cell| cell.is_some_and(|cell| cell.points().is_some()));
    let named = cells.first().is_some_and(|cell| cell.number().is_none() && !cell.is_empty());
    let pointed = [Role::Weight, Role::Score, Role::Score2].into_iter().all(points);
    named && cells.len() + first <= head.width && pointed
}

/// 产出指标（50分）, 数量指标, 效益.
fn is_level(cell: &Cell) -> bool {
    let text = cell.text.split('(').next().unwrap_or_default();
    let known = ["产出", "效益", "效果", "决策", "过程", "投入", "成本", "满意度", "绩效指标", "年度绩效指标"];
    known.contains(&text) || text.ends_with("指标") && text.chars().count() <= 9
}

fn trimmed(row: &Row, from: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = row.slots.iter().skip(from).map(|slot| slot.cell.clone()).collect();
    while cells.last().is_some_and(Cell::is_empty) {
        cells.pop();
    }
    cells
}

/// The cells from a column on, in a row as wide as the heading.
fn placed(head: &Head, first: usize, cells: Vec<Cell>) -> Row {
    let mut row = vec![Cell::default(); first];
    row.extend(cells);
    row.resize(head.width.max(row.len()), Cell::default());
    Row::of(row)
}
