//! A03 and A02 of what is counted and paid side by side: 违规12笔86.40万元，已追回9笔71.25万元，尚有3笔15.15万元，追回率
//! 82.47%. Each measure leaves its own rest, and the rate is of one of the two.

use super::left::{OPEN, judge};
use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (at, six) in reading.quantities.windows(6).enumerate() {
        let [whole, of_whole, done, of_done, rest, of_rest] = six else { continue };
        let beside = |a: &Quantity, b: &Quantity| a.clause == b.clause && a.bracket == b.bracket;
        let near = |a: &Quantity, b: &Quantity| b.clause.abs_diff(a.clause) <= 1;
        let alike = |a: &Quantity, b: &Quantity| a.number.dimension == b.number.dimension;
        let opened = done.lead.starts_with('已') && OPEN.iter().any(|word| rest.lead.starts_with(word));
        let placed = near(whole, of_whole)
            && near(of_whole, done)
            && near(of_done, rest)
            && beside(done, of_done)
            && beside(rest, of_rest)
            && whole.part == of_rest.part;
        let measured = alike(whole, done)
            && alike(done, rest)
            && alike(of_whole, of_done)
            && alike(of_done, of_rest)
            && !alike(whole, of_whole);
        if opened && placed && measured {
            judge(reading, [whole, done, rest], review);
            judge(reading, [of_whole, of_done, of_rest], review);
            if let Some(rate) = reading.quantities.get(at + 6) {
                of_either(reading, rate, &[[whole, done], [of_whole, of_done]], review);
            }
        }
    }
    for four in reading.quantities.windows(4) {
        let [whole, done, rest, rate] = four else { continue };
        let alike = |a: &Quantity, b: &Quantity| a.number.dimension == b.number.dimension && a.part == b.part;
        let near = |a: &Quantity, b: &Quantity| b.clause.abs_diff(a.clause) <= 1;
        let opened = done.lead.starts_with('已') && OPEN.iter().any(|word| rest.lead.starts_with(word));
        let plain =
            whole.number.is_operand() && !whole.prior && !whole.number.chinese && whole.sentence == rate.sentence;
        if opened && plain && alike(whole, done) && alike(done, rest) && near(whole, done) && near(done, rest) {
            of_either(reading, rate, &[[whole, done]], review);
        }
    }
}

/// The rate of what was done, by count or by amount.
fn of_either(reading: &Reading<'_>, rate: &Quantity, pairs: &[[&Quantity; 2]], review: &mut Review) {
    let Some([whole, done]) = pairs.last().copied() else { return };
    let name = bare_lead(&rate.lead).trim_end_matches('率');
    let verb = pairs.iter().any(|[_, done]| done.lead.contains(name));
    let own = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && rate.lead.ends_with('率');
    if !own || name.is_empty() || !verb || rate.sentence != done.sentence || rate.part != done.part {
        return;
    }
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    let share = |[whole, done]: &[&Quantity; 2]| {
        done.number.interval().over(whole.number.interval()).and_then(|share| share.times(hundred))
    };
    let values: Vec<Interval> = pairs.iter().filter_map(share).collect();
    let Some(last) = values.last().filter(|_| values.len() == pairs.len()) else { return };
    if values.iter().any(|value| value.meets(rate.number.interval())) {
        return;
    }
    let shown = last.middle().round_dp(2).normalize();
    let (a, b) = (reading.printed(done), reading.printed(whole));
    let calc = format!("{a}÷{b}＝{shown}%，报告为{}", reading.printed(rate));
    let quotes = reading.quotes([rate, done, whole]);
    // A wrong amount before it has been told already.
    if review.findings.iter().any(|finding| finding.quotes.iter().any(|quote| quotes[1..].contains(quote))) {
        return;
    }
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, format!("比率应为{shown}%，或核对两个数"));
    review.findings.push(finding.confidence(Confidence::Likely));
}
