//! A04 and A03 of a base, its change and their rate told together: 与上年的86户、312.40万元相比，户数增加9户，增长10.47%，
//! 金额增加…. The rate is of the base, wherever the present value stands: Δ÷b＝p.

use super::pool::is_level;
use super::{Known, add, fits};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::change::{Way, bases, way};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words behind which the change of something else is told.
const OTHERS: &[&str] =
    &["主要", "原因", "由于", "因为", "同比", "环比", "占", "比", "较", "年均", "口径", "剔除", "扣除"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in &reading.sentences {
        let all = &reading.quantities[sentence.quantities.clone()];
        for at in 0..all.len() {
            from_to(reading, known, &all[at..], review);
        }
        for chain in bases(reading, all) {
            reached(reading, known, &all[chain.start..], review);
            let (named, behind) = (&all[chain.clone()], &all[chain.end..]);
            for (base, delta, rate) in changes(named, behind) {
                if !known.holds(reading, rate, &[Relation::Growth]) {
                    triangle(reading, [base, delta, rate], review);
                }
            }
        }
    }
}

/// 比年初的a净增b，达到c.
fn reached(reading: &Reading<'_>, known: &Known, all: &[Quantity], review: &mut Review) {
    let [then, delta, now, ..] = all else { return };
    let to = ["达到", "达", "增至", "升至", "降至", "减至", "增加到", "减少到", "增加至", "减少至"];
    if to.iter().any(|word| now.lead == *word) {
        moved_between(reading, known, [then, delta, now], review);
    }
}

/// 增加b，由a增至c.
fn from_to(reading: &Reading<'_>, known: &Known, all: &[Quantity], review: &mut Review) {
    let [delta, then, now, ..] = all else { return };
    let from = then.lead.starts_with(['由', '从']) && then.lead.chars().count() <= 6;
    let to = ["增至", "升至", "降至", "减至", "到", "至"].iter().any(|word| now.lead.ends_with(word));
    if from && to && now.clause == then.clause {
        moved_between(reading, known, [then, delta, now], review);
    }
}

fn moved_between(reading: &Reading<'_>, known: &Known, [then, delta, now]: [&Quantity; 3], review: &mut Review) {
    let alike =
        |q: &Quantity| q.number.dimension == delta.number.dimension && q.number.is_operand() && !q.number.chinese;
    let near = |a: &Quantity, b: &Quantity| a.clause.abs_diff(b.clause) <= 1 && a.part == b.part;
    let Some(way) = moved(delta).filter(|_| alike(then) && alike(now) && near(then, delta) && near(delta, now)) else {
        return;
    };
    let (more, less) = if way == Way::Up { (now, then) } else { (then, now) };
    let Some(value) = more.number.interval().minus(less.number.interval()) else { return };
    if !known.holds(reading, delta, &[Relation::Difference]) && value.high > Decimal::ZERO {
        let calc = super::rests::written(reading, (more, less), value);
        let terms = [delta, now, then];
        add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, fits(value, delta)), review);
    }
}

/// The changes that follow the bases at once, each with its rate and the base of its measure.
fn changes<'r>(bases: &'r [Quantity], behind: &'r [Quantity]) -> Vec<(&'r Quantity, &'r Quantity, &'r Quantity)> {
    let Some(mut last) = bases.last() else { return Vec::new() };
    let mut found: Vec<(&Quantity, &Quantity, &Quantity)> = Vec::new();
    let mut rest = behind.iter().peekable();
    while let Some(delta) = rest.next_if(|q| q.part == last.part && q.clause.abs_diff(last.clause) <= 1) {
        let told = moved(delta).is_some() && delta.number.is_operand() && !delta.led_by(OPENERS);
        let reasons = OTHERS.iter().any(|word| delta.lead.contains(word));
        if !told || reasons || delta.number.dimension == Dimension::Percent {
            break;
        }
        let follows = |q: &&Quantity| {
            let same = q.part == delta.part && q.clause.abs_diff(delta.clause) <= 1 && q.bracket == delta.bracket;
            same && q.number.dimension == Dimension::Percent && q.number.is_operand() && moved(q) == moved(delta)
        };
        last = delta;
        let Some(rate) = rest.next_if(follows) else { continue };
        last = rate;
        let mut same = bases.iter().filter(|base| base.number.dimension == delta.number.dimension);
        let base = same.next().filter(|_| same.next().is_none());
        let own = !OTHERS.iter().any(|word| rate.lead.contains(word));
        let free = |base: &Quantity| found.iter().all(|(other, _, _)| !std::ptr::eq(*other, base));
        if let Some(base) = base.filter(|base| own && free(base)) {
            found.push((base, delta, rate));
        }
    }
    found
}

/// 增加, 支出多了, 少支.
pub(super) fn moved(quantity: &Quantity) -> Option<Way> {
    let lead = quantity.lead.trim_end_matches(['了', '出', '为', '达', '支', '收', '付']);
    let plain = if lead.ends_with(['多', '增']) {
        Some(Way::Up)
    } else if lead.ends_with(['少', '减']) {
        Some(Way::Down)
    } else {
        None
    };
    plain.or_else(|| way(quantity))
}

fn triangle(reading: &Reading<'_>, [base, delta, rate]: [&Quantity; 3], review: &mut Review) {
    let percent = |part: Interval| part.over(base.number.interval())?.times(Interval::exact(Decimal::ONE_HUNDRED));
    let Some(value) = percent(delta.number.interval()) else { return };
    let up = moved(delta) == Some(Way::Up);
    let (b, d) = (reading.printed(base), reading.printed(delta));
    let calc = format!("{d}÷{b}＝{}%", value.middle().round_dp(2).normalize());
    let present = |q: &&Quantity| {
        let moved = if up { q.number.value - base.number.value } else { base.number.value - q.number.value };
        q.number.dimension == base.number.dimension && moved > Decimal::ZERO && q.number.is_operand()
    };
    let difference = |q: &Quantity| {
        let (now, then) = (q.number.interval(), base.number.interval());
        if up { now.minus(then) } else { then.minus(now) }
    };
    if !fits(value, rate) {
        // The present value says which of the two is wrong: the one with which the rate holds proves the change.
        let all = || reading.quantities.iter().filter(present).filter(|q| is_level(q));
        let proves = |q: &&Quantity| difference(q).is_some_and(|moved| fits(moved, delta));
        let now = all().find(|q| difference(q).and_then(percent).is_some_and(|of| fits(of, rate)));
        if let Some((now, moved)) = now.filter(|_| !all().any(|q| proves(&q))).and_then(|q| Some((q, difference(q)?))) {
            let ordered = if up { (now, base) } else { (base, now) };
            let calc = super::rests::written(reading, ordered, moved);
            let (terms, holds) = ([delta, now, base], fits(moved, delta));
            return add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
        }
    }
    let (terms, holds) = ([rate, delta, base], fits(value, rate));
    add(reading, (Kind::GrowthMismatch, Relation::Growth), terms, (&calc, holds), review);
}
