//! B01 that another place proves: 其中灵活就业人员缴费7.93万元 of 41.26亿元, and 占征缴收入的19.22% where the units are alike; 629万人次 that
//! nothing else comes near, and 629人次 in another paragraph.

use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Digits that agree by chance seldom.
const DIGITS: usize = 3;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    by_share(reading, review);
    by_digits(reading, review);
}

fn is_plain(reading: &Reading<'_>, q: &Quantity) -> bool {
    q.is_amount() && !q.number.chinese && !q.prior && !reading.text.passages[q.passage].cell
}

/// The figure without its 万 or 亿.
fn bare(q: &Quantity) -> Option<Interval> {
    q.number.interval().over(Interval::exact(q.number.factor))
}

fn by_share(reading: &Reading<'_>, review: &mut Review) {
    for part in reading.quantities.iter().filter(|q| q.led_by(OPENERS) && is_plain(reading, q)) {
        let before = reading.in_sentence(part.sentence).iter().rev();
        let same =
            |q: &&Quantity| q.number.span.end <= part.number.span.start && q.number.dimension == part.number.dimension;
        let Some(whole) = before.filter(same).find(|q| is_plain(reading, q)) else { continue };
        let (a, b) = (part.number.factor, whole.number.factor);
        if part.number.dimension != Dimension::Money || a.max(b) < a.min(b) * Decimal::from(10_000) {
            continue;
        }
        let share = |part: Option<Interval>, whole: Option<Interval>| {
            part?.over(whole?)?.times(Interval::exact(Decimal::ONE_HUNDRED))
        };
        let (told, meant) =
            (share(Some(part.number.interval()), Some(whole.number.interval())), share(bare(part), bare(whole)));
        let rate = reading.quantities.iter().find(|q| {
            let exact = q.number.dimension == Dimension::Percent && q.number.step < Decimal::ONE && q.led_by(&["占"]);
            exact && meant.is_some_and(|meant| meant.meets(q.number.interval()))
        });
        if let Some(rate) = rate.filter(|rate| told.is_some_and(|told| !told.meets(rate.number.interval()))) {
            let (a, b, share) = (reading.printed(part), reading.printed(whole), reading.printed(rate));
            let calc = format!("{a}与{b}之比不是{share}，两数单位相同时才是");
            let finding = Finding::new(Kind::UnitSlip, reading.quotes([part, whole, rate]), calc, "核对计量单位");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

fn by_digits(reading: &Reading<'_>, review: &mut Review) {
    for large in &reading.quantities {
        let digits = reading.between(large.passage, large.number.digits.clone());
        let whole = digits.chars().all(|sign| sign.is_ascii_digit()) && digits.trim_end_matches('0').len() >= DIGITS;
        let counted =
            matches!(large.number.dimension, Dimension::Person | Dimension::PersonTimes | Dimension::Count(_));
        if !whole || !counted || large.number.factor < Decimal::from(1000) || !is_plain(reading, large) {
            continue;
        }
        let others: Vec<&Quantity> = reading
            .quantities
            .iter()
            .filter(|q| q.number.dimension == large.number.dimension && !std::ptr::eq(*q, large))
            .collect();
        let alone = others.iter().all(|q| q.number.value * Decimal::ONE_HUNDRED < large.number.value);
        let again = others
            .iter()
            .find(|q| q.number.factor == Decimal::ONE && q.number.value * large.number.factor == large.number.value);
        if let Some(again) = again.filter(|again| alone && is_plain(reading, again)) {
            let (a, b) = (reading.printed(large), reading.printed(again));
            let quotes = reading.quotes([large, *again]);
            if !review.has_said(Kind::UnitSlip, &quotes) {
                let finding =
                    Finding::new(Kind::UnitSlip, quotes, format!("{a}与另一处的{b}数字相同，单位不同"), "核对计量单位");
                review.findings.push(finding.confidence(Confidence::Likely));
            }
        }
    }
}
