//! A01 of the money that could be spent: 共收到a。加上上年结转b，可用资金c; and A02 of what was spent of it and is left: 支出a，支出进度p%，结转b.

use super::Known;
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::mains::mains;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for total in reading.quantities.iter().filter(|q| is_available(reading, q)) {
        if known.has(reading, total, &[Relation::Sum]) {
            continue;
        }
        let Some([main, carried]) = terms(reading, total) else { continue };
        let sum = Equation::sum(total, vec![main, carried]);
        sum.weigh(reading, Miss::Slip, "核对当年资金、上年结转与可用资金", review);
    }
}

fn is_available(reading: &Reading<'_>, q: &Quantity) -> bool {
    let named =
        ["可用资金", "可用财力", "可使用资金", "资金总量", "可支配资金"].iter().any(|word| q.lead.contains(word));
    named && is_money(q) && !reading.text.passages[q.passage].cell
}

fn is_money(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money && q.is_amount() && !q.number.chinese
}

/// What came in this year, and what was left of the last.
fn terms<'r>(reading: &'r Reading<'_>, total: &Quantity) -> Option<[&'r Quantity; 2]> {
    let before = |q: &&Quantity| is_money(q) && q.number.span.start < total.number.span.start;
    let here: Vec<&Quantity> = mains(reading, total.sentence).into_iter().filter(before).collect();
    let is_carried = |q: &Quantity| {
        let lead = bare_lead(&q.lead);
        ["结余", "结转", "结转资金", "结余资金", "结转结余"].iter().any(|word| lead.ends_with(word))
    };
    let mut left = here.iter().copied().filter(|q| is_carried(q));
    let carried = left.next().filter(|_| left.next().is_none())?;
    let own = here.iter().copied().find(|q| !is_carried(q));
    let last = total.sentence.checked_sub(1).filter(|at| reading.sentences[*at].passage == total.passage);
    let main = own.or_else(|| mains(reading, last?).into_iter().find(|q| is_money(q) && !q.prior))?;
    Some([main, carried])
}
