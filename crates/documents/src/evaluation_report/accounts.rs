//! Income and expenditure of a department or a fund.

use evaluation::{AccountLine, Accounts, BudgetRow, Draft, Form, Parent, TO_BE_EXPLAINED, money_columns, wan};
use rust_decimal::Decimal;

use crate::official::{Align, Cell, Content, PERCENT};

/// Where a row stands, and from which rows a sum is made.
struct At {
    row: usize,
    parts: Option<(usize, usize)>,
}

pub(super) fn rows(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    let project = draft.project();
    let mut header = vec![Cell::head(0, 3, "收支（万元）")];
    let columns = money_columns(project.form);
    // 完成率 alone could be that of a task.
    let head = |name: &str| if name == "完成率" { "预算完成率".to_owned() } else { name.to_owned() };
    header.extend(columns.iter().enumerate().map(|(n, name)| Cell::head(3 + n, 1 + n / 3, head(name))));
    header.push(Cell::head(8, 1, "偏差原因"));
    rows.push(header);
    for (side, total, lines) in project.accounts.sides() {
        let row = rows.len() + 1;
        let at = At { row, parts: (!lines.is_empty()).then_some((row + 1, row + lines.len())) };
        let parent = Accounts::parent_of(lines, side);
        let mut first = vec![Cell::head(0, 1, side).over(lines.len() + 1), Cell::words(1, 2, total)];
        first.extend(amounts(Accounts::total(lines), &at, &parent));
        first.push(Cell::words(8, 1, ""));
        rows.push(first);
        for line in lines {
            let at = At { row: rows.len() + 1, parts: None };
            let mut row = vec![Cell::words(1, 2, &line.name)];
            row.extend(amounts(line.row(), &at, &line.parent));
            row.push(Cell::words(8, 1, reason(line)));
            rows.push(row);
        }
    }
    if project.form == Form::Fund {
        balances(&project.accounts, rows);
    }
}

fn reason(line: &AccountLine) -> String {
    line.reason_printed().or_else(|| line.unexplained().map(|_| TO_BE_EXPLAINED.to_owned())).unwrap_or_default()
}

/// 年初, 调整后, 决算, 完成率.
fn amounts(row: BudgetRow, at: &At, parent: &Parent) -> Vec<Cell> {
    let values = [Some(row.initial), Some(row.full_year), row.executed];
    let mut cells: Vec<Cell> = values
        .iter()
        .zip(["D", "E", "F"])
        .enumerate()
        .map(|(n, (amount, column))| {
            let Some(amount) = amount else { return Cell::words(3 + n, 1, TO_BE_EXPLAINED).centred() };
            let content = Content::Number {
                printed: wan(*amount),
                value: Decimal::new(amount.get(), 6),
                formula: at.parts.map(|(from, to)| format!("SUM({column}{from}:{column}{to})")),
                parent: Some(parent.clone()),
                format: "0.00####",
            };
            Cell { content, align: Align::Right, ..Cell::words(3 + n, 1, "") }
        })
        .collect();
    cells.push(match row.rate() {
        Some(rate) => Cell {
            content: Content::Number {
                printed: row.rate_printed(),
                value: rate / Decimal::ONE_HUNDRED,
                formula: Some(format!("F{}/E{}", at.row, at.row)),
                parent: Some(Parent::Calculated {
                    how: "决算数÷调整后预算数".to_owned(), from: vec![parent.clone()]
                }),
                format: PERCENT,
            },
            ..Cell::words(6, 2, "").centred()
        },
        None => Cell::words(6, 2, ""),
    });
    cells
}

/// 本年收支结余 and 年末滚存结余 of a fund.
fn balances(accounts: &Accounts, rows: &mut Vec<Vec<Cell>>) {
    let from: Vec<Parent> = accounts.income.iter().chain(&accounts.expenditure).map(|l| l.parent.clone()).collect();
    let this_year = Parent::Calculated { how: "决算收入减决算支出".to_owned(), from: from.clone() };
    let mut said = vec![("本年收支结余", accounts.balance(), this_year)];
    if let Some(opening) = &accounts.opening {
        let all = from.into_iter().chain([opening.parent.clone()]).collect();
        said.insert(0, ("上年末滚存结余", Some(opening.amount), opening.parent.clone()));
        let how = "上年末滚存结余加本年收支结余".to_owned();
        said.push(("年末滚存结余", accounts.closing(), Parent::Calculated { how, from: all }));
    }
    for (name, amount, parent) in said {
        let value = match amount {
            None => Cell::words(5, 1, TO_BE_EXPLAINED).centred(),
            Some(amount) => {
                let (printed, value) = (wan(amount), Decimal::new(amount.get(), 6));
                let content =
                    Content::Number { printed, value, formula: None, parent: Some(parent), format: "0.00####" };
                Cell { content, align: Align::Right, ..Cell::words(5, 1, "") }
            }
        };
        rows.push(vec![Cell::words(0, 5, name), value, Cell::words(6, 3, "")]);
    }
}
