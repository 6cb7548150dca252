//! A02 and A08 of the execution rate: executed over budget, and the points it gives.

use rust_decimal::Decimal;

use super::{Report, quotes};
use crate::finding::{Consequence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::table::cell::{Bound, Cell, Number};
use crate::table::{FundKind, FundLine, PerformanceTable};

/// A number that may stand in an equation.
fn operand(cell: Option<&Cell>) -> Option<Number> {
    cell?.number().filter(|number| number.bound == Bound::Exactly)
}

fn interval(number: &Number) -> Interval {
    Interval::around(number.value, number.half())
}

/// The executed share of a line's budget, in percent.
pub(super) fn share(line: &FundLine) -> Option<(Number, Number, Interval)> {
    let budget = operand(line.full.as_ref())?;
    let executed = operand(line.executed.as_ref())?;
    if budget.unit != executed.unit || executed.value < Decimal::ZERO {
        return None;
    }
    let share = interval(&executed).over(interval(&budget))?.times(Interval::exact(Decimal::ONE_HUNDRED))?;
    Some((budget, executed, share))
}

/// The printed rate in percent, with what its printing leaves open; `0.98` is 98 %.
fn printed_rate(cell: &Cell) -> Option<(Interval, Decimal)> {
    let number = operand(Some(cell))?;
    let step = number.half() * Decimal::TWO;
    match number.unit.as_str() {
        "%" => Some((interval(&number), step)),
        // A fraction only where it cannot be a percentage.
        "" if number.value <= Decimal::ONE && number.decimals >= 2 => {
            let hundred = Decimal::ONE_HUNDRED;
            Some((Interval::around(number.value * hundred, number.half() * hundred), step * hundred))
        }
        "" if number.value > Decimal::TEN => Some((interval(&number), step)),
        _ => None,
    }
}

/// A02: executed over budget against the printed rate, line by line.
pub(super) fn rate(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        let mut cause: Option<usize> = None;
        for line in table.funds.iter().chain(&table.sides) {
            let Some((calc, cells, gap, step)) = rate_of(table, line) else { continue };
            if gap.is_zero() {
                review.holds(Relation::Ratio, quotes(cells), calc);
            } else if let Some(finding) = cause.and_then(|at| review.findings.get_mut(at)) {
                finding.consequences.push(Consequence { kind: Kind::RatioMismatch, quotes: quotes(cells), calc });
            } else if let Some(at) = told_in_words(review, &cells) {
                let finding = &mut review.findings[at];
                finding.consequences.push(Consequence { kind: Kind::RatioMismatch, quotes: quotes(cells), calc });
                cause = Some(at);
            } else {
                let severity = if gap <= step { Severity::Info } else { Severity::High };
                let finding =
                    Finding::new(Kind::RatioMismatch, quotes(cells), calc, "按“全年执行数÷全年预算数”重新计算执行率");
                review.findings.push(finding.severity(severity));
                cause = (line.kind == FundKind::Total).then(|| review.findings.len() - 1);
            }
        }
    }
}

/// The calculation, the cells, how far the rates are apart, and the last place of the printed one.
fn rate_of<'t>(table: &PerformanceTable, line: &'t FundLine) -> Option<(String, Vec<&'t Cell>, Decimal, Decimal)> {
    let rate = line.rate.as_ref()?;
    let (budget, executed, share) = share(line)?;
    let (printed, step) = printed_rate(rate).filter(|(printed, _)| printed.high >= Decimal::ZERO)?;
    let mut gap = share.gap(printed);
    // Some places divide by the first budget of the year.
    if let Some(initial) = operand(line.initial.as_ref())
        && let Some(of_initial) = interval(&executed).over(interval(&initial))
        && of_initial.times(Interval::exact(Decimal::ONE_HUNDRED)).is_some_and(|share| share.meets(printed))
    {
        gap = Decimal::ZERO;
    }
    let calc = format!(
        "{}“{}”：{} ÷ {} = {}%，表中执行率 {}",
        table.title(),
        line.label.text,
        executed.value,
        budget.value,
        share.middle().round_dp(2),
        rate.text
    );
    Some((calc, [Some(rate), line.executed.as_ref(), line.full.as_ref()].into_iter().flatten().collect(), gap, step))
}

/// The same wrong rate, told in the text: a finding that quotes the same executed amount.
fn told_in_words(review: &Review, cells: &[&Cell]) -> Option<usize> {
    let executed = cells.get(1)?.number()?;
    let figure = executed.value.to_string();
    review.findings.iter().position(|finding| {
        finding.kind == Kind::RatioMismatch && finding.quotes.iter().any(|quote| quote.text.contains(&figure))
    })
}

/// A08: the points of the execution rate are weight × rate, unless the report says otherwise.
pub(super) fn score(report: &Report<'_, '_>, review: &mut Review) {
    if has_own_scale(report) {
        return;
    }
    for table in report.certain() {
        let Some(line) = table.fund_total() else { continue };
        let (Some(weight), Some(score)) = (&line.weight, &line.score) else { continue };
        let (Some(points), Some(earned)) = (weight.number(), score.number()) else { continue };
        let Some((_, _, share)) = share(line) else { continue };
        if !points.is_points() || !earned.is_points() || earned.value > points.value {
            continue;
        }
        let cap = |share: Decimal| (share.min(Decimal::ONE_HUNDRED) * points.value) / Decimal::ONE_HUNDRED;
        let due = Interval { low: cap(share.low), high: cap(share.high) };
        let calc = format!(
            "{}：{} 分 × {}% = {} 分，表中得分 {}",
            table.title(),
            points.value,
            share.middle().round_dp(2),
            due.middle().round_dp(2),
            score.text
        );
        let cells = quotes([score, weight]);
        if agrees(table, due, &earned) {
            review.holds(Relation::ScoreRule, cells, calc);
            continue;
        }
        let severity = match due.gap(Interval::exact(earned.value)) {
            gap if gap > Decimal::new(1, 1) => Severity::High,
            _ => Severity::Medium,
        };
        let suggestion = format!("按比例得分为 {} 分；若另有评分档次，请在报告中写明", due.middle().round_dp(2));
        review.findings.push(Finding::new(Kind::ScoreRuleMismatch, cells, calc, suggestion).severity(severity));
    }
}

/// Points are as fine as the table prints them: where all scores are whole, a tenth is nothing, and
/// 9.9 becomes 9 by one custom.
fn agrees(table: &PerformanceTable, due: Interval, earned: &Number) -> bool {
    let fine = table.indicators.iter().filter_map(|row| row.score.as_ref()?.number()).any(|number| number.decimals > 0);
    let slack =
        if fine || earned.decimals > 0 { Decimal::new(11, 3).max(earned_half(earned)) } else { Decimal::new(1, 1) };
    due.gap(Interval::exact(earned.value)) <= slack || (earned.decimals == 0 && earned.value == due.middle().floor())
}

fn earned_half(earned: &Number) -> Decimal {
    if earned.decimals > 0 { earned.half() } else { Decimal::ZERO }
}

/// The report states its own scale for the execution rate.
fn has_own_scale(report: &Report<'_, '_>) -> bool {
    report.reading.document.paragraphs().any(|paragraph| {
        let text = paragraph.text.as_str();
        text.contains("执行率")
            && ["得满分", "的得满", "不得分", "得0分", "每降低", "每低", "按比例扣"].iter().any(|w| text.contains(w))
    })
}
