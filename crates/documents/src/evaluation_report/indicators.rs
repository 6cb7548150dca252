//! The indicator block: targets, results, points and reasons.

use evaluation::{Actual, Draft, Line, Parent};
use rust_decimal::Decimal;

use super::table::number;
use crate::official::{Cell, Content};

pub(super) fn rows(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    let has_points = draft.project().form.has_points();
    let names = ["一级指标", "二级指标", "三级指标", "年度指标值"];
    let mut header: Vec<Cell> = names.iter().enumerate().map(|(n, name)| Cell::head(n, 1, *name)).collect();
    header.push(Cell::head(4, 2, "实际完成值"));
    if has_points {
        header.push(Cell::head(6, 1, "分值"));
        header.push(Cell::head(7, 1, "得分"));
        header.push(Cell::head(8, 1, "偏差原因分析\n及改进措施"));
    } else {
        header.push(Cell::head(6, 3, "未完成原因和改进措施"));
    }
    rows.push(header);
    let first = rows.len() + 1;
    let lines = draft.lines();
    for (n, line) in lines.iter().enumerate() {
        let mut row = Vec::new();
        let group = run(lines, n, |l| l.indicator.group.clone());
        let kind = run(lines, n, |l| (l.indicator.group.clone(), l.indicator.kind.clone()));
        if let Some(length) = group {
            let weight: Decimal = lines[n..n + length].iter().map(|l| l.indicator.weight).sum();
            let points = if has_points { format!("\n（{}分）", weight.normalize()) } else { String::new() };
            row.push(Cell::words(0, 1, format!("{}{points}", line.indicator.group)).centred().over(length));
        }
        if let Some(length) = kind {
            row.push(Cell::words(1, 1, &line.indicator.kind).centred().over(length));
        }
        row.extend(one(line, draft));
        rows.push(row);
    }
    if has_points {
        rows.push(total(draft, first, rows.len()));
    }
}

fn one(line: &Line, draft: &Draft) -> Vec<Cell> {
    let indicator = &line.indicator;
    let promised = draft.project().promised(indicator);
    let has_points = draft.project().form.has_points();
    let mut row =
        vec![Cell::words(2, 1, &indicator.name), Cell::words(3, 1, indicator.target.printed()).centred(), result(line)];
    if !has_points {
        row.push(Cell::words(6, 3, &line.reason));
        return row;
    }
    row.push(number(6, indicator.weight, "0.##", None, Some(promised.clone())));
    row.push(match &line.scored {
        Some(scored) => {
            let from = indicator.actual.iter().flat_map(Actual::figures).map(|f| f.parent).chain([promised]).collect();
            let earned = Parent::Calculated { how: scored.calc.clone(), from };
            number(7, scored.points, "0.##", None, Some(earned))
        }
        None => Cell::words(7, 1, evaluation::TO_BE_EXPLAINED).centred(),
    });
    row.push(Cell::words(8, 1, &line.reason));
    row
}

fn result(line: &Line) -> Cell {
    let blank = Cell::words(4, 2, evaluation::TO_BE_EXPLAINED).centred();
    match &line.indicator.actual {
        None => blank,
        // A figure, or a rate with both terms: the first one is what the target is compared with.
        Some(actual) => match actual.figures().into_iter().next() {
            Some(figure) => Cell {
                content: Content::Number {
                    printed: actual.printed(),
                    value: figure.value,
                    formula: None,
                    parent: Some(figure.parent),
                    format: "@",
                },
                ..blank
            },
            None => Cell::words(4, 2, actual.printed()).centred(),
        },
    }
}

/// 总分: the sum of the printed points, the fund block's included.
fn total(draft: &Draft, first: usize, last: usize) -> Vec<Cell> {
    let project = draft.project();
    let pointed = project.form.budget_has_points();
    // The fund block's total stands in row 4, its points in column I, its weight in column G.
    let plus = |column: &str| if pointed { format!("+{column}4") } else { String::new() };
    let weights = format!("SUM(G{first}:G{last}){}", plus("G"));
    let mut row = vec![Cell::head(0, 6, "总分"), number(6, Decimal::ONE_HUNDRED, "0.##", Some(weights), None)];
    match (draft.total(), draft.grade()) {
        (Some(total), Some(grade)) => {
            let sum = format!("SUM(H{first}:H{last}){}", plus("I"));
            let all = Parent::Calculated { how: "各项得分之和".to_owned(), from: draft.roots() };
            row.push(number(7, total, "0.##", Some(sum), Some(all)));
            row.push(Cell::words(8, 1, format!("等级：{}", grade.word())).centred());
        }
        _ => {
            row.push(Cell::words(7, 1, evaluation::TO_BE_EXPLAINED).centred());
            row.push(Cell::words(8, 1, ""));
        }
    }
    row
}

/// How many lines from `at` share a key, if `at` is the first of them.
fn run<K: PartialEq>(lines: &[Line], at: usize, key: impl Fn(&Line) -> K) -> Option<usize> {
    let own = key(&lines[at]);
    let starts = at == 0 || key(&lines[at - 1]) != own;
    starts.then(|| lines[at..].iter().take_while(|line| key(line) == own).count())
}
