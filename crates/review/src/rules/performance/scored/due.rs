//! A08: 分值15分，目标2000人，实际完成1880人，按比例得分，得14.1分; 权重12分，12个月中有9个月…，按月均摊计分，得9分. The part of the sentence
//! says that points go by the share that was reached, and tells but two figures that have one.

use super::{Role, is_known, only, parts};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        for part in parts(reading, sentence) {
            // 及时率指标10分: of two figures the first is what may be earned.
            let open = || only(&part, Role::Open).filter(|q| part.len() == 2 && q.lead.ends_with("指标"));
            let may = only(&part, Role::May).or_else(open);
            let (Some(may), Some(earned)) = (may, only(&part, Role::Earned)) else { continue };
            let lost = part.iter().any(|(_, role)| matches!(role, Role::Lost | Role::Rule));
            let before = may.number.span.start < earned.number.span.start;
            if lost || !before || !goes_by_share(reading, may, earned) || is_known(reading, known, &[earned]) {
                continue;
            }
            if let Some([reached, aimed]) = share(reading, may, earned) {
                judge(reading, [earned, may, reached, aimed], review);
            }
        }
    }
}

/// 按比例得分, 按完成比例计分, 按月均摊; no steps.
fn goes_by_share(reading: &Reading<'_>, may: &Quantity, earned: &Quantity) -> bool {
    let words = reading.between(may.passage, reading.sentences[may.sentence].span.start..earned.number.span.end);
    let share =
        ["按比例", "完成比例", "实际比例", "按月均摊", "均摊", "按比率", "等比例", "同比例", "按占比", "按进度"];
    let steps = ["扣", "不得分", "以下", "以上", "折半", "分档", "减半"];
    share.iter().any(|word| words.contains(word)) && !steps.iter().any(|word| words.contains(word))
}

/// The only two of one measure between the points and the score, the smaller first: the goal and what was reached.
fn share<'r>(reading: &'r Reading<'_>, may: &Quantity, earned: &Quantity) -> Option<[&'r Quantity; 2]> {
    let near = reading.in_sentence(may.sentence).iter().filter(|q| {
        q.part == earned.part
            && q.number.span.end <= earned.number.span.start
            && q.number.dimension != Dimension::Score
            && !q.number.chinese
            && !q.is_change()
            && !q.prior
    });
    let near: Vec<&Quantity> = near.collect();
    let [a, b] = near[..] else { return None };
    let alike = a.number.dimension == b.number.dimension && b.number.is_operand();
    let (small, large) = if a.number.value < b.number.value { (a, b) } else { (b, a) };
    (alike && large.number.value > Decimal::ZERO).then_some([small, large])
}

fn judge(reading: &Reading<'_>, [earned, may, reached, aimed]: [&Quantity; 4], review: &mut Review) {
    let share = reached.number.value / aimed.number.value;
    let due = may.number.value * share;
    let points = may.number.value.normalize();
    let calc = format!(
        "{points} 分 × {}÷{}＝{} 分，报告为{}",
        reading.printed(reached),
        reading.printed(aimed),
        due.round_dp(2).normalize(),
        reading.printed(earned)
    );
    let quotes = reading.quotes([earned, may, reached, aimed]);
    let slack = (earned.number.step / Decimal::TWO).max(Decimal::new(11, 3));
    let gap = (due - earned.number.value).abs();
    if gap <= slack {
        review.holds(Relation::ScoreRule, quotes, calc);
    } else if gap * Decimal::TWO <= may.number.value {
        let finding = Finding::new(Kind::ScoreRuleMismatch, quotes, calc, "核对分值、比例和得分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
