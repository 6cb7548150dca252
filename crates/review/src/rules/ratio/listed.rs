//! A02 of a list of shares whose parts and whole all stand elsewhere: 甲占总支出的38.41%，乙占27.75%，丙占19.79%. The
//! whole is the figure of its name with which most of the list holds; a share that does not hold is wrong where
//! one digit of it, or of a part called by its name, mends it.

use super::{Terms, holds, written};
use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::core;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many shares of a list must hold before another one may be called wrong.
const HOLDING: usize = 2;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for index in 0..reading.sentences.len() {
        let all = reading.in_sentence(index);
        let shares: Vec<&Quantity> = all.iter().filter(|q| is_share(q)).collect();
        let bare = all.iter().all(|q| is_share(q) || q.number.chinese || q.number.dimension == Dimension::Time);
        if shares.len() > HOLDING && bare {
            list(reading, &shares, review);
        }
    }
}

fn is_share(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Percent && q.number.is_operand() && q.lead.contains('占') && q.bracket.is_none()
}

/// 失业补助金 of 失业补助金占.
fn name(share: &Quantity) -> String {
    let before = share.lead.split('占').next().unwrap_or_default();
    let own = before.rsplit(['中', '，', '：']).next().unwrap_or_default();
    core(own).replace("支出", "").replace("发放", "")
}

fn list(reading: &Reading<'_>, shares: &[&Quantity], review: &mut Review) {
    let Some(named) = shares.iter().find_map(|share| bare_lead(&share.lead).rsplit_once('占')) else { return };
    let of = named.1.trim_start_matches(['总', '全']).trim_end_matches(['额', '数', '的']);
    if of.chars().count() < 2 {
        return;
    }
    let own = |q: &&Quantity| {
        q.is_amount()
            && !q.prior
            && !q.number.chinese
            && !reading.text.passages[q.passage].cell
            && matches!(q.number.dimension, Dimension::Money | Dimension::Person | Dimension::PersonTimes)
            && q.year.is_none_or(|year| reading.year.is_none_or(|own| own == year))
    };
    let figures: Vec<&Quantity> = reading.quantities.iter().filter(own).collect();
    let parts: Vec<Vec<&Quantity>> = shares.iter().map(|share| called(reading, &figures, &name(share))).collect();
    let mut wholes: Vec<&Quantity> = figures.iter().copied().filter(|q| bare_lead(&q.lead).ends_with(of)).collect();
    wholes.truncate(12);
    let holding = |whole: &&&Quantity| {
        shares.iter().zip(&parts).filter(|(share, parts)| parts.iter().any(|part| is(share, part, whole))).count()
    };
    let Some(whole) = wholes.iter().max_by_key(holding).copied() else { return };
    if holding(&&whole) < HOLDING {
        return;
    }
    for (share, parts) in shares.iter().zip(&parts) {
        if let Some(part) = parts.iter().copied().find(|part| is(share, part, whole)) {
            holds(reading, share, Terms { part, base: whole }, review);
        } else if let Some(part) = parts.iter().copied().find(|part| is_slip(reading, share, part, whole)) {
            let terms = Terms { part, base: whole };
            let calc = format!("{}，报告为{}", written(reading, terms, 2), reading.printed(share));
            let quotes = reading.quotes([*share, part, whole]);
            let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对这一项的数与占比");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// The figures whose sentence bears the name before them, or directly behind.
fn called<'r>(reading: &Reading<'_>, figures: &[&'r Quantity], name: &str) -> Vec<&'r Quantity> {
    let signs: Vec<char> = name.chars().collect();
    if signs.len() < 2 {
        return Vec::new();
    }
    let runs: Vec<String> = signs.windows(signs.len().min(4)).map(|run| run.iter().collect()).collect();
    let bears = |q: &&&Quantity| {
        let sentence = &reading.sentences[q.sentence];
        let words = reading.between(q.passage, sentence.span.start..q.number.span.end);
        runs.iter().any(|run| words.contains(run.as_str()))
    };
    figures.iter().filter(bears).copied().take(24).collect()
}

fn value(part: &Quantity, whole: &Quantity) -> Option<Interval> {
    let share = part.number.interval().over(whole.number.interval())?;
    share.times(Interval::exact(Decimal::ONE_HUNDRED))
}

fn is(share: &Quantity, part: &Quantity, whole: &Quantity) -> bool {
    let alike = part.number.dimension == whole.number.dimension && !std::ptr::eq(part, whole);
    alike && value(part, whole).is_some_and(|value| value.meets(share.number.interval()))
}

fn is_slip(reading: &Reading<'_>, share: &Quantity, part: &Quantity, whole: &Quantity) -> bool {
    let alike = part.number.dimension == whole.number.dimension && part.number.value < whole.number.value;
    let wanted = whole.number.interval().times(share.number.interval());
    let wanted = wanted.and_then(|wanted| wanted.over(Interval::exact(Decimal::ONE_HUNDRED)));
    alike
        && (value(part, whole).is_some_and(|value| slip::mends(reading, share, value))
            || wanted.is_some_and(|wanted| slip::mends(reading, part, wanted)))
}
