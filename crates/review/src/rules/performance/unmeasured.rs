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
