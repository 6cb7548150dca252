//! Any table of figures, whatever it is about: 小计 and 合计 rows, columns that are the sum, the
//! difference, the product or the quotient of two others, rows of rates.
//!
//! How a table is built is not read from its titles but found by its own figures: a relation that most
//! rows obey is the table's, and the row that does not is wrong. A table in which too little
//! agrees is built in another way, and nothing is said.

mod across;
mod added;
mod linear;

use base::document::Document;
use rust_decimal::Decimal;

use super::Report;
use crate::finding::{Quote, Review};
use crate::interval::Interval;
use crate::table::cell::{Bound, Cell, Number};
use crate::table::grid::{Grid, Reading, Row};
use crate::table::{grids, is_indicator_heading};

/// Sums, rates and products of every table.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for grid in grids(report.reading.document) {
        let Some(figures) = Figures::of(&grid) else { continue };
        added::sums(&figures, review);
        added::across(&figures, review);
        across::check(&figures, review);
        across::rows_of_rates(&figures, review);
        linear::check(&figures, review);
    }
}

/// What a row is by its first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An item.
    Item,
    /// 小计: the items above it.
    Subtotal,
    /// 合计, 总计.
    Total,
    /// 执行率, 占比: no amounts.
    Rate,
    /// 其中：…: parts of another row.
    Part,
}

/// The heading, and the rows of figures with what each of them is.
struct Figures<'g> {
    titles: Vec<String>,
    rows: Vec<(Kind, Vec<Option<&'g Cell>>)>,
}

/// More than this is a register, not a table of a report.
const MOST_ROWS: usize = 400;
const MOST_COLUMNS: usize = 14;

impl<'g> Figures<'g> {
    fn of(grid: &'g Grid) -> Option<Figures<'g>> {
        let rows: Vec<&Row> = grid.rows.iter().filter(|row| !row.is_blank()).collect();
        if rows.iter().any(|row| is_indicator_heading(row)) || rows.len() > MOST_ROWS {
            return None;
        }
        let first = rows.iter().position(|row| row.filled().any(|cell| operand(cell).is_some()))?;
        let (heads, body) = rows.split_at(first);
        // In text without lines another table may follow on.
        let end = body.iter().position(|row| is_heading(row)).unwrap_or(body.len());
        let body = &body[..end];
        let (titles, cells): (Vec<String>, Vec<Vec<Option<&Cell>>>) = match grid.reading {
            Reading::Exact => exact(heads, body)?,
            Reading::Rows | Reading::Ragged => marked(heads, body)?,
        };
        let rows = cells.into_iter().map(|cells| (kind(&cells), cells)).collect();
        let mut figures = Figures { titles, rows };
        added::mark_whole(&mut figures);
        (figures.titles.len() <= MOST_COLUMNS && figures.titles.len() > 1).then_some(figures)
    }

    fn value(&self, row: usize, column: usize) -> Option<Number> {
        self.rows[row].1.get(column).copied().flatten().and_then(operand)
    }

    fn cell(&self, row: usize, column: usize) -> Option<&'g Cell> {
        self.rows[row].1.get(column).copied().flatten()
    }

    fn name(&self, row: usize) -> &str {
        self.rows[row].1.iter().flatten().find(|cell| operand(cell).is_none()).map_or("", |cell| cell.text.as_str())
    }

    fn quotes(&self, row: usize, columns: &[usize]) -> Vec<Quote> {
        super::quotes(columns.iter().filter_map(|column| self.cell(row, *column)))
    }

    /// The one row of totals.
    fn only_total(&self) -> Option<usize> {
        let mut totals = (0..self.rows.len()).filter(|row| self.rows[*row].0 == Kind::Total);
        totals.next().filter(|_| totals.next().is_none())
    }
}

/// Words in every cell, and in three at least.
fn is_heading(row: &Row) -> bool {
    let words = |cell: &Cell| cell.text.chars().any(char::is_alphabetic) && operand(cell).is_none();
    row.filled().count() >= 3 && row.cells().all(words)
}

type Body<'g> = (Vec<String>, Vec<Vec<Option<&'g Cell>>>);

/// A real table: the title of a column is everything that stands above it.
fn exact<'g>(heads: &[&'g Row], body: &[&'g Row]) -> Option<Body<'g>> {
    let width = body.iter().filter_map(|row| row.slots.last()).map(|slot| slot.column + slot.width).max()?;
    let over = |column: usize| {
        let above = heads.iter().flat_map(|row| &row.slots).filter(move |slot| {
            (slot.column..slot.column + slot.width).contains(&column) && !slot.cell.continued && slot.width < width
        });
        above.map(|slot| slot.cell.text.as_str()).collect::<String>()
    };
    let cells = body.iter().map(|row| {
        let at = |column: usize| row.slots.iter().find(|slot| slot.column == column && slot.width == 1);
        (0..width).map(|column| at(column).map(|slot| &slot.cell).filter(|cell| !cell.is_empty())).collect()
    });
    Some(((0..width).map(over).collect(), cells.collect()))
}

/// Rows marked in text: they must all have as many cells as the last line of the heading.
fn marked<'g>(heads: &[&'g Row], body: &[&'g Row]) -> Option<Body<'g>> {
    let heading = heads.last()?;
    let width = heading.slots.len();
    if body.iter().any(|row| row.slots.len() != width) {
        return None;
    }
    let cells = body.iter().map(|row| row.cells().map(|cell| Some(cell).filter(|cell| !cell.is_empty())).collect());
    Some((heading.cells().map(|cell| cell.text.clone()).collect(), cells.collect()))
}

fn kind(cells: &[Option<&Cell>]) -> Kind {
    let words = cells.iter().flatten().map(|cell| cell.text.trim_end_matches([':', ' '])).find(|text| !text.is_empty());
    let Some(text) = words else { return Kind::Item };
    let ordinal = |text: &str| {
        ["一", "二", "三", "四", "五", "六", "七", "八"].iter().any(|n| text.starts_with(&format!("{n}、")))
    };
    if text.contains("小计") {
        Kind::Subtotal
    } else if (text.ends_with("合计") || text.ends_with("总计") || matches!(text, "总数" | "共计")) && !ordinal(text)
    {
        Kind::Total
    } else if text.starts_with("其中") || text.starts_with("#") || text.starts_with("(") || ordinal(text) {
        Kind::Part
    } else if is_rate(text) {
        Kind::Rate
    } else {
        Kind::Item
    }
}

/// 执行率, 占比, 完成（%）; 支出进度低于95% is what points were lost for.
fn is_rate(name: &str) -> bool {
    let set = name.strip_suffix('%').is_some_and(|before| before.ends_with(|sign: char| sign.is_ascii_digit()));
    let words = ["率", "占比", "比例", "比重", "增幅", "%", "平均", "人均"];
    !set && words.iter().any(|word| name.ends_with(word))
}

/// A table of figures for the rules of the running text.
pub(crate) struct Plain {
    /// The titles of the columns.
    pub titles: Vec<String>,
    /// The rows from the top.
    pub rows: Vec<PlainRow>,
}

/// A row of figures.
pub(crate) struct PlainRow {
    /// Its first words.
    pub name: String,
    /// 合计.
    pub total: bool,
    /// What each column prints, in the unit of the table, and where.
    pub cells: Vec<Option<(Interval, Quote)>>,
}

/// The tables of figures of a document.
pub(crate) fn plain(document: &Document) -> Vec<Plain> {
    let grids = grids(document);
    let tables = grids.iter().filter_map(Figures::of);
    tables
        .map(|figures| {
            let figure = |row: usize, column: usize| {
                let quote = figures.cell(row, column)?.spot.clone()?;
                Some((interval(&figures.value(row, column)?, &figures.titles[column]), quote))
            };
            let row = |row: usize| PlainRow {
                name: figures.name(row).to_owned(),
                total: figures.rows[row].0 == Kind::Total,
                cells: (0..figures.titles.len()).map(|column| figure(row, column)).collect(),
            };
            Plain { rows: (0..figures.rows.len()).map(row).collect(), titles: figures.titles }
        })
        .collect()
}

/// A printed number without a bound; 18号, dates and 2023年决算 are none.
fn operand(cell: &Cell) -> Option<Number> {
    let number = cell.number().filter(|number| number.bound == Bound::Exactly)?;
    (!number.unit.starts_with(['年', '月', '日', '号', '届', '级'])).then_some(number)
}

/// What the printing leaves open; whole numbers are counted unless the column is in 万 or 亿, or of averages.
fn interval(number: &Number, title: &str) -> Interval {
    let scaled = ["万", "亿"].iter().any(|word| title.contains(word) || number.unit.contains(word));
    if number.decimals == 0 && !scaled && !title.contains('均') && number.unit != "%" {
        return Interval::exact(number.value);
    }
    Interval::around(number.value, number.half())
}

/// Columns that are not added: rates, averages, standards, numbers of order, points.
const NOT_ADDED: [&str; 23] = [
    "率", "%", "均", "标准", "比例", "占比", "增长", "单价", "名次", "排名", "序号", "年份", "年度", "得分", "分值",
    "编号", "代码", "电话", "系数", "时间", "日期", "备注", "权重",
];

fn is_added(title: &str) -> bool {
    let amount = ["金额", "数（", "数(", "人数", "资金"].iter().any(|word| title.contains(word));
    !NOT_ADDED.iter().any(|word| title.contains(word)) || amount && !title.contains('率') && !title.contains('均')
}

fn nonzero(values: &[Number]) -> bool {
    values.iter().all(|number| number.value > Decimal::ZERO)
}
