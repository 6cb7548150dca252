//! A12 of a product that is written out: 预算33.12万元（138人×200元×12个月）; 支出40.32万元，即112人×300元×12个月; 10分×94.35%＝9.44分.
//! Its factors are exact as printed, the percentages excepted.

use super::{Known, attach};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::is_plausible;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    for all in reading.told() {
        let mut at = 0;
        while at < all.len() {
            let more = all[at..].windows(2).take_while(|two| parted(reading, &two[0], &two[1]) == "×").count();
            if more > 0 && !continues(reading, &all[at]) {
                judge(reading, &all[at..=at + more], result(reading, all, at..at + more), review);
            }
            at += more + 1;
        }
    }
}

/// 93.83%÷95%×8分: more stands before the first factor than a product.
fn continues(reading: &Reading<'_>, q: &Quantity) -> bool {
    let start = q.number.span.start;
    let sign = reading.between(q.passage, start.saturating_sub(1)..start);
    ["÷", "×", "＋", "－", "+", "-", "/", "*"].contains(&sign.as_str())
}

fn parted(reading: &Reading<'_>, a: &Quantity, b: &Quantity) -> String {
    reading.between(a.passage, a.number.span.end..b.number.span.start)
}

/// Behind ＝, or before the bracket or 即 that the factors stand behind.
fn result<'r>(reading: &Reading<'_>, all: &'r [Quantity], factors: std::ops::Range<usize>) -> Option<&'r Quantity> {
    let behind =
        all.get(factors.end + 1).filter(|q| ["＝", "="].contains(&parted(reading, &all[factors.end], q).as_str()));
    let before = factors.start.checked_sub(1).map(|at| &all[at]).filter(|q| {
        ["（", "（即", "，即", "（按", "，即按"].contains(&parted(reading, q, &all[factors.start]).as_str())
    });
    behind.or(before).filter(|q| q.number.is_operand() && !q.number.chinese)
}

fn factor(q: &Quantity) -> Option<Interval> {
    match q.number.dimension {
        Dimension::Percent => q.number.interval().over(Interval::exact(Decimal::ONE_HUNDRED)),
        _ => Some(Interval::exact(q.number.value)),
    }
}

fn judge(reading: &Reading<'_>, factors: &[Quantity], result: Option<&Quantity>, review: &mut Review) {
    let Some(result) = result else { return };
    let value = factors.iter().try_fold(Interval::exact(Decimal::ONE), |value, q| value.times(factor(q)?));
    let measures = factors.iter().any(|q| q.number.dimension == result.number.dimension);
    let Some(value) = value.filter(|_| measures && factors.iter().all(|q| q.number.is_operand())) else { return };
    let holds = value.meets(result.number.interval());
    let terms: Vec<String> = factors.iter().map(|q| reading.printed(q)).collect();
    let calc = format!("{}＝{}", terms.join("×"), in_unit_of(value.middle(), &result.number));
    if holds || is_plausible(reading, result, value) {
        let told = (result, reading.quotes([result].into_iter().chain(factors)));
        attach(reading, (Kind::QtyPriceMismatch, Relation::Product), told, (&calc, holds), review);
    }
}
