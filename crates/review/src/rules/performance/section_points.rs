//! A06 of a section: （一）产出指标（50分） and the points of its indicators below, 数量指标20分，…；质量指标15分，…. Another section
//! of the run whose points add up shows that all of them are told.

use super::section_scores::points_of;
use super::{Report, written_sum};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::outline::{Part, outline, runs};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let parts = outline(report.reading);
    for run in runs(&parts) {
        whole(report, &run, review);
        let sections: Vec<(&Quantity, Vec<&Quantity>)> = run
            .iter()
            .filter_map(|part| Some((points_of(report, part)?, indicators(report, part))))
            .filter(|(_, parts)| parts.len() >= 2)
            .collect();
        let holds = |(points, parts): &(&Quantity, Vec<&Quantity>)| sum(parts) == points.number.value;
        let wrong: Vec<_> = sections.iter().filter(|section| !holds(section)).collect();
        for (points, parts) in sections.iter().filter(|section| holds(section)) {
            let quotes = report.reading.quotes([*points].into_iter().chain(parts.iter().copied()));
            review.holds(Relation::WeightSum, quotes, written(points, parts));
        }
        if let ([one], true) = (&wrong[..], sections.len() > 1) {
            say(report, one, review);
        }
    }
}

/// （一）决策（15分）…（四）效益（30分）: all of a run make the hundred that is told, and each has the points that are told elsewhere.
fn whole(report: &Report<'_, '_>, run: &[&Part], review: &mut Review) {
    let points: Vec<&Quantity> = run.iter().filter_map(|part| points_of(report, part)).collect();
    if points.len() < 3 || points.len() != run.len() {
        return;
    }
    let reading = report.reading;
    let total = sum(&points);
    let text = |word: &str| reading.text.passages.iter().any(|passage| passage.text().contains(word));
    let hundred = ["满分100分", "总分100分", "百分制", "满分为100分", "总分为100分"].iter().any(|word| text(word));
    let apart = total == Decimal::from(90) || total == Decimal::from(80);
    let near = (total - Decimal::ONE_HUNDRED).abs() <= Decimal::from(15) && !apart && !text("加分");
    let values: Vec<Decimal> = points.iter().map(|q| q.number.value).collect();
    let quotes = reading.quotes(points.iter().copied());
    let calc = format!("各部分分值 {} = {}", written_sum(&values), total.normalize());
    if total == Decimal::ONE_HUNDRED {
        review.holds(Relation::WeightSum, quotes, calc);
    } else if hundred && near && !review.findings.iter().any(|known| known.kind == Kind::WeightSumMismatch) {
        let finding = Finding::new(Kind::WeightSumMismatch, quotes, format!("{calc}，不是 100 分"), "核对各部分的分值");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

fn say(report: &Report<'_, '_>, (points, parts): &(&Quantity, Vec<&Quantity>), review: &mut Review) {
    let near = (sum(parts) - points.number.value).abs() <= Decimal::TEN;
    let quotes = report.reading.quotes([*points].into_iter().chain(parts.iter().copied()));
    if near && !review.has_said(Kind::WeightSumMismatch, &quotes) {
        let finding =
            Finding::new(Kind::WeightSumMismatch, quotes, written(points, parts), "核对这一部分各项的分值与其总分值");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

fn sum(parts: &[&Quantity]) -> Decimal {
    parts.iter().map(|q| q.number.value).sum()
}

fn written(points: &Quantity, parts: &[&Quantity]) -> String {
    let values: Vec<Decimal> = parts.iter().map(|q| q.number.value).collect();
    format!("各项分值 {} = {}，标题为 {} 分", written_sum(&values), sum(parts).normalize(), points.number.value)
}

/// The points told of its indicators: named, not earned and not lost, and none that is part of another (其中…；).
fn indicators<'r>(report: &'r Report<'_, '_>, part: &Part) -> Vec<&'r Quantity> {
    let reading = report.reading;
    let mut found: Vec<&Quantity> = Vec::new();
    let mut inner: Option<(usize, usize)> = None;
    for q in reading.quantities.iter().filter(|q| part.body.contains(&q.passage)) {
        if q.led_by(&["其中", "包括"]) {
            inner = Some((q.passage, q.part));
        }
        let told = q.number.dimension == Dimension::Score
            && q.number.is_operand()
            && q.bracket.is_none()
            && !reading.text.passages[q.passage].cell
            && inner != Some((q.passage, q.part))
            && q.lead.chars().count() >= 2
            && !q.led_by(&["得", "扣", "失", "满分", "共", "合计", "每", "以上", "低于", "目标值"]);
        if told {
            found.push(q);
        }
    }
    found
}
