//! A06 of points in brackets: 投入（15分）得15分，过程（35分）得33.2分，…，总分97.2分. Where the scores make the total,
//! the points of all parts make 100.

use super::{Report, written_sum};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for sentence in &reading.sentences {
        let all = &reading.quantities[sentence.quantities.clone()];
        let scores: Vec<&Quantity> = all.iter().filter(|q| q.number.dimension == Dimension::Score).collect();
        let earned_of = |points: &Quantity, earned: &Quantity| {
            let between = reading.between(points.passage, points.number.span.end..earned.number.span.start);
            points.bracket.is_some() && ["）得", "）得分", "），得", "），得分"].contains(&between.as_str())
        };
        let pairs: Vec<[&Quantity; 2]> =
            scores.windows(2).filter(|two| earned_of(two[0], two[1])).map(|two| [two[0], two[1]]).collect();
        let points: Vec<Decimal> = pairs.iter().map(|[points, _]| points.number.value).collect();
        let earned: Decimal = pairs.iter().map(|[_, earned]| earned.number.value).sum();
        let total = scores.last().filter(|q| q.number.value == earned && q.led_by(&["总分", "合计", "总得分", "共"]));
        if pairs.len() < 3 || total.is_none() {
            continue;
        }
        let sum: Decimal = points.iter().sum();
        let quotes = reading.quotes(pairs.iter().map(|[points, _]| *points));
        let calc = format!("各部分分值 {} = {}", written_sum(&points), sum.normalize());
        if sum == Decimal::ONE_HUNDRED {
            review.holds(Relation::WeightSum, quotes, calc);
        } else {
            let calc = format!("{calc}，不是 100 分");
            review.findings.push(Finding::new(Kind::WeightSumMismatch, quotes, calc, "核对各部分的分值"));
        }
    }
}
