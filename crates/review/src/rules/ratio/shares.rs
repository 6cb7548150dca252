//! A02 of shares whose whole is not printed beside them: 甲2.74亿元，占总收入的22.08%；乙9.12亿元，占总收入的
//! 73.49%；…: every pair tells the same whole, and the pair that tells another is wrong.

use crate::finding::{Confidence, Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many pairs must agree on a whole before another one may be called wrong.
const AGREEING: usize = 3;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let mut at = 0;
    while at < reading.quantities.len() {
        let pairs = pairs(reading, at);
        at += 1 + 2 * pairs.len().saturating_sub(1);
        if pairs.len() > AGREEING {
            judge(reading, &pairs, review);
        }
    }
}

/// A figure and its share, one after the other, all of the same named whole and in one paragraph.
fn pairs<'r>(reading: &'r Reading<'_>, from: usize) -> Vec<(&'r Quantity, &'r Quantity)> {
    let mut pairs: Vec<(&Quantity, &Quantity)> = Vec::new();
    for couple in reading.quantities[from..].chunks_exact(2) {
        let [part, share] = couple else { break };
        let whole = |q: &Quantity| bare_lead(&q.lead).to_owned();
        let own = part.is_amount()
            && share.number.dimension == Dimension::Percent
            && share.number.is_operand()
            && share.lead.starts_with('占')
            && part.sentence == share.sentence
            && share.clause.abs_diff(part.clause) <= 1;
        let same = pairs.first().is_none_or(|(first, of)| {
            first.passage == part.passage
                && first.number.dimension == part.number.dimension
                && whole(of) == whole(share)
        });
        if !own || !same {
            break;
        }
        pairs.push((part, share));
    }
    pairs
}

/// The whole that a figure and its share tell.
fn whole(part: &Quantity, share: &Quantity) -> Option<Interval> {
    part.number.interval().over(share.number.interval())?.times(Interval::exact(Decimal::ONE_HUNDRED))
}

fn judge(reading: &Reading<'_>, pairs: &[(&Quantity, &Quantity)], review: &mut Review) {
    let Some(wholes) = pairs.iter().map(|(part, share)| whole(part, share)).collect::<Option<Vec<Interval>>>() else {
        return;
    };
    let others = |odd: usize| wholes.iter().enumerate().filter(move |(k, _)| *k != odd).map(|(_, w)| *w);
    let common = |odd: usize| {
        others(odd).try_fold(Interval { low: Decimal::MIN, high: Decimal::MAX }, |all, one| {
            let both = Interval { low: all.low.max(one.low), high: all.high.min(one.high) };
            (both.low <= both.high).then_some(both)
        })
    };
    let mut odd = (0..wholes.len()).filter_map(|k| Some((k, common(k)?)));
    let (Some((at, agreed)), None) = (odd.next(), odd.next()) else { return };
    let (part, share) = pairs[at];
    if wholes[at].meets(agreed) || is_said(reading, share, review) {
        return;
    }
    let others = pairs.len() - 1;
    let shown = in_unit_of(agreed.middle(), &part.number);
    let calc = format!(
        "其他{others}项的占比都以{shown}为总数，{}÷{shown}不是{}",
        reading.printed(part),
        reading.printed(share)
    );
    let quotes = reading.quotes([share, part]);
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对这一项的数与占比");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Whether something has been said of this share already.
fn is_said(reading: &Reading<'_>, share: &Quantity, review: &Review) -> bool {
    let own: Vec<Quote> = reading.quote_with_lead(share);
    review.findings.iter().flat_map(|finding| &finding.quotes).any(|quote| own.contains(quote))
}
