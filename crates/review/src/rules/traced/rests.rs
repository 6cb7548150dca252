//! A03 of what is left, or was taken away: 未支付的77.26万元, 剔除8份, 其余65人次, 扣除的3.14分.

use super::pool::{before, behind, same_measure};
use super::{Known, fits, is_near, judge};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Number;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;

/// Words of what is left over or was left out.
const LEFT: &[&str] = &[
    "其余", "剩余", "结余", "结转", "节约", "空编", "空缺", "缺口", "尚有", "仍有", "还有", "尚余", "剔除", "失分",
    "不足", "欠费", "欠缴", "余额", "扣除", "丢掉", "失去",
];

/// What a year brings along is no difference of this year's figures.
const CARRIED: &[&str] = &["滚存", "累计", "上年", "年初", "历年", "期初"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rest) in reading.quantities.iter().enumerate() {
        let dimension = rest.number.dimension;
        let measured =
            !matches!(dimension, Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time);
        let plain = measured && rest.number.is_operand() && !rest.number.chinese && !rest.number.per.is_standard();
        if !plain || !is_rest(rest) || reading.text.passages[rest.passage].cell {
            continue;
        }
        if !known.has(reading, rest, &[Relation::Difference, Relation::Sum, Relation::StockFlow, Relation::ScoreSum]) {
            trace(reading, index, review);
        }
    }
}

fn is_rest(rest: &Quantity) -> bool {
    let denied = ["未", "不", "没有"].iter().any(|w| rest.lead.contains(w)) && rest.lead.ends_with('的');
    if rest.led_by(OPENERS) {
        return false;
    }
    if ["合计", "共", "总"].iter().any(|w| rest.lead.contains(w)) {
        return false;
    }
    let carried = CARRIED.iter().any(|w| rest.lead.contains(w));
    let near = |word: &&str| rest.lead.rfind(*word).is_some_and(|at| rest.lead[at + word.len()..].chars().count() <= 6);
    !carried && (denied || LEFT.iter().any(near))
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rest = &reading.quantities[index];
    let around = before(reading, index).into_iter().take(12).chain(behind(reading, index));
    let same: Vec<&Quantity> = around.filter(|q| same_measure(q, rest)).collect();
    let pairs = || {
        same.iter()
            .enumerate()
            .flat_map(|(k, a)| same[k + 1..].iter().map(move |b| (*a, *b)))
            .map(|(a, b)| if a.number.value > b.number.value { (a, b) } else { (b, a) })
    };
    let value = |(a, b): (&Quantity, &Quantity)| a.number.interval().minus(b.number.interval());
    let gives = |pair: &(&Quantity, &Quantity)| value(*pair).is_some_and(|v| fits(v, rest));
    let meant = |pair: &(&Quantity, &Quantity)| {
        let (a, b) = *pair;
        let beside = a.sentence == rest.sentence || b.sentence == rest.sentence;
        let open = |q: &Quantity| q.bracket.is_none() || q.bracket == rest.bracket;
        let earlier = (a.passage, a.number.span.start) < (rest.passage, rest.number.span.start);
        let alike = earlier
            && open(a)
            && open(b)
            && a.prior == b.prior
            && a.sentence.abs_diff(rest.sentence) <= 2
            && b.sentence.abs_diff(rest.sentence) <= 2;
        beside && alike && a.number.value > rest.number.value && value(*pair).is_some_and(|v| is_near(v, rest))
    };
    // 中央a，省级b，其余c: the last part of a list, which is read as one.
    let listed = rest.lead.starts_with("其余") && same.iter().filter(|q| q.sentence == rest.sentence).count() > 2;
    // 结余a（其中：利息b）: more came in than is told here.
    let end = rest.number.span.end;
    let opened = reading.between(rest.passage, end..end + 3).starts_with("（其中");
    if listed || opened {
        return;
    }
    let found = pairs().find(gives).or_else(|| {
        let near: Vec<_> = pairs().filter(meant).collect();
        // Several differences of about this size: the one of the figure directly before, or none.
        let beside = |(a, b): &&(&Quantity, &Quantity)| {
            same.first().is_some_and(|q| std::ptr::eq(*q, *a) || std::ptr::eq(*q, *b))
        };
        match near[..] {
            [only] => Some(only),
            _ => near.iter().find(beside).copied(),
        }
    });
    let Some((a, b)) = found else { return };
    let Some(value) = a.number.interval().minus(b.number.interval()) else { return };
    let calc = written(reading, (a, b), value);
    judge(reading, (Kind::DiffMismatch, Relation::Difference), [rest, a, b], (&calc, value), review);
}

/// a－b＝c, in the finer unit of the two.
pub(super) fn written(reading: &Reading<'_>, (a, b): (&Quantity, &Quantity), value: Interval) -> String {
    let finest = if a.number.step < b.number.step { &a.number } else { &b.number };
    let shown = in_unit_of(value.middle(), &Number { ..finest.clone() });
    format!("{}－{}＝{shown}", reading.printed(a), reading.printed(b))
}
