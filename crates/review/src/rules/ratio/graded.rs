//! A02 of an assessment told by grades: 考核优秀36人、合格258人、不合格6人，合格率（含优秀）98.00%. The bracket says which
//! grade counts too; the whole is all of the grades.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::bare_lead;
use rust_decimal::Decimal;

/// Judges the rate where a bracket behind its name adds a grade; says whether one does.
pub(super) fn check(reading: &Reading<'_>, index: usize, name: &str, review: &mut Review) -> bool {
    let rate = &reading.quantities[index];
    let words = reading.between(rate.passage, rate.lead_start..rate.number.span.start);
    let Some((_, behind)) = words.split_once("率（含") else { return false };
    let Some((other, _)) = behind.split_once('）') else { return false };
    let grades = grades(reading, rate);
    let called = |name: &str| {
        let mut all = grades.iter().copied().filter(|q| bare_lead(&q.lead).ends_with(name) && !is_denied(q));
        all.next().filter(|_| all.next().is_none())
    };
    let (Some(own), Some(added)) = (called(name), called(other)) else { return true };
    // Without those who failed the grades are not all.
    if !grades.iter().any(|q| is_denied(q)) {
        return true;
    }
    let sum = |all: &[&Quantity]| all.iter().map(|q| q.number.value).sum::<Decimal>();
    let part = Interval::exact(sum(&[own, added]));
    let share = part.over(Interval::exact(sum(&grades)));
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return true };
    let terms: Vec<String> = grades.iter().map(|q| reading.printed(q)).collect();
    let (a, b) = (reading.printed(own), reading.printed(added));
    let calc = format!("（{a}＋{b}）÷（{}）＝{}%", terms.join("＋"), value.middle().round_dp(2));
    let quotes = reading.quotes([rate].into_iter().chain(grades.iter().copied()));
    if value.meets(rate.number.interval()) {
        review.holds(Relation::Ratio, quotes, format!("{calc}，与{}相符", reading.printed(rate)));
    } else {
        let calc = format!("{calc}，报告为{}", reading.printed(rate));
        let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对各等次人数与比率");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    true
}

fn is_denied(quantity: &Quantity) -> bool {
    quantity.led_by(&["不", "未"])
}

/// The figures joined by 、 in the clause before the rate.
fn grades<'r>(reading: &'r Reading<'_>, rate: &Quantity) -> Vec<&'r Quantity> {
    let before = reading.in_sentence(rate.sentence).iter().filter(|q| {
        q.number.span.start < rate.number.span.start && q.bracket == rate.bracket && q.number.dimension.is_counted()
    });
    let before: Vec<&Quantity> = before.filter(|q| q.is_amount()).collect();
    let clause = before.last().map(|q| q.clause);
    before.into_iter().filter(|q| Some(q.clause) == clause).collect()
}
