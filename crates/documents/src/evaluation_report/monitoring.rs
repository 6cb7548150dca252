//! 绩效目标执行监控表 (handbook d.12).

use evaluation::{
    Accounts, Cause, Monitoring, Parent, Pending, Project, Refusal, TO_BE_EXPLAINED, Watched, monitor, wan,
};
use rust_decimal::Decimal;

use super::{Figures, on_lying_page};
use crate::DocumentError;
use crate::official::{Align, Cell, Content, Grid};

/// 三级指标, 指标值, 完成情况, 预计, five causes, 原因, 可能性.
const WIDTHS: [usize; 10] = [2300, 1500, 1700, 1700, 700, 700, 700, 700, 700, 2055];

/// Why the form was not written.
#[derive(Debug, thiserror::Error)]
pub enum MonitoringError {
    /// What would be false in print.
    #[error("监控表有 {} 处不能印出", .0.len())]
    Refused(Vec<Refusal>),
    /// The container.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// The form as `.docx`, and what is still to be explained.
///
/// # Errors
/// Results that cannot be compared with their targets; the container cannot be written.
pub fn monitoring_docx(
    project: &Project,
    monitoring: &Monitoring,
    figures: Figures,
) -> Result<(Vec<u8>, Vec<Pending>), MonitoringError> {
    let (lines, pending) = monitor(project, monitoring).map_err(MonitoringError::Refused)?;
    let until = monitoring.until;
    let below = format!("（{}年1—{}月）", until.year(), until.month());
    let grid = grid(project, monitoring, &lines);
    Ok((on_lying_page("绩效目标执行监控表", &below, &grid, figures.marks())?, pending))
}

fn grid(project: &Project, monitoring: &Monitoring, lines: &[Watched]) -> Grid {
    let so_far = format!("1—{}月", monitoring.until.month());
    let mut rows = vec![
        vec![Cell::head(0, 1, project.form.subject()), Cell::words(1, 9, &project.name).centred()],
        vec![
            Cell::head(0, 1, "主管部门"),
            Cell::words(1, 3, &project.department).centred(),
            Cell::head(4, 3, "实施单位"),
            Cell::words(7, 3, &project.unit).centred(),
        ],
    ];
    rows.extend(money(project, monitoring, &so_far));
    let header = vec![
        Cell::head(0, 1, "三级指标").over(2),
        Cell::head(1, 1, "年度指标值").over(2),
        Cell::head(2, 1, format!("{so_far}完成情况")).over(2),
        Cell::head(3, 1, "全年预计\n完成情况").over(2),
        Cell::head(4, 5, "偏差原因"),
        Cell::head(9, 1, "原因说明和\n完成目标可能性").over(2),
    ];
    let tables = vec![(0, 0), (rows.len(), 2)];
    rows.push(header);
    rows.push(Cause::ALL.iter().enumerate().map(|(n, cause)| Cell::head(4 + n, 1, cause.words())).collect());
    rows.extend(lines.iter().map(one));
    Grid { widths: WIDTHS.to_vec(), rows, tables }
}

fn money(project: &Project, monitoring: &Monitoring, so_far: &str) -> [Vec<Cell>; 2] {
    // A fund or a department watches what it spends.
    let spent = &project.accounts.expenditure;
    let (title, total, planned) = match project.form.has_accounts() {
        true => ("支出\n（万元）", Accounts::total(spent), Accounts::parent_of(spent, "支出")),
        false => ("项目资金\n（万元）", project.budget.total(), project.budget.parent()),
    };
    let executed = monitoring.executed;
    let rate = executed
        .filter(|_| total.full_year > base::Fen::ZERO)
        .map(|done| evaluation::BudgetRow { executed: Some(done), ..total }.rate_printed());
    let amount = |column: usize, columns: usize, amount: base::Fen, parent: Parent| {
        let (printed, value) = (wan(amount), Decimal::new(amount.get(), 6));
        let content = Content::Number { printed, value, formula: None, parent: Some(parent), format: "0.00####" };
        Cell { content, align: Align::Right, ..Cell::words(column, columns, "") }
    };
    let done = match executed {
        Some(done) => amount(2, 2, done, monitoring.parent.clone()),
        None => Cell::words(2, 2, TO_BE_EXPLAINED).centred(),
    };
    [
        vec![
            Cell::head(0, 1, title).over(2),
            Cell::head(1, 1, "全年预算数"),
            Cell::head(2, 2, format!("{so_far}执行数")),
            Cell::head(4, 6, "执行率"),
        ],
        vec![amount(1, 1, total.full_year, planned), done, Cell::words(4, 6, rate.unwrap_or_default()).centred()],
    ]
}

fn one(line: &Watched) -> Vec<Cell> {
    let indicator = &line.indicator;
    let mut row = vec![Cell::words(0, 1, &indicator.name), Cell::words(1, 1, indicator.target.printed()).centred()];
    let Some((found, light)) = &line.state else {
        row.extend([2, 3].map(|column| Cell::words(column, 1, TO_BE_EXPLAINED).centred()));
        row.extend((4..9).map(|column| Cell::words(column, 1, "")));
        row.push(Cell::words(9, 1, TO_BE_EXPLAINED));
        return row;
    };
    row.push(Cell::words(2, 1, found.so_far.printed()).centred());
    row.push(Cell::words(3, 1, found.forecast.printed()).centred());
    let marked = |cause: &Cause| if found.cause == Some(*cause) { "√" } else { "" };
    row.extend(Cause::ALL.iter().enumerate().map(|(n, cause)| Cell::words(4 + n, 1, marked(cause)).centred()));
    let reason = match &found.reason {
        Some(reason) => format!("{}\n", reason.printed()),
        None => String::new(),
    };
    row.push(Cell::words(9, 1, format!("{reason}{}", light.words())));
    row
}
