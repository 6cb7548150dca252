//! A03 of what a share lacks of its whole: 拨付846.20万元，支付率92.10%。未拨付的72.58万元…; 64人持证，占应持证人数的91.43%，
//! 差6人. Part, rate and rest decide each other: s÷(s＋r)＝p, wherever the whole stands.

use super::pool::{before, behind, is_level, measured, same_measure};
use super::rests::is_carried_in;
use super::{Known, add, fits, is_near};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::told_in_two;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words of what is left over, near the figure.
const LEFT: &[&str] =
    &["其余", "剩余", "结余", "结转", "余额", "尚有", "仍有", "还有", "尚余", "滚存", "还差", "尚差", "尚缺"];
/// Rates of money that was given out of what there was.
const SPENT: &[&str] = &["执行率", "支出率", "支付率", "使用率", "拨付率", "发放率", "兑付率"];
/// What lies within, and without.
const SIDES: &[(&str, &str)] =
    &[("县外", "县内"), ("市外", "市内"), ("区外", "区内"), ("省外", "省内"), ("州外", "州内")];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rest) in reading.quantities.iter().enumerate() {
        let plain = measured(rest) && rest.number.is_operand() && !rest.number.chinese;
        let lacks = lacks(rest) && !is_carried_in(reading, rest) || is_other_kind(reading, index);
        if plain && lacks && !reading.text.passages[rest.passage].cell {
            let told = [Relation::Difference, Relation::Sum, Relation::StockFlow, Relation::ScoreSum];
            if !known.holds(reading, rest, &told) {
                trace(reading, index, review);
            }
        }
    }
}

fn lacks(rest: &Quantity) -> bool {
    let lead = rest.lead.as_str();
    let near = |word: &&str| lead.rfind(*word).is_some_and(|at| lead[at + word.len()..].chars().count() <= 4);
    let denied = ["未", "没有", "不"].iter().any(|word| lead.starts_with(word)) && lead.ends_with('的');
    let earlier = ["上年", "年初", "历年", "期初", "累计", "合计", "其中"].iter().any(|word| lead.contains(word));
    let outside = SIDES.iter().any(|(outside, _)| lead.contains(outside));
    // 资助率99.69%，158人因故未予资助.
    let denied = denied || lead.is_empty() && rest.tail.contains('未');
    !earlier && (denied || matches!(lead, "差" | "还差" | "尚差" | "缺" | "少") || LEFT.iter().any(near) || outside)
}

/// 审结案件中，调解结案1224件，占66.70%，裁决结案611件: the other of two kinds, at once behind the share of the one.
fn is_other_kind(reading: &Reading<'_>, index: usize) -> bool {
    let rest = &reading.quantities[index];
    let Some([.., part, rate]) = reading.quantities.get(..index) else { return false };
    let beside = part.sentence == rest.sentence && rate.lead.starts_with('占') && rest.is_amount();
    let last = |q: &Quantity| !same_measure(q, rest) || q.number.span.start <= rest.number.span.start;
    if !beside || !is_kind(part, rate, rest) || !reading.in_sentence(rest.sentence).iter().all(last) {
        return false;
    }
    let start = reading.sentences[part.sentence].span.start;
    let stopped = ["中断", "暂停", "停止"].iter().any(|word| rest.lead.starts_with(word));
    stopped || reading.between(part.passage, start..part.lead_start.max(start)).ends_with("中，")
}

/// Named alike, in the next clause: 待遇领取人员 beside 缴费年龄段人员.
fn is_kind(part: &Quantity, rate: &Quantity, rest: &Quantity) -> bool {
    let (a, b) = (bare_lead(&part.lead), bare_lead(&rest.lead));
    let ending = a.chars().rev().zip(b.chars().rev()).take_while(|(x, y)| x == y).count();
    let named = ending >= 2 && [a, b].iter().all(|name| name.chars().count() > ending);
    let next = rest.clause.abs_diff(rate.clause) + rest.part.abs_diff(rate.part) <= 1;
    named && next && same_measure(part, rest) && part.bracket == rest.bracket && !rest.led_by(&["其中"])
}

/// A part and the share that it makes of a whole.
struct Share<'r> {
    part: &'r Quantity,
    rate: &'r Quantity,
    whole: Option<&'r Quantity>,
}

impl Share<'_> {
    /// What is left of the whole; where that is not printed as a figure, as far as the rate tells it.
    fn rest(&self) -> Option<Interval> {
        let part = self.part.number.interval();
        let told = || self.part.number.interval().over(self.rate.number.interval())?.times(hundred());
        self.whole.map(|whole| whole.number.interval()).or_else(told)?.minus(part)
    }
}

fn hundred() -> Interval {
    Interval::exact(Decimal::ONE_HUNDRED)
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rest = &reading.quantities[index];
    let here = || reading.quantities[..index].iter().rev().take_while(|q| q.passage == rest.passage).take(30);
    let shares: Vec<Share<'_>> =
        here().skip(1).zip(here()).filter_map(|(part, rate)| share(reading, part, rate, rest)).collect();
    let Some(nearest) = shares.first() else { return };
    let fitting = shares.iter().find(|share| share.rest().is_some_and(|value| fits(value, rest)));
    let around: Vec<&Quantity> = before(reading, index).into_iter().chain(behind(reading, index)).collect();
    let other = |a: &Quantity| {
        let gives = |b: &&Quantity| a.number.interval().minus(b.number.interval()).is_some_and(|v| fits(v, rest));
        same_measure(a, rest) && around.iter().filter(|b| same_measure(b, rest)).any(gives)
    };
    if nearest.rest().is_some_and(|value| told_in_two(reading, rest, value)) {
        return;
    }
    let meant = || {
        !around.iter().any(|a| other(a))
            && nearest.rest().is_some_and(|value| is_near(value, rest) || is_short(value, rest))
    };
    let Some(share) = fitting.or_else(|| Some(nearest).filter(|_| meant())) else { return };
    let Some(value) = share.rest() else { return };
    let (part, rate) = (reading.printed(share.part), reading.printed(share.rate));
    let whole = share.whole.map_or_else(|| format!("{part}÷{rate}"), |whole| reading.printed(whole));
    let calc = format!("{whole}－{part}＝{}", in_unit_of(value.middle(), &rest.number));
    let third = share.whole.unwrap_or(share.rate);
    let (terms, holds) = ([rest, share.part, third], fits(value, rest));
    add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
}

/// 完成91%，差6人: what is short is small, and told at once.
fn is_short(value: Interval, rest: &Quantity) -> bool {
    let (value, told) = (value.middle(), rest.number.value);
    rest.lead.ends_with('差') && value.max(told) <= value.min(told) * Decimal::from(3)
}

/// A part directly before its share, of what the rest is of.
fn share<'r>(reading: &'r Reading<'_>, part: &'r Quantity, rate: &'r Quantity, rest: &Quantity) -> Option<Share<'r>> {
    let beside = part.sentence == rate.sentence
        && part.part == rate.part
        && part.bracket == rate.bracket
        && rate.clause.abs_diff(part.clause) <= 1;
    let (name, percent) = (bare_lead(&rate.lead), rate.number.dimension == Dimension::Percent);
    let share = rate.lead.starts_with('占') || rate.lead.starts_with("完成") || name.ends_with('率');
    let open = percent && rate.number.is_operand() && rate.number.value < Decimal::ONE_HUNDRED && !rate.is_change();
    let level = same_measure(part, rest) && part.is_amount() && !part.prior && !lacks(part);
    if !beside || !share || !open || !level || !of_one(part, rate, rest) && !is_kind(part, rate, rest) {
        return None;
    }
    let is_whole = |q: &&Quantity| {
        let of = part.number.interval().over(q.number.interval()).and_then(|of| of.times(hundred()));
        same_measure(q, part) && is_level(q) && of.is_some_and(|of| fits(of, rate))
    };
    let whole = reading.quantities.iter().find(is_whole);
    let told =
        rate.lead.contains('占') || rate.lead.starts_with("完成") || SPENT.iter().any(|word| name.ends_with(word));
    (whole.is_some() || told).then_some(Share { part, rate, whole })
}

/// Whether the rest may be of the whole that the share is of.
fn of_one(part: &Quantity, rate: &Quantity, rest: &Quantity) -> bool {
    let lead = rest.lead.as_str();
    // 县外 is what 县内 lacks.
    if let Some((_, inside)) = SIDES.iter().find(|(outside, _)| lead.contains(outside)) {
        return part.lead.contains(inside);
    }
    // 年末滚存 is left of all there was, not of a year's budget.
    if lead.contains("滚存") && !rate.lead.contains("可用") {
        return false;
    }
    let denied = ["未", "没有", "不"].iter().find_map(|word| lead.strip_prefix(word));
    let Some(verb) = denied else { return is_of_money(lead, rate) || follows(rate, rest) };
    // 未拨付到村的 is of another whole than 未拨付的.
    let verb = verb.trim_end_matches('的');
    verb.chars().count() >= 2 && (part.lead.contains(verb) || part.tail.contains(verb) || rate.lead.contains(verb))
}

/// 结余, 余额 of what the money was given out of.
fn is_of_money(lead: &str, rate: &Quantity) -> bool {
    let name = bare_lead(&rate.lead);
    let given = ["预算", "可用", "到位", "下达", "安排", "筹集"].iter().any(|word| rate.lead.contains(word));
    let kept = ["结余", "结转", "余额", "滚存", "剩余"].iter().any(|word| lead.contains(word));
    kept && (given || SPENT.iter().any(|word| name.ends_with(word)))
}

/// 追回率88%，尚有3万元; 完成91%，差6人: at once behind the share.
fn follows(rate: &Quantity, rest: &Quantity) -> bool {
    rest.sentence == rate.sentence && rest.clause.abs_diff(rate.clause) <= 1 && rest.part == rate.part
}
