//! A12 of an average over anything, told by the figures around it: 31笔、6840.00万元，户均220.65万元; 19名工作人员对应1268家机构，
//! 人均66.7家. Every two in its sentence and the one before are tried. Of 494 averages in 202 correct reports 211 are of
//! such two, and of the others only two round ones are a digit away from what some two give, so that is an error.

use super::{Known, add};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many figures before are tried, and so many behind.
const NEAREST: (usize, usize) = (8, 2);

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, average) in reading.quantities.iter().enumerate().filter(|(_, q)| is_average(reading, q)) {
        let computed = known.says_anything(reading, average)
            || known.holds(reading, average, &[Relation::Product, Relation::Ratio]);
        if !computed {
            trace(reading, index, review);
        }
    }
}

/// 人均, 户均, 平均每场: of something that is measured, and of no month.
fn is_average(reading: &Reading<'_>, q: &Quantity) -> bool {
    let plain = q.number.is_operand() && !q.number.chinese && !q.prior && !q.is_change();
    let rate = matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint | Dimension::Score);
    let others = q.led_by(&["可支配", "纯收入", "消费", "生产总值", "标准", "定额", "目标"]);
    plain && !rate && !others && q.lead.contains('均') && is_sharp(q) && !reading.text.passages[q.passage].cell
}

/// 300元 is met by chance: three digits, but for the noughts at its end.
fn is_sharp(q: &Quantity) -> bool {
    let steps = q.number.value.checked_div(q.number.step).unwrap_or_default();
    let hundred = Decimal::ONE_HUNDRED;
    steps >= hundred && (steps >= hundred * Decimal::TEN || !(steps % Decimal::TEN).is_zero())
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let average = &reading.quantities[index];
    let term = |q: &&Quantity| q.number.is_operand() && !q.number.chinese && q.is_amount();
    let before = reading.quantities[..index].iter().rev();
    let before = before.take_while(|q| q.passage == average.passage && average.sentence - q.sentence <= 1);
    let behind = reading.quantities[index + 1..].iter().take_while(|q| q.sentence == average.sentence);
    let around: Vec<&Quantity> =
        before.filter(term).take(NEAREST.0).chain(behind.filter(term).take(NEAREST.1)).collect();
    let pairs = around.iter().flat_map(|whole| around.iter().map(move |count| (*whole, *count)));
    let pairs: Vec<(&Quantity, &Quantity, Interval)> = pairs
        .filter(|(whole, count)| is_over(average, whole, count))
        .filter_map(|(whole, count)| Some((whole, count, whole.number.interval().over(count.number.interval())?)))
        .collect();
    let printed = Interval::around(average.number.value, average.number.step / Decimal::TWO);
    if pairs.iter().any(|(.., value)| value.meets(printed)) {
        return;
    }
    let Some((whole, count, value)) = pairs.into_iter().find(|(.., value)| slip::mends(reading, average, *value))
    else {
        return;
    };
    let shown = in_unit_of(value.middle(), &average.number);
    let calc = format!("{}÷{}＝{shown}", reading.printed(whole), reading.printed(count));
    let kinds = (Kind::QtyPriceMismatch, Relation::Product);
    add(reading, kinds, [average, whole, count], (&calc, false), review);
}

/// Money over whatever is counted, cases over people.
fn is_over(average: &Quantity, whole: &Quantity, count: &Quantity) -> bool {
    let (one, all, over) = (average.number.dimension, whole.number.dimension, count.number.dimension);
    let alike = all == one || one.is_counted() && all.is_counted();
    alike && over.is_counted() && over != all
}
