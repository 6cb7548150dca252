//! A02 for multiples: 12.85万人，是上年8.96万人的1.43倍; 贷款余额31948.00万元，是担保基金余额的7.0倍. And for a sum set aside at a
//! rate of a named base: 按当年新发放贷款总额的0.5%计提，计117.18万元. Every figure that may be the base is tried; only where
//! none gives what is printed is the nearest of them told.

use super::elsewhere::own_words;
use super::pool::{anywhere, measured};
use super::{Known, add, is_near};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::{abbreviates, core};
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// A name of fewer characters says too little.
const SHORTEST: usize = 4;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, q) in reading.quantities.iter().enumerate() {
        let plain = q.number.is_operand() && !q.number.chinese && !reading.text.passages[q.passage].cell;
        if !plain || known.has(reading, q, &[Relation::Ratio]) {
            continue;
        }
        match q.number.dimension {
            Dimension::Other("倍") if multiple(reading, index, review).is_some() => {}
            Dimension::Other("倍") => slipped(reading, index, review),
            Dimension::Percent => set_aside(reading, index, review),
            _ => {}
        }
    }
}

/// 是甲的…倍: what the sentence is about, over 甲.
fn multiple(reading: &Reading<'_>, index: usize, review: &mut Review) -> Option<()> {
    let q = &reading.quantities[index];
    let name = q.lead.strip_suffix('的')?;
    let before = |back: usize| index.checked_sub(back).and_then(|at| reading.quantities.get(at));
    let last = before(1).filter(|last| last.sentence == q.sentence && last.is_amount())?;
    let (part, bases) = if name.is_empty() && last.tail == "的" {
        let part = before(2).filter(|part| part.sentence == q.sentence && alike(part, last))?;
        let is_of = reading.between(q.passage, part.number.span.end..last.number.span.start);
        let told = ["是", "为", "相当于"].iter().any(|w| is_of.trim_start_matches('，').starts_with(w));
        (part, if told { vec![last] } else { Vec::new() })
    } else {
        let at = ["是", "相当于", "为"].iter().find_map(|w| name.rfind(w).map(|at| at + w.len()))?;
        let beside = q.clause.abs_diff(last.clause) <= 1 && last.clause != q.clause;
        (last, if beside { called(reading, index, &name[at..], last) } else { Vec::new() })
    };
    let value = |base: &Quantity| part.number.interval().over(base.number.interval());
    let fits = |base: &&Quantity| value(base).is_some_and(|v| v.meets(q.number.interval()));
    let near = |base: &&Quantity| value(base).is_some_and(|v| is_near(v, q));
    let base = bases.iter().copied().find(fits).or_else(|| bases.iter().copied().find(near))?;
    let shown = value(base).map(|v| v.middle().round_dp(2).normalize()).unwrap_or_default();
    let calc = format!("{}÷{}＝{shown}倍", reading.printed(part), reading.printed(base));
    add(reading, (Kind::RatioMismatch, Relation::Ratio), [q, part, base], (&calc, fits(&base)), review);
    Some(())
}

/// 由1037.25万元增加到4744.29万元，增加3707.04万元，为上年的: of the last two levels of the sentence, where one digit
/// parts what they give from what is printed.
fn slipped(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let q = &reading.quantities[index];
    let sentences = (q.sentence.saturating_sub(1)..=q.sentence).flat_map(|at| reading.in_sentence(at));
    let own = |other: &&Quantity| {
        let before = other.passage == q.passage && other.number.span.start < q.number.span.start;
        before && other.is_amount() && measured(other) && !other.number.chinese
    };
    let levels: Vec<&Quantity> = sentences.filter(own).collect();
    let value = |part: &Quantity, base: &Quantity| part.number.interval().over(base.number.interval());
    let like = |a: &Quantity, b: &Quantity| a.number.dimension == b.number.dimension;
    let gives = |part: &Quantity, base: &Quantity| {
        like(part, base) && value(part, base).is_some_and(|v| v.meets(q.number.interval()))
    };
    let [.., first, second] = levels[..] else { return };
    let given = levels.iter().any(|part| levels.iter().any(|base| gives(part, base)));
    if given || !like(first, second) || first.sentence != q.sentence {
        return;
    }
    for (part, base) in [(second, first), (first, second)] {
        let Some(value) = value(part, base).filter(|value| slip::mends(reading, q, *value)) else { continue };
        let shown = value.middle().round_dp(2).normalize();
        let calc = format!("{}÷{}＝{shown}倍", reading.printed(part), reading.printed(base));
        return add(reading, (Kind::RatioMismatch, Relation::Ratio), [q, part, base], (&calc, false), review);
    }
}

fn alike(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension == b.number.dimension && a.is_amount() && b.is_amount()
}

/// The figures whose words have the name, in its order: 担保基金余额 of 担保基金年初…，年末余额. The nearest comes first.
fn called<'r>(reading: &'r Reading<'_>, index: usize, name: &str, like: &Quantity) -> Vec<&'r Quantity> {
    let name = core(name);
    let short = name.chars().count() < SHORTEST;
    let last: String = name.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let bears = |q: &&Quantity| {
        let other = !std::ptr::eq(*q, like) && alike(q, like) && !reading.text.passages[q.passage].cell && !q.prior;
        let clause = || own_words(reading, q).rsplit(['；', '：']).next().unwrap_or_default().to_owned();
        // The end of the name stands at the figure, or with the count of the same clause: 1220笔、23435.60万元.
        let beside = || {
            q.lead.contains(&last)
                || q.lead.is_empty() && clause().rsplit('，').next().is_some_and(|c| c.contains(&last))
        };
        other && !short && beside() && abbreviates(&name, &clause())
    };
    let mut found: Vec<&Quantity> = anywhere(reading, index).filter(bears).collect();
    found.sort_by_key(|q| {
        (q.sentence.abs_diff(reading.quantities[index].sentence), std::cmp::Reverse(q.number.span.start))
    });
    found
}

/// 按甲的0.5%计提，计117.18万元: the sum behind is the rate of 甲.
fn set_aside(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let set = ["计提", "提取", "计", "安排", "给予", "奖补", "缴纳"].iter().any(|w| rate.tail.starts_with(w));
    let name = rate.lead.rsplit_once('按').and_then(|(_, name)| name.strip_suffix('的'));
    let sum = reading.quantities.get(index + 1).filter(|sum| {
        let money = sum.number.dimension == Dimension::Money && sum.is_amount() && !sum.prior;
        money && sum.sentence == rate.sentence && sum.clause.abs_diff(rate.clause) <= 1
    });
    let (Some(name), Some(sum)) = (name.filter(|_| set), sum) else { return };
    let name = name.trim_end_matches(['额', '总', '量']);
    let bases = called(reading, index, name, sum);
    let share = Interval::exact(rate.number.value / Decimal::ONE_HUNDRED);
    let value = |base: &Quantity| base.number.interval().times(share);
    let fits = |base: &&Quantity| value(base).is_some_and(|v| v.meets(sum.number.interval()));
    let near = |base: &&Quantity| value(base).is_some_and(|v| is_near(v, sum));
    let Some(base) = bases.iter().copied().find(fits).or_else(|| bases.iter().copied().find(near)) else { return };
    let shown = value(base).map(|v| in_unit_of(v.middle(), &sum.number)).unwrap_or_default();
    let calc = format!("{}×{}＝{shown}", reading.printed(base), reading.printed(rate));
    add(reading, (Kind::RatioMismatch, Relation::Ratio), [sum, base, rate], (&calc, fits(&base)), review);
}
