//! A01 sums, B05 parts above their whole.
//!
//! Two forms: a total behind its parts (合计, 共计, 以上三项合计) and a total before them (其中,
//! 包括, 分别为). A list behind 其中 may be partial, so too small a sum is a finding only where
//! the text shows that the list is complete.

mod behind;
mod by_shares;
mod numbered;
mod quarters;
mod within;

pub(crate) use within::{are_opposites, in_view, is_no_part, leaves_some};

use crate::finding::Review;
use crate::interval::Interval;
use crate::number::Number;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use rust_decimal::Decimal;

/// All sums of the running text.
pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    behind::check(reading, review);
    within::check(reading, review);
    by_shares::check(reading, review);
    quarters::check(reading, review);
    numbered::check(reading, review);
}

/// The sum of the intervals.
fn sum<'q>(parts: impl IntoIterator<Item = &'q Quantity>) -> Option<Interval> {
    parts.into_iter().try_fold(Interval::exact(Decimal::ZERO), |sum, part| sum.plus(part.number.interval()))
}

fn same_measure(a: &Number, b: &Number) -> bool {
    a.dimension == b.dimension && a.per == b.per
}

/// 16.67万元＋10.03万元＝26.7万元.
fn written(reading: &Reading<'_>, parts: &[&Quantity], total: &Quantity) -> String {
    let terms: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
    let value: Decimal = parts.iter().map(|q| q.number.value).sum();
    let finest = parts.iter().map(|q| &q.number).min_by_key(|n| n.step).unwrap_or(&total.number);
    let like = Number { step: finest.step, ..total.number.clone() };
    format!("{}＝{}", terms.join("＋"), in_unit_of(value, &like))
}
