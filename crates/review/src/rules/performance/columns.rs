//! A01 and A02 of any table of figures: a 合计 row is the sum of its column, a column of rates is the
//! quotient of its two columns. A table in which most columns disagree is built in another way.

use rust_decimal::Decimal;

use super::{Report, quotes, written_sum};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::table::cell::{Bound, Cell, Number};
use crate::table::grid::{Grid, Reading, Row};
use crate::table::{grids, is_indicator_heading};

/// Columns that are not added: rates, averages, standards, numbers of order, points.
const NOT_ADDED: [&str; 22] = [
    "率", "%", "均", "标准", "比例", "占比", "增长", "单价", "名次", "排名", "序号", "年份", "年度", "得分", "分值",
    "编号", "代码", "电话", "系数", "时间", "日期", "备注",
];

/// Sums and rates of every table.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for grid in grids(report.reading.document) {
        let Some(figures) = Figures::of(&grid) else { continue };
        sums(&figures, review);
        rates(&figures, review);
    }
}

/// A heading, rows of figures, and the row of totals.
struct Figures<'g> {
    heading: &'g Row,
    body: Vec<&'g Row>,
    total: Option<&'g Row>,
    reading: Reading,
}

impl<'g> Figures<'g> {
    fn of(grid: &'g Grid) -> Option<Figures<'g>> {
        let rows: Vec<&Row> = grid.rows.iter().filter(|row| !row.is_blank()).collect();
        let first = rows.iter().position(|row| row.filled().any(|cell| cell.number().is_some()))?;
        let heading = *rows.get(first.checked_sub(1)?)?;
        let own_layout = rows.iter().any(|row| is_indicator_heading(row))
            || rows[first..].iter().any(|row| row.cells().any(|cell| is_partial(&cell.text)))
            || rows.iter().any(|row| row.slots.len() != heading.slots.len());
        if own_layout || heading.slots.iter().any(|slot| slot.width > 1) {
            return None;
        }
        let mut totals =
            rows[first..].iter().filter(|row| row.filled().next().is_some_and(|cell| is_total(&cell.text)));
        let total = totals.next().copied();
        if totals.next().is_some() {
            return None;
        }
        let body =
            rows[first..].iter().copied().filter(|row| total.is_none_or(|total| !std::ptr::eq(*row, total))).collect();
        Some(Figures { heading, body, total, reading: grid.reading })
    }

    fn cell(&self, row: &'g Row, column: usize) -> Option<&'g Cell> {
        let slot = match self.reading {
            Reading::Exact => row.slots.iter().find(|slot| slot.column == self.heading.slots[column].column),
            Reading::Rows => row.slots.get(column),
        };
        slot.map(|slot| &slot.cell).filter(|cell| !cell.is_empty() && !cell.continued)
    }

    fn title(&self, column: usize) -> &str {
        &self.heading.slots[column].cell.text
    }
}

fn is_total(text: &str) -> bool {
    matches!(
        text.trim_end_matches([':', ' ']),
        "合计" | "总计" | "全县合计" | "全市合计" | "全区合计" | "合计:" | "总数"
    )
}

/// Rows that are parts of other rows.
fn is_partial(text: &str) -> bool {
    text.contains("小计") || text.starts_with("其中") || text.starts_with("(一)") || text.starts_with("一、")
}

fn operand(cell: Option<&Cell>) -> Option<Number> {
    cell?.number().filter(|number| number.bound == Bound::Exactly)
}

fn sums(figures: &Figures<'_>, review: &mut Review) {
    let Some(total) = figures.total else { return };
    let mut holding = Vec::new();
    let mut wrong = Vec::new();
    for column in 0..figures.heading.slots.len() {
        if NOT_ADDED.iter().any(|word| figures.title(column).contains(word)) {
            continue;
        }
        let Some((cells, calc, holds)) = column_sum(figures, total, column) else { continue };
        if holds { holding.push((cells, calc)) } else { wrong.push((cells, calc)) }
    }
    if wrong.len() > holding.len().max(1) {
        return;
    }
    for (cells, calc) in holding {
        review.holds(Relation::Sum, cells, calc);
    }
    for (cells, calc) in wrong {
        review.findings.push(Finding::new(Kind::SumMismatch, cells, calc, "核对这一列各行与合计"));
    }
}

type Sum = (Vec<crate::finding::Quote>, String, bool);

fn column_sum<'g>(figures: &Figures<'g>, total: &'g Row, column: usize) -> Option<Sum> {
    let printed = figures.cell(total, column)?;
    let sum = operand(Some(printed))?;
    let mut parts: Vec<Number> = Vec::new();
    for row in &figures.body {
        match figures.cell(row, column) {
            Some(cell) if !cell.is_void() => parts.push(operand(Some(cell)).filter(|part| part.unit == sum.unit)?),
            _ => {}
        }
    }
    if parts.len() < 2 || sum.unit == "%" {
        return None;
    }
    let values: Vec<Decimal> = parts.iter().map(|part| part.value).collect();
    let added: Decimal = values.iter().sum();
    let scaled = ["万", "亿"].iter().any(|word| figures.title(column).contains(word) || sum.unit.contains(word));
    let hidden = parts.iter().chain([&sum]).filter(|number| number.decimals > 0 || scaled);
    let slack: Decimal = hidden.map(Number::half).sum();
    let calc = format!(
        "“{}”一列：{} = {}，合计 {}",
        figures.title(column),
        written_sum(&values),
        added.normalize(),
        sum.value
    );
    Some((quotes([printed]), calc, (added - sum.value).abs() <= slack))
}

/// The columns of a rate: result, whole, rate.
const RATES: [(&str, &[&str], &[&str]); 3] = [
    (
        "执行率",
        &["执行数", "支出数", "实际支出", "支出金额", "执行金额"],
        &["预算数", "下达资金", "下达金额", "预算金额", "到位资金", "安排资金"],
    ),
    (
        "支出率",
        &["执行数", "支出数", "实际支出", "支出金额"],
        &["预算数", "下达资金", "下达金额", "预算金额", "到位资金"],
    ),
    ("完成率", &["完成数", "完成人数", "实际完成", "完成值"], &["目标数", "任务数", "目标任务", "计划数", "下达任务"]),
];

fn rates(figures: &Figures<'_>, review: &mut Review) {
    for (rate, results, wholes) in RATES {
        let only = |words: &[&str], but: Option<usize>| {
            let mut found = (0..figures.heading.slots.len()).filter(|column| {
                Some(*column) != but && words.iter().any(|word| figures.title(*column).contains(word))
            });
            found.next().filter(|_| found.next().is_none())
        };
        let Some(rate) = only(&[rate], None) else { continue };
        let (Some(result), Some(whole)) = (only(results, Some(rate)), only(wholes, Some(rate))) else { continue };
        let rows = figures.body.iter().copied().chain(figures.total);
        let checked: Vec<_> = rows.filter_map(|row| row_rate(figures, row, (result, whole, rate))).collect();
        let wrong = checked.iter().filter(|(_, _, gap, _)| !gap.is_zero()).count();
        if checked.len() < 2 || wrong * 2 > checked.len() {
            continue;
        }
        for (cells, calc, gap, step) in checked {
            if gap.is_zero() {
                review.holds(Relation::Ratio, cells, calc);
            } else {
                let severity = if gap <= step { Severity::Info } else { Severity::High };
                let finding = Finding::new(Kind::RatioMismatch, cells, calc, "按两列重新计算这一行的比率");
                review.findings.push(finding.severity(severity));
            }
        }
    }
}

type RowRate = (Vec<crate::finding::Quote>, String, Decimal, Decimal);

fn row_rate<'g>(figures: &Figures<'g>, row: &'g Row, (result, whole, rate): (usize, usize, usize)) -> Option<RowRate> {
    let around = |number: &Number| Interval::around(number.value, number.half());
    let (done, all, told) =
        (operand(figures.cell(row, result))?, operand(figures.cell(row, whole))?, operand(figures.cell(row, rate))?);
    if done.unit != all.unit || !(told.unit == "%" || (told.unit.is_empty() && told.value > Decimal::TWO)) {
        return None;
    }
    let exact = around(&done).over(around(&all))?.times(Interval::exact(Decimal::ONE_HUNDRED))?;
    let name = row.filled().next().map_or("", |cell| cell.text.as_str());
    let calc = format!(
        "“{name}”一行：{} ÷ {} = {}%，表中{} {}",
        done.value,
        all.value,
        exact.middle().round_dp(2),
        figures.title(rate),
        told.value
    );
    let cells = quotes([rate, result, whole].into_iter().filter_map(|column| figures.cell(row, column)));
    Some((cells, calc, exact.gap(around(&told)), told.half() * Decimal::TWO))
}
