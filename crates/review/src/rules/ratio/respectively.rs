//! A02 of 三项支出分别占71.70%、20.79%和7.51%: as many rates as there were parts before, of one whole, or as there were
//! pairs: 决策16分，得14分；过程24分，得21.98分，得分率分别为87.50%、91.58%.

use super::terms::is_measured;
use super::{Terms, accuse, fits, holds, judge, value};
use crate::finding::{Confidence, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// More rates than this are a table.
const LONGEST: usize = 10;

/// Words that open a list of rates: 分别占…, 占比依次为…, 比例为….
const SEVERAL: &[&str] = &["分别", "依次", "占比为", "比例为", "比重为"];
/// So many rates or more and all but one of them hold: no other two figures excuse the one that does not.
const PROVED: usize = 3;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, first) in reading.quantities.iter().enumerate() {
        let several = SEVERAL.iter().any(|word| first.lead.contains(word)) && !first.lead.contains("分别较");
        let several = several && !first.is_change();
        let told = several && first.number.dimension == Dimension::Percent && first.number.is_operand();
        if told && !reading.text.passages[first.passage].cell {
            let follows = |q: &&Quantity| {
                q.sentence == first.sentence && q.clause == first.clause && q.number.dimension == Dimension::Percent
            };
            let rates: Vec<&Quantity> = reading.quantities[index..].iter().take_while(follows).collect();
            if (2..=LONGEST).contains(&rates.len()) {
                list(reading, index, &rates, review);
            }
        }
    }
}

fn list(reading: &Reading<'_>, index: usize, rates: &[&Quantity], review: &mut Review) {
    let all: Decimal = rates.iter().map(|q| q.number.value).sum();
    let shares = ["占", "比例", "比重"].iter().any(|word| rates[0].lead.contains(word));
    let figures = figures(reading, index);
    let whole = shares && all == Decimal::ONE_HUNDRED && rates.iter().all(|q| q.number.step < Decimal::ONE);
    // Shares that make a hundred are of one whole, whatever pairs stand before.
    let pairs = of_pairs(&figures, rates.len()).filter(|_| !whole);
    let readings = [of_one(&figures, rates.len(), shares), pairs];
    let best = readings.into_iter().flatten().max_by_key(|terms| holding(rates, terms));
    let Some(terms) = best else { return };
    let wrong = rates.len() - holding(rates, &terms);
    // All but one must hold, so that the terms are these.
    if wrong > 1 && !whole {
        return;
    }
    // 分两批，24,800万元、14,600万元…中央、省、市县占比分别为: another division of the whole gives the rate.
    let parts: Vec<&Quantity> = terms.iter().map(|terms| terms.part).collect();
    let others = figures.iter().filter(|q| !parts.iter().any(|part| std::ptr::eq(*part, **q)));
    let others: Vec<&Quantity> = others.copied().collect();
    let of_another = |rate: &Quantity, base| others.iter().any(|part| fits(rate, Terms { part, base }));
    for (rate, terms) in rates.iter().zip(terms) {
        if of_another(rate, terms.base) {
            continue;
        }
        if fits(rate, terms) {
            holds(reading, rate, terms, review);
        } else if let Some(value) = value(terms).filter(|_| wrong == 1 && rates.len() >= PROVED) {
            accuse(reading, rate, terms, value, Confidence::Certain, review);
        } else {
            judge(reading, rate, terms, &[], Confidence::Certain, review);
        }
    }
}

fn holding(rates: &[&Quantity], terms: &[Terms<'_>]) -> usize {
    rates.iter().zip(terms).filter(|(rate, terms)| fits(rate, **terms)).count()
}

/// The figures of the last measure before the rates, in their paragraph, in reading order.
fn figures<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let first = &reading.quantities[index];
    let told = |q: &&Quantity| {
        let measured = is_measured(&q.number) || q.number.dimension == Dimension::Score;
        // 护理补贴353.25万元（一级148.50万元，二级204.75万元）。分别占…: what stands in brackets has shares of its own.
        let beside = q.bracket.is_none() || q.bracket == first.bracket || !first.lead.contains('占');
        q.passage == first.passage && measured && beside && q.is_amount() && !q.number.chinese
    };
    let before: Vec<&Quantity> = reading.quantities[..index].iter().rev().take(24).filter(told).collect();
    let Some(last) = before.first() else { return Vec::new() };
    let alike = |q: &&&Quantity| {
        q.number.dimension == last.number.dimension
            || q.number.dimension.is_counted() && last.number.dimension.is_counted()
    };
    let mut all: Vec<&Quantity> = before.iter().filter(alike).copied().collect();
    all.reverse();
    all
}

/// Parts and the whole that they add up to, told before them, behind them, or further back.
fn of_one<'r>(figures: &[&'r Quantity], count: usize, shares: bool) -> Option<Vec<Terms<'r>>> {
    let of = |parts: &[&'r Quantity]| {
        let sum: Decimal = parts.iter().map(|q| q.number.value).sum();
        let alike = parts.iter().all(|q| q.number.dimension == parts[0].number.dimension);
        let whole = |q: &&&Quantity| {
            q.number.value == sum
                && q.number.dimension == parts[0].number.dimension
                && !parts.iter().any(|part| std::ptr::eq(*part, **q))
        };
        let base = *figures.iter().rev().find(whole).filter(|_| shares && alike)?;
        Some(parts.iter().map(|part| Terms { part, base }).collect::<Vec<_>>())
    };
    let end = figures.len();
    let last = end.checked_sub(count).and_then(|from| of(&figures[from..]));
    // 甲3126人、乙1045人，共4171人，分别占: the whole stands last.
    last.or_else(|| end.checked_sub(count + 1).and_then(|from| of(&figures[from..end - 1])))
}

/// Two figures for each rate, always in the same order.
fn of_pairs<'r>(figures: &[&'r Quantity], count: usize) -> Option<Vec<Terms<'r>>> {
    let pairs: Vec<(&Quantity, &Quantity)> =
        figures.get(figures.len().checked_sub(2 * count)?..)?.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let alike = |(a, b): &(&Quantity, &Quantity)| a.number.dimension == b.number.dimension && a.sentence == b.sentence;
    let falling = pairs.iter().all(|(a, b)| a.number.value >= b.number.value);
    let rising = pairs.iter().all(|(a, b)| a.number.value <= b.number.value);
    if !pairs.iter().all(alike) || falling == rising {
        return None;
    }
    let terms = |(a, b): (&'r Quantity, &'r Quantity)| {
        if falling { Terms { part: b, base: a } } else { Terms { part: a, base: b } }
    };
    Some(pairs.into_iter().map(terms).collect())
}
