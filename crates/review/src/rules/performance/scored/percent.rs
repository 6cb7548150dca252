//! A06 of weights in percent: 权重依次为决策20%、过程20%、产出30%、效益30%，合计100%. Where the sentence says that they make a
//! hundred, they do.

use super::is_known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// No name is longer.
const NAME: usize = 14;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let words = reading.between(sentence.passage, sentence.span.clone());
        if !words.contains("权重") || reading.text.passages[sentence.passage].cell {
            continue;
        }
        let all: Vec<&Quantity> =
            reading.in_sentence(at).iter().filter(|q| q.number.dimension == Dimension::Percent).collect();
        let hundred = |q: &&&Quantity| {
            q.number.value == Decimal::ONE_HUNDRED && q.led_by(&["合计", "共计", "总计", "之和", "相加", "总权重"])
        };
        let Some(total) = all.iter().copied().find(|q| hundred(&q)) else { continue };
        let run = longest(reading, &all, total);
        if run.len() >= 3 && !is_known(reading, known, &run) {
            judge(reading, &run, total, review);
        }
    }
}

/// The longest list of names and rates side by side.
fn longest<'r>(reading: &Reading<'_>, all: &[&'r Quantity], total: &Quantity) -> Vec<&'r Quantity> {
    let mut best: Vec<&Quantity> = Vec::new();
    let mut run: Vec<&Quantity> = Vec::new();
    for q in all.iter().copied().filter(|q| !std::ptr::eq(*q, total)) {
        let beside = run.last().is_none_or(|last| {
            let between = reading.between(q.passage, last.number.span.end..q.number.span.start);
            let name = between.trim_start_matches(['）', '、', '，', '；', '和', '及']);
            name != between && name.chars().count() <= NAME && !name.contains(['，', '；', '：'])
        });
        if !beside || !q.number.is_operand() {
            run.clear();
        }
        if q.number.is_operand() {
            run.push(q);
        }
        if run.len() > best.len() {
            best.clone_from(&run);
        }
    }
    best
}

fn judge(reading: &Reading<'_>, run: &[&Quantity], total: &Quantity, review: &mut Review) {
    let sum: Decimal = run.iter().map(|q| q.number.value).sum();
    let terms: Vec<String> = run.iter().map(|q| reading.printed(q)).collect();
    let calc = format!("{}＝{}%", terms.join("＋"), sum.normalize());
    let quotes = reading.quotes(run.iter().copied().chain([total]));
    if sum == Decimal::ONE_HUNDRED {
        return review.holds(Relation::WeightSum, quotes, calc);
    }
    // A list far from the hundred is of the parts of one part.
    if (sum - Decimal::ONE_HUNDRED).abs() <= Decimal::from(40) {
        let calc = format!("{calc}，不是 100%");
        let finding = Finding::new(Kind::WeightSumMismatch, quotes, calc, "核对各部分的权重");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
