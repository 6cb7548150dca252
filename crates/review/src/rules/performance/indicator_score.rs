//! What target and result of an indicator say about its score: A08, D01, D02, D05, D06.

use rust_decimal::Decimal;

use super::{Report, quotes};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::cell::{Bound, Cell, Number};
use crate::table::{Indicator, PerformanceTable};

/// How a result stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The target is met.
    Met,
    /// Far above what was set.
    FarAbove,
    /// The target is missed.
    Missed,
}

/// Words of indicators of which less is better or the direction is open without a sign.
const OPEN_DIRECTION: [&str; 16] = [
    "成本",
    "费用",
    "支出",
    "时限",
    "时间",
    "天数",
    "投诉",
    "差错",
    "错误",
    "失业率",
    "死亡",
    "发生率",
    "事故",
    "裁员",
    "欠",
    "降",
];

/// How target and result of a row stand, where both are one number of the same unit.
pub(super) fn reach(row: &Indicator) -> Option<(Number, Number, Reach)> {
    let target = row.target.as_ref()?.number()?;
    let actual = row.actual.as_ref()?.number()?;
    // ≥50000人次 with the result 110406: the result is counted like the target.
    let counted = actual.unit.is_empty() && actual.decimals == 0 && is_counting(&target.unit);
    if !(target.unit == actual.unit || counted) || actual.bound != Bound::Exactly || target.bound == Bound::About {
        return None;
    }
    let words = [&row.name, &row.level2].into_iter().flatten().map(|cell| cell.text.as_str()).collect::<String>();
    if target.bound == Bound::Exactly && OPEN_DIRECTION.iter().any(|word| words.contains(word)) {
        return None;
    }
    let reach = match target.bound {
        Bound::AtMost if actual.low() > target.value => Reach::Missed,
        Bound::AtMost => Reach::Met,
        _ if missed(&target, &actual) => Reach::Missed,
        _ if far_above(&target, &actual) => Reach::FarAbove,
        _ => Reach::Met,
    };
    Some((target, actual, reach))
}

fn is_counting(unit: &str) -> bool {
    ["人", "人次", "家", "户", "个", "场", "次", "场次", "名", "份", "期", "件"].contains(&unit)
}

fn missed(target: &Number, actual: &Number) -> bool {
    // Whole counts are exact; a figure with decimals or a large unit hides half of its last place.
    let counted = actual.decimals == 0 && !actual.unit.starts_with(['万', '亿']);
    let high = if counted && actual.unit != "%" { actual.value } else { actual.high() };
    high < target.value
}

/// Above 130 % of a counted target: the target was too low, or something happened.
fn far_above(target: &Number, actual: &Number) -> bool {
    let counted = target.unit != "%" && target.value > Decimal::ZERO;
    counted && target.bound == Bound::AtLeast && actual.value > target.value * Decimal::new(13, 1)
}

/// A reason is more than 无 or a stroke.
pub(super) fn has_reason(row: &Indicator) -> bool {
    row.reason.as_ref().is_some_and(|cell| !cell.is_void() && !is_nothing(&cell.text))
}

pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        text.trim_end_matches(['。', '.', ';', '；']),
        "无" | "无偏差" | "未偏差" | "暂无" | "没有" | "不存在" | "无。" | ""
    )
}

/// All of them, row by row.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        for row in &table.indicators {
            if let Some((target, actual, reach)) = reach(row) {
                judge(report, table, row, (&target, &actual, reach), review);
            } else {
                lost_without_reason(table, row, review);
            }
        }
        against_the_others(table, review);
    }
}

/// A08 by the rule that the table itself shows: every other missed target earned its share of the points, this one not.
fn against_the_others(table: &PerformanceTable, review: &mut Review) {
    let missed = table.indicators.iter().filter_map(|row| {
        let (target, actual, Reach::Missed) = reach(row)? else { return None };
        let points = row.weight.as_ref()?.points()?;
        let due = report_rule(&target, &actual, points)?.round_dp(2);
        let earned = row.score.as_ref()?.points().filter(|earned| *earned < points)?;
        Some((row, due, earned))
    });
    let all: Vec<(&Indicator, Decimal, Decimal)> = missed.collect();
    let mut others = all.iter().filter(|(_, due, earned)| (*earned - due).abs() > Decimal::new(1, 2));
    let (Some((row, due, earned)), None) = (others.next(), others.next()) else { return };
    // Points that were lost at a blow, or so many for each, are no share.
    let share = (*earned - due).abs() * Decimal::from(4) <= *due && earned.normalize().scale() == 2;
    if all.len() < 3 || !share {
        return;
    }
    let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
    let calc = format!(
        "{}“{name}”：完成值 ÷ 目标值 × 分值 = {due}，得分 {earned}；其他未达标的指标都按完成比例得分",
        table.title()
    );
    review.findings.push(Finding::new(Kind::ScoreRuleMismatch, cells(row), calc, "按完成比例重新计算这一行的得分"));
}

fn cells(row: &Indicator) -> Vec<Quote> {
    quotes([&row.actual, &row.target, &row.score, &row.weight].into_iter().flatten())
}

fn judge(
    report: &Report<'_, '_>,
    table: &PerformanceTable,
    row: &Indicator,
    (target, actual, reach): (&Number, &Number, Reach),
    review: &mut Review,
) {
    let points = row.weight.as_ref().and_then(Cell::points).filter(|points| !points.is_zero());
    let earned = row.score.as_ref().and_then(Cell::points);
    let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
    let place = format!("{}“{name}”", table.title());
    let compare = format!("目标 {}，完成 {}", printed(&row.target), printed(&row.actual));
    match (reach, points.zip(earned)) {
        (Reach::Missed, Some((points, earned))) if earned >= points => {
            let calc = format!("{place}：{compare}，未达到目标，却得满分 {earned} 分");
            review.findings.push(Finding::new(
                Kind::TargetMissedFullScore,
                cells(row),
                calc,
                "按完成程度扣分，并说明偏差原因",
            ));
        }
        (Reach::Missed, scored) => {
            if table.has_reasons && !has_reason(row) {
                let calc = format!("{place}：{compare}，未达到目标，没有说明偏差原因");
                let suggestion = "补充偏差原因和改进措施";
                review.findings.push(Finding::new(Kind::TargetMissedNoExplanation, cells(row), calc, suggestion));
            }
            if let Some((points, earned)) = scored {
                proportional(report_rule(target, actual, points), earned, row, &place, review);
            }
        }
        // 可支付月数≥6个月 is a floor, not a task.
        (Reach::FarAbove, _)
            if table.has_reasons
                && !has_reason(row)
                && !["月", "个月"].contains(&actual.unit.as_str())
                && !is_explained(report, actual) =>
        {
            let percent = (actual.value / target.value * Decimal::ONE_HUNDRED).round_dp(1);
            let calc = format!("{place}：{compare}，为目标的 {percent}%，没有说明原因");
            let suggestion = "说明超额的原因；目标定得过低的，下年度应调高";
            review.findings.push(Finding::new(Kind::OverCompletionUnexplained, cells(row), calc, suggestion));
        }
        _ => {
            review.holds(Relation::Target, cells(row), format!("{place}：{compare}"));
            lost_without_reason(table, row, review);
        }
    }
}

/// 入企排查82户，完成目标60户的136.67%，超额较多系…: the running text gives the reason behind the result.
fn is_explained(report: &Report<'_, '_>, actual: &Number) -> bool {
    let reading = report.reading;
    let result = |q: &&Quantity| {
        let cell = reading.text.passages[q.passage].cell;
        !cell && q.number.value / q.number.factor == actual.value && q.number.dimension.is_counted()
    };
    reading.quantities.iter().filter(result).any(|q| {
        let words = reading.between(q.passage, q.number.span.end..reading.sentences[q.sentence].span.end);
        let own = words.split('；').next().unwrap_or_default();
        let far = ["超", "多", "高于"].iter().any(|word| own.contains(word));
        far && ["原因", "由于", "因", "系", "主要是", "得益于"].iter().any(|word| own.contains(word))
    })
}

fn printed(cell: &Option<Cell>) -> &str {
    cell.as_ref().map_or("", |cell| cell.text.as_str())
}

/// Result over target times weight, where more is better.
fn report_rule(target: &Number, actual: &Number, points: Decimal) -> Option<Decimal> {
    let rising = matches!(target.bound, Bound::AtLeast | Bound::Exactly) && target.value > Decimal::ZERO;
    rising.then(|| actual.value / target.value * points)
}

/// A08: only what no rule gives is told: more than proportional points for a missed target.
fn proportional(due: Option<Decimal>, earned: Decimal, row: &Indicator, place: &str, review: &mut Review) {
    let Some(due) = due else { return };
    let due = due.round_dp(2);
    if (earned - due).abs() <= Decimal::new(1, 2) {
        let calc = format!("{place}：完成值 ÷ 目标值 × 分值 = {due}，得分 {earned}");
        review.holds(Relation::ScoreRule, cells(row), calc);
    }
}

/// D06: points lost although nothing was missed, and nobody says why.
fn lost_without_reason(table: &PerformanceTable, row: &Indicator, review: &mut Review) {
    let points = row.weight.as_ref().and_then(Cell::points);
    let earned = row.score.as_ref().and_then(Cell::points);
    let Some((points, earned)) = points.zip(earned) else { return };
    if earned >= points
        || earned < Decimal::ZERO
        || !table.has_reasons
        || has_reason(row)
        || row.target.is_none()
        || row.actual.is_none()
    {
        return;
    }
    let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
    let calc = format!(
        "{}“{name}”：分值 {points}，得分 {earned}，目标 {}，完成 {}，没有说明扣分原因",
        table.title(),
        printed(&row.target),
        printed(&row.actual)
    );
    review.findings.push(Finding::new(Kind::ScoreLossUnexplained, cells(row), calc, "写明扣分原因，或改正得分"));
}
