//! Relations whose figures stand in different paragraphs, under different headings. Within a sentence the grammar says
//! which figures belong together; here only their names do, so a figure takes part only where the whole report tells
//! one value of that name and year.

mod averages;
mod cells;
mod completed;
mod executed;
mod facts;
mod fund;
mod grown;
mod products;
mod shares;
mod siblings;
mod stocks;
mod told;

use crate::finding::Review;
use crate::reading::Reading;
use crate::rules::known::Known;
use facts::Facts;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let cells = cells::cells(reading);
    let facts = Facts::of(reading, &cells);
    grown::check(reading, &facts, &Known::of(review), review);
    fund::check(reading, &facts, &Known::of(review), review);
    executed::check(reading, &facts, &Known::of(review), review);
    completed::check(reading, &facts, &Known::of(review), review);
    shares::check(reading, &facts, &Known::of(review), review);
    averages::check(reading, &facts, &Known::of(review), review);
    products::check(reading, &facts, &Known::of(review), review);
    siblings::check(reading, &facts, &Known::of(review), review);
    stocks::check(reading, &facts, &Known::of(review), review);
    told::check(reading, &facts, &Known::of(review), review);
}
