//! A07: 分值5分，…，该指标得6分; 明确性（3分）：…，得4分. What was earned of the points told before, in the same sentence.

use super::{Role, is_of_several, parts};
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    for sentence in 0..reading.sentences.len() {
        for part in parts(reading, sentence) {
            for [may, earned] in pairs(&part) {
                let more = earned.number.value > may.number.value && !is_of_several(earned) && !is_of_several(may);
                if more && !known.says(reading, earned, &[Kind::ScoreExceedsMax]) {
                    say(reading, may, earned, review);
                }
            }
        }
    }
}

/// The points and what was earned of them: no other points but losses and rules between them, 得9分（满分10分） too.
fn pairs<'r>(part: &[(&'r Quantity, Role)]) -> Vec<[&'r Quantity; 2]> {
    let mut pairs = Vec::new();
    let mut pending: Vec<(&Quantity, Role)> = Vec::new();
    let mut last: Option<&Quantity> = None;
    for (q, role) in part {
        match role {
            Role::May => match last.take().filter(|earned| q.bracket == Some(earned.number.span.end)) {
                Some(earned) => pairs.push([*q, earned]),
                None => pending.push((q, *role)),
            },
            // 产出50分，甲分值10分，…，得49分: of the first.
            Role::Open => pending.push((q, *role)),
            Role::Earned => {
                match pending[..] {
                    [(may, Role::May)] => pairs.push([may, *q]),
                    [] => last = Some(q),
                    _ => {}
                }
                pending.clear();
            }
            Role::Lost | Role::Rule => {}
        }
    }
    pairs
}

fn say(reading: &Reading<'_>, may: &Quantity, earned: &Quantity, review: &mut Review) {
    let (points, score) = (may.number.value.normalize(), earned.number.value.normalize());
    let calc = format!("分值 {points} 分，得分 {score} 分，得分大于分值");
    let quotes = reading.quotes([earned, may]);
    review.findings.push(Finding::new(Kind::ScoreExceedsMax, quotes, calc, "得分应在 0 与分值之间"));
}
