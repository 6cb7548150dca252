//! C01 of a figure of the year before: 2022年城镇新增就业5,381人 in one paragraph, 城镇新增就业比上年的5,318人增加 in another.

use super::facts::{Fact, Facts};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::slip;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for earlier in reading.quantities.iter().filter(|q| is_compared(reading, q)) {
        let year = if earlier.year_printed && !earlier.prior { earlier.year } else { facts.year.map(|year| year - 1) };
        let start = ["比", "较", "由", "从"].iter().filter_map(|word| earlier.lead.find(word)).min();
        let Some(subject) = start.map(|at| subject(reading, earlier, at)) else { continue };
        let suits = |fact: &Fact<'_>| {
            !fact.plan && fact.q.number.dimension == earlier.number.dimension && fact.q.passage != earlier.passage
        };
        let Some(fact) = facts.called(&subject, year, suits) else { continue };
        judge(reading, known, earlier, fact, review);
    }
}

/// 比上年的5,318人, 较2022年的49806万元.
fn is_compared(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, q.lead_start..q.number.span.start);
    let of_then = words.ends_with('的') && (q.prior || q.year_printed)
        || ["由上年", "从上年"].iter().any(|word| words.contains(word));
    let measured = q.number.dimension == Dimension::Money || q.number.dimension.is_counted();
    of_then && measured && q.number.is_operand() && !q.number.chinese && !reading.text.passages[q.passage].cell
}

/// 城镇新增就业 of 城镇新增就业比上年的; else what the figure before is called.
fn subject(reading: &Reading<'_>, q: &Quantity, at: usize) -> String {
    if at > 0 {
        return q.lead[..at].to_owned();
    }
    let own = reading.in_sentence(q.sentence).iter().rev();
    own.into_iter()
        .find(|before| before.number.span.end <= q.lead_start)
        .map(|before| before.lead.clone())
        .unwrap_or_default()
}

fn judge(reading: &Reading<'_>, known: &Known, earlier: &Quantity, fact: &Quantity, review: &mut Review) {
    let (own, other) = (earlier.number.interval(), fact.number.interval());
    let quotes = reading.quotes([earlier, fact]);
    let (here, there) = (reading.printed(earlier), reading.printed(fact));
    if own.meets(other) {
        return review.holds(Relation::SameFact, quotes, format!("两处均为{there}"));
    }
    if !known.says_anything(reading, earlier) && slip::is_of(reading, earlier, other) {
        let calc = format!("上年的同一个数：一处写{there}，一处写{here}");
        let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对两处，改为同一个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
