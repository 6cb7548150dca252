//! A01 of shares that leave nothing out: 第一产业占28.3%，第二产业占29.3%，第三产业占44.2%. Shares in a row make a hundred, or
//! they are far from it; one wrong digit keeps these from it. Of 32 such rows in 240 correct texts 21 make a hundred, and no
//! other is a digit away.

use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Fewer shares are of different wholes.
const SHARES: usize = 3;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        let all = reading.in_sentence(sentence);
        let shares: Vec<&Quantity> = all.iter().filter(|q| is_share(reading, q)).collect();
        let Some(first) = shares.first().filter(|_| shares.len() >= SHARES) else { continue };
        let alike =
            shares.iter().all(|q| q.bracket.is_some() == first.bracket.is_some() && q.number.step == first.number.step);
        let sum = shares.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()));
        let Some(sum) = sum.filter(|_| alike) else { continue };
        if !sum.meets(Interval::exact(Decimal::ONE_HUNDRED)) && shares.iter().any(|q| mends(reading, q, sum)) {
            say(reading, &shares, sum, review);
        }
    }
}

/// 占28.3%, not 占预算的28.3%.
fn is_share(reading: &Reading<'_>, q: &Quantity) -> bool {
    let plain = q.number.dimension == Dimension::Percent && q.number.is_operand() && !q.number.chinese;
    let words = q.lead.trim_end_matches("比例").trim_end_matches("为");
    plain && ["占", "占比"].iter().any(|word| words.ends_with(word)) && !reading.text.passages[q.passage].cell
}

fn mends(reading: &Reading<'_>, share: &Quantity, sum: Interval) -> bool {
    let others = sum.minus(share.number.interval());
    let wanted = others.and_then(|others| Interval::exact(Decimal::ONE_HUNDRED).minus(others));
    wanted.is_some_and(|wanted| slip::mends(reading, share, wanted))
}

fn say(reading: &Reading<'_>, shares: &[&Quantity], sum: Interval, review: &mut Review) {
    let quotes = reading.quotes(shares.iter().copied());
    let known = review.findings.iter().any(|finding| finding.quotes.iter().any(|quote| quotes.contains(quote)));
    if known {
        return;
    }
    let terms: Vec<String> = shares.iter().map(|q| reading.printed(q)).collect();
    let calc = format!("{}＝{}%，不等于100%，只差一位数字", terms.join("＋"), sum.middle().normalize());
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对各项占比");
    // 占55.4%、29.9%、13.7%: what is missing may be of others.
    let over = sum.low > Decimal::ONE_HUNDRED;
    review.findings.push(if over { finding.confidence(Confidence::Likely) } else { finding.asked() });
}
