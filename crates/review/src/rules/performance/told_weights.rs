//! A06 of the groups' points in the text: 决策16分、过程24分、产出32分、效益28分 make 100, or 90 where the execution rate
//! stands apart.

use super::{Report, written_sum};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::Indicator;
use crate::table::cell::Cell;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The groups that every scheme of scoring has.
const GROUPS: [&str; 10] = ["决策", "投入", "过程", "产出", "效益", "效果", "满意", "执行", "管理", "履职"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for all in reading.told() {
        let sentence = &reading.sentences[all[0].sentence];
        // 自评得分97.77分，其中执行9.77分、产出48分: what was earned.
        let words = reading.between(sentence.passage, sentence.span.clone());
        if words.contains('得') || all.iter().any(is_fraction) {
            continue;
        }
        let mut at = 0;
        while at < all.len() {
            let run = run(report, &all[at..]);
            if run.len() >= 3 {
                judge(report, &run, review);
            }
            at += run.len().max(1);
        }
    }
}

/// 9.77分: earned, not set.
fn is_fraction(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Score && !(q.number.value % Decimal::ONE).is_zero()
}

/// Points side by side, each behind the name of a group: no score, which is told by 得 or with decimals.
fn run<'r>(report: &Report<'_, '_>, all: &'r [Quantity]) -> Vec<&'r Quantity> {
    let reading = report.reading;
    let earned = ["得", "扣", "失", "总分", "满分", "合计", "自评", "实"];
    let is_points = |q: &Quantity| {
        let (lead, _) = name(report, q);
        let named = GROUPS.iter().filter(|group| lead.contains(**group)).count() == 1;
        q.number.dimension == Dimension::Score
            && q.number.is_operand()
            && (q.number.value % Decimal::ONE).is_zero()
            && named
            && lead.chars().count() <= 12
            && !earned.iter().any(|word| lead.contains(word))
    };
    let mut found: Vec<&Quantity> = Vec::new();
    for q in all {
        let beside = found.last().is_none_or(|last| {
            let between = reading.between(q.passage, last.number.span.end..name(report, q).1);
            let closed = between.strip_prefix('）').filter(|_| last.bracket.is_some() && q.bracket.is_some());
            let alike = q.bracket == last.bracket || closed.is_some();
            alike && ["", "、", "，", "和"].contains(&closed.unwrap_or(&between))
        });
        if !is_points(q) || !beside {
            break;
        }
        found.push(q);
    }
    found
}

/// The words before the points, and where they begin: 产出50分, 产出指标（50分）.
fn name(report: &Report<'_, '_>, q: &Quantity) -> (String, usize) {
    let start = q.number.span.start;
    let Some(open) = q.bracket.filter(|open| open + 1 == start) else { return (q.lead.clone(), q.lead_start) };
    let chars = &report.reading.text.passages[q.passage].chars;
    let sign = |c: &char| "，、；。：）由".contains(*c);
    let from = chars[..open].iter().rposition(sign).map_or(0, |at| at + 1);
    (chars[from..open].iter().collect(), from)
}

fn judge(report: &Report<'_, '_>, run: &[&Quantity], review: &mut Review) {
    let reading = report.reading;
    let values: Vec<Decimal> = run.iter().map(|q| q.number.value).collect();
    let sum: Decimal = values.iter().sum();
    let quotes = reading.quotes(run.iter().copied());
    let calc = format!("各部分分值 {} = {}", written_sum(&values), sum.normalize());
    // 预算执行率10分，按…计分；产出45分、效益30分、满意度10分；预算管理5分: some stand apart in the sentence.
    let set = |q: &&Quantity| q.number.dimension == Dimension::Score && !q.led_by(&["满分", "总分"]);
    let all: Decimal = reading.in_sentence(run[0].sentence).iter().filter(set).map(|q| q.number.value).sum();
    if sum == Decimal::ONE_HUNDRED || all == Decimal::ONE_HUNDRED {
        of_rows(report, run, review);
        return review.holds(Relation::WeightSum, quotes, calc);
    }
    // 预算执行率10分 may be told in another place; a list far from the hundred is of something else.
    let names: Vec<String> = run.iter().map(|q| name(report, q).0).collect();
    let groups: Vec<&str> = GROUPS.iter().copied().filter(|g| names.iter().any(|name| name.contains(g))).collect();
    let whole = groups.contains(&"产出") && groups.len() == run.len();
    let apart = sum == Decimal::from(90) && !groups.contains(&"执行");
    let near = (sum - Decimal::ONE_HUNDRED).abs() <= Decimal::from(15);
    if whole && near && !apart && !review.has_said(Kind::WeightSumMismatch, &quotes) {
        let finding = Finding::new(Kind::WeightSumMismatch, quotes, format!("{calc}，不是 100 分"), "核对各部分的分值");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 决策类20分、过程类20分、产出类30分、效益类30分, and a table whose rows give one of these groups other points.
fn of_rows(report: &Report<'_, '_>, run: &[&Quantity], review: &mut Review) {
    let mut tables = report.tables.iter().filter(|table| table.indicators.iter().any(|row| row.weight.is_some()));
    let Some(table) = tables.next().filter(|table| tables.next().is_none() && table.doubts.is_empty()) else { return };
    let bare = |name: &str| name.split(['(', '（']).next().unwrap_or_default().trim_end_matches("指标").to_owned();
    let mut pairs: Vec<(&Quantity, Decimal, Vec<Quote>)> = Vec::new();
    for q in run {
        let name = name(report, q).0;
        let told = name.rsplit(['，', '：']).next().unwrap_or_default().trim_end_matches(['类', '指', '标']).to_owned();
        let of = |row: &&Indicator| row.level1.as_ref().is_some_and(|cell| bare(&cell.text) == told);
        let cells: Vec<&Cell> = table.indicators.iter().filter(of).filter_map(|row| row.weight.as_ref()).collect();
        let points: Vec<Decimal> = cells.iter().filter_map(|cell| cell.points()).collect();
        if points.is_empty() || points.len() < cells.len() {
            return;
        }
        pairs.push((q, points.iter().sum(), super::quotes(cells)));
    }
    let wrong: Vec<_> = pairs.iter().filter(|(q, sum, _)| q.number.value != *sum).collect();
    if let ([(q, sum, cells)], false) = (&wrong[..], table.loose) {
        let calc =
            format!("“{}”正文 {} 分，表中各行分值合计 {} 分", name(report, q).0, q.number.value, sum.normalize());
        let mut words = cells.clone();
        words.extend(report.reading.quotes([*q]));
        if !review.findings.iter().any(|known| known.kind == Kind::WeightSumMismatch) {
            let finding = Finding::new(Kind::WeightSumMismatch, words, calc, "核对这一部分各行的分值");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(points: &str) -> Vec<&'static str> {
        let text = format!("青岚县2022年度项目绩效评价报告\n二、评价方法\n指标体系由{points}组成。\n");
        testing::only(&text, "A06")
    }

    #[test]
    fn the_groups_make_a_hundred() {
        assert_eq!(ids("决策16分、过程24分、产出38分、效益28分"), ["A06"]);
        assert!(ids("决策16分、过程24分、产出32分、效益28分").is_empty());
        assert!(ids("产出指标50分、效益指标30分、满意度指标10分").is_empty());
        assert!(ids("产出50分、效益30分").is_empty());
        assert_eq!(ids("预算执行率（10分）、产出指标（50分）、效益指标（20分）和满意度指标（10分）"), ["A06"]);
        assert!(ids("预算执行率（10分）、产出指标（50分）、效益指标（30分）和满意度指标（10分）").is_empty());
    }

    #[test]
    fn the_rows_of_a_group_make_its_points() {
        let told = |points: &str| {
            let text = format!(
                "一、指标体系\n|一级指标|二级指标|权重|\n|决策|项目立项|20|\n|过程|资金管理|20|\n|产出|产出数量|20|\n|^|产出质量|{points}|\n|效益|项目效益|30|\n其中，决策类20分、过程类20分、产出类30分、效益类30分。\n"
            );
            testing::only(&text, "A06")
        };
        assert_eq!(told("15"), ["A06"]);
        assert!(told("10").is_empty());
    }
}
