//! A01 of a survey's answers: 参加调查450人，选择“非常满意”的268人，“满意”的153人，“基本满意”的24人，“不满意”的5人. Where those who
//! are not satisfied are told too, the answers are all that were given.

use super::Known;
use super::pool::both_counted;
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};

/// Answers from the best to the worst.
const ANSWERS: std::ops::RangeInclusive<usize> = 3..=6;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let answers: Vec<&Quantity> = all.iter().filter(|q| is_answer(q)).collect();
        let Some(first) = answers.first().filter(|_| ANSWERS.contains(&answers.len())) else { continue };
        let denied = answers.iter().any(|q| q.led_by(&["不满意"]));
        let alike = answers.windows(2).all(|two| two[0].number.dimension == two[1].number.dimension);
        let Some(whole) = asked(reading, first).filter(|_| denied && alike) else { continue };
        if answers.iter().any(|q| known.has(reading, q, &[Relation::Sum])) {
            continue;
        }
        Equation::sum(whole, answers).weigh(reading, Miss::Near, "核对问卷总数与各项回答", review);
    }
}

/// 非常满意268人; no rate.
fn is_answer(q: &Quantity) -> bool {
    q.number.dimension.is_counted() && q.is_amount() && q.led_by(&["满意", "一般"]) && !q.led_by(&["满意度", "调查"])
}

/// Those who answered: the last figure before the answers that tells of forms or of people asked.
fn asked<'r>(reading: &'r Reading<'_>, first: &Quantity) -> Option<&'r Quantity> {
    let from = first.sentence.saturating_sub(1);
    let before = (from..=first.sentence).rev().flat_map(|at| reading.in_sentence(at).iter().rev());
    let mut before = before.filter(|q| q.passage == first.passage && q.number.span.start < first.number.span.start);
    let told = ["有效", "收回", "回收", "参加", "参与", "受访", "调查", "问卷"];
    before.find(|q| both_counted(q, first) && q.is_amount()).filter(|q| q.led_by(&told) || q.tail.contains("问卷"))
}
