//! A05 and A06 of lines like 产出小计 in a table of indicators: the points and the scores of the rows above them.

use rust_decimal::Decimal;

use super::score_sum::tolerance;
use super::{Report, quotes, written_sum};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::table::cell::Cell;
use crate::table::{Indicator, PerformanceTable};

type Column = fn(&Indicator) -> &Option<Cell>;

/// A printed subtotal and the rows that it adds.
struct Sum<'t> {
    printed: &'t Cell,
    calc: String,
    holds: bool,
}

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain().filter(|table| table.subtotals.len() > 1) {
        let weight: Column = |row| &row.weight;
        let score: Column = |row| &row.score;
        tell(sums(table, weight, |total| &total.weight), (Kind::WeightSumMismatch, Relation::WeightSum), review);
        tell(sums(table, score, |total| &total.score), (Kind::ScoreSumMismatch, Relation::ScoreSum), review);
    }
}

fn sums<'t>(
    table: &'t PerformanceTable,
    column: Column,
    total: fn(&crate::table::Total) -> &Option<Cell>,
) -> Vec<Sum<'t>> {
    let one = |(subtotal, rows): &'t (crate::table::Total, std::ops::Range<usize>)| {
        let printed = total(subtotal).as_ref()?;
        let points = printed.points()?;
        let cells: Vec<&Cell> = table.indicators[rows.clone()].iter().filter_map(|row| column(row).as_ref()).collect();
        let values: Vec<Decimal> = cells.iter().filter_map(|cell| cell.points()).collect();
        let sum: Decimal = values.iter().sum();
        let name = &subtotal.label.text;
        let calc = format!("{}：{} = {}，“{name}” {points}", table.title(), written_sum(&values), sum.normalize());
        (values.len() > 1).then(|| Sum { printed, calc, holds: (sum - points).abs() <= tolerance(&cells, printed) })
    };
    table.subtotals.iter().filter_map(one).collect()
}

/// Most of them hold, else the table is built in another way.
fn tell(sums: Vec<Sum<'_>>, (kind, relation): (Kind, Relation), review: &mut Review) {
    let wrong = sums.iter().filter(|sum| !sum.holds).count();
    if wrong * 2 >= sums.len() {
        return;
    }
    for sum in sums {
        if sum.holds {
            review.holds(relation, quotes([sum.printed]), sum.calc);
        } else {
            review.findings.push(Finding::new(kind, quotes([sum.printed]), sum.calc, "核对小计与上面各行"));
        }
    }
}
