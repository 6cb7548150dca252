//! A02 of a survey divided by the forms that were sent: 发放问卷560份，收回有效问卷542份，满意的459份，满意度81.96%. Of 57
//! such rates in correct reports 44 are of the valid forms, the others of other figures, and none of the ones sent.

use super::{Known, add, fits, retract, settle};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ratio::{Label, label};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many sentences before the rate tell of the forms.
const SENTENCES: usize = 2;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    (0..reading.sentences.len()).for_each(|at| returned(reading, at, review));
    for (index, rate) in reading.quantities.iter().enumerate() {
        let asked = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && matches!(label(rate), Some(Label::Rate("满意" | "知晓" | "认可" | "好评")))
            && !reading.text.passages[rate.passage].cell;
        if asked && !known.says_anything(reading, rate) {
            trace(reading, index, review);
        }
    }
}

/// B05: 发放1800份，收回有效问卷1864份.
fn returned(reading: &Reading<'_>, at: usize, review: &mut Review) {
    let all = reading.in_sentence(at);
    let forms = |q: &&Quantity| q.number.dimension == Dimension::Count("份") && q.is_amount() && !q.number.chinese;
    let back = |q: &&Quantity| q.led_by(&["收回", "回收"]) && forms(q);
    let Some(back) = all.iter().find(back) else { return };
    let before = all.iter().filter(|q| forms(q) && q.number.span.start < back.number.span.start);
    let Some(sent) = before.max_by_key(|q| q.number.value) else { return };
    let told = all.iter().any(|q| q.led_by(&["发放", "发出"]) && q.number.span.start <= sent.number.span.start);
    if told && back.number.value > sent.number.value && !reading.text.passages[back.passage].cell {
        let calc = format!("收回{}多于发放{}", reading.printed(back), reading.printed(sent));
        let quotes = reading.quotes([back, sent]);
        review.findings.push(Finding::new(Kind::SubsetExceedsTotal, quotes, calc, "核对发放与收回的问卷数"));
    }
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let before = reading.quantities[..index].iter().rev();
    let near = before.take_while(|q| q.passage == rate.passage && rate.sentence - q.sentence <= SENTENCES);
    let all: Vec<&Quantity> =
        near.filter(|q| q.number.dimension.is_counted() && q.is_amount() && q.number.is_exact()).collect();
    let Some((part, bases)) = all.split_first() else { return };
    let beside = part.sentence == rate.sentence && rate.clause.abs_diff(part.clause) <= 1 && part.part == rate.part;
    let called =
        |words: &[&str]| bases.iter().copied().find(|q| q.number.dimension == part.number.dimension && q.led_by(words));
    let (Some(sent), Some(valid)) = (called(&["发放", "发出"]), called(&["有效"])) else { return };
    let between = sent.number.value > valid.number.value
        && valid.number.value >= part.number.value
        && (sent.sentence, sent.number.span.start) < (valid.sentence, valid.number.span.start);
    let share = |base: &Quantity| {
        let share = part.number.interval().over(base.number.interval())?;
        share.times(Interval::exact(Decimal::ONE_HUNDRED))
    };
    let (Some(of_sent), Some(of_valid)) = (share(sent), share(valid)) else { return };
    if beside && between && fits(of_sent, rate) && !fits(of_valid, rate) {
        let (a, b) = (reading.printed(part), reading.printed(valid));
        let calc = format!("{a}÷{b}＝{}%", of_valid.middle().round_dp(2));
        retract(reading, rate, Relation::Ratio, review);
        add(reading, (Kind::RatioMismatch, Relation::Ratio), [rate, part, valid], (&calc, false), review);
        settle(&calc, review);
    }
}
