//! A03 and A04: 多92人, 高出目标30人, 低于目标2.86个百分点, 增幅7.54%.

use super::pool::{anywhere, before, is_base_of_rate, is_level, only_or_beside, same_measure};
use super::rests::written;
use super::{Known, fits, is_near, judge};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::change::{Way, way};
use crate::rules::names::{common, core};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Verbs of a difference that are none of a change over time.
const APART: &[&str] = &[
    "相差",
    "目标差",
    "任务差",
    "计划差",
    "高出",
    "超出",
    "超过",
    "超额",
    "超目标",
    "低",
    "高",
    "多",
    "少",
    "快",
    "慢",
];

/// Rates of a difference either way.
const DEVIATES: &[&str] = &["偏差率", "偏离率", "偏离度", "差异率"];

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

/// 年初42096人，新增2318人，因死亡减少1240人: of what came and went, no difference of two levels.
fn is_one_of_flows(reading: &Reading<'_>, change: &Quantity) -> bool {
    let plain = |q: &Quantity| !q.led_by(&["比", "较", "同比", "净", "目标"]) && q.is_change();
    let other = |q: &&Quantity| {
        q.number.dimension == change.number.dimension
            && q.clause.abs_diff(change.clause) == 1
            && q.bracket == change.bracket
            && (plain(q) || q.led_by(&["新增"]))
    };
    plain(change) && reading.in_sentence(change.sentence).iter().any(|q| other(&q))
}

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, change) in reading.quantities.iter().enumerate() {
        let plain = change.number.is_operand()
            && !change.number.chinese
            && !matches!(change.number.dimension, Dimension::Time | Dimension::Bare);
        // Few things differ by few: that says nothing.
        let small = change.number.is_exact() && change.number.value < Decimal::TEN;
        // 超过序时目标3200人: the target itself.
        let target = change.number.dimension.is_counted()
            && change.led_by(&["超过"])
            && ["目标", "任务", "计划"].iter().any(|word| change.lead.ends_with(word));
        if !plain || small || target || is_one_of_flows(reading, change) || reading.text.passages[change.passage].cell {
            continue;
        }
        let lead = NOUNS.iter().fold(change.lead.clone(), |lead, noun| lead.replace(noun, "＊"));
        let near = |word: &&str| lead.rfind(*word).is_some_and(|at| lead[at + word.len()..].chars().count() <= 4);
        let deviates = change.number.dimension == Dimension::Percent && DEVIATES.iter().any(near);
        let told = APART.iter().any(near) || change.is_change() || deviates;
        // 提高到1150元 is a level, 其中农村减少487人 the change of a part, 增速快3个百分点 the difference of two changes.
        let level = change.lead.ends_with(['到', '至']) || change.led_by(OPENERS);
        let of_growth =
            change.number.dimension == Dimension::PercentPoint && change.led_by(&["增速", "增幅", "增长率"]);
        if level || of_growth {
            continue;
        }
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

/// 94.40% over 90%: a whole rate beside one with decimals is set, not measured.
fn set(q: &Quantity, other: &Quantity) -> Interval {
    let rate = q.number.dimension == Dimension::Percent;
    if rate && q.number.step == Decimal::ONE && other.number.step < Decimal::ONE {
        return Interval::exact(q.number.value);
    }
    q.interval()
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
    let value = |(a, b): (&Quantity, &Quantity)| set(a, b).minus(set(b, a));
    // 高出目标3.33个百分点: one of the two is the target.
    let aimed = change.number.dimension == Dimension::PercentPoint && change.lead.contains("目标");
    let aims = move |(a, b): &(&Quantity, &Quantity)| {
        !aimed || [a, b].iter().any(|q| is_compared(q) || q.number.step == Decimal::ONE)
    };
    let pairs = || {
        let all = same.iter().enumerate().flat_map(|(k, a)| same[k + 1..].iter().map(move |b| (*a, *b)));
        all.map(|(a, b)| if ordered(a, b) { (a, b) } else { (b, a) }).filter(aims)
    };
    let gives = |pair: &(&Quantity, &Quantity)| value(*pair).is_some_and(|v| fits(v, change));
    let far = || {
        let own = same.iter().copied().filter(|q| q.sentence == change.sentence);
        own.flat_map(|a| anywhere(reading, index).filter(|q| is_of(change, q)).map(move |b| (a, b)))
            .map(|(a, b)| if ordered(a, b) { (a, b) } else { (b, a) })
            .find(|pair| gives(pair) && aims(pair) && is_level(pair.0) && is_level(pair.1))
    };
    let meant = || {
        let own = |q: &Quantity| q.sentence == change.sentence;
        let near = |(a, b): &(&Quantity, &Quantity)| {
            let both = own(a) && own(b)
                || (own(a) || own(b)) && a.passage == b.passage && (change.lead.contains("目标") || alike(a, b));
            let other = a.number.value > change.number.value;
            let then = change.number.dimension == Dimension::PercentPoint || [a, b].iter().any(|q| is_compared(q));
            // 完成目标4200人的104.43%，比上年多171人: not than the goal.
            let of_goal =
                change.led_by(&["上年", "去年"]) && [a, b].iter().any(|q| q.led_by(&["目标", "任务", "计划"]));
            both && other && then && !of_goal && value((a, b)).is_some_and(|v| is_near(v, change))
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
    // A rate that grew is told in points.
    let amount = |q: &&Quantity| !matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    let around: Vec<&Quantity> = before(reading, index).into_iter().take(8).filter(amount).collect();
    let falls = way(change) == Some(Way::Down);
    let deviates = DEVIATES.iter().any(|word| change.lead.contains(word));
    let down = |now: &Quantity, then: &Quantity| falls || deviates && now.number.value < then.number.value;
    let value = |(now, then): (&Quantity, &Quantity)| {
        let fell = down(now, then);
        let (now, then) = (now.number.interval(), then.number.interval());
        let moved = if fell { then.minus(now)? } else { now.minus(then)? };
        if moved.low <= Decimal::ZERO { None } else { moved.over(then)?.times(Interval::exact(Decimal::ONE_HUNDRED)) }
    };
    let pairs = || {
        let all = around.iter().enumerate().flat_map(|(k, a)| around[k + 1..].iter().map(move |b| (*a, *b)));
        all.flat_map(|(a, b)| [(a, b), (b, a)]).filter(|(a, b)| same_measure(a, b))
    };
    let planned = |then: &Quantity| !deviates || then.led_by(&["预算", "目标", "计划"]);
    let gives = |pair: &(&Quantity, &Quantity)| planned(pair.1) && value(*pair).is_some_and(|v| fits(v, change));
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
        let told = then.prior != now.prior
            || then.year != now.year
            || then.led_by(&["比", "较", "由", "为"])
            || deviates && then.led_by(&["预算", "目标", "计划"]) && then.clause == change.clause;
        // 支出为预算7750万元的97.92%，比上年的6634万元增长: of what was spent, which is told elsewhere.
        let set = is_base_of_rate(reading, now);
        own && told && !set && value(*pair).is_some_and(|v| is_near(v, change))
    };
    let Some((now, then)) = pairs().find(gives).or_else(far).or_else(|| pairs().find(meant)) else { return };
    let Some(value) = value((now, then)) else { return };
    let (a, b) = (reading.printed(now), reading.printed(then));
    let moved = if down(now, then) { format!("{b}－{a}") } else { format!("{a}－{b}") };
    let calc = format!("（{moved}）÷{b}＝{}%", value.middle().round_dp(2));
    judge(reading, (Kind::GrowthMismatch, Relation::Growth), [change, now, then], (&calc, value), review);
}
