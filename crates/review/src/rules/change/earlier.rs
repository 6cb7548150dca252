//! The level of a change that stands in the sentences before it: 与上年的b相比，减少Δ; 收入792万元。同比增加189万元，增长31.39%;
//! “三公”经费预算a，实际支出c。…“三公”经费比2019年的b下降p%.

use super::{Story, Way, agrees, change_in_percent, growth, growth_by, is_of_year_before};
use crate::interval::Interval;
use crate::quantity::{CHANGES, Quantity};
use crate::reading::Reading;
use crate::rules::mains::mains;
use crate::rules::names::{common, core};
use crate::rules::slip;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn level<'r>(reading: &'r Reading<'_>, story: &Story<'_>, way: Way) -> Option<&'r Quantity> {
    level_before(reading, story, way)
        .or_else(|| level_of_last_sentence(reading, story))
        .or_else(|| level_of_name(reading, story, way))
        .or_else(|| level_of_year(reading, story))
}

/// 2020年支出b，…；2021年比2020年增加Δ，增长p%: the nearest figure of the year with which the change compares.
fn level_of_year<'r>(reading: &'r Reading<'_>, story: &Story<'_>) -> Option<&'r Quantity> {
    let (delta, rate) = (story.delta.filter(|_| story.prior.is_none())?, story.rate?);
    let base = |q: &&Quantity| {
        let plain = q.is_amount() && !q.prior && !q.number.chinese && q.bracket.is_none();
        let same = q.number.dimension == delta.number.dimension && side(q) != Some(Side::Plan);
        let earlier = (q.passage, q.number.span.start) < (delta.passage, delta.number.span.start);
        plain && same && earlier && is_of_year_before(reading, q, story)
    };
    let here = (0..=delta.sentence).rev().take_while(|at| reading.sentences[*at].passage == delta.passage).take(3);
    let found = here.flat_map(|at| reading.in_sentence(at).iter().rev()).find(base)?;
    let value = delta.number.interval().over(found.number.interval()).and_then(change_in_percent)?;
    is_like(reading, rate, value).then_some(found)
}

/// 2021年支出b，执行率…；2022年支出c，执行率…，比上年增长p%: the amount before the rate, and what is called alike a year
/// earlier in this paragraph.
pub(super) fn last_year<'r>(
    reading: &'r Reading<'_>,
    story: &Story<'_>,
    levels: &[&'r Quantity],
    way: Way,
) -> Option<(&'r Quantity, &'r Quantity)> {
    let (rate, None, None) = (story.rate?, story.prior, story.delta) else { return None };
    let measured = levels.iter().copied().filter(|q| q.number.dimension != Dimension::Percent);
    let current = measured.max_by_key(|q| q.number.span.start)?;
    let name = bare_lead(&current.lead);
    let compared = rate.led_by(&["比上年", "较上年", "同比", "比去年"]) && name.chars().count() >= 2;
    let year = current.year.filter(|_| current.year_printed && compared && current.bracket == rate.bracket)?;
    let alike = |q: &&Quantity| {
        let dated = q.year.is_some_and(|past| past + 1 == year) && q.year_printed && !q.prior;
        let same = q.number.dimension == current.number.dimension && bare_lead(&q.lead) == name;
        dated && same && q.is_amount() && q.bracket == current.bracket
    };
    let here = (0..=current.sentence).rev().take_while(|at| reading.sentences[*at].passage == current.passage).take(3);
    let mut found = here.flat_map(|at| reading.in_sentence(at).iter()).filter(alike);
    let prior = found.next().filter(|_| found.next().is_none())?;
    let moved = growth(current.number.interval(), prior.number.interval(), way)?;
    is_like(reading, rate, moved).then_some((current, prior))
}

/// Half as much at the most, or a wrong digit away: a rate of something else lies farther.
fn is_like(reading: &Reading<'_>, rate: &Quantity, value: Interval) -> bool {
    let (a, b) = (value.middle(), rate.number.value);
    a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3) || slip::mends(reading, rate, value)
}

/// The level that bears the name of what changed, in the sentences before of this paragraph. It must agree, or have moved
/// by a like part.
fn level_of_name<'r>(reading: &'r Reading<'_>, story: &Story<'_>, way: Way) -> Option<&'r Quantity> {
    if story.prior.is_some() && story.delta.is_some() {
        return None;
    }
    let (rate, first) = (story.rate?, story.prior.or(story.delta)?);
    let name = core(first.lead.split(['比', '较', '与', '同']).next().unwrap_or_default());
    let name = CHANGES.iter().fold(name, |name, word| name.replace(word, ""));
    let moved = |q: &Quantity| {
        let now = q.number.interval();
        let prior = story.prior.and_then(|prior| growth(now, prior.number.interval(), way));
        prior.or_else(|| growth_by(now, story.delta?.number.interval(), way))
    };
    let near = |q: &Quantity| moved(q).is_some_and(|value| is_like(reading, rate, value));
    let level = |q: &&Quantity| {
        let plain = q.is_amount() && !q.prior && !q.number.chinese && q.bracket.is_none();
        plain && q.number.dimension == first.number.dimension && side(q) != Some(Side::Plan) && near(q)
    };
    let earlier = || {
        let here = (0..first.sentence).rev().take_while(|at| reading.sentences[*at].passage == first.passage);
        here.take(6)
    };
    let called = |q: &Quantity| {
        let own = core(bare_lead(&q.lead));
        own.chars().count() >= 2 && (own.ends_with(&name) || name.ends_with(&own))
    };
    if name.chars().count() >= 2 {
        let mut named = earlier().flat_map(|at| reading.in_sentence(at).iter().filter(level).filter(|q| called(q)));
        let found = named.next().filter(|first| named.all(|q| q.number.value == first.number.value));
        if found.is_some() {
            return found;
        }
    }
    // “三公”经费预算a，实际支出c: the sentence begins with the name.
    let opens = |at: &usize| {
        let words = reading.between(first.passage, reading.sentences[*at].span.clone());
        core(words.split(|c: char| c.is_ascii_digit() || c == '，').next().unwrap_or_default()).contains(&name)
    };
    let long = name.chars().count() >= 3 && story.prior.is_some();
    let at = earlier().filter(|_| long).find(opens)?;
    mains(reading, at).into_iter().find(level)
}

/// 与上年的b相比，减少Δ: the level stands in the sentences before, in this paragraph or the last. It must agree,
/// or be the nearest figure of a like name whose difference comes near the printed one.
fn level_before<'r>(reading: &'r Reading<'_>, story: &Story<'_>, way: Way) -> Option<&'r Quantity> {
    let (prior, delta) = (story.prior?, story.delta?);
    let near = |s: &usize| prior.passage.abs_diff(reading.sentences[*s].passage) <= 1;
    let mains: Vec<&Quantity> = (prior.sentence.saturating_sub(6)..=prior.sentence)
        .filter(near)
        .flat_map(|s| mains(reading, s))
        .filter(|q| (q.passage, q.number.span.start) < (prior.passage, prior.number.span.start))
        .filter(|q| q.number.dimension == prior.number.dimension && q.is_amount() && !q.prior)
        .collect();
    let agreeing = mains.iter().rev().find(|q| agrees(story, q, way)).copied();
    let like = |q: &&&Quantity| {
        let moved = (q.number.value - prior.number.value).abs();
        let own = core(&prior.lead);
        let bare =
            own.trim_start_matches(['与', '比', '较', '同']).trim_start_matches("上年").trim_start_matches("去年");
        let length = common(&core(&q.lead), &own);
        let up = (q.number.value > prior.number.value) == (way == Way::Up);
        // 领取待遇人员 of the sentence before, in full: it is that figure, however wrong the change.
        let name = core(prior.lead.split(['比', '较']).next().unwrap_or_default());
        let called = name.chars().count() >= 4 && core(bare_lead(&q.lead)).ends_with(name.as_str());
        // 养老补贴支出比…: the level is called so too, 全年实际支出 is another.
        let whole = bare_lead(&q.lead);
        if name.chars().count() >= 4 && common(whole, &name) * 2 <= name.chars().count() {
            return false;
        }
        let sized = moved.max(delta.number.value) <= moved.min(delta.number.value) * Decimal::from(3);
        let surely = called && up && sized;
        surely
            || (length >= 2 || bare.is_empty())
                && (moved - delta.number.value).abs() * Decimal::from(3) <= delta.number.value
    };
    agreeing.or_else(|| mains.iter().rev().find(like).copied())
}

/// 收入792万元。同比增加189万元，增长31.39%: a sentence that begins with the comparison tells of the one figure
/// of the sentence before.
fn level_of_last_sentence<'r>(reading: &'r Reading<'_>, story: &Story<'_>) -> Option<&'r Quantity> {
    let (delta, _) = (story.delta?, story.rate?);
    let opens = reading.in_sentence(delta.sentence).first().is_some_and(|first| std::ptr::eq(first, delta))
        && ["同比", "比", "较", "与"].iter().any(|word| delta.lead.starts_with(word));
    let before = delta.sentence.checked_sub(1).filter(|_| opens && story.prior.is_none())?;
    let mut same = mains(reading, before).into_iter().filter(|q| q.number.dimension == delta.number.dimension);
    let level = same.next().filter(|_| same.next().is_none())?;
    (level.passage == delta.passage && level.is_amount() && !level.prior).then_some(level)
}
