//! A02 of a share whose list proves its whole: 年末参保人员中，领取62915人，占33.54%；缴费124693人, where the two make a figure
//! that stands before them. What other two figures give such a share by chance does not matter.

use super::pool::{measured, same_measure};
use super::{Known, add, fits, retract, settle};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::plausible::is_plausible_rate;
use crate::rules::ratio::is_together;
use crate::rules::subject::{bare_subject, is_called, own_name, phrase};
use crate::rules::terms::total_words;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many sentences before the list are asked for its whole.
const BEFORE: usize = 2;
/// A list has no more members on either side: every run of them is added.
const LONGEST: usize = 20;
/// Whole places, whose figures the report is about.
const PLACES: &[&str] = &["全省", "全市", "全县", "全区", "全州", "全旗", "全局", "全院", "全镇", "全乡"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        let share = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && rate.number.step < Decimal::ONE
            && !rate.is_change()
            && rate.lead.contains('占')
            // 分别占60%和40%: of several parts.
            && !rate.led_by(&["分别", "依次"])
            && !reading.text.passages[rate.passage].cell;
        if share && !is_together(reading, index) && !known.says(reading, rate, Kind::ALL) {
            let held = known.holds(reading, rate, &[Relation::Ratio, Relation::SameFact]);
            trace(reading, index, held, review);
        }
    }
}

fn trace(reading: &Reading<'_>, index: usize, held: bool, review: &mut Review) {
    let rate = &reading.quantities[index];
    let Some(words) = phrase(reading, rate) else { return };
    let Some(part) = part(reading, index, &words.subject) else { return };
    // 占发放总额的: of money, not of how many.
    let counted = part.number.dimension != Dimension::Money;
    if counted && ["额", "资金", "支出", "收入"].iter().any(|word| words.whole.ends_with(word)) {
        return;
    }
    let Some((whole, sure)) = proved_whole(reading, part, &words.whole) else { return };
    let share = part.number.interval().over(whole.number.interval());
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    let holds = fits(value, rate);
    if held && (holds || !sure) {
        return;
    }
    // 占全市的: perhaps of a larger place than the list is of.
    let near = || {
        let (a, b) = (value.middle(), rate.number.value);
        (a - b).abs() * Decimal::from(3) <= a.max(b)
    };
    let placed = PLACES.iter().any(|place| words.whole.contains(place));
    if holds || is_plausible_rate(reading, rate, [part, whole], value) && (!placed || near()) {
        let (a, b) = (reading.printed(part), reading.printed(whole));
        let calc = format!("{a}÷{b}＝{}%", value.middle().round_dp(2));
        if !holds {
            retract(reading, rate, Relation::Ratio, review);
        }
        add(reading, (Kind::RatioMismatch, Relation::Ratio), [rate, part, whole], (&calc, holds), review);
        if sure {
            settle(&calc, review);
        }
    }
}

/// The figure before the share, or the one that the words before 占 call, in this sentence or the one before.
fn part<'r>(reading: &'r Reading<'_>, index: usize, subject: &str) -> Option<&'r Quantity> {
    let rate = &reading.quantities[index];
    let before = reading.quantities[..index].last().filter(|q| q.sentence == rate.sentence);
    let from = before.map_or(reading.sentences[rate.sentence].span.start, |q| q.number.span.end);
    let words = reading.between(rate.passage, from..rate.lead_start.max(from));
    let words = words.trim_matches('，');
    let (told, subject) = (subject, bare_subject(subject));
    if subject.is_empty() && (told.contains("人员") || told.contains("部分")) {
        return None;
    }
    if subject.is_empty() && words.is_empty() {
        return before.filter(|q| measured(q) && q.is_amount() && q.bracket == rate.bracket);
    }
    // 甲街道人数最多，占: the clause before names whose share it is.
    let topic = words.rsplit('，').next().unwrap_or_default().trim_start_matches("其中");
    let is_meant = |q: &&Quantity| {
        let own = own_name(&q.lead);
        let named = own.chars().count() >= 3 && topic.starts_with(own);
        measured(q)
            && q.is_amount()
            && (if subject.is_empty() { named } else { q.lead == subject || is_called(reading, q, subject) })
    };
    let near = (rate.sentence.saturating_sub(1)..=rate.sentence).rev();
    let mut sets = near.map(|at| {
        let here = reading.in_sentence(at).iter();
        here.filter(|q| q.passage == rate.passage && q.number.span.start < rate.number.span.start)
            .filter(is_meant)
            .collect::<Vec<_>>()
    });
    let found = sets.find(|set| !set.is_empty())?;
    (found.len() == 1).then(|| found[0])
}

/// The figure that the list around a part makes, if the words behind 占 call it; and whether nothing else can be meant:
/// it is called by its name, or stands directly before the list.
fn proved_whole<'r>(reading: &'r Reading<'_>, part: &'r Quantity, words: &str) -> Option<(&'r Quantity, bool)> {
    let all: Vec<&Quantity> = reading
        .in_sentence(part.sentence)
        .iter()
        .filter(|q| same_measure(q, part) && q.number.is_operand() && !q.number.chinese && q.bracket == part.bracket)
        .collect();
    let own = all.iter().position(|q| std::ptr::eq(*q, part))?;
    let member = |q: &&&Quantity| q.is_amount() && !q.prior && total_words(&q.lead).is_none();
    let from = own - all[..own].iter().rev().take_while(member).take(LONGEST).count();
    let to = own + 1 + all[own + 1..].iter().take_while(member).take(LONGEST).count();
    let earlier: Vec<&Quantity> = (part.sentence.saturating_sub(BEFORE)..part.sentence)
        .flat_map(|at| reading.in_sentence(at))
        .filter(|q| q.passage == part.passage && same_measure(q, part) && q.is_amount() && !q.number.chinese)
        .collect();
    let lists = (from..=own).flat_map(|start| (own + 1..=to).rev().map(move |end| (start, end)));
    let long = lists.filter(|(start, end)| end - start > 1);
    long.into_iter().find_map(|(start, end)| {
        let sum: Interval =
            all[start..end].iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))?;
        let before = start.checked_sub(1).map(|at| all[at]);
        let behind = all.get(end).copied().filter(|q| total_words(&q.lead).is_some());
        let makes = |q: &&Quantity| {
            let fine = q.number.value >= q.number.step * Decimal::ONE_HUNDRED;
            fine && !q.prior && q.number.interval().meets(sum) && is_named(reading, q, words)
        };
        let whole = before.into_iter().chain(behind).chain(earlier.iter().rev().copied()).find(makes)?;
        let direct = before.is_some_and(|q| std::ptr::eq(q, whole)) && all[start].lead.starts_with("其中");
        Some((whole, direct || !name(words).is_empty()))
    })
}

/// 占, 占总数的, 占全县的 say nothing of the whole; 占基本支出的 must be told before it.
fn is_named(reading: &Reading<'_>, whole: &Quantity, words: &str) -> bool {
    let start = reading.sentences[whole.sentence].span.start;
    let told = reading.between(whole.passage, start..whole.number.span.end);
    let name = name(words);
    name.is_empty() || name.chars().count() >= 2 && told.contains(name)
}

/// What the words behind 占 call the whole, without what every whole is called.
fn name(words: &str) -> &str {
    let plain = PLACES.iter().fold(words.trim_matches('的'), |words, place| words.trim_start_matches(place));
    let ends = ["总人数", "总金额", "总额", "总数", "总量", "人数", "金额", "合计", "数", "比重", "的"];
    let plain = ends.iter().fold(plain, |words, end| words.trim_end_matches(end));
    let begins = ["全部", "已", "当年", "全年", "年末", "本年"];
    begins.iter().fold(plain, |words, word| words.trim_start_matches(word))
}
