//! A02 and A03 of what an office has and who fills it: 核定编制62名，在职58人，在职人员控制率93.55%，空编4名; and of how many of
//! the places counted elsewhere have something: 148个行政村 … 142个行政村建成服务点，覆盖率95.95%.

use super::pool::measured;
use super::{Known, add, fits, rests};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::plausible::{is_plausible_difference, is_plausible_rate};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Posts of one kind, and who does not hold one.
const SOME: &[&str] = &["行政", "参公", "事业", "工勤", "其中", "下属", "退休", "编外", "上年"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for told in reading.quantities.iter().filter(|q| !reading.text.passages[q.passage].cell) {
        let name = bare_lead(&told.lead);
        let percent = told.number.dimension == Dimension::Percent;
        if !told.number.is_operand() || known.has(reading, told, &[Relation::Ratio, Relation::Difference]) {
            continue;
        }
        if percent && name.ends_with("覆盖率") {
            covered(reading, told, review);
        } else if percent && ["在职人员控制率", "在编人员控制率", "人员控制率"].iter().any(|n| name.ends_with(n))
        {
            if let Some([held, posts]) = office(reading, told) {
                share(reading, told, [held, posts], review);
            }
        } else if name == "空编" && told.number.dimension == Dimension::Person {
            vacant(reading, told, review);
        }
    }
}

/// Who is in office and how many posts there are, in the paragraph before a figure; one value each.
fn office<'r>(reading: &'r Reading<'_>, told: &Quantity) -> Option<[&'r Quantity; 2]> {
    let one = |words: &[&str]| {
        let called = |q: &&Quantity| {
            q.passage == told.passage
                && q.number.span.start < told.number.span.start
                && q.number.dimension == Dimension::Person
                && q.is_amount()
                && words.iter().any(|word| bare_lead(&q.lead).ends_with(word))
                && !q.led_by(SOME)
        };
        let mut all = reading.quantities.iter().filter(called);
        let first = all.next()?;
        all.all(|q| q.number.value == first.number.value).then_some(first)
    };
    let posts = one(&["编制", "编制数", "编制总数", "人员编制"])?;
    let held = one(&["在职", "在职人员", "在编", "在编人员", "实有人员", "在职职工", "在编在职人员"])?;
    Some([held, posts])
}

fn share(reading: &Reading<'_>, rate: &Quantity, [part, base]: [&Quantity; 2], review: &mut Review) {
    let share = part.number.interval().over(base.number.interval());
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    let holds = fits(value, rate);
    if holds || is_plausible_rate(reading, rate, [part, base], value) {
        let (a, b) = (reading.printed(part), reading.printed(base));
        let calc = format!("{a}÷{b}＝{}%", value.middle().round_dp(2));
        add(reading, (Kind::RatioMismatch, Relation::Ratio), [rate, part, base], (&calc, holds), review);
    }
}

fn vacant(reading: &Reading<'_>, rest: &Quantity, review: &mut Review) {
    let Some([held, posts]) = office(reading, rest) else { return };
    let Some(value) = posts.number.interval().minus(held.number.interval()) else { return };
    let holds = fits(value, rest);
    if holds || is_plausible_difference(reading, rest, [posts, held], value) {
        let calc = rests::written(reading, (posts, held), value);
        add(reading, (Kind::DiffMismatch, Relation::Difference), [rest, posts, held], (&calc, holds), review);
    }
}

/// The places that have it are called as all places are: 行政村 behind both figures.
fn covered(reading: &Reading<'_>, rate: &Quantity, review: &mut Review) {
    let counted = |q: &&Quantity| {
        measured(q) && matches!(q.number.dimension, Dimension::Count(_)) && q.is_amount() && !q.number.chinese
    };
    let mut before = reading.in_sentence(rate.sentence).iter().filter(|q| q.number.span.start < rate.number.span.start);
    let Some(part) = before.rfind(counted).filter(|q| rate.clause.abs_diff(q.clause) <= 1) else { return };
    let is_all = |q: &&Quantity| {
        let noun = q.tail.as_str();
        let named = (2..=6).contains(&noun.chars().count()) && part.tail.starts_with(noun);
        named
            && q.number.dimension == part.number.dimension
            && q.number.value >= part.number.value
            && !std::ptr::eq(*q, part)
            && !q.prior
            && ["共", "辖", "现有", "总计", "全部"]
                .iter()
                .any(|word| q.lead.ends_with(word) || q.lead.starts_with(word))
            && !reading.text.passages[q.passage].cell
    };
    let mut all = reading.quantities.iter().filter(counted).filter(is_all);
    let Some(base) = all.next() else { return };
    if all.all(|q| q.number.value == base.number.value) {
        share(reading, rate, [part, base], review);
    }
}
