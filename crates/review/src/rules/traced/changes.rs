//! A03 and A04: 多92人, 高出目标30人, 低于目标2.86个百分点, 增幅7.54%.

use super::pool::{anywhere, before, is_level, only_or_beside, same_measure};
use super::rests::written;
use super::{Known, fits, is_near, judge};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Verbs of a difference that are none of a change over time.
const APART: &[&str] = &["相差", "高出", "超出", "超过", "超额", "超目标", "低", "高", "多", "少", "快", "慢"];

/// Nouns that begin with such a verb: 高龄津贴, 低保对象.
const NOUNS: &[&str] = &[
    "高龄",
    "高校",
    "高中",
    "高级",
    "高技能",
    "高层次",
    "高新",
    "高血压",
    "低保",
    "低收入",
    "低龄",
    "低边",
    "少数",
    "少儿",
    "多数",
    "多子女",
    "最高",
    "最低",
    "最多",
    "最少",
];

/// What was bought, paid out or charged anew is no difference of two figures.
const FLOWS: &[&str] = &["新增", "年中", "追加", "调增", "调减", "核减", "核增", "多发", "少发", "多付", "多领"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, change) in reading.quantities.iter().enumerate() {
        let plain = change.number.is_operand()
            && !change.number.chinese
            && !matches!(change.number.dimension, Dimension::Time | Dimension::Bare);
        // Few things differ by few: that says nothing.
        let small = change.number.is_exact() && change.number.value < Decimal::TEN;
        if !plain || small || reading.text.passages[change.passage].cell {
            continue;
        }
        let lead = NOUNS.iter().fold(change.lead.clone(), |lead, noun| lead.replace(noun, "＊"));
        let near = |word: &&str| lead.rfind(*word).is_some_and(|at| lead[at + word.len()..].chars().count() <= 4);
        let told = APART.iter().any(near) || change.is_change();
        if !told || FLOWS.iter().any(|word| change.lead.contains(word)) {
            continue;
        }
        if !known.has(reading, change, &[Relation::Difference, Relation::Growth, Relation::StockFlow, Relation::Sum]) {
            if change.number.dimension == Dimension::Percent {
                growth(reading, index, review);
            } else {
                difference(reading, index, review);
            }
        }
    }
}

/// Points are differences of rates.
fn is_of(change: &Quantity, q: &Quantity) -> bool {
    match change.number.dimension {
        Dimension::PercentPoint => q.number.dimension == Dimension::Percent,
        dimension => q.number.dimension == dimension,
    }
}

fn difference(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let change = &reading.quantities[index];
    let same: Vec<&Quantity> = before(reading, index).into_iter().filter(|q| is_of(change, q)).take(8).collect();
    let ordered = |a: &'_ Quantity, b: &'_ Quantity| a.number.value > b.number.value;
    let value = |(a, b): (&Quantity, &Quantity)| a.interval().minus(b.interval());
    let pairs = || {
        let all = same.iter().enumerate().flat_map(|(k, a)| same[k + 1..].iter().map(move |b| (*a, *b)));
        all.map(|(a, b)| if ordered(a, b) { (a, b) } else { (b, a) })
    };
    let gives = |pair: &(&Quantity, &Quantity)| value(*pair).is_some_and(|v| fits(v, change));
    let far = || {
        let own = same.iter().copied().filter(|q| q.sentence == change.sentence);
        own.flat_map(|a| anywhere(reading, index).filter(|q| is_of(change, q)).map(move |b| (a, b)))
            .map(|(a, b)| if ordered(a, b) { (a, b) } else { (b, a) })
            .find(|pair| gives(pair) && is_level(pair.0) && is_level(pair.1))
    };
    let meant = || {
        let own = |q: &Quantity| q.sentence == change.sentence;
        let near = |(a, b): &(&Quantity, &Quantity)| {
            let both = own(a) && own(b)
                || (own(a) || own(b)) && a.passage == b.passage && (change.lead.contains("目标") || alike(a, b));
            let other = a.number.value > change.number.value;
            let then = change.number.dimension == Dimension::PercentPoint || [a, b].iter().any(|q| is_compared(q));
            both && other && then && value((a, b)).is_some_and(|v| is_near(v, change))
        };
        let all: Vec<_> = pairs().filter(near).collect();
        only_or_beside(&all, same.first().copied())
    };
    let Some((a, b)) = pairs().find(gives).or_else(far).or_else(meant) else { return };
    let Some(value) = value((a, b)) else { return };
    let calc = written(reading, (a, b), value);
    judge(reading, (Kind::DiffMismatch, Relation::Difference), [change, a, b], (&calc, value), review);
}

/// 比上年的, 目标, 任务: what something is compared with.
fn is_compared(q: &Quantity) -> bool {
    let lead = q.lead.as_str();
    let words = ["比", "较", "目标", "任务", "计划", "预算", "由", "应", "上年", "年初", "原"];
    q.prior
        || words.iter().any(|word| lead.contains(word))
        || ["的目标", "的任务", "的计划", "的预算"].iter().any(|w| q.tail.starts_with(w))
}

/// Two figures of one name.
fn alike(a: &Quantity, b: &Quantity) -> bool {
    common(&core(&a.lead), &core(&b.lead)) >= 2
}

fn growth(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let change = &reading.quantities[index];
    let around: Vec<&Quantity> = before(reading, index).into_iter().take(8).collect();
    let falls = change.led_by(&["下降", "减少", "降低", "降幅", "回落", "压减", "减", "少", "低"]);
    let value = |(now, then): (&Quantity, &Quantity)| {
        let (now, then) = (now.number.interval(), then.number.interval());
        let moved = if falls { then.minus(now)? } else { now.minus(then)? };
        if moved.low <= Decimal::ZERO { None } else { moved.over(then)?.times(Interval::exact(Decimal::ONE_HUNDRED)) }
    };
    let pairs = || {
        let all = around.iter().enumerate().flat_map(|(k, a)| around[k + 1..].iter().map(move |b| (*a, *b)));
        all.flat_map(|(a, b)| [(a, b), (b, a)]).filter(|(a, b)| same_measure(a, b))
    };
    let gives = |pair: &(&Quantity, &Quantity)| value(*pair).is_some_and(|v| fits(v, change));
    let far = || {
        let own = around.iter().copied().filter(|q| q.sentence == change.sentence);
        own.flat_map(|a| anywhere(reading, index).filter(|q| same_measure(q, a)).flat_map(move |b| [(a, b), (b, a)]))
            .find(|pair| gives(pair) && is_level(pair.0) && is_level(pair.1))
    };
    let meant = |pair: &(&Quantity, &Quantity)| {
        let (now, then) = *pair;
        let own = now.sentence == change.sentence
            && then.sentence == change.sentence
            && now.part == then.part
            && now.part == change.part
            || then.sentence == change.sentence
                && now.passage == then.passage
                && now.sentence < then.sentence
                && alike(now, then);
        let told = then.prior != now.prior || then.year != now.year || then.led_by(&["比", "较", "由", "为"]);
        own && told && value(*pair).is_some_and(|v| is_near(v, change))
    };
    let Some((now, then)) = pairs().find(gives).or_else(far).or_else(|| pairs().find(meant)) else { return };
    let Some(value) = value((now, then)) else { return };
    let (a, b) = (reading.printed(now), reading.printed(then));
    let moved = if falls { format!("{b}－{a}") } else { format!("{a}－{b}") };
    let calc = format!("（{moved}）÷{b}＝{}%", value.middle().round_dp(2));
    judge(reading, (Kind::GrowthMismatch, Relation::Growth), [change, now, then], (&calc, value), review);
}
