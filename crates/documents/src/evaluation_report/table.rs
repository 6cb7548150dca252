//! 项目支出绩效自评表 and its relatives on a grid: every cell of the form (handbook d.2).

use evaluation::{Actual, BudgetRow, Draft, Form, Line, Parent};
use rust_decimal::Decimal;

use super::printed;
use crate::official::{Align, Cell, Content, Grid};

/// Column widths of a lying page: 一级, 二级, 三级, 指标值, 完成值 (two), 分值, 得分, 偏差原因.
const WIDTHS: [usize; 9] = [1200, 1500, 2200, 1500, 1300, 1300, 700, 1200, 1855];

pub(super) fn title(draft: &Draft) -> &'static str {
    match draft.project().form {
        Form::SelfEvaluation => "项目支出绩效自评表",
        Form::Framework => "项目支出绩效评价指标评分表",
        Form::Transfer => "转移支付绩效目标自评表",
        Form::Fund => "社会保险基金预算绩效自评表",
    }
}

pub(super) fn grid(draft: &Draft) -> Grid {
    let mut rows = head(draft);
    money(draft, &mut rows);
    goal(draft, &mut rows);
    indicators(draft, &mut rows);
    Grid { widths: WIDTHS.to_vec(), rows }
}

fn head(draft: &Draft) -> Vec<Vec<Cell>> {
    let project = draft.project();
    vec![
        vec![Cell::head(0, 2, "项目名称"), Cell::words(2, 7, &project.name).centred()],
        vec![
            Cell::head(0, 2, "主管部门"),
            Cell::words(2, 2, &project.department).centred(),
            Cell::head(4, 2, "实施单位"),
            Cell::words(6, 3, &project.unit).centred(),
        ],
    ]
}

/// 项目资金: only the total row carries points; a rate exists only where something was budgeted.
fn money(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    let budget = &draft.project().budget;
    let pointed = draft.project().form.budget_has_points();
    let first = rows.len() + 2;
    let mut header = vec![Cell::head(0, 1, "项目资金\n（万元）").over(budget.lines.len() + 2), Cell::head(1, 2, "")];
    let names = ["年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"];
    header.extend(names.iter().enumerate().map(|(n, name)| Cell::head(3 + n, 1, *name)));
    rows.push(header);
    let last = first + budget.lines.len();
    let sums = ["D", "E", "F"].map(|column| format!("SUM({column}{}:{column}{last})", first + 1));
    let mut total = vec![Cell::words(1, 2, "年度资金总额")];
    total.extend(amounts(draft, "年度资金总额", budget.total(), first, Some(&sums), None));
    if let Some(points) = budget.points().filter(|_| pointed) {
        let formula = format!("ROUND(G{first}*MIN(F{first}/E{first},1),2)");
        replace(&mut total, number(6, budget.weight, "0.##", None, None));
        replace(&mut total, number(8, points, "0.##", Some(formula), None));
    }
    rows.push(total);
    for (n, line) in budget.lines.iter().enumerate() {
        let name = line.source.words();
        let label = if n == 0 { format!("其中：{name}") } else { format!("　　　{name}") };
        let mut row = vec![Cell::words(1, 2, label)];
        row.extend(amounts(draft, name, line.row(), first + 1 + n, None, Some(&line.parent)));
        rows.push(row);
    }
}

/// The six cells of a fund row; points are "—" unless they are put in.
fn amounts(
    draft: &Draft,
    name: &str,
    row: BudgetRow,
    at: usize,
    sums: Option<&[String; 3]>,
    parent: Option<&Parent>,
) -> Vec<Cell> {
    let values = [("年初预算数", Some(row.initial)), ("全年预算数", Some(row.full_year)), ("全年执行数", row.executed)];
    let mut cells: Vec<Cell> = values
        .iter()
        .enumerate()
        .map(|(n, (column, amount))| {
            let printed = printed(draft, &format!("{name}·{column}"));
            let Some(amount) = amount else { return Cell::words(3 + n, 1, printed).centred() };
            let content = Content::Number {
                printed,
                value: Decimal::new(amount.get(), 6),
                formula: sums.map(|sums| sums[n].clone()),
                parent: parent.filter(|_| n == 2).cloned(),
                format: "0.00####",
            };
            Cell { content, align: Align::Right, ..Cell::words(3 + n, 1, "") }
        })
        .collect();
    cells.push(Cell::words(6, 1, "—").centred());
    cells.push(match row.rate() {
        Some(rate) => Cell {
            content: Content::Number {
                printed: row.rate_printed(),
                value: rate / Decimal::ONE_HUNDRED,
                formula: Some(format!("F{at}/E{at}")),
                parent: None,
                format: "0.00%",
            },
            align: Align::Centre,
            ..Cell::words(7, 1, "")
        },
        None => Cell::words(7, 1, ""),
    });
    cells.push(Cell::words(8, 1, "—").centred());
    cells
}

fn goal(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
    let outcome = draft.project().outcome.clone().unwrap_or_else(|| evaluation::TO_BE_EXPLAINED.to_owned());
    rows.push(vec![
        Cell::head(0, 1, "年度总体\n目标").over(2),
        Cell::head(1, 3, "预期目标"),
        Cell::head(4, 5, "实际完成情况"),
    ]);
    rows.push(vec![Cell::words(1, 3, &draft.project().goal), Cell::words(4, 5, outcome)]);
}

fn indicators(draft: &Draft, rows: &mut Vec<Vec<Cell>>) {
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
        row.extend(one(line, has_points));
        rows.push(row);
    }
    if has_points {
        rows.push(total(draft, first, rows.len()));
    }
}

fn one(line: &Line, has_points: bool) -> Vec<Cell> {
    let indicator = &line.indicator;
    let mut row =
        vec![Cell::words(2, 1, &indicator.name), Cell::words(3, 1, indicator.target.printed()).centred(), result(line)];
    if !has_points {
        row.push(Cell::words(6, 3, &line.reason));
        return row;
    }
    row.push(number(6, indicator.weight, "0.##", None, None));
    row.push(match &line.scored {
        Some(scored) => number(7, scored.points, "0.##", None, None),
        None => Cell::words(7, 1, evaluation::TO_BE_EXPLAINED).centred(),
    });
    row.push(Cell::words(8, 1, &line.reason));
    row
}

fn result(line: &Line) -> Cell {
    let blank = Cell::words(4, 2, evaluation::TO_BE_EXPLAINED).centred();
    match &line.indicator.actual {
        None => blank,
        Some(Actual::Figure(figure)) => Cell {
            content: Content::Number {
                printed: figure.printed(),
                value: figure.value,
                formula: None,
                parent: Some(figure.parent.clone()),
                format: "@",
            },
            ..blank
        },
        Some(other) => Cell::words(4, 2, other.printed()).centred(),
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
            row.push(number(7, total, "0.##", Some(sum), None));
            row.push(Cell::words(8, 1, format!("等级：{}", grade.word())).centred());
        }
        _ => {
            row.push(Cell::words(7, 1, evaluation::TO_BE_EXPLAINED).centred());
            row.push(Cell::words(8, 1, ""));
        }
    }
    row
}

fn number(
    column: usize,
    value: Decimal,
    format: &'static str,
    formula: Option<String>,
    parent: Option<Parent>,
) -> Cell {
    let printed = value.normalize().to_string();
    Cell {
        content: Content::Number { printed, value, formula, parent, format },
        ..Cell::words(column, 1, "").centred()
    }
}

fn replace(row: &mut [Cell], cell: Cell) {
    if let Some(place) = row.iter_mut().find(|c| c.column == cell.column) {
        *place = cell;
    }
}

/// How many lines from `at` share a key, if `at` is the first of them.
fn run<K: PartialEq>(lines: &[Line], at: usize, key: impl Fn(&Line) -> K) -> Option<usize> {
    let own = key(&lines[at]);
    let starts = at == 0 || key(&lines[at - 1]) != own;
    starts.then(|| lines[at..].iter().take_while(|line| key(line) == own).count())
}
