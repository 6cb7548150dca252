//! A05 of a mean that tells all it is of: 三个项目平均得分94.80分，其中甲97.20分，乙95.86分，丙91.34分. As many scores stand beside it as
//! were counted, or a list deals them out.

use super::Known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Fewer are no list, more are a table.
const SCORES: std::ops::RangeInclusive<usize> = 2..=12;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let all = reading.in_sentence(at);
        let means: Vec<&Quantity> = all.iter().filter(|q| is_mean(q)).collect();
        let [mean] = means[..] else { continue };
        if reading.text.passages[sentence.passage].cell || known.says_anything(reading, mean) {
            continue;
        }
        let scores: Vec<&Quantity> = all.iter().filter(|q| !std::ptr::eq(*q, mean) && is_score(q)).collect();
        let counted = all.iter().any(|q| is_count(q) && q.number.value == Decimal::from(scores.len()));
        if SCORES.contains(&scores.len()) && counted {
            judge(reading, mean, &scores, review);
        }
    }
}

/// 平均得分, 平均分, 均分.
fn is_mean(q: &Quantity) -> bool {
    let named = ["平均得分", "平均分", "平均自评", "均分"].iter().any(|word| q.lead.contains(word));
    q.number.dimension == Dimension::Score && named && q.number.is_operand() && !q.prior && !q.led_by(&["加权"])
}

/// 甲项目97.20分; 95、92.5和97 of a list.
fn is_score(q: &Quantity) -> bool {
    let score = matches!(q.number.dimension, Dimension::Score | Dimension::Bare);
    let plain = !q.number.chinese && q.number.bound == Bound::None && !q.is_change() && !q.prior;
    score && plain && q.number.value <= Decimal::ONE_HUNDRED && !q.led_by(&["满分", "分值", "扣", "标准", "权重"])
}

fn is_count(q: &Quantity) -> bool {
    q.number.dimension.is_counted() && q.number.is_operand()
}

fn judge(reading: &Reading<'_>, mean: &Quantity, scores: &[&Quantity], review: &mut Review) {
    let count = Decimal::from(scores.len());
    let sum: Decimal = scores.iter().map(|q| q.number.value).sum();
    let value = Interval::exact(sum / count);
    let half = mean.number.step / Decimal::TWO;
    let printed = Interval::around(mean.number.value, half);
    let quotes = reading.quotes(std::iter::once(mean).chain(scores.iter().copied()));
    let words: Vec<String> = scores.iter().map(|q| reading.printed(q)).collect();
    let calc = format!("（{}）÷{count}＝{}", words.join("＋"), in_unit_of(value.middle(), &mean.number));
    if value.meets(printed) {
        return review.holds(Relation::ScoreSum, quotes, format!("{calc}，与{}相符", reading.printed(mean)));
    }
    // Weighed and not simply divided it lies between the scores; then no single slip makes it right.
    let all = printed.times(Interval::exact(count));
    let slipped = |q: &&&Quantity| {
        let others = Interval::exact(sum - q.number.value);
        let wanted = all.and_then(|all| all.minus(others));
        wanted.is_some_and(|wanted| slip::is_of(reading, q, wanted))
    };
    if slip::is_of(reading, mean, value) || scores.iter().any(|q| slipped(&q)) {
        let calc = format!("{calc}，报告为{}", reading.printed(mean));
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "核对各项得分与平均得分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
