//! A02 of a share of a standard: 个人缴费每人320元，对低保对象按80%即256元资助; 上年征缴收入6842.50万元，按3%计算，上限为205.28万元.
//! The words say that the amount is so many percent of one before it; which one, the figures say.

use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::{slip, traced};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many figures before the share are asked.
const NEAREST: usize = 6;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, two) in reading.quantities.windows(2).enumerate() {
        let [share, amount] = two else { continue };
        if !reading.text.passages[amount.passage].cell && is_share(reading, share, amount) {
            trace(reading, index, review);
        }
    }
}

/// 按80%即256元; 按3%计算，上限为205.28万元.
fn is_share(reading: &Reading<'_>, share: &Quantity, amount: &Quantity) -> bool {
    let percent = share.number.dimension == Dimension::Percent && share.number.is_operand();
    let money = amount.number.dimension == Dimension::Money && amount.number.is_operand();
    let between = reading.between(share.passage, share.number.span.end..amount.number.span.start);
    let said = between.trim_start_matches('，') == "即"
        || amount.clause == share.clause + 1
            && share.led_by(&["按"])
            && ["计算，", "测算，", "计提，"].iter().any(|word| between.starts_with(word));
    percent && money && said && share.sentence == amount.sentence && share.bracket == amount.bracket
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let (share, amount) = (&reading.quantities[index], &reading.quantities[index + 1]);
    let before = reading.quantities[..index].iter().rev().take_while(|q| q.passage == share.passage);
    let money = before.filter(|q| q.number.dimension == Dimension::Money && q.number.is_operand() && !q.is_change());
    let wholes: Vec<&Quantity> = money.take(NEAREST).collect();
    let rate = share.number.interval().over(Interval::exact(Decimal::ONE_HUNDRED));
    let value = |whole: &Quantity| rate.and_then(|rate| whole.number.interval().times(rate));
    let fits = |whole: &&&Quantity| value(whole).is_some_and(|value| value.meets(amount.number.interval()));
    let slipped = |whole: &&&Quantity| value(whole).is_some_and(|value| slip::mends(reading, amount, value));
    let holds = wholes.iter().find(fits);
    let Some(whole) = holds.or_else(|| wholes.iter().find(slipped)) else { return };
    let Some(value) = value(whole) else { return };
    let made = in_unit_of(value.middle(), &amount.number);
    let calc = format!("{}×{}＝{made}", reading.printed(whole), reading.printed(share));
    let kinds = (Kind::RatioMismatch, Relation::Product);
    traced::add(reading, kinds, [amount, share, whole], (&calc, holds.is_some()), review);
}
