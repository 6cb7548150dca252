//! The fund block of a project or a transfer.

use evaluation::{BudgetRow, Draft, ManagedItem, Parent, TO_BE_EXPLAINED, cells};
use rust_decimal::Decimal;

use super::table::number;
use crate::official::{Align, Cell, Content, PERCENT};

/// 项目资金: only the total row carries points, where the form has some; a rate exists only where something was budgeted.
pub(super) fn rows(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    let budget = &draft.project().budget;
    let sum = budget.parent();
    let pointed = draft.project().form.budget_has_points();
    let first = rows.len() + 2;
    let mut header = vec![Cell::head(0, 1, "项目资金\n（万元）").over(budget.lines.len() + 2), Cell::head(1, 2, "")];
    let names = ["年初预算数", "全年预算数（A）", "全年执行数（B）"];
    header.extend(names.iter().enumerate().map(|(n, name)| Cell::head(3 + n, 1, *name)));
    header.extend(match pointed {
        true => vec![Cell::head(6, 1, "分值"), Cell::head(7, 1, "执行率（B/A）"), Cell::head(8, 1, "得分")],
        false => vec![Cell::head(6, 3, "执行率（B/A）")],
    });
    rows.push(header);
    let last = first + budget.lines.len();
    let sums = ["D", "E", "F"].map(|column| format!("SUM({column}{}:{column}{last})", first + 1));
    let mut total = vec![Cell::words(1, 2, "年度资金总额")];
    total.extend(amounts(draft, "年度资金总额", budget.total(), first, Some(&sums), &sum));
    if let Some(points) = budget.points().filter(|_| pointed) {
        let formula = format!("ROUND(G{first}*MIN(F{first}/E{first},1),2)");
        let earned =
            Parent::Calculated { how: format!("{}×执行率", budget.weight.normalize()), from: vec![sum.clone()] };
        replace(&mut total, number(6, budget.weight, "0.##", None, None));
        replace(&mut total, number(8, points, "0.##", Some(formula), Some(earned)));
    }
    rows.push(total);
    for (n, line) in budget.lines.iter().enumerate() {
        let name = line.source.words();
        let label = if n == 0 { format!("其中：{name}") } else { format!("　　　{name}") };
        let mut row = vec![Cell::words(1, 2, label)];
        row.extend(amounts(draft, name, line.row(), first + 1 + n, None, &line.parent));
        rows.push(row);
    }
}

/// The cells of a fund row; points are "—" unless they are put in.
fn amounts(
    draft: &Draft,
    name: &str,
    row: BudgetRow,
    at: usize,
    sums: Option<&[String; 3]>,
    parent: &Parent,
) -> Vec<Cell> {
    let values = [("年初预算数", Some(row.initial)), ("全年预算数", Some(row.full_year)), ("全年执行数", row.executed)];
    let mut cells: Vec<Cell> = values
        .iter()
        .enumerate()
        .map(|(n, (column, amount))| {
            let printed = cells(draft).remove(&format!("{name}·{column}")).unwrap_or_default();
            let Some(amount) = amount else { return Cell::words(3 + n, 1, printed).centred() };
            let content = Content::Number {
                printed,
                value: Decimal::new(amount.get(), 6),
                formula: sums.map(|sums| sums[n].clone()),
                parent: Some(parent.clone()),
                format: "0.00####",
            };
            Cell { content, align: Align::Right, ..Cell::words(3 + n, 1, "") }
        })
        .collect();
    cells.extend(match draft.project().form.budget_has_points() {
        true => vec![
            Cell::words(6, 1, "—").centred(),
            rate(row, at, parent, Cell::words(7, 1, "")),
            Cell::words(8, 1, "—").centred(),
        ],
        false => vec![rate(row, at, parent, Cell::words(6, 3, ""))],
    });
    cells
}

/// B/A in its cell; empty where nothing was budgeted.
fn rate(row: BudgetRow, at: usize, parent: &Parent, blank: Cell) -> Cell {
    let Some(rate) = row.rate() else { return blank };
    let how = "全年执行数÷全年预算数".to_owned();
    let content = Content::Number {
        printed: row.rate_printed(),
        value: rate / Decimal::ONE_HUNDRED,
        formula: Some(format!("F{at}/E{at}")),
        parent: Some(Parent::Calculated { how, from: vec![parent.clone()] }),
        format: PERCENT,
    };
    Cell { content, ..blank.centred() }
}

/// 资金管理情况 of a transfer.
pub(super) fn managed(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    rows.push(vec![
        Cell::head(0, 1, "资金管理\n情况").over(ManagedItem::ALL.len() + 1),
        Cell::head(1, 2, ""),
        Cell::head(3, 3, "情况说明"),
        Cell::head(6, 3, "存在问题和改进措施"),
    ]);
    for item in ManagedItem::ALL {
        let found = draft.project().managed.iter().find(|m| m.item == item);
        let said = found.map(|m| m.statement.as_str()).filter(|s| !s.trim().is_empty()).unwrap_or(TO_BE_EXPLAINED);
        let problem = found.map(|m| m.problem.as_str()).unwrap_or_default();
        rows.push(vec![Cell::words(1, 2, item.words()), Cell::words(3, 3, said), Cell::words(6, 3, problem)]);
    }
}

fn replace(row: &mut [Cell], cell: Cell) {
    if let Some(place) = row.iter_mut().find(|c| c.column == cell.column) {
        *place = cell;
    }
}
