//! A06: the points of the rows make the points of their group and of the table.

use rust_decimal::Decimal;

use super::group::{self, Group};
use super::score_sum::execution_is_apart;
use super::{Report, quotes, written_sum};
use crate::finding::{Consequence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::table::PerformanceTable;
use crate::table::cell::Cell;

/// One finding a table: the groups that disagree, and the total.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain().filter(|table| table.has_points && !table.loose && !has_extra_points(table)) {
        let wrong_groups: Vec<(&Cell, String)> = groups(table).filter_map(|group| mismatch(&group)).collect();
        match total(table) {
            Some((_, _, false)) if execution_is_apart(table) => report_groups(review, table, wrong_groups),
            Some((cell, calc, false)) => report_total(review, table, cell, calc, wrong_groups),
            Some((cell, calc, true)) if wrong_groups.is_empty() => {
                review.holds(Relation::WeightSum, quotes([cell]), calc);
            }
            _ => report_groups(review, table, wrong_groups),
        }
    }
}

/// Points on top of the hundred are not part of the sum.
fn has_extra_points(table: &PerformanceTable) -> bool {
    let extra = |cell: &Option<Cell>| {
        cell.as_ref().is_some_and(|cell| ["加分", "减分", "扣分", "附加"].iter().any(|word| cell.text.contains(word)))
    };
    table.indicators.iter().any(|row| extra(&row.level1) || extra(&row.level2) || extra(&row.name))
}

fn groups(table: &PerformanceTable) -> impl Iterator<Item = Group<'_>> {
    group::first_level(table).into_iter().chain(group::second_level(table))
}

fn mismatch<'t>(group: &Group<'t>) -> Option<(&'t Cell, String)> {
    let points = weights(group.rows.iter().map(|row| &row.weight));
    let sum: Decimal = points.iter().sum();
    // A group without points in its rows only has its own.
    if points.is_empty() || sum == group.points {
        return None;
    }
    let calc = format!("“{}”标 {} 分，下属各行 {} = {} 分", group.name.text, group.points, written_sum(&points), sum);
    Some((group.printed, calc))
}

/// The printed total against the rows and the line of execution; whether it holds.
fn total(table: &PerformanceTable) -> Option<(&Cell, String, bool)> {
    let printed = table.total.as_ref()?.weight.as_ref()?;
    let points = printed.points()?;
    let execution = table.fund_total().and_then(|line| line.weight.as_ref()).and_then(Cell::points);
    let mut all: Vec<Decimal> = execution.into_iter().collect();
    all.extend(weights(table.indicators.iter().map(|row| &row.weight)));
    // One row that was read is no table.
    if all.len() < 3 {
        return None;
    }
    let sum: Decimal = all.iter().sum();
    // A line of the total whose cells slipped to the left: it is the points earned.
    let earned: Vec<Decimal> = weights(table.indicators.iter().map(|row| &row.score));
    if sum != points && earned.len() >= table.indicators.len() && earned.iter().sum::<Decimal>() == points {
        return None;
    }
    let of_execution = if execution.is_some() { "（第一项为预算执行率）" } else { "" };
    let calc = format!("{} = {}{of_execution}，表中合计分值 {}", written_sum(&all), sum.normalize(), points);
    Some((printed, calc, sum == points))
}

fn weights<'t>(cells: impl Iterator<Item = &'t Option<Cell>>) -> Vec<Decimal> {
    cells.filter_map(|cell| cell.as_ref()?.points()).filter(|points| !points.is_zero()).collect()
}

fn report_total(
    review: &mut Review,
    table: &PerformanceTable,
    cell: &Cell,
    calc: String,
    groups: Vec<(&Cell, String)>,
) {
    let mut finding = Finding::new(
        Kind::WeightSumMismatch,
        quotes([cell]),
        format!("{}：{calc}", table.title()),
        "按评分办法补足或改正各行分值，使各行之和等于合计分值",
    );
    finding.consequences = groups
        .into_iter()
        .map(|(cell, calc)| Consequence { kind: Kind::WeightSumMismatch, quotes: quotes([cell]), calc })
        .collect();
    review.findings.push(finding);
}

fn report_groups(review: &mut Review, table: &PerformanceTable, groups: Vec<(&Cell, String)>) {
    let Some((first, _)) = groups.first() else { return };
    let calc: Vec<&str> = groups.iter().map(|(_, calc)| calc.as_str()).collect();
    review.findings.push(Finding::new(
        Kind::WeightSumMismatch,
        quotes(std::iter::once(*first).chain(groups.iter().skip(1).map(|(cell, _)| *cell))),
        format!("{}：{}", table.title(), calc.join("；")),
        "核对这一组各行的分值与组分值",
    ));
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(total: &str) -> Vec<&'static str> {
        let rows = "指标\t目标\t完成\t权重\t得分\n参保人数\t30万人\t31万人\t40\t40\n发放率\t100%\t100%\t40\t40\n满意度\t≥90%\t85%\t20\t18.9\n";
        testing::only(&format!("青岚县2023年度失业保险基金绩效自评报告\n{rows}{total}\n"), "A06")
    }

    #[test]
    fn points_earned_are_no_points_to_be_earned() {
        assert_eq!(ids("合计\t\t\t98\t98.9"), ["A06"]);
        assert!(ids("合计\t\t\t100\t98.9").is_empty());
        assert!(ids("合计\t\t100\t98.9").is_empty());
    }
}
