//! Tables that lost rows and columns: the cells stand one after another, in lines or between blanks.
//!
//! Such a reading is a guess until it proves itself: it counts only when the points of all rows,
//! the line of execution included, make exactly 100 and the printed total says the same.

use base::document::Paragraph;
use rust_decimal::Decimal;

use super::cell::{Cell, Number};
use super::head::{self, Role};
use super::read::is_total;
use super::{FundKind, FundLine, Indicator, PerformanceTable, Total};

/// A body longer than this has lost its end.
const LONGEST_BODY: usize = 1200;

/// The proved tables of a run of paragraphs.
pub fn tables(run: &[&Paragraph]) -> Vec<PerformanceTable> {
    let cells: Vec<Cell> = run
        .iter()
        .filter(|line| !line.text.contains('\t') && !line.text.trim_start().starts_with('|'))
        .flat_map(|line| words(line))
        .collect();
    let mut tables = Vec::new();
    let mut from = 0;
    while let Some((table, next)) = next_table(&cells, from) {
        tables.extend(proved_only(table));
        from = next;
    }
    tables
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
    let total_at = body.iter().position(|cell| is_total(&cell.text))?;
    let mut table = PerformanceTable { has_points: true, loose: true, ..PerformanceTable::default() };
    table.funds.extend(execution_line(&cells[from..head_at]));
    table.indicators = rows(&body[..total_at])?;
    table.total = Some(total(&body[total_at..]));
    let numbers = || cells[head_at..body_at + total_at].iter().filter_map(|cell| cell.spot.as_ref());
    table.paragraphs = numbers().map(|spot| spot.paragraph).min().zip(numbers().map(|spot| spot.paragraph).max());
    Some((table, body_at + total_at + 1))
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

fn is_points(cell: &Cell) -> bool {
    cell.number().is_some_and(|number| number.is_points())
}

/// Each run of numbers ends with weight and score; the words in front name the indicator.
fn rows(body: &[Cell]) -> Option<Vec<Indicator>> {
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
                rows.push(row(&words, figures, (weight, score), above)?);
                words.clear();
            }
            // A single figure among the words is a target or a result.
            [only] => words.push(only),
            _ => return None,
        }
    }
    (rows.len() > 2).then_some(rows)
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
    Total { label: cells[0].clone(), weight, score }
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
    (proved || by_scores).then_some(PerformanceTable { loose: !plain, ..table })
}
