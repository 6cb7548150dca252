//! The figures that a sentence is about, without the parts of others.

use crate::interval::Interval;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::unit::Dimension;

/// The figures of a sentence that are no parts of others: nothing behind 其中, nothing in brackets.
pub(crate) fn mains<'r>(reading: &'r Reading<'_>, sentence: usize) -> Vec<&'r Quantity> {
    let mut mains: Vec<&Quantity> = Vec::new();
    let mut parts_of: Option<Dimension> = None;
    for quantity in reading.in_sentence(sentence) {
        if quantity.led_by(OPENERS) && quantity.bracket.is_none() {
            parts_of = Some(quantity.number.dimension);
        }
        let part = parts_of == Some(quantity.number.dimension) && !ends_parts(quantity);
        if !part {
            parts_of = parts_of.filter(|d| *d != quantity.number.dimension);
        }
        if !part
            && quantity.bracket.is_none()
            && !quantity.number.chinese
            && !quantity.number.per.is_standard()
            && quantity.number.is_operand()
        {
            mains.push(quantity);
        }
    }
    mains
}

/// 结余12.00万元，收回3.80万元; 甲项结转a，乙项结转b: what is left is told in two figures.
pub(crate) fn told_in_two(reading: &Reading<'_>, rest: &Quantity, whole: Interval) -> bool {
    let others = reading.in_sentence(rest.sentence).iter().filter(|q| q.number.span != rest.number.span);
    let with = |q: &Quantity| q.number.interval().plus(rest.number.interval()).is_some_and(|sum| sum.meets(whole));
    others.filter(|q| q.number.dimension == rest.number.dimension).any(with)
}

/// Words that begin something new after a list of parts.
fn ends_parts(quantity: &Quantity) -> bool {
    quantity.led_by(&[
        "结余", "结转", "剩余", "年末", "年初", "期末", "全年", "合计", "共计", "总", "追加", "调增", "调减", "比",
        "较",
    ])
}
