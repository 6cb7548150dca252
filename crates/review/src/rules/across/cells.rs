//! Cells of plain tables as figures of the running text: what they count by the title of their column, the name of their
//! row or 单位：万元 above the table, what they are called by row and column.

use super::facts::Fact;
use super::facts::name;
use crate::finding::Quote;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::performance::columns::{Plain, PlainRow, plain};
use crate::unit::{Dimension, factor_at, unit_at};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// A figure in a table, measured as its table says.
#[derive(Debug)]
pub(super) struct Cell {
    pub q: Quantity,
    name: String,
    year: Option<i32>,
    plan: bool,
    total: bool,
    /// Which table and column.
    column: (usize, usize),
}

type Unit = (Dimension, Decimal);

/// All cells of plain tables that count something.
pub(super) fn cells(reading: &Reading<'_>) -> Vec<Cell> {
    let tables = plain(reading.document);
    if tables.is_empty() {
        return Vec::new();
    }
    let printed = reading.quantities.iter().filter(|q| reading.text.passages[q.passage].cell);
    let places: HashMap<(u32, usize), &Quantity> =
        printed.filter_map(|q| reading.quote(q).first().map(|quote| ((quote.paragraph, quote.from), q))).collect();
    tables.iter().enumerate().flat_map(|(at, table)| of_table(reading, (at, table), &places)).collect()
}

/// The columns of tables without a row of totals.
pub(super) fn columns(cells: &[Cell]) -> Vec<Vec<&Quantity>> {
    let mut columns: BTreeMap<(usize, usize), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        columns.entry(cell.column).or_default().push(cell);
    }
    let open =
        columns.into_values().filter(|cells| !cells.iter().any(|cell| cell.total || cell.q.number.value.is_zero()));
    open.map(|cells| cells.iter().map(|cell| &cell.q).collect()).collect()
}

fn of_table(
    reading: &Reading<'_>,
    (index, table): (usize, &Plain),
    places: &HashMap<(u32, usize), &Quantity>,
) -> Vec<Cell> {
    let caption = caption(reading, table, places);
    let mut all = Vec::new();
    for row in &table.rows {
        for (column, (title, cell)) in table.titles.iter().zip(&row.cells).enumerate() {
            let Some((_, Quote { paragraph, from, .. })) = cell else { continue };
            let Some(q) = places.get(&(*paragraph, *from)) else { continue };
            let unit = unit_in(title).or_else(|| unit_in(&row.name)).or_else(|| counted(title)).or(caption);
            if let Some((dimension, factor)) = unit {
                all.push(of_cell(q, (title, row), (index, column), (dimension, factor)));
            }
        }
    }
    all
}

fn of_cell(q: &Quantity, (title, row): (&str, &PlainRow), column: (usize, usize), (dimension, factor): Unit) -> Cell {
    let mut q = q.clone();
    q.number.dimension = dimension;
    if q.number.factor == Decimal::ONE {
        q.number.value *= factor;
        q.number.step *= factor;
        q.number.factor = factor;
    }
    let year = |words: &str| {
        words.get(..4).and_then(|year| year.parse::<i32>().ok()).filter(|year| (1990..2100).contains(year))
    };
    let plan = ["预算", "计划", "目标", "任务", "下达", "安排"].iter().any(|word| title.contains(word));
    // Years at the top or at the side: the other one names the measure.
    let (name_of, year) = match (year(title), year(&row.name)) {
        (Some(year), _) => (bare(&row.name), Some(year)),
        (None, Some(year)) => (bare(title), Some(year)),
        _ if row.total => (bare(title), None),
        _ => (format!("{}{}", bare(&row.name), bare(title)), None),
    };
    Cell { q, name: name(&name_of), year, plan, total: row.total, column }
}

/// 基金收入（万元） without its unit.
fn bare(words: &str) -> String {
    let end = words.find(['（', '(']).unwrap_or(words.len());
    words[..end].trim_end_matches('数').to_owned()
}

/// 支出（万元）.
fn unit_in(words: &str) -> Option<Unit> {
    let open = words.find(['（', '('])?;
    unit_of(words[open..].trim_start_matches(['（', '(']))
}

/// 服务人数, 发放人次: no amounts, whatever the unit of the table.
fn counted(title: &str) -> Option<Unit> {
    let counts = [("人次", Dimension::PersonTimes), ("户数", Dimension::Count("户")), ("人数", Dimension::Person)];
    counts.into_iter().find(|(word, _)| title.contains(word)).map(|(_, dimension)| (dimension, Decimal::ONE))
}

fn unit_of(words: &str) -> Option<Unit> {
    let signs: Vec<char> = words.chars().collect();
    let (factor, length) = factor_at(&signs);
    let (dimension, _) = unit_at(&signs[length..])?;
    let told = dimension == Dimension::Money || dimension.is_counted();
    told.then_some((dimension, factor))
}

/// 单位：万元 before the table.
fn caption(reading: &Reading<'_>, table: &Plain, places: &HashMap<(u32, usize), &Quantity>) -> Option<Unit> {
    let first = table.rows.iter().flat_map(|row| row.cells.iter().flatten()).next()?;
    let passage = places.get(&(first.1.paragraph, first.1.from))?.passage;
    let above = reading.text.passages[..passage].iter().rev().filter(|passage| passage.chars.contains(&'单')).take(2);
    let words = above.map(crate::text::Passage::text).find(|words| words.contains("单位："))?;
    unit_of(words.split("单位：").nth(1)?.trim())
}

impl Cell {
    pub(super) fn fact(&self, year: Option<i32>) -> Fact<'_> {
        let topic = if self.total { "合计".to_owned() } else { String::new() };
        Fact {
            q: &self.q,
            name: self.name.clone(),
            topic,
            year: self.year.or(year),
            plan: self.plan,
            main: true,
            standard: false,
        }
    }
}
