//! A05 and A06 of a table of scores without a line of totals: where its points make a hundred, its scores make the
//! total that the text tells; and the points that the text tells of the groups are those of their rows.

use super::{Report, claims, quotes, written_sum};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::table::PerformanceTable;
use crate::table::cell::Cell;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let claims = claims::scores(report.reading);
    let Some(claim) = claims::agreed(report.reading, &claims) else {
        return;
    };
    let mut tables = report.tables.iter().filter(|table| table.has_points);
    let Some(table) = tables.next().filter(|table| tables.next().is_none() && is_whole(table)) else { return };
    let lines = lines(table);
    let points: Decimal = lines.iter().map(|(points, _)| *points).sum();
    let scores: Vec<Decimal> = lines.iter().filter_map(|(_, score)| score.points()).collect();
    if points != Decimal::ONE_HUNDRED || scores.len() < lines.len() || lines.len() < 3 {
        return;
    }
    let sum: Decimal = scores.iter().sum();
    let calc = format!("表中得分 {} = {}，正文总得分 {}", written_sum(&scores), sum.normalize(), claim.value);
    let words: Vec<Quote> = claim.quotes.iter().cloned().chain(quotes(lines.iter().map(|(_, score)| *score))).collect();
    if (sum - claim.value).abs() <= Decimal::new(5, 3) * Decimal::from(scores.len() as u64) {
        review.holds(Relation::ScoreSum, words, calc);
    } else if !review.findings.iter().any(|known| known.kind == Kind::ScoreSumMismatch) {
        let suggestion = format!("总得分应为 {}，或核对各行得分", sum.normalize());
        review.findings.push(Finding::new(Kind::ScoreSumMismatch, words, calc, suggestion));
    }
}

/// Read with certainty, of one hand, and without a line of totals.
fn is_whole(table: &PerformanceTable) -> bool {
    table.doubts.is_empty() && table.hands.is_none() && !table.loose && table.total.is_none()
}

/// The points and the score of every line that has points.
fn lines(table: &PerformanceTable) -> Vec<(Decimal, &Cell)> {
    let rows = table.indicators.iter().map(|row| (&row.weight, &row.score));
    let all = table.fund_total().map(|line| (&line.weight, &line.score)).into_iter().chain(rows);
    all.filter_map(|(points, score)| Some((points.as_ref()?.points()?, score.as_ref()?))).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn the_rows_make_the_score_that_is_told() {
        let told = |total: &str| {
            let text = format!(
                "一、评分\n|一级指标|二级指标|分值|得分|\n|产出指标|数量指标|40|39|\n|^|质量指标|20|19.5|\n|效益指标|社会效益|30|28|\n|预算执行率|<|10|9.6|\n二、结论\n该项目自评总分{total}分。\n"
            );
            testing::only(&text, "A05")
        };
        assert_eq!(told("97.1"), ["A05"]);
        assert!(told("96.1").is_empty());
    }
}
