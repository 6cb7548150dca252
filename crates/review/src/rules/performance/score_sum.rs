//! A05 and A07: scores add up to their total, and none leaves its bounds.

use rust_decimal::Decimal;

use super::{Report, quotes, written_sum};
use crate::finding::{Consequence, Finding, Quote, Relation, Review};
use crate::kind::{Kind, Severity};
use crate::table::cell::Cell;
use crate::table::{FundKind, PerformanceTable};

/// A07: a score above its weight, or below zero.
pub(super) fn exceeding(report: &Report<'_, '_>, review: &mut Review) {
    report.certain().for_each(|table| exceeding_in(table, review));
}

pub(super) fn exceeding_in(table: &PerformanceTable, review: &mut Review) {
    for (name, weight, score) in scored(table) {
        let (Some(points), Some(earned)) = (weight.points(), score.points()) else { continue };
        if earned > points || earned < Decimal::ZERO {
            let rule = if earned > points { "得分大于分值" } else { "得分小于 0" };
            let calc = format!("{}“{name}”：分值 {points}，得分 {earned}，{rule}", table.title());
            let suggestion = "得分应在 0 与分值之间；请核对是否把执行率或完成率填进了得分栏";
            review.findings.push(Finding::new(Kind::ScoreExceedsMax, quotes([score, weight]), calc, suggestion));
        }
    }
}

/// Name, weight and score of the lines that count: all funds, every indicator, the total.
fn scored(table: &PerformanceTable) -> Vec<(String, &Cell, &Cell)> {
    let mut lines = Vec::new();
    if let Some(line) = table.fund_total()
        && let (Some(weight), Some(score)) = (&line.weight, &line.score)
    {
        lines.push((line.label.text.clone(), weight, score));
    }
    for row in &table.indicators {
        if let (Some(weight), Some(score)) = (&row.weight, &row.score) {
            let name = row.name.as_ref().or(row.level2.as_ref()).map_or(String::new(), |cell| cell.text.clone());
            lines.push((name, weight, score));
        }
    }
    if let Some(total) = &table.total
        && let (Some(weight), Some(score)) = (&total.weight, &total.score)
    {
        lines.push((total.label.text.clone(), weight, score));
    }
    lines
}

/// A05: the total against the printed scores; points repeated in a line of funds that has none.
pub(super) fn sum(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain().filter(|table| table.has_points) {
        repeated(table, review);
        sum_in(table, review);
    }
}

/// The printed total against the sum of the printed scores.
pub(super) fn sum_in(table: &PerformanceTable, review: &mut Review) {
    let total = table.total.as_ref().and_then(|total| total.score.as_ref());
    let Some((printed, total)) = total.and_then(|cell| Some((cell, cell.points()?))) else { return };
    let scores = scores(table);
    if scores.len() < 2 || execution_is_apart(table) {
        return;
    }
    let values: Vec<Decimal> = scores.iter().filter_map(|cell| cell.points()).collect();
    let sum: Decimal = values.iter().sum();
    let calc = format!("{}：{} = {}，表中总得分 {total}", table.title(), written_sum(&values), sum.normalize());
    if (sum - total).abs() <= tolerance(&scores, printed) {
        review.holds(Relation::ScoreSum, quotes([printed]), calc);
    } else if let Some(cause) = cause(review, table) {
        cause.consequences.push(Consequence { kind: Kind::ScoreSumMismatch, quotes: quotes([printed]), calc });
    } else {
        let suggestion = format!("总得分应为 {}，或核对各行得分", sum.normalize());
        review.findings.push(Finding::new(Kind::ScoreSumMismatch, quotes([printed]), calc, suggestion));
    }
}

/// The line of execution stands beside the table (分值10 得分9.00 in running text): the rows lack its points, and no
/// more of the score than those.
pub(super) fn execution_is_apart(table: &PerformanceTable) -> bool {
    let all = |of: fn(&crate::table::Indicator) -> &Option<Cell>| -> Decimal {
        table.indicators.iter().filter_map(|row| of(row).as_ref()?.points()).sum()
    };
    let printed = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
    let Some(total) = &table.total else { return false };
    let (Some(points), Some(score)) = (printed(&total.weight), printed(&total.score)) else { return false };
    let missing = points - all(|row| &row.weight);
    let earned = score - all(|row| &row.score);
    let told = table.fund_total().is_some_and(|line| line.weight.is_some());
    let named = table.indicators.iter().any(|row| row.name.as_ref().is_some_and(|name| name.text.contains("执行")));
    let usual = [Decimal::TEN, Decimal::from(20)].contains(&missing);
    !told && !named && usual && earned > Decimal::ZERO && earned <= missing
}

/// The scores that count, zeros left out.
fn scores(table: &PerformanceTable) -> Vec<&Cell> {
    let execution = table.fund_total().filter(|line| line.weight.as_ref().and_then(Cell::points).is_some());
    execution
        .into_iter()
        .filter_map(|line| line.score.as_ref())
        .chain(table.indicators.iter().filter_map(|row| row.score.as_ref()))
        .filter(|cell| cell.points().is_some_and(|points| !points.is_zero()))
        .collect()
}

/// Whole points are exact; a score with decimals was rounded to hundredths, and a total with fewer
/// decimals than its items was rounded itself.
pub(super) fn tolerance(scores: &[&Cell], printed: &Cell) -> Decimal {
    let fine = scores.iter().filter_map(|cell| cell.number()).map(|number| number.decimals);
    let rounded = i64::try_from(fine.clone().filter(|decimals| *decimals > 0).count()).unwrap_or(i64::MAX);
    let of_items = Decimal::new(5, 3).saturating_mul(Decimal::from(rounded));
    match printed.number() {
        Some(number) if fine.max().is_some_and(|decimals| decimals > number.decimals) => of_items + number.half(),
        Some(number) if number.decimals > 0 => of_items + Decimal::new(5, 3),
        _ => of_items,
    }
}

/// A score above its weight in the same table is the cause of a wrong sum.
fn cause<'f>(review: &'f mut Review, table: &PerformanceTable) -> Option<&'f mut Finding> {
    let own = scores(table);
    let of_table = |quote: &Quote| own.iter().any(|cell| cell.spot.as_ref() == Some(quote));
    review
        .findings
        .iter_mut()
        .find(|finding| finding.kind == Kind::ScoreExceedsMax && finding.quotes.first().is_some_and(of_table))
}

/// Only the line of all funds carries points; the same points in a line below count twice.
fn repeated(table: &PerformanceTable, review: &mut Review) {
    let Some(total) = table.fund_total() else { return };
    let Some(points) = total.score.as_ref().and_then(Cell::points) else { return };
    let parts = table.funds.iter().filter(|line| line.kind != FundKind::Total);
    let again: Vec<&Cell> = parts
        .filter(|line| line.weight.as_ref().and_then(Cell::points).is_some())
        .filter_map(|line| line.score.as_ref())
        .filter(|score| score.points() == Some(points))
        .collect();
    if again.is_empty() {
        return;
    }
    let calc = format!("{}：预算执行率的得分 {points} 分在资金总额行和分项行各填一次，会重复计分", table.title());
    let finding =
        Finding::new(Kind::ScoreSumMismatch, quotes(again), calc, "只在“年度资金总额”一行填分值和得分，分项行填“—”");
    review.findings.push(finding.severity(Severity::Medium));
}
