//! What stands in a bracket behind a whole, what is no part of one, and a part of another unit.

use super::super::same_measure;
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::bare_lead;
use rust_decimal::Decimal;

/// 发放850.75万元（县本级38.46万元，乡镇812.29万元）: a bracket directly behind its whole, without 其中, takes all of it apart.
pub(super) fn is_bracketed(reading: &Reading<'_>, first: usize) -> bool {
    let (Some(whole), Some(second)) =
        (first.checked_sub(1).and_then(|w| reading.quantities.get(w)), reading.quantities.get(first + 1))
    else {
        return false;
    };
    let part = &reading.quantities[first];
    let opened = part.bracket == Some(whole.number.span.end) && second.bracket == part.bracket;
    let same = same_measure(&whole.number, &part.number) && same_measure(&part.number, &second.number);
    let named = |q: &Quantity| !bare_lead(&q.lead).is_empty() && !q.is_change() && !q.prior && !is_no_part(q);
    let here = reading.in_sentence(part.sentence).iter().filter(|q| q.bracket == part.bracket);
    opened && same && here.clone().count() > 1 && here.into_iter().all(named)
}

/// 总人口46.3万人，其中居民参保a、职工参保b: not everybody is insured; 审计和民政各1人: two of them in one figure.
pub(crate) fn leaves_some(whole: &Quantity, parts: &[&Quantity]) -> bool {
    whole.led_by(&["人口", "户籍", "常住"])
        || parts.iter().any(|part| part.lead.ends_with('各') || part.led_by(&["减去", "扣除", "扣减"]))
}

/// （死亡1102人，退出214人）, （期初30万元，年末26万元）, （应享受a，扣除b）, （审计和民政各1人） are no parts.
pub(crate) fn is_no_part(q: &Quantity) -> bool {
    q.led_by(&[
        "死亡", "去世", "退出", "停", "转出", "迁", "减", "销", "扣", "期初", "年初", "年末", "期末", "各", "应", "不",
    ])
}

/// Whether the whole is right as soon as one part, printed in a larger or smaller unit, is of the whole's.
pub(super) fn is_of_other_unit(part: &Quantity, whole: &Quantity, sum: Interval) -> bool {
    let plain = Interval::around(part.number.value / part.number.factor, Decimal::ZERO);
    let own = plain.times(Interval::exact(whole.number.factor));
    let rest = sum.minus(part.number.interval());
    let fixed = rest.zip(own).and_then(|(rest, own)| rest.plus(own));
    part.number.factor != whole.number.factor && fixed.is_some_and(|fixed| fixed.meets(whole.number.interval()))
}
