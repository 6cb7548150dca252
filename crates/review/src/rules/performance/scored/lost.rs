//! A05: 满分20分，因甲扣1.5分、乙扣1分，实得17.5分. Where a part of a sentence tells the full points, all that was lost and what
//! was earned, they belong together. A list of losses may be of the main ones, so too little that was earned needs a slip of
//! the pen, or the one loss beside it.

use super::{Role, is_known, is_whole, misses, only, parts};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        for part in parts(reading, sentence) {
            judge(reading, &part, known, review);
            added(reading, &part, known, review);
        }
    }
}

fn judge(reading: &Reading<'_>, part: &[(&Quantity, Role)], known: &Known, review: &mut Review) {
    let lost: Vec<&Quantity> = part.iter().filter(|(_, role)| *role == Role::Lost).map(|(q, _)| *q).collect();
    let Some(earned) = only(part, Role::Earned).filter(|_| !lost.is_empty() && is_all(reading, &lost)) else { return };
    if part.iter().any(|(_, role)| *role == Role::Open) || is_known(reading, known, &[&lost[..], &[earned]].concat()) {
        return;
    }
    let Some(may) = only(part, Role::May) else {
        let told = part.iter().any(|(_, role)| *role == Role::May);
        if !told && is_whole(earned) {
            of_hundred(reading, earned, &lost, review);
        }
        return;
    };
    let equation = Equation::rest(earned, may, &lost).of(Kind::ScoreSumMismatch, Relation::ScoreSum);
    let beside = lost.len() == 1 && lost[0].clause.abs_diff(earned.clause) <= 1;
    let more = equation.value().is_some_and(|value| earned.number.interval().low > value.high);
    match misses(reading, &equation) {
        Some(Miss::Far) => {}
        Some(Miss::Near) if !beside && !more => {}
        _ => equation.tell(reading, Confidence::Likely, "核对满分、扣分和得分", review),
    }
}

/// 甲扣0.5分，乙扣1.2分，丙扣0.3分，三项共扣2分: all of them behind one another, and their total.
fn added(reading: &Reading<'_>, part: &[(&Quantity, Role)], known: &Known, review: &mut Review) {
    let lost: Vec<&Quantity> = part.iter().filter(|(_, role)| *role == Role::Lost).map(|(q, _)| *q).collect();
    let is_total =
        |q: &Quantity| ["共扣", "合计扣", "累计扣", "共失", "合计失"].iter().any(|word| q.lead.contains(word));
    let Some((total, parts)) = lost.split_last().filter(|(total, _)| is_total(total)) else { return };
    let start = reading.sentences[total.sentence].span.start;
    let words = reading.between(total.passage, start..total.number.span.start);
    // 2家资料不完整，各扣0.5分: more than once.
    let each = parts.iter().any(|q| q.led_by(&["各", "均", "每"]));
    let open =
        each || ["其中", "主要", "等"].iter().any(|word| words.contains(word)) || parts.iter().any(|q| is_total(q));
    let beside = total.clause.abs_diff(parts.last().map_or(0, |last| last.clause)) <= 1;
    if parts.len() < 2 || open || !beside || is_known(reading, known, &[parts, &[*total]].concat()) {
        return;
    }
    let equation = Equation::sum(total, parts.to_vec()).of(Kind::ScoreSumMismatch, Relation::ScoreSum);
    if misses(reading, &equation) != Some(Miss::Far) {
        equation.tell(reading, Confidence::Likely, "核对各项扣分与共扣的分数", review);
    }
}

/// Not the main ones, not those of a total, and no others behind them.
fn is_all(reading: &Reading<'_>, lost: &[&Quantity]) -> bool {
    let start = reading.sentences[lost[0].sentence].span.start;
    let end = lost.last().map_or(0, |last| last.number.span.end);
    let words = reading.between(lost[0].passage, start..end);
    let behind = |q: &&&Quantity| reading.between(q.passage, q.number.span.end..q.number.span.end + 1) == "等";
    !["主要", "其中", "其余", "共扣", "合计扣", "累计扣"].iter().any(|word| words.contains(word))
        && !lost.iter().any(|q| behind(&q))
}

/// 扣6.35分，最终得分93.65分: of a hundred.
fn of_hundred(reading: &Reading<'_>, earned: &Quantity, lost: &[&Quantity], review: &mut Review) {
    let together: Decimal = lost.iter().map(|q| q.number.value).sum();
    let sum = together + earned.number.value;
    // Too much can be no list of the main ones.
    let gap = sum - Decimal::ONE_HUNDRED;
    let near = gap <= Decimal::from(5) && gap >= -Decimal::ONE;
    if near && !gap.is_zero() {
        let words: Vec<String> = lost.iter().map(|q| reading.printed(q)).collect();
        let calc = format!("扣{}，得{}，相加为 {sum} 分", words.join("＋"), reading.printed(earned));
        let quotes = reading.quotes([earned].into_iter().chain(lost.iter().copied()));
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "得分与扣分之和应为满分，核对两个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
