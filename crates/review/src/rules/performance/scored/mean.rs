//! A05 of an average of scores: 4个项目自评得分分别为95、92.5、97和93.5，平均得分94.5分. The figures stand side by side before it, all of
//! them, and no weights are told.

use super::is_known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Scores of several lie near each other.
const APART: i64 = 5;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for mean in reading.quantities.iter().filter(|q| is_mean(reading, q)) {
        let listed = listed(reading, mean);
        if listed.len() >= 2 && !is_known(reading, known, &[mean]) {
            judge(reading, mean, &listed, review);
        }
    }
}

fn is_mean(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, reading.sentences[q.sentence].span.clone());
    let lead = q.lead.trim_end_matches(['为', '：']);
    q.number.dimension == Dimension::Score
        && q.number.is_operand()
        && ["平均", "均得分", "均分"].iter().any(|word| lead.contains(word))
        && !words.contains("加权")
        && !words.contains("权重")
        && !["高于", "低于", "比", "较"].iter().any(|word| lead.contains(word))
        && !reading.text.passages[q.passage].cell
}

/// 95、92.5、97和93.5: the nearest run before it whose first one is called a score; the count told before it must be theirs.
fn listed<'r>(reading: &'r Reading<'_>, mean: &Quantity) -> Vec<&'r Quantity> {
    let before: Vec<&Quantity> =
        reading.in_sentence(mean.sentence).iter().filter(|q| q.number.span.end <= mean.number.span.start).collect();
    let scored = |q: &&Quantity| matches!(q.number.dimension, Dimension::Score | Dimension::Bare) && !q.number.chinese;
    let mut run: Vec<&Quantity> = before.iter().rev().copied().take_while(scored).collect();
    run.reverse();
    let Some(first) = run.first() else { return Vec::new() };
    let called = first.led_by(&["得分", "评分", "自评分", "分数"]) && first.led_by(&["分别", "依次"]);
    let beside = run.windows(2).all(|two| {
        let between = reading.between(mean.passage, two[0].number.span.end..two[1].number.span.start);
        ["、", "和", "，", "及", "与"].contains(&between.as_str())
    });
    let counted = before.iter().rev().find(|q| matches!(q.number.dimension, Dimension::Count("个" | "家" | "项")));
    let many = counted.is_none_or(|count| count.number.value == Decimal::from(run.len()));
    if called && beside && many && run.iter().all(|q| q.number.is_operand()) { run } else { Vec::new() }
}

fn judge(reading: &Reading<'_>, mean: &Quantity, listed: &[&Quantity], review: &mut Review) {
    let sum: Decimal = listed.iter().map(|q| q.number.value).sum();
    let value = sum / Decimal::from(listed.len());
    let terms: Vec<String> = listed.iter().map(|q| q.number.value.normalize().to_string()).collect();
    let calc = format!("（{}）÷{}＝{} 分", terms.join("＋"), listed.len(), value.round_dp(2).normalize());
    let quotes = reading.quotes([mean].into_iter().chain(listed.iter().copied()));
    let printed = Interval::around(mean.number.value, mean.number.step / Decimal::TWO);
    if printed.meets(Interval::exact(value)) {
        return review.holds(Relation::ScoreSum, quotes, calc);
    }
    if (value - mean.number.value).abs() <= Decimal::from(APART) {
        let calc = format!("{calc}，报告为{}", reading.printed(mean));
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "核对各项得分与平均分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
