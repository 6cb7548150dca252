//! Tables that lost rows and columns: the cells stand one after another, in lines or between blanks.
//!
//! Such a reading is a guess until it proves itself: it counts only when the points of all rows,
//! the line of execution included, make exactly 100 and the printed total says the same; or when every row has
//! all the cells of a full heading, and all groups but one make the points that they print.

use base::document::Paragraph;
use rust_decimal::Decimal;

use super::cell::{Cell, Number};
use super::head::{self, Role};
use super::read::is_total;
use super::{FundKind, FundLine, Indicator, PerformanceTable, Total};
use crate::text::item_mark;

/// A body longer than this has lost its end.
const LONGEST_BODY: usize = 1200;

/// The proved tables of a run of paragraphs.
pub fn tables(run: &[&Paragraph]) -> Vec<PerformanceTable> {
    let cells: Vec<Cell> = run
        .iter()
        .filter(|line| !line.text.contains('\t') && !line.text.trim_start().starts_with('|'))
        .flat_map(|line| words(line))
        .collect();
    let cells = with_points(cells);
    let mut tables = Vec::new();
    let mut from = 0;
    while let Some((table, next)) = next_table(&cells, from) {
        tables.extend(proved_only(table));
        from = next;
    }
    tables
}

/// 产出指标 and （50分） in two lines are one cell.
fn with_points(cells: Vec<Cell>) -> Vec<Cell> {
    let mut joined: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        let inside = cell.text.strip_prefix('(').and_then(|rest| rest.strip_suffix("分)"));
        match joined.last_mut() {
            Some(last) if inside.is_some_and(|n| n.parse::<Decimal>().is_ok()) && last.text.ends_with("指标") => {
                last.text.push_str(&cell.text);
            }
            _ => joined.push(cell),
        }
    }
    joined
}

/// The table read once more as a stream, if that proves itself.
pub fn proved(cells: Vec<Cell>, rough: &PerformanceTable) -> Option<PerformanceTable> {
    let (mut table, _) = next_table(&cells, 0)?;
    table.project.clone_from(&rough.project);
    table.units.clone_from(&rough.units);
    table.goals.clone_from(&rough.goals);
    table.year.clone_from(&rough.year);
    table.paragraphs = rough.paragraphs;
    proved_only(table)
}

/// The words of a line between blanks, each as a cell.
fn words(line: &Paragraph) -> Vec<Cell> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, letter) in line.text.char_indices().chain([(line.text.len(), ' ')]) {
        match (letter.is_whitespace(), from) {
            (false, None) => from = Some(at),
            (true, Some(start)) => {
                words.push(Cell::printed(line.number, &line.text, start..at));
                from = None;
            }
            _ => {}
        }
    }
    words
}

fn next_table(cells: &[Cell], from: usize) -> Option<(PerformanceTable, usize)> {
    let (head_at, body_at) = (from..cells.len()).find_map(|at| Some((at, heading(cells, at)?)))?;
    let body = &cells[body_at..cells.len().min(body_at + LONGEST_BODY)];
    let full = is_full(&cells[head_at..body_at]);
    let total_at = body.iter().position(|cell| is_total(&cell.text));
    let told_at = || body.iter().position(|cell| is_told(&cell.text)).unwrap_or(body.len());
    let read = |end: usize| {
        let mut table = PerformanceTable { has_points: true, loose: true, ..PerformanceTable::default() };
        table.funds.extend(execution_line(&cells[from..head_at]));
        table.indicators = rows(&body[..end], full)?;
        table.whole_rows = full && table.indicators.len() > 4 && table.indicators.iter().all(has_all);
        table.total = body.get(end).filter(|cell| is_total(&cell.text)).map(|_| total(&body[end..]));
        let numbers = || cells[head_at..body_at + end].iter().filter_map(|cell| cell.spot.as_ref());
        table.paragraphs = numbers().map(|spot| spot.paragraph).min().zip(numbers().map(|spot| spot.paragraph).max());
        Some((table, body_at + end + 1))
    };
    let by_total = total_at.and_then(read);
    if by_total.as_ref().is_some_and(|(table, _)| proved_only(table.clone()).is_some()) || !full {
        return by_total;
    }
    // A heading that its rows do not fit hides none of the tables behind it.
    read(told_at()).or(by_total).or_else(|| Some((PerformanceTable::default(), body_at)))
}

/// The end of a heading that starts here and has weight and score next to each other.
fn heading(cells: &[Cell], at: usize) -> Option<usize> {
    let role = |cell: &Cell| head::indicator_role(&cell.text);
    if !matches!(role(&cells[at]), Some(Role::Level1 | Role::Level2 | Role::Level3)) {
        return None;
    }
    let mut roles = Vec::new();
    let mut end = at;
    for cell in &cells[at..cells.len().min(at + 24)] {
        match role(cell) {
            Some(role) => roles.push(role),
            None if cell.text == "指标" => {}
            None => break,
        }
        end += 1;
    }
    let weight = roles.iter().position(|role| *role == Role::Weight)?;
    let score = roles.iter().position(|role| *role == Role::Score)?;
    let once = roles.iter().filter(|role| matches!(role, Role::Weight | Role::Score)).count() == 2;
    let rest_is_words = roles[score + 1..].iter().all(|role| matches!(role, Role::Reason | Role::Standard));
    let named = roles.len() > 3 || weight == 1 && roles.len() == 3;
    (once && score == weight + 1 && rest_is_words && named).then_some(end)
}

/// The heading names the indicator, its target, its result, its points and its score, in this order.
fn is_full(heading: &[Cell]) -> bool {
    let roles: Vec<Role> = heading.iter().filter_map(|cell| head::indicator_role(&cell.text)).collect();
    roles.windows(5).any(|five| five == [Role::Level3, Role::Target, Role::Actual, Role::Weight, Role::Score])
}

/// Running text behind the table.
fn is_told(text: &str) -> bool {
    let signs: Vec<char> = text.replace('(', "（").replace(')', "）").chars().take(8).collect();
    text.contains('。') || text.chars().count() > 60 || signs.first() == Some(&'（') && item_mark(&signs) > 0
}

fn has_all(row: &Indicator) -> bool {
    row.name.is_some() && row.target.is_some() && row.actual.is_some()
}

fn is_points(cell: &Cell) -> bool {
    cell.number().is_some_and(|number| number.is_points())
}

/// Each run of numbers ends with weight and score; the words in front name the indicator.
fn rows(body: &[Cell], full: bool) -> Option<Vec<Indicator>> {
    let mut rows = Vec::new();
    let mut at = 0;
    let mut words: Vec<&Cell> = Vec::new();
    while at < body.len() {
        if body[at].number().is_none() {
            words.push(&body[at]);
            at += 1;
            continue;
        }
        let run = body[at..].iter().take_while(|cell| cell.number().is_some()).count();
        let figures = &body[at..at + run];
        at += run;
        match figures {
            [.., weight, score] if is_points(weight) && is_points(score) && run <= 4 => {
                let above = rows.last().and_then(|row: &Indicator| row.level1.clone());
                let read = if full { full_row(&words, figures, above) } else { None };
                rows.push(read.map_or_else(
                    || row(&words, figures, (weight, score), rows.last().and_then(|row| row.level1.clone())),
                    Some,
                )?);
                words.clear();
            }
            // A single figure among the words is a target or a result.
            [only] => words.push(only),
            _ => return None,
        }
    }
    (rows.len() > 2).then_some(rows)
}

/// Name, target, result, points and score are the last five cells of a row, whether words or figures.
fn full_row(words: &[&Cell], figures: &[Cell], above: Option<Cell>) -> Option<Indicator> {
    let cells: Vec<&Cell> = words.iter().copied().chain(figures).collect();
    let [levels @ .., name, target, actual, weight, score] = &cells[..] else { return None };
    let level = |cell: &&&Cell| cell.text.split('(').next().unwrap_or_default().ends_with("指标");
    let of =
        |word: &str| ["产出", "效益", "满意度", "决策", "过程", "成本"].iter().any(|known| word.starts_with(known));
    let first = levels.iter().filter(level).find(|cell| of(&cell.text) && cell.text.contains('('));
    let first = first.or_else(|| levels.iter().filter(level).find(|cell| of(&cell.text)));
    let named = name.number().is_none() && !name.is_empty();
    let some = |cell: &&Cell| Some((**cell).clone());
    named.then(|| Indicator {
        level1: first.map(|cell| (**cell).clone()).filter(|cell| above.is_none() || cell.text.contains('(')).or(above),
        name: some(name),
        target: some(target),
        actual: some(actual),
        weight: some(weight),
        score: some(score),
        ..Indicator::default()
    })
}

fn row(words: &[&Cell], figures: &[Cell], (weight, score): (&Cell, &Cell), above: Option<Cell>) -> Option<Indicator> {
    let (values, texts) = match figures.len() {
        4 => ((Some(figures[0].clone()), Some(figures[1].clone())), words.len()),
        _ => ((None, None), words.len().saturating_sub(1)),
    };
    let name = words[..texts].iter().rev().find(|cell| cell.number().is_none()).map(|cell| (*cell).clone());
    let group = |endings: &[&str]| {
        words.iter().find(|cell| endings.iter().any(|word| cell.text.starts_with(word))).map(|cell| (*cell).clone())
    };
    if let ([only], [_, _], None) = (words, figures, &above) {
        let (weight, score) = (Some(weight.clone()), Some(score.clone()));
        return Some(Indicator { name: Some((*only).clone()), weight, score, ..Indicator::default() });
    }
    Some(Indicator {
        level1: group(&["产出", "效益", "满意度指标", "决策", "过程", "预算执行", "成本指标"]).or(above),
        name,
        target: values.0,
        actual: values.1,
        weight: Some(weight.clone()),
        score: Some(score.clone()),
        ..Indicator::default()
    })
}

fn total(cells: &[Cell]) -> Total {
    let figures: Vec<&Cell> = cells[1..].iter().take_while(|cell| is_points(cell)).collect();
    let (weight, score) = match figures.as_slice() {
        [weight, score] => (Some((*weight).clone()), Some((*score).clone())),
        _ => (None, None),
    };
    Total { label: cells[0].clone(), weight, score, score2: None }
}

/// 年度资金总额 with its six figures: three amounts, points, rate, score.
fn execution_line(cells: &[Cell]) -> Option<FundLine> {
    let head = cells.iter().rposition(|cell| head::fund_role(&cell.text) == Some(Role::Executed))?;
    let label = head + cells[head..].iter().position(|cell| cell.text.contains("资金总额"))?;
    let figures: Vec<&Cell> = cells[label + 1..].iter().take_while(|cell| cell.number().is_some()).collect();
    let [initial, full, executed, weight, rate, score] = figures.as_slice() else { return None };
    let percent = rate.number().is_some_and(|number| number.unit == "%");
    if !percent || !is_points(weight) || !is_points(score) {
        return None;
    }
    let some = |cell: &&Cell| Some((**cell).clone());
    Some(FundLine {
        kind: FundKind::Total,
        label: cells[label].clone(),
        initial: some(initial),
        full: some(full),
        executed: some(executed),
        rate: some(rate),
        weight: some(weight),
        score: some(score),
        score2: None,
    })
}

fn proved_only(table: PerformanceTable) -> Option<PerformanceTable> {
    let points = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::number).map(|number: Number| number.value);
    let rows = table.indicators.iter().filter_map(|row| points(&row.weight));
    let execution = table.funds.iter().filter_map(|line| points(&line.weight));
    let sum: Decimal = rows.chain(execution).sum();
    let total = |of: fn(&Total) -> &Option<Cell>| table.total.as_ref().and_then(|total| points(of(total)));
    let printed = total(|total| &total.weight);
    let proved = sum == Decimal::ONE_HUNDRED && printed.is_none_or(|printed| printed == sum);
    // 评价内容, 分值, 得分: rows of three cells each, whose scores make the printed one.
    let plain = table.indicators.iter().all(|row| row.level1.is_none() && row.target.is_none());
    let scores: Decimal = table.indicators.iter().filter_map(|row| points(&row.score)).sum();
    let by_scores = plain && printed == Some(Decimal::ONE_HUNDRED) && total(|total| &total.score) == Some(scores);
    if proved || by_scores {
        return Some(PerformanceTable { loose: !plain, ..table });
    }
    let groups = groups(&table);
    let right = groups.iter().filter(|(points, sum)| points == sum).count();
    // The last group of a table that was cut off is not all there.
    let cut = table.total.is_none() && groups.last().is_some_and(|(points, sum)| points != sum);
    let grouped = table.whole_rows && right >= 2 && right + 1 >= groups.len() && !cut;
    grouped.then_some(PerformanceTable { loose: false, ..table })
}

/// For each first level that prints its points, 产出指标(50分): these, and the sum of its rows.
fn groups(table: &PerformanceTable) -> Vec<(Decimal, Decimal)> {
    let mut groups: Vec<(&str, Decimal, Decimal)> = Vec::new();
    for row in &table.indicators {
        let Some(level) = row.level1.as_ref().map(|cell| cell.text.as_str()) else { continue };
        let weight = row.weight.as_ref().and_then(Cell::points).unwrap_or_default();
        match groups.last_mut() {
            Some((name, _, sum)) if *name == level => *sum += weight,
            _ => {
                let inside = level.split_once('(').and_then(|(_, rest)| rest.strip_suffix("分)"));
                let Some(points) = inside.and_then(|points| points.parse().ok()) else { continue };
                groups.push((level, points, weight));
            }
        }
    }
    groups.into_iter().map(|(_, points, sum)| (points, sum)).collect()
}
