//! A02 of the column 完成率 of a table of indicators: result over target, in every row that is counted. The table
//! shows by most of its rows that it is meant so.

use super::{Report, quotes};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::table::Indicator;
use crate::table::cell::{Bound, Number};
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        let rows: Vec<Row> = table.indicators.iter().filter_map(row).collect();
        let wrong = rows.iter().filter(|row| !row.gap.is_zero()).count();
        if rows.len() < 3 || wrong * 2 > rows.len() - wrong {
            continue;
        }
        for row in rows {
            if row.gap.is_zero() {
                review.holds(Relation::Ratio, row.quotes, row.calc);
            } else if row.gap > row.step {
                let suggestion = "核对这一行的指标值、完成值与完成率";
                review.findings.push(Finding::new(Kind::RatioMismatch, row.quotes, row.calc, suggestion));
            }
        }
    }
}

struct Row {
    quotes: Vec<Quote>,
    calc: String,
    gap: Decimal,
    step: Decimal,
}

/// None where fewer is better, or the two have different units.
fn row(row: &Indicator) -> Option<Row> {
    let (target, actual, done) = (row.target.as_ref()?, row.actual.as_ref()?, row.done.as_ref()?);
    let (t, a, d) = (target.number()?, actual.number()?, done.number()?);
    let rising = matches!(t.bound, Bound::AtLeast | Bound::Exactly) && a.bound == Bound::Exactly;
    if !rising || t.unit != a.unit || t.value <= Decimal::ZERO || d.unit != "%" {
        return None;
    }
    let of = |number: &Number, exact: bool| {
        if exact { Interval::exact(number.value) } else { Interval::around(number.value, number.half()) }
    };
    let counted = a.decimals == 0 && !a.unit.starts_with(['万', '亿']) && a.unit != "%";
    let value = of(&a, counted).over(Interval::exact(t.value))?.times(Interval::exact(Decimal::ONE_HUNDRED))?;
    let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
    let shown = value.middle().round_dp(2).normalize();
    let calc = format!("“{name}”一行：{} ÷ {} = {shown}%，完成率为 {}", a.value, t.value, done.text);
    // Some tables stop at 100 %.
    let capped = d.value == Decimal::ONE_HUNDRED && value.low > d.value;
    let gap = if capped { Decimal::ZERO } else { value.gap(of(&d, false)) };
    Some(Row { quotes: quotes([done, actual, target]), calc, gap, step: d.half() * Decimal::TWO })
}
