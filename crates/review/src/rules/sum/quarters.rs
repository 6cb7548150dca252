//! A01 of four quarters whose year stands elsewhere: 一季度a万元、二季度b万元、三季度c万元、四季度d万元, and the year's
//! amount in another sentence. A year has four quarters, so nothing is left out; but which amount is the year's
//! the words seldom say, so one wrong digit must part the two.

use super::{same_measure, sum, written};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::plausible::is_plausible;
use crate::rules::slip;
use crate::rules::terms::{Side, side};

const QUARTERS: [&str; 4] = ["一季度", "二季度", "三季度", "四季度"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for four in reading.quantities.windows(4) {
        let parts: Vec<&Quantity> = four.iter().collect();
        let named = parts.iter().zip(QUARTERS).all(|(part, name)| part.led_by(&[name]) && part.is_amount());
        let alike = parts.iter().all(|part| same_measure(&part.number, &parts[0].number) && !part.prior);
        if named && alike && parts[3].sentence == parts[0].sentence {
            year(reading, &parts, review);
        }
    }
}

fn year(reading: &Reading<'_>, parts: &[&Quantity], review: &mut Review) {
    let Some(sum) = sum(parts.iter().copied()) else { return };
    let first = parts[0];
    let largest = parts.iter().map(|part| part.number.value).max().unwrap_or_default();
    let whole = |q: &&Quantity| {
        same_measure(&q.number, &first.number)
            && q.is_amount()
            && !q.number.chinese
            && !q.prior
            && q.number.value > largest
            && (q.year.is_none() || q.year == first.year || reading.year.is_none_or(|own| q.year == Some(own)))
    };
    let wholes: Vec<&Quantity> = reading.quantities.iter().filter(whole).collect();
    if let Some(fitting) = wholes.iter().find(|q| q.number.interval().meets(sum)) {
        let calc = format!("{}，与{}相符", written(reading, parts, fitting), reading.printed(fitting));
        return review.holds(
            Relation::Sum,
            reading.quotes(std::iter::once(*fitting).chain(parts.iter().copied())),
            calc,
        );
    }
    // 贴息455.57万元，分季度为：…: the year stands directly before its quarters.
    let before = reading.in_sentence(first.sentence).iter().rfind(|q| q.number.span.start < first.number.span.start);
    let direct = before.filter(|q| whole(q) && first.clause.abs_diff(q.clause) <= 1 && q.bracket == first.bracket);
    if let Some(total) = direct.filter(|q| is_plausible(reading, q, sum)) {
        return judge(reading, parts, total, review);
    }
    let spent = |q: &&&Quantity| side(q) == Some(Side::Actual) && is_slip(reading, parts, q, sum);
    let mut slipped = wholes.iter().filter(spent);
    let Some(total) = slipped.next() else { return };
    if slipped.any(|other| other.number.value != total.number.value) {
        return;
    }
    judge(reading, parts, total, review);
}

fn judge(reading: &Reading<'_>, parts: &[&Quantity], total: &Quantity, review: &mut Review) {
    let calc = format!("{}，全年为{}", written(reading, parts, total), reading.printed(total));
    let quotes = reading.quotes(std::iter::once(total).chain(parts.iter().copied()));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对各季度数与全年数");
    if !review.has_said(Kind::SumMismatch, &finding.quotes) {
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// The year, or one of its quarters, with one digit wrong.
fn is_slip(reading: &Reading<'_>, parts: &[&Quantity], total: &Quantity, sum: Interval) -> bool {
    let of_part = |part: &Quantity| {
        let others =
            Interval { low: sum.low - part.number.interval().low, high: sum.high - part.number.interval().high };
        let wanted = total.number.interval().minus(others);
        wanted.is_some_and(|wanted| slip::mends(reading, part, wanted))
    };
    slip::mends(reading, total, sum) || parts.iter().any(|part| of_part(part))
}
