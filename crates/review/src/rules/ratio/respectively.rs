//! A02 of 三项支出分别占71.70%、20.79%和7.51%: as many shares as there were parts before.

use super::{Terms, fits, judge};
use crate::finding::{Confidence, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, first) in reading.quantities.iter().enumerate() {
        let shares = first.number.dimension == Dimension::Percent && first.lead.contains("分别占");
        if shares {
            of_shares(reading, index, review);
        }
    }
}

fn of_shares(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let first = &reading.quantities[index];
    let follows = |q: &&Quantity| {
        q.sentence == first.sentence && q.clause == first.clause && q.number.dimension == Dimension::Percent
    };
    let shares: Vec<&Quantity> = reading.quantities[index..].iter().take_while(follows).collect();
    let all: Decimal = shares.iter().map(|q| q.number.value).sum();
    let before: Vec<&Quantity> = reading.quantities[..index]
        .iter()
        .rev()
        .take(12)
        .filter(|q| q.passage == first.passage && q.is_amount() && !q.number.chinese)
        .collect();
    let Some(dimension) = before.first().map(|q| q.number.dimension) else { return };
    let figures: Vec<&Quantity> = before.into_iter().filter(|q| q.number.dimension == dimension).collect();
    if shares.len() < 2 || figures.len() <= shares.len() {
        return;
    }
    let (parts, earlier) = figures.split_at(shares.len());
    let whole: Decimal = parts.iter().map(|q| q.number.value).sum();
    let Some(base) = earlier.iter().find(|q| q.number.value == whole) else { return };
    let terms: Vec<Terms<'_>> = parts.iter().rev().map(|part| Terms { part, base }).collect();
    // Most of them must hold, so that the parts are these.
    let holding = shares.iter().zip(&terms).filter(|(share, terms)| fits(share, **terms)).count();
    if holding * 2 > shares.len() || all == Decimal::ONE_HUNDRED {
        shares
            .iter()
            .zip(terms)
            .for_each(|(share, terms)| judge(reading, share, terms, &[], Confidence::Certain, review));
    }
}
