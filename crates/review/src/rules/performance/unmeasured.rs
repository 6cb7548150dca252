//! D14: full points for clear goals, and no goal of the report can be measured.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::rules::goals;
use crate::table::cell::Cell;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let rows = || report.tables.iter().flat_map(|table| &table.indicators);
    let aimed = rows().any(|row| row.target.as_ref().is_some_and(|cell| !cell.is_void()));
    let in_goals = goals::passages(reading);
    let measured = reading.quantities.iter().any(|q| in_goals[q.passage]);
    // A report may set its goals in words that no heading tells: then some figure is called a goal.
    let Some(goal) = in_goals.iter().position(|told| *told).filter(|_| !aimed && !measured) else { return };
    let clear = rows().find_map(|row| {
        let name = row.name.as_ref().filter(|cell| cell.text.contains("明确性"))?;
        let points = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
        let (weight, score) = (points(&row.weight)?, points(&row.score)?);
        (weight == score && !score.is_zero()).then_some((name, score))
    });
    let Some((name, score)) = clear else { return };
    let passage = &reading.text.passages[goal];
    let title = passage.chars.iter().position(|sign| *sign == '：').unwrap_or(passage.chars.len());
    let mut words = reading.text.quotes(goal, 0..title.min(passage.chars.len()));
    words.extend(quotes([name]));
    let calc = format!("目标只有文字，没有一个数值，“{}”却得满分{}分", name.text, score.normalize());
    let suggestion = "把目标写成可衡量的数值，或按不明确扣分";
    let finding = Finding::new(Kind::IndicatorDefect, words, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(goal: &str, score: &str) -> Vec<&'static str> {
        let rest = 95 + 5 - score.parse::<i32>().unwrap();
        let text = format!(
            "青岚县2022年度项目绩效自评报告\n总体目标：{goal}\n二、评分\n|一级指标|三级指标|分值|得分|\n|决策|绩效指标明确性|5|{score}|\n|产出|产出数量|95|{rest}|\n|总分|<|100|100|\n"
        );
        testing::only(&text, "D14")
    }

    #[test]
    fn words_alone_are_not_clear() {
        assert_eq!(ids("全力提高保障水平。", "5"), ["D14"]);
        assert!(ids("全年培训1500人，提高保障水平。", "5").is_empty());
        assert!(ids("全力提高保障水平。", "3").is_empty());
    }
}
