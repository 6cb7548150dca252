//! A03 of two halves on either side of a bound: 评价项目23个，其中90分以上的19个，90分以下的4个. Nothing can stand between or beside
//! the two, so they make up what was counted before them.

use super::Known;
use crate::finding::Review;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        for (k, four) in all.windows(4).enumerate() {
            let [high, one, low, other] = four else { continue };
            if !is_split([high, low]) || !both_told([high, one, low, other]) || known.says_anything(reading, other) {
                continue;
            }
            if let Some(whole) = counted(reading, &all[..k], one) {
                let rest = Equation::rest(other, whole, &[one]);
                rest.weigh(reading, Miss::Near, "核对总数与两部分的个数", review);
            }
        }
    }
}

/// 90分以上 and 90分以下.
fn is_split([high, low]: [&Quantity; 2]) -> bool {
    let bounds = [high.number.bound, low.number.bound];
    let sides = bounds == [Bound::AtLeast, Bound::AtMost] || bounds == [Bound::AtMost, Bound::AtLeast];
    sides && high.number.value == low.number.value && high.number.dimension == low.number.dimension
}

/// A count directly behind each.
fn both_told([high, one, low, other]: [&Quantity; 4]) -> bool {
    let plain = |q: &Quantity| q.number.is_operand() && q.number.dimension.is_counted() && !q.is_change();
    let behind = |bound: &Quantity, count: &Quantity| {
        count.clause == bound.clause && count.number.span.start - bound.number.span.end <= 8
    };
    let alike = one.number.dimension == other.number.dimension && one.part == other.part;
    plain(one) && plain(other) && behind(high, one) && behind(low, other) && alike && low.clause - one.clause <= 1
}

/// What the two are of: the nearest figure of the kind before them.
fn counted<'r>(reading: &'r Reading<'_>, before: &'r [Quantity], one: &Quantity) -> Option<&'r Quantity> {
    let last = || {
        let at = one.sentence.checked_sub(1)?;
        Some(reading.in_sentence(at)).filter(|all| all.iter().all(|q| q.passage == one.passage))
    };
    let alike = |q: &&Quantity| q.number.dimension == one.number.dimension && q.number.is_operand();
    let here = before.iter().rev().find(alike);
    here.or_else(|| last()?.iter().rev().find(alike)).filter(|q| !q.is_change() && q.number.value >= one.number.value)
}
