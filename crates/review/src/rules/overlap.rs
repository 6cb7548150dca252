//! What the report itself says of parts that make no total: 同一人同时享受多项待遇的分别统计，三项之和不等于总人数.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

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

/// So many figures behind a list are tried.
const FOLLOWING: usize = 6;

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
    if has_own_total(reading, parts, sum)
        || goes_on(reading, whole, parts, sum)
        || are_shares_of_less(reading, whole, parts)
    {
        return true;
    }
    let too_much = sum.low > whole.number.interval().high;
    words.into_iter().any(|words| {
        let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
        says(NO_SUM) || too_much && says(TWICE)
    })
}

/// 分别为26215人、21840人、18376人，三镇合计66431人: the list makes another total, told behind it.
fn has_own_total(reading: &Reading<'_>, parts: &[&Quantity], sum: Interval) -> bool {
    let Some(last) = parts.last() else { return false };
    let here = reading.in_sentence(last.sentence).iter();
    let mut behind = here.filter(|q| !q.number.chinese && q.number.span.start >= last.number.span.end);
    let told = |q: &Quantity| q.led_by(&["合计", "共"]) && q.number.interval().meets(sum);
    behind.next().is_some_and(|q| q.number.dimension == last.number.dimension && told(q))
}

/// 保障类14019.06万元，占53.1%；促就业类8523.38万元，占32.3%: each is that share of the whole, and they leave some.
fn are_shares_of_less(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity]) -> bool {
    let share = |part: &&Quantity| {
        let mut behind =
            reading.in_sentence(part.sentence).iter().filter(|q| q.number.span.start >= part.number.span.end);
        let rate = behind.next().filter(|q| q.number.dimension == Dimension::Percent && q.led_by(&["占"]))?;
        let due = part.number.interval().over(whole.number.interval())?.times(Interval::exact(Decimal::ONE_HUNDRED))?;
        due.meets(rate.number.interval()).then_some(rate.number.value)
    };
    let shares: Option<Vec<Decimal>> = parts.iter().map(share).collect();
    shares.is_some_and(|shares| shares.into_iter().sum::<Decimal>() < Decimal::from(99))
}

/// 中央补助2846万元；省级618万元；县级配套186万元，高于要求的180万元；利息4.37万元: some of what follows belongs to the list.
fn goes_on(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], sum: Interval) -> bool {
    let Some(last) = parts.last() else { return false };
    let here = reading.in_sentence(last.sentence).iter();
    let behind = here.filter(|q| {
        let same = q.number.dimension == last.number.dimension && !q.number.chinese;
        same && q.number.span.start >= last.number.span.end && !std::ptr::eq(*q, whole)
    });
    let behind: Vec<&Quantity> = behind.take(FOLLOWING).collect();
    (1u32..1 << behind.len()).any(|set| {
        let chosen = behind.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
        let all = chosen.map(|(_, q)| q.number.interval()).try_fold(sum, Interval::plus);
        all.is_some_and(|all| all.meets(whole.number.interval()))
    })
}
