//! A05 and A06 of a group: （二）预算管理（24分，得23.13分） and below it 资金到位6分，得6分。预算执行10分，…得9.13分。

use rust_decimal::Decimal;

use super::told_scores::{Heading, heading, pairs_of};
use super::{Report, written_sum};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let passages = report.reading.text.passages.len();
    let heads: Vec<(usize, Heading)> = (0..passages).filter_map(|at| Some((at, heading(report, at)?))).collect();
    for (nth, (at, group)) in heads.iter().enumerate() {
        let end = heads.get(nth + 1).map_or_else(|| next_heading(report, *at), |(next, _)| *next);
        let items: Vec<Heading> = (at + 1..end).flat_map(|passage| pairs_of(report, passage)).collect();
        if items.len() >= 2 {
            compare(group, &items, review);
        }
    }
}

/// The section of the last group ends with the next heading.
fn next_heading(report: &Report<'_, '_>, at: usize) -> usize {
    let passages = &report.reading.text.passages;
    (at + 1..passages.len()).find(|next| passages[*next].heading).unwrap_or(passages.len())
}

/// Where the points of the items are those of the group, so must be the scores; and the other way round.
fn compare(group: &Heading, items: &[Heading], review: &mut Review) {
    let points: Vec<Decimal> = items.iter().map(|item| item.points).collect();
    let scores: Vec<Decimal> = items.iter().map(|item| item.score).collect();
    let (of_points, of_scores) = (points.iter().sum::<Decimal>(), scores.iter().sum::<Decimal>());
    let half = Decimal::new(5, 3) * Decimal::from(items.len() as u64);
    let near = |a: Decimal, b: Decimal| (a - b).abs() <= half;
    let quotes: Vec<Quote> = group.quotes.iter().cloned().chain(items.iter().flat_map(|i| i.quotes.clone())).collect();
    let of_score =
        format!("各项得分 {} = {}，这一部分得分 {}", written_sum(&scores), of_scores.normalize(), group.score);
    match (of_points == group.points, near(of_scores, group.score)) {
        (true, true) => review.holds(Relation::ScoreSum, quotes, of_score),
        (true, false) => {
            let suggestion = format!("这一部分得分应为 {}，或核对各项得分", of_scores.normalize());
            review.findings.push(Finding::new(Kind::ScoreSumMismatch, quotes, of_score, suggestion));
        }
        (false, true) => {
            let calc =
                format!("各项分值 {} = {}，这一部分分值 {}", written_sum(&points), of_points.normalize(), group.points);
            review.findings.push(Finding::new(Kind::WeightSumMismatch, quotes, calc, "核对各项分值"));
        }
        (false, false) => {}
    }
}
