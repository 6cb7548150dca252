//! What the report itself says of parts that make no total: 同一人同时享受多项待遇的分别统计，三项之和不等于总人数.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;

/// The words deny the sum.
const NO_SUM: &[&str] =
    &["不等于", "不能相加", "不宜相加", "不可相加", "不作相加", "不相加", "不能简单相加", "不作加总"];
/// One may be counted in several parts: only too much is explained by it.
const TWICE: &[&str] = &[
    "重复计",
    "重复统计",
    "有重复",
    "存在重复",
    "重叠",
    "交叉",
    "兼有",
    "分别统计",
    "分别计入",
    "分别计数",
    "各类中统计",
    "同时享受",
    "同时领取",
    "同时属于",
    "同时符合",
    "多选",
    "可选多项",
    "之和大于",
    "之和多于",
    "之和超过",
];

/// Whether the sentences of the whole and its parts, or the one behind them, say so.
pub(crate) fn is_said(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], sum: Interval) -> bool {
    let sentences = parts.iter().map(|part| part.sentence).chain([whole.sentence]);
    let (Some(first), Some(last)) = (sentences.clone().min(), sentences.max()) else { return false };
    let here =
        |at: &usize| reading.sentences.get(*at).is_some_and(|s| s.passage >= whole.passage.min(parts[0].passage));
    let words = (first..=last + 1).filter(here).map(|at| {
        let sentence = &reading.sentences[at];
        reading.between(sentence.passage, sentence.span.clone())
    });
    let too_much = sum.low > whole.number.interval().high;
    words.into_iter().any(|words| {
        let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
        says(NO_SUM) || too_much && says(TWICE)
    })
}
