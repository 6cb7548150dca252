//! 项目支出绩效自评表 and its relatives on a grid: every cell of the form (handbook d.2).

use evaluation::{Draft, Form, Parent};
use rust_decimal::Decimal;

use super::{accounts, indicators, money};
use crate::official::{Cell, Content, Grid};

/// Column widths of a lying page: 一级, 二级, 三级, 指标值, 完成值 (two), 分值, 得分, 偏差原因.
const WIDTHS: [usize; 9] = [1300, 1700, 2100, 1400, 1300, 1300, 700, 1100, 1855];

pub(super) fn grid(draft: &Draft) -> Grid {
    let mut rows = head(draft);
    let mut tables = vec![(0, 0)];
    if draft.project().form.has_accounts() {
        tables.push((rows.len(), 1));
        accounts::rows(draft, &mut rows);
        tables.push((rows.len(), 0));
    } else {
        money::rows(draft, &mut rows);
    }
    if draft.project().form == Form::Transfer {
        money::managed(draft, &mut rows);
    }
    goal(draft, &mut rows);
    tables.push((rows.len(), 1));
    indicators::rows(draft, &mut rows);
    Grid { widths: WIDTHS.to_vec(), rows, tables }
}

fn head(draft: &Draft) -> Vec<Vec<Cell>> {
    let project = draft.project();
    let name = project.form.subject();
    let [department, unit] = match project.form {
        Form::Transfer => ["地方主管部门", "资金使用单位"],
        Form::Department => ["主管部门", "评价单位"],
        Form::Fund => ["主管部门", "经办机构"],
        Form::SelfEvaluation | Form::Framework => ["主管部门", "实施单位"],
    };
    vec![
        vec![Cell::head(0, 2, name), Cell::words(2, 7, &project.name).centred()],
        vec![
            Cell::head(0, 2, department),
            Cell::words(2, 2, &project.department).centred(),
            Cell::head(4, 2, unit),
            Cell::words(6, 3, &project.unit).centred(),
        ],
    ]
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

/// A number as it is, centred.
pub(super) fn number(
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
