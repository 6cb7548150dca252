//! A list as a value: titles, rows, and how each cell looks on the screen and in a workbook.

use std::collections::HashMap;
use std::io::Cursor;

use base::{Date, Fen, Month, RegionCode};
use files::XlsxWriter;
use maud::{Markup, html};
use office::tables::PersonId;

use crate::http::Fault;
use crate::view::{Column, Tone, amount, amount_or_dash, tone_chip};

/// A column.
pub struct Title {
    pub column: Column,
    pub title: &'static str,
    /// Characters in the workbook; none for what is not taken out.
    pub width: u16,
}

impl Title {
    pub fn column(&self) -> Column {
        self.column
    }
}

/// A cell.
pub enum Cell {
    Text(String),
    Code(RegionCode),
    /// A region by its name.
    Place(RegionCode, String),
    Money(Fen),
    Count(i64),
    Day(Option<Date>),
    Month(Option<Month>),
    Person(PersonId, String),
    /// The number of a person, which a number cell would round.
    Number(PersonId),
    State(Tone, &'static str),
    /// Words and addresses of what can be done now.
    Do(Vec<(&'static str, String)>),
}

impl Cell {
    /// On the screen; of what can be done, what the reader's posts make.
    pub fn shown(&self, makes: impl Fn(&str) -> bool) -> Markup {
        match self {
            Cell::Text(text) if is_short(text) => html! { span.line { (text) } },
            Cell::Text(text) => html! { (text) },
            Cell::Code(code) => html! { span.number { (code) } },
            Cell::Place(code, name) => html! { span title=(code) { (name) } },
            Cell::Money(fen) => amount_or_dash(*fen),
            Cell::Count(count) => html! { (count) },
            Cell::Day(day) => html! { @if let Some(day) = day { span.number { (day) } } },
            Cell::Month(month) => html! { @if let Some(month) = month { span.number { (month) } } },
            Cell::Person(person, name) => html! { a.line href=(format!("/people/{person}")) { (name) } },
            Cell::Number(person) => html! { span.number { (person) } },
            Cell::State(tone, word) => tone_chip(*tone, word),
            Cell::Do(ways) => {
                let mine = ways.iter().filter(|(_, address)| operation_of(address).is_none_or(&makes));
                html! { span.ways { @for (word, address) in mine { a href=(address) { (word) } } } }
            }
        }
    }

    fn plain(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Person(_, text) | Cell::Place(_, text) => text.clone(),
            Cell::Code(code) => code.to_string(),
            Cell::Money(fen) => fen.to_string(),
            Cell::Count(count) => count.to_string(),
            Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Cell::Month(month) => month.map(|month| month.to_string()).unwrap_or_default(),
            Cell::Number(person) => person.to_string(),
            Cell::State(_, word) => (*word).to_owned(),
            Cell::Do(_) => String::new(),
        }
    }

    fn in_workbook(&self) -> files::Cell<'_> {
        match self {
            Cell::Money(fen) => files::Cell::Money(*fen),
            Cell::Count(count) => files::Cell::Integer(*count),
            Cell::Day(day) => files::Cell::from(*day),
            Cell::Month(month) => files::Cell::from(*month),
            other => files::Cell::from(other.plain()),
        }
    }
}

/// The operation whose form an address opens.
fn operation_of(address: &str) -> Option<&str> {
    address.strip_prefix("/operations/")?.split('?').next()
}

/// Whether a text stands in one line: a code, a number, a few words.
fn is_short(text: &str) -> bool {
    const HALVES: usize = 22;
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() <= HALVES
}

/// A row; one without a region is of the whole county.
pub struct Row {
    pub region: Option<RegionCode>,
    pub cells: Vec<Cell>,
}

impl Row {
    /// Regions are read by their names.
    pub fn name_places(&mut self, names: &HashMap<RegionCode, String>) {
        for cell in &mut self.cells {
            if let Cell::Code(code) = cell
                && let Some(name) = names.get(code)
            {
                *cell = Cell::Place(*code, name.clone());
            }
        }
    }

    /// Whether any cell holds the words.
    pub fn holds(&self, words: &str) -> bool {
        self.cells.iter().any(|cell| cell.plain().contains(words))
    }
}

/// A list.
#[derive(Default)]
pub struct List {
    pub note: String,
    /// A heading that stands only on paper.
    pub heading: Option<String>,
    /// What can be asked besides region and words: name, label, type of the input.
    pub asks: &'static [(&'static str, &'static str, &'static str)],
    pub titles: Vec<Title>,
    pub rows: Vec<Row>,
    pub nothing: &'static str,
    /// The column whose amounts are summed below.
    pub sums: Option<usize>,
    /// Where the next part begins, when not everything was read.
    pub next: Option<String>,
    /// What stands below the list.
    pub after: Option<Markup>,
}

impl List {
    /// The sum below the list, when it has one.
    pub fn total(&self) -> Option<Markup> {
        let at = self.sums?;
        let money = |row: &Row| match row.cells.get(at) {
            Some(Cell::Money(fen)) => *fen,
            _ => Fen::ZERO,
        };
        let total: Fen = self.rows.iter().map(money).sum();
        let what = self.titles.get(at).map_or("", |title| title.title.trim_end_matches("（元）"));
        Some(html! { (what) "合计 " (amount(total)) " 元" })
    }

    /// The columns and rows that are taken out.
    pub fn workbook(&self, title: &str) -> Result<Vec<u8>, Fault> {
        self.write(title).map_err(|error| Fault::Busy(format!("工作簿没有写成（{error}）")))
    }

    fn write(&self, title: &str) -> Result<Vec<u8>, files::WriteError> {
        let taken: Vec<usize> = (0..self.titles.len()).filter(|at| self.titles[*at].width > 0).collect();
        let widths: Vec<u16> = taken.iter().map(|at| self.titles[*at].width).collect();
        let titles: Vec<&str> = taken.iter().map(|at| self.titles[*at].title).collect();
        let mut writer = XlsxWriter::new(title, &widths)?;
        writer.header(&titles)?;
        writer.for_print("")?;
        for row in &self.rows {
            let cells: Vec<files::Cell<'_>> = taken.iter().map(|at| row.cells[*at].in_workbook()).collect();
            writer.row(&cells)?;
        }
        let mut out = Cursor::new(Vec::new());
        writer.finish(&mut out)?;
        Ok(out.into_inner())
    }
}
