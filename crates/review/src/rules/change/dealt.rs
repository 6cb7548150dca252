//! A04 of changes dealt out: 标准为每月680元和490元，分别提高30元和35元，提高4.62%和7.69%. Level, difference and growth
//! stand in the same order; where all but one of the growths hold, the one that does not is wrong.

use super::{Story, UP, Way, growth_by, way};
use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::plausible::is_plausible;
use crate::unit::Dimension;

/// More of them are a table.
const LONGEST: usize = 5;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, first) in reading.quantities.iter().enumerate() {
        let told = first.number.dimension == Dimension::Percent && first.is_change() && first.number.is_operand();
        if !told || reading.text.passages[first.passage].cell {
            continue;
        }
        let follows = |q: &&Quantity| {
            q.sentence == first.sentence && q.clause == first.clause && q.number.dimension == Dimension::Percent
        };
        let rates: Vec<&Quantity> = reading.quantities[index..].iter().take_while(follows).collect();
        let before = reading.quantities[..index].iter().rev().take_while(|q| q.sentence == first.sentence);
        let before: Vec<&Quantity> = before.filter(|q| q.bracket == first.bracket).collect();
        if (2..=LONGEST).contains(&rates.len()) && before.len() >= 2 * rates.len() {
            judge(reading, &rates, &before, review);
        }
    }
}

fn judge(reading: &Reading<'_>, rates: &[&Quantity], before: &[&Quantity], review: &mut Review) {
    let (deltas, levels) = (&before[..rates.len()], &before[rates.len()..2 * rates.len()]);
    let dimension = levels[0].number.dimension;
    let alike = deltas.iter().chain(levels).all(|q| q.number.dimension == dimension && q.number.is_operand());
    let opens = deltas.last().is_some_and(|q| q.led_by(&["分别"]) && q.is_change());
    if !alike || !opens || levels.iter().any(|q| q.is_change() || q.prior) {
        return;
    }
    let up = deltas.last().is_some_and(|q| UP.iter().any(|word| q.lead.contains(word)));
    let way = if up { Way::Up } else { Way::Down };
    let exact = |q: &Quantity| Interval::exact(q.number.value);
    let values: Option<Vec<Interval>> =
        (0..rates.len()).rev().map(|at| growth_by(exact(levels[at]), exact(deltas[at]), way)).collect();
    let Some(values) = values else { return };
    let holds = |at: &usize| values[*at].meets(rates[*at].number.interval());
    let mut wrong = (0..rates.len()).filter(|at| !holds(at));
    let (Some(at), None) = (wrong.next(), wrong.next()) else { return };
    if !is_plausible(reading, rates[at], values[at]) {
        return;
    }
    let (level, delta) = (levels[rates.len() - 1 - at], deltas[rates.len() - 1 - at]);
    let quotes = reading.quotes([rates[at], delta, level]);
    if review.has_said(Kind::GrowthMismatch, &quotes) {
        return;
    }
    let (by, now, sign) = (reading.printed(delta), reading.printed(level), if up { "－" } else { "＋" });
    let shown = values[at].middle().round_dp(2);
    let calc = format!("{by}÷（{now}{sign}{by}）＝{shown}%，报告为{}", reading.printed(rates[at]));
    let finding = Finding::new(Kind::GrowthMismatch, quotes, calc, "核对这一项的标准、增减额与增减率");
    review.findings.push(finding.confidence(Confidence::Certain));
}

/// 年初42096人，新增2318人，因死亡减少1240人，因迁出减少69人: one way of several out and in, no difference of two levels.
pub(super) fn is_flow(reading: &Reading<'_>, story: &Story<'_>, delta: &Quantity) -> bool {
    // 当年新增341户、注销189户: out and in in one breath.
    const GROSS: &[&str] = &["新增", "注销", "退出", "迁入", "迁出"];
    let gross = delta.led_by(GROSS);
    let flows = |q: &&Quantity| {
        let beside = if gross { q.clause.abs_diff(delta.clause) <= 1 } else { q.clause.abs_diff(delta.clause) == 1 };
        q.number.dimension == delta.number.dimension
            && beside
            && q.number.span != delta.number.span
            && q.bracket == delta.bracket
            && (way(q).is_some() || gross && q.led_by(GROSS))
            && !q.prior
            && !q.led_by(&["比", "较", "同比", "净"])
    };
    let own = story
        .prior
        .is_some_and(|prior| prior.sentence == delta.sentence && prior.clause + usize::from(!gross) < delta.clause);
    own && !delta.led_by(&["净", "比", "较"]) && reading.in_sentence(delta.sentence).iter().any(|q| flows(&q))
}
