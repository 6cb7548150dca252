//! B06, D08, D09, D14: what the cells of an indicator hold.

use super::indicator_score;
use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::{Kind, Severity};
use crate::rules::units;
use crate::table::cell::{Bound, Cell};
use crate::table::{Indicator, PerformanceTable};

/// One finding a table and kind.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain().filter(|table| !table.loose) {
        above_all(table, review);
        missing_results(table, review);
        copied_targets(table, review);
        defects(table, review);
    }
}

fn name(row: &Indicator) -> &str {
    row.name.as_ref().map_or("", |cell| cell.text.as_str())
}

fn names<'t>(rows: &[(&'t Indicator, &'t Cell)]) -> String {
    rows.iter().map(|(row, cell)| format!("“{}”{}", name(row), cell.text)).collect::<Vec<_>>().join("、")
}

/// B06: a rate of a whole above the whole: 覆盖率 115%.
fn above_all(table: &PerformanceTable, review: &mut Review) {
    for row in &table.indicators {
        let capped = units::CAPPED.iter().any(|word| name(row).ends_with(word)) && !name(row).contains("完成");
        let Some(actual) = row.actual.as_ref().filter(|_| capped) else { continue };
        let Some(number) = actual.number().filter(|number| number.unit == "%" && number.bound == Bound::Exactly) else {
            continue;
        };
        if number.value > rust_decimal::Decimal::ONE_HUNDRED {
            let calc = format!("“{}”{}大于100%，超过全部对象", name(row), actual.text);
            let suggestion = "核对分子、分母的口径；比率不应超过100%";
            let finding = Finding::new(Kind::CoverageImpossible, quotes([actual]), calc, suggestion);
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 待统计, 未填: words that stand for a result nobody has.
fn is_open(cell: &Cell) -> bool {
    const OPEN: [&str; 14] = [
        "待统计",
        "待核实",
        "待定",
        "待补充",
        "待完善",
        "待填",
        "待核定",
        "未统计",
        "未填",
        "未填报",
        "暂无数据",
        "暂未统计",
        "统计中",
        "尚未统计",
    ];
    cell.is_void() || OPEN.contains(&cell.text.trim_end_matches('。'))
}

/// D08: a target, points, and no result, in a table that has results elsewhere; without points only where every
/// other row has its result.
fn missing_results(table: &PerformanceTable, review: &mut Review) {
    let told = |row: &&Indicator| row.actual.as_ref().is_some_and(|cell| !is_open(cell));
    let some_result = table.indicators.iter().any(|row| told(&row));
    let unpointed = !table.has_points
        && table.indicators.iter().filter(told).count() >= 3
        && table.indicators.iter().filter(|row| !told(row)).count() == 1;
    let missing: Vec<(&Indicator, &Cell)> = table
        .indicators
        .iter()
        .filter(|row| {
            let counts = row.weight.as_ref().and_then(Cell::points).is_some() || unpointed;
            !told(row) && row.name.is_some() && counts
        })
        .filter_map(|row| Some((row, row.target.as_ref().filter(|cell| !cell.is_void())?)))
        .collect();
    if !some_result || missing.is_empty() {
        return;
    }
    let calc = format!("{}有目标值而没有完成值：{}", table.title(), names(&missing));
    let cells = quotes(missing.iter().map(|(_, cell)| *cell));
    review.findings.push(Finding::new(Kind::ResultNotReported, cells, calc, "补填实际完成值"));
}

/// D09: the result repeats a target that is no value: ≥95%, 90%以上.
fn copied_targets(table: &PerformanceTable, review: &mut Review) {
    let copied: Vec<(&Indicator, &Cell)> = table
        .indicators
        .iter()
        .filter_map(|row| {
            let (target, actual) = (row.target.as_ref()?, row.actual.as_ref()?);
            let open = actual.number().is_some_and(|number| matches!(number.bound, Bound::AtLeast | Bound::AtMost));
            (target.text == actual.text && open).then_some((row, actual))
        })
        .collect();
    if copied.is_empty() {
        return;
    }
    let calc = format!("{}的完成值照抄目标值，不是实际数：{}", table.title(), names(&copied));
    let cells = quotes(copied.iter().map(|(_, cell)| *cell));
    review.findings.push(Finding::new(Kind::TargetCopiedAsResult, cells, calc, "填写实际达到的数值"));
}

/// D14: what cannot be measured as it is set.
fn defects(table: &PerformanceTable, review: &mut Review) {
    let found: Vec<(&Cell, String)> = table.indicators.iter().filter_map(defect).collect();
    if !found.is_empty() {
        let words = found.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("；");
        let cells = quotes(found.iter().map(|(cell, _)| *cell));
        let calc = format!("{}：{words}", table.title());
        let suggestion = "把指标值改成与指标名称相称、带单位、可衡量的数值";
        review.findings.push(Finding::new(Kind::IndicatorDefect, cells, calc, suggestion));
    }
    let nameless = table.indicators.iter().filter(|row| row.name.is_none() && row.weight.is_none());
    let results: Vec<&Cell> = nameless
        .filter_map(|row| row.actual.as_ref())
        .filter(|cell| !cell.is_void() && !indicator_score::is_nothing(&cell.text))
        .collect();
    if !results.is_empty() {
        let calc = format!("{}：没有指标的行填了完成值", table.title());
        let finding =
            Finding::new(Kind::IndicatorDefect, quotes(results), calc, "删去没有指标的行的完成值，或补上指标");
        review.findings.push(finding.severity(Severity::Low));
    }
}

/// What target and result are counted in, where these are two things.
fn units_of(row: &Indicator) -> Option<(&'static str, &'static str)> {
    let kind = |cell: &Option<Cell>| {
        let unit = cell.as_ref()?.number()?.unit;
        ["%", "元", "人次", "人", "户", "家", "件", "场"]
            .into_iter()
            .find(|word| unit.contains(word))
            .map(|word| if word == "家" { "户" } else { word })
    };
    let (target, actual) = (kind(&row.target)?, kind(&row.actual)?);
    let people = |unit: &str| unit.starts_with('人');
    // 人 and 人次 are told apart elsewhere; a number may be reported by its rate.
    (target != actual && !(people(target) && people(actual)) && actual != "%").then_some((target, actual))
}

fn defect(row: &Indicator) -> Option<(&Cell, String)> {
    let target = row.target.as_ref()?;
    let (name, text) = (name(row), target.text.as_str());
    let number = target.number();
    let percent = number.as_ref().is_some_and(|number| number.unit == "%");
    let is_rate = name.ends_with('率') && !name.ends_with("效率") && !name.ends_with("频率") && !name.ends_with("利率");
    let second = row.level2.as_ref().map_or("", |cell| cell.text.as_str());
    // 偏差≤5% is a target for how far the rate may be off.
    if is_rate && number.is_none() && text.contains(['≤', '≥', '<', '>', '=']) && !text.contains('%') {
        return Some((target, format!("“{name}”是比率，目标却是“{text}”")));
    }
    if (name.ends_with("数量") || name.ends_with("人数") || name.ends_with("次数")) && percent {
        return Some((target, format!("“{name}”是数量，目标却是“{text}”")));
    }
    if let Some((unit, other)) = units_of(row) {
        let actual = row.actual.as_ref().map_or("", |cell| cell.text.as_str());
        return Some((target, format!("“{name}”的目标“{text}”以{unit}计，完成值“{actual}”以{other}计")));
    }
    let bare_cost = second.contains("成本")
        && number.is_some_and(|number| {
            number.unit.is_empty()
                && number.bound == Bound::AtMost
                && number.value >= rust_decimal::Decimal::ONE_THOUSAND
        })
        && !name.contains('元');
    bare_cost.then(|| (target, format!("“{name}”的目标“{text}”没有单位")))
}
