//! Behind a list 其中 takes the whole list apart, not the last of it.

use super::same_measure;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;

/// 中央a、省级b、市级c，其中市县两级d: behind a list 其中 takes the whole apart, not the last of the list.
pub(super) fn is_listed(reading: &Reading<'_>, whole: &Quantity, part: &Quantity) -> bool {
    let here = reading.in_sentence(whole.sentence).iter().filter(|q| {
        same_measure(&q.number, &part.number)
            && q.number.span.start < part.number.span.start
            && q.bracket == whole.bracket
    });
    let before: Vec<&Quantity> = here.collect();
    // 正职31人，副职62人，委员155人；其中大专以上207人
    let parted = part.part > whole.part && before.len() > 2;
    // 散居47人，无人抚养87人，均全年享受，其中在校94人: of both.
    let span = whole.number.span.end..part.number.span.start;
    let both = before.len() > 1 && reading.between(whole.passage, span).contains("，均");
    let parted = parted || both;
    let beside = |q: &&&Quantity| {
        let listed = q.clause == whole.clause || parted && q.part == whole.part;
        listed && q.number.span != whole.number.span
    };
    // 一至四季度分别a、b、c和d，其中下半年e: of the whole list.
    let together: Decimal = before.iter().map(|q| q.number.value).sum();
    before.iter().any(|q| beside(&q)) && together >= part.number.value
}
