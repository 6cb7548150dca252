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
        let Some(total) = table.fund_total() else { continue };
        if is_nested(table) {
            continue;
        }
        for (name, get) in COLUMNS {
            column(table, total, (name, get), review);
        }
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
    } else if sum > total.value || is_complete(table) {
        review.findings.push(Finding::new(Kind::SumMismatch, cells, calc, "核对各项来源与资金总额"));
    }
}

/// The form's three lines: allocation, carried over, other. Other lists may leave something out.
fn is_complete(table: &PerformanceTable) -> bool {
    [FundKind::Part, FundKind::Carried, FundKind::Other]
        .iter()
        .all(|kind| table.funds.iter().any(|line| line.kind == *kind))
}
