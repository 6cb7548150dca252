//! A01 of the lines of funds: 年度资金总额 is the sum of its sources.

use rust_decimal::Decimal;

use super::{Report, quotes, written_sum};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::table::cell::{Bound, Cell, Number};
use crate::table::{FundKind, FundLine, PerformanceTable};

type Column = (&'static str, fn(&FundLine) -> Option<&Cell>);

const COLUMNS: [Column; 3] = [
    ("年初预算数", |line| line.initial.as_ref()),
    ("全年预算数", |line| line.full.as_ref()),
    ("全年执行数", |line| line.executed.as_ref()),
];

/// Each column of amounts.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        sides(table, review);
        let Some(total) = table.fund_total() else { continue };
        if is_nested(table) {
            continue;
        }
        for (name, get) in COLUMNS {
            column(table, total, (name, get), review);
        }
    }
}

/// 收入合计 and 支出合计, each with the lines below it, up to the next. 其中 names some of them only.
fn sides(table: &PerformanceTable, review: &mut Review) {
    let is_total = |line: &FundLine| line.label.text.ends_with("合计") || line.label.text.ends_with("总计");
    // What a year leaves over stands below both sides and belongs to neither.
    let is_left = |line: &FundLine| ["结余", "结转", "余额"].iter().any(|word| line.label.text.contains(word));
    let mut lines = table.sides.as_slice();
    while let Some((total, rest)) = lines.split_first() {
        let (parts, next) = rest.split_at(rest.iter().take_while(|line| !is_total(line) && !is_left(line)).count());
        lines = next;
        let partial = parts.iter().any(|line| line.label.text.starts_with("其中"));
        if !is_total(total) || parts.len() < 2 || partial {
            continue;
        }
        for (name, get) in COLUMNS {
            side(table, (total, parts), (name, get), review);
        }
    }
}

fn side(table: &PerformanceTable, (total, parts): (&FundLine, &[FundLine]), (name, get): Column, review: &mut Review) {
    let Some(whole) = amount(get(total)) else { return };
    let Some(numbers) = parts.iter().map(|line| amount(get(line))).collect::<Option<Vec<Number>>>() else { return };
    if numbers.iter().any(|number| number.unit != whole.unit) {
        return;
    }
    let values: Vec<Decimal> = numbers.iter().map(|number| number.value).collect();
    let sum: Decimal = values.iter().sum();
    let slack = numbers.iter().map(Number::half).sum::<Decimal>() + whole.half();
    let label = &total.label.text;
    let calc =
        format!("{}“{name}”：{} = {}，{label} {}", table.title(), written_sum(&values), sum.normalize(), whole.value);
    let cells = quotes(get(total).into_iter().chain(parts.iter().filter_map(get)));
    if (sum - whole.value).abs() <= slack {
        review.holds(Relation::Sum, cells, calc);
    } else {
        review.findings.push(Finding::new(Kind::SumMismatch, cells, calc, "核对各项与合计"));
    }
}

/// 财政拨款 and, below it, 中央 and 省: the same money in two lines.
fn is_nested(table: &PerformanceTable) -> bool {
    let labels = || table.funds.iter().filter(|line| line.kind == FundKind::Part).map(|line| line.label.text.as_str());
    let level =
        |label: &str| ["中央", "省", "市", "县", "区", "地方", "州", "镇"].iter().any(|word| label.contains(word));
    let whole = labels().any(|label| label.contains("财政拨款") && !level(label));
    whole && labels().any(level)
}

fn amount(cell: Option<&Cell>) -> Option<Number> {
    cell?.number().filter(|number| number.bound == Bound::Exactly)
}

fn column(table: &PerformanceTable, line: &FundLine, (name, get): Column, review: &mut Review) {
    let Some(total) = amount(get(line)) else { return };
    let parts: Vec<(&FundLine, &Cell, Number)> = table
        .funds
        .iter()
        .filter(|line| line.kind != FundKind::Total)
        .filter_map(|line| Some((line, get(line)?, amount(get(line))?)))
        .collect();
    let values: Vec<Decimal> = parts.iter().map(|(_, _, number)| number.value).collect();
    if values.is_empty() || parts.iter().any(|(_, _, number)| number.unit != total.unit) {
        return;
    }
    let sum: Decimal = values.iter().sum();
    let slack: Decimal = parts.iter().map(|(_, _, number)| number.half()).sum::<Decimal>() + total.half();
    let calc =
        format!("{}“{name}”：{} = {}，资金总额 {}", table.title(), written_sum(&values), sum.normalize(), total.value);
    let cells = quotes(get(line).into_iter().chain(parts.iter().map(|(_, cell, _)| *cell)));
    if (sum - total.value).abs() <= slack {
        review.holds(Relation::Sum, cells, calc);
    } else if sum > total.value || is_complete(table) || other_holds(table, line, (name, get)) {
        review.findings.push(Finding::new(Kind::SumMismatch, cells, calc, "核对各项来源与资金总额"));
    }
}

/// Another column adds up over the same lines, three or more: then they are all there are.
fn other_holds(table: &PerformanceTable, total: &FundLine, (name, get): Column) -> bool {
    let parts = || table.funds.iter().filter(|line| line.kind != FundKind::Total);
    COLUMNS.iter().filter(|(other, _)| *other != name).any(|(_, other)| {
        let values: Vec<Decimal> = parts().filter_map(|line| amount(other(line))).map(|number| number.value).collect();
        let same = parts().all(|line| amount(other(line)).is_some() == amount(get(line)).is_some());
        let whole = amount(other(total)).is_some_and(|whole| whole.value == values.iter().sum());
        same && whole && values.len() > 2
    })
}

/// The form's three lines: allocation, carried over, other. Other lists may leave something out.
fn is_complete(table: &PerformanceTable) -> bool {
    [FundKind::Part, FundKind::Carried, FundKind::Other]
        .iter()
        .all(|kind| table.funds.iter().any(|line| line.kind == *kind))
}
