//! Terms that stand in a table: a figure of the text is a cell of it, and the other term stands in the same row under
//! the name that the words ask for, or is the total of the same column.

use super::super::is_near;
use super::term::{Found, Term};
use crate::finding::Quote;
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::core;
use crate::rules::performance::columns::Plain;
use rust_decimal::Decimal;

/// A cell of one of the tables.
#[derive(Clone, Copy)]
struct Place<'t> {
    table: &'t Plain,
    row: usize,
    column: usize,
}

impl<'t> Place<'t> {
    fn at(self, column: usize) -> Self {
        Place { column, ..self }
    }

    fn cell(self) -> Option<&'t (Interval, Quote)> {
        self.table.rows[self.row].cells.get(self.column)?.as_ref()
    }

    fn value(self) -> Option<Interval> {
        self.cell().map(|(value, _)| *value)
    }

    fn term(self) -> Option<Term> {
        let (value, quote) = self.cell()?;
        Some(Term { value: *value, shown: quote.text.clone(), quotes: vec![quote.clone()] })
    }

    /// The figure of the text with the value of its cell, so that both terms are in the table's unit.
    fn told(self, reading: &Reading<'_>, figure: &Quantity) -> Option<Term> {
        Some(Term { value: self.value()?, ..Term::of(reading, figure) })
    }

    fn title(self) -> String {
        core(&self.table.titles[self.column])
    }
}

/// The cells that print the figure's digits; short numbers stand in many.
fn places<'t>(tables: &'t [Plain], figure: &Quantity) -> Vec<Place<'t>> {
    let Some(printed) = figure.number.value.checked_div(figure.number.factor) else { return Vec::new() };
    if printed < Decimal::ONE_HUNDRED && figure.number.is_exact() {
        return Vec::new();
    }
    let rows = tables.iter().flat_map(|table| (0..table.rows.len()).map(move |row| (table, row)));
    let all = rows.flat_map(|(table, row)| (0..table.titles.len()).map(move |column| Place { table, row, column }));
    all.filter(|place| place.value().is_some_and(|cell| cell.middle() == printed)).collect()
}

/// 支出8420.16万元，占可用资金的: the column of that name in the row of the part; 两项占全部执行数的: the total of the column
/// of that name, in which all parts stand.
pub(super) fn of_share(reading: &Reading<'_>, tables: &[Plain], parts: &[&Quantity], words: &str) -> Option<Found> {
    let wanted = core(words.trim_start_matches("全部").trim_start_matches("全年"));
    let named = |place: &Place<'_>| wanted.chars().count() >= 2 && place.title().contains(&wanted);
    if wanted.chars().count() < 2 {
        return None;
    }
    if let [part] = parts {
        for place in places(tables, part) {
            let others = (0..place.table.titles.len()).filter(|column| *column != place.column).map(|c| place.at(c));
            let mut bases = others.filter(named).filter(|base| base.value().is_some());
            if let (Some(base), None) = (bases.next(), bases.next()) {
                return Some(Found { part: place.told(reading, part)?, base: base.term()?, complement: false });
            }
        }
    }
    let (first, others) = parts.split_first()?;
    let within = places(tables, first).into_iter().filter(named).find_map(|place| {
        let cells: Option<Vec<Place<'_>>> = others
            .iter()
            .map(|part| {
                let same = |other: &Place<'_>| std::ptr::eq(other.table, place.table) && other.column == place.column;
                places(tables, part).into_iter().find(same)
            })
            .collect();
        let total = only_total(place.table).filter(|total| *total != place.row)?;
        Some((place, cells?, Place { row: total, ..place }))
    });
    let (place, cells, total) = within?;
    let mut value = place.value()?;
    for cell in &cells {
        value = value.plus(cell.value()?)?;
    }
    Some(Found { part: Term { value, ..Term::sum(reading, parts)? }, base: total.term()?, complement: false })
}

/// The one row of totals.
fn only_total(table: &Plain) -> Option<usize> {
    let mut totals = (0..table.rows.len()).filter(|row| table.rows[*row].total);
    totals.next().filter(|_| totals.next().is_none())
}

/// 就业27982人，就业率: the row in which that figure stands has a rate of this name that its own figures give; 基金收入完成预算
/// 的101.69%: the row of that name.
pub(super) fn of_rate(
    reading: &Reading<'_>,
    tables: &[Plain],
    rate: &Quantity,
    (name, part): (&str, Option<&Quantity>),
) -> Option<Found> {
    let meant = |table: &Plain| {
        let titles = table.titles.iter().enumerate();
        let mut rates = titles.filter(|(_, title)| title.contains(name) && title.contains('率')).map(|(at, _)| at);
        rates.next().filter(|_| rates.next().is_none())
    };
    let near = |found: &Found| found.value().is_some_and(|v| is_near(v, rate));
    if let Some(part) = part {
        let all = places(tables, part);
        let found = all.into_iter().find_map(|place| {
            let printed = place.at(meant(place.table)?);
            let base = quotients(printed).find(|(over, _)| over.column == place.column)?.1;
            Some(Found { part: place.told(reading, part)?, base: base.term()?, complement: false })
        });
        return found.filter(near);
    }
    let subject = rate.lead.split(name).next().unwrap_or_default();
    let subject = subject.rsplit(['，', '。', '：']).next().unwrap_or_default();
    let mut rows = tables.iter().filter_map(|table| {
        let column = meant(table)?;
        let named = |row: &usize| {
            table.rows[*row].name.trim_start_matches(|c: char| !c.is_alphabetic() || "一二三四五六七八九十".contains(c))
                == subject
        };
        let row = (0..table.rows.len()).find(named)?;
        Some(Place { table, row, column })
    });
    let printed = rows.next().filter(|_| rows.next().is_none() && subject.chars().count() >= 3)?;
    let (over, base) = quotients(printed).next()?;
    Some(Found { part: over.term()?, base: base.term()?, complement: false }).filter(near)
}

/// The two columns of the row whose quotient its rate is.
fn quotients<'t>(printed: Place<'t>) -> impl Iterator<Item = (Place<'t>, Place<'t>)> {
    let columns = printed.table.titles.len();
    let pairs = (0..columns).flat_map(move |a| (0..columns).map(move |b| (printed.at(a), printed.at(b))));
    pairs.filter(move |(a, b)| {
        let apart = a.column != b.column && a.column != printed.column && b.column != printed.column;
        let share = || a.value()?.over(b.value()?)?.times(Interval::exact(Decimal::ONE_HUNDRED));
        apart && share().zip(printed.value()).is_some_and(|(share, rate)| share.meets(rate))
    })
}
