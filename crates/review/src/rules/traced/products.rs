//! What a standard is of, how many were paid it, and what was paid.

use super::pool::{before, behind};
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::{Side, side};
use crate::unit::{Dimension, PerTime, unit_at};

pub(super) fn is_standard(q: &Quantity) -> bool {
    let other = [
        "户均",
        "平均",
        "最高",
        "最低",
        "提高",
        "增加",
        "调整",
        "上限",
        "下限",
        "不超过",
        "测算",
        "人均可",
        "人均筹资",
    ];
    let plain = q.number.is_operand() && !q.number.chinese && !q.is_change();
    q.number.dimension == Dimension::Money && q.number.per.each && plain && !q.led_by(&other)
}

/// 每例, 元/例 → 例; none where the words do not say.
pub(super) fn unit(reading: &Reading<'_>, q: &Quantity) -> Option<Dimension> {
    let of = |words: &str| unit_at(&words.chars().collect::<Vec<char>>()).map(|(unit, _)| unit);
    let printed = reading.printed(q);
    let slash = printed.split_once(['/', '／']).and_then(|(_, each)| of(each));
    if slash.is_some_and(|unit| unit != Dimension::Time) {
        return slash;
    }
    let behind = q.lead.rsplit('每').find_map(|piece| {
        let chars: Vec<char> = piece.chars().collect();
        unit_at(&chars).map(|(unit, _)| unit).filter(|unit| *unit != Dimension::Time)
    });
    behind.filter(|_| q.lead.contains('每'))
}

/// Whether so many of them were paid this standard.
fn counts(reading: &Reading<'_>, standard: &Quantity, q: &Quantity) -> bool {
    let by_month = matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let monthly = standard.number.per.time == Some(PerTime::Month);
    let of_unit = match unit(reading, standard) {
        None | Some(Dimension::Person) => by_month || q.number.dimension == Dimension::Person,
        Some(unit) => q.number.dimension == unit,
    };
    of_unit && (by_month || !monthly) && q.is_amount() && !q.prior && !q.number.chinese && !is_planned(q)
}

/// 计划资助, 应发放; not 核定工亡职工8人, who were found to be so many.
pub(super) fn is_planned(q: &Quantity) -> bool {
    side(q) == Some(Side::Plan) && !q.led_by(&["核定", "符合条件"])
}

pub(super) fn is_paid(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money && q.is_amount() && !q.prior
}

/// Another figure around makes the product right: the words meant that one.
pub(super) fn told_otherwise(reading: &Reading<'_>, index: usize, [amount, count, standard]: [&Quantity; 3]) -> bool {
    let each = Interval::exact(standard.number.value);
    let around = before(reading, index).into_iter().chain(behind(reading, index));
    let meets = |a: Option<Interval>, b: Interval| a.is_some_and(|a| a.meets(b));
    around.filter(|q| ![amount, count, standard].iter().any(|term| std::ptr::eq(*term, *q))).any(|q| {
        let own = q.number.interval();
        let paid = is_paid(q) && meets(count.number.interval().times(each), own);
        paid || counts(reading, standard, q) && meets(own.times(each), amount.number.interval())
    })
}
