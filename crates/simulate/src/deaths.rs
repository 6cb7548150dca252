//! The death lists of a month: the police's as a workbook, the undertakers' as a web page
//! named `.xls`. Most entries are true; some are wrong, because a match is a lead and no verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base::{Date, Month};
use files::Cell;

use crate::births::id_number;
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::faults::{Fault, Planted, transposed};
use crate::people::{Person, Standing};
use crate::sheets::{Book, Form, SimulateError, at};
use crate::year::january;

/// The lists arrive on this day of the month.
pub(crate) const LIST_ARRIVES: i8 = 10;

/// An insured person who died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// Who.
    pub person: Person,
    /// When: in the month of the list, the one before, or two months before (a month was paid wrongly).
    pub on: Date,
    /// In the police's list.
    pub by_police: bool,
    /// In the undertakers' list.
    pub by_undertaker: bool,
}

/// The lists and what was planted in them.
pub(crate) struct DeathFiles {
    pub(crate) police: PathBuf,
    pub(crate) undertakers: PathBuf,
    pub(crate) planted: Vec<Planted>,
}

/// An entry as a list has it.
struct Entry {
    id: String,
    name: String,
    address: String,
    on: Date,
    fault: Option<Fault>,
}

impl District {
    /// The people whose death the January lists report: nine in ten receive a pension.
    pub fn january_deaths(&self) -> Vec<Death> {
        let wanted = self.counts().deaths;
        let contributors = wanted / 10;
        self.mortal(wanted - contributors, contributors)
            .into_iter()
            .map(|person| death(self, person, january()))
            .collect()
    }

    /// The people whose death the lists of a year report, by the month of the list. January's are
    /// the same people as [`District::january_deaths`].
    pub(crate) fn year_deaths(&self) -> BTreeMap<Month, Vec<Death>> {
        let share = |all: u64, month: u64| all * month / 12;
        let (all, first) = (self.counts().year_deaths, self.counts().deaths);
        let (young, young_first) = (all / 10, first / 10);
        let people = self.mortal(all - young, young);
        let (old, young): (Vec<_>, Vec<_>) = people.into_iter().partition(|p| p.standing == Standing::Recipient);
        let (mut old, mut young) = (old.into_iter(), young.into_iter());
        let mut by_month = BTreeMap::new();
        for number in 1..=12_u64 {
            let month = january().plus(i32::try_from(number).unwrap_or(1) - 1);
            // Shares of what January leaves, so that each list is about as long as the others.
            let count = |all: u64, first: u64| match number {
                1 => first,
                _ => share((all - first) * 12 / 11, number - 1) - share((all - first) * 12 / 11, number - 2),
            };
            let take = |n: u64| usize::try_from(n).unwrap_or_default();
            let mut people: Vec<Person> = old.by_ref().take(take(count(all - all / 10, first - young_first))).collect();
            people.extend(young.by_ref().take(take(count(all / 10, young_first))));
            by_month.insert(month, people.into_iter().map(|person| death(self, person, month)).collect());
        }
        by_month
    }

    /// So many recipients and so many contributors with sound papers, in the order in which they die.
    fn mortal(&self, recipients: u64, contributors: u64) -> Vec<Person> {
        let old = (0..self.counts().holders()).map(|k| self.old_holder(k));
        let young = (0..self.counts().insured - self.counts().holders()).rev().map(|k| self.payer(k));
        let sound = |index: &u64| self.is_sound(*index);
        let count = |n: u64| usize::try_from(n).unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut dead: Vec<Person> = old
            .filter(sound)
            .filter(|index| seen.insert(*index))
            .map(|index| self.person(index))
            .filter(|person| person.standing == Standing::Recipient)
            .take(count(recipients))
            .collect();
        let young = young.filter(sound).map(|index| self.person(index));
        dead.extend(young.filter(|p| p.birth.year() > 1960).take(count(contributors)));
        dead
    }
}

/// One in ten is reported two months late (a month was paid wrongly), the others in the month
/// after the death or in its own; a list that arrives on the 10th knows nothing of later days.
fn death(district: &District, person: Person, listed: Month) -> Death {
    let mut chance = Chance::new(district.seed(), Subject::Death, person.index);
    let own = u64::try_from(LIST_ARRIVES.saturating_sub(1)).unwrap_or(1);
    let length = |month: Month| u64::try_from(month.last_day().day()).unwrap_or(28);
    let (before, last) = (listed.plus(-2), listed.previous());
    let (month, days) =
        chance.weighted(&[(10, (before, length(before))), (45, (last, length(last))), (45, (listed, own))]);
    let day = i8::try_from(chance.between(1, days)).unwrap_or(1);
    let on = month.first_day().saturating_add(jiff::Span::new().days(i64::from(day) - 1));
    let (by_police, by_undertaker) = chance.weighted(&[(45, (true, true)), (40, (true, false)), (15, (false, true))]);
    Death { person, on, by_police, by_undertaker }
}

fn entry(death: &Death) -> Entry {
    let person = &death.person;
    let (id, name, address) = (person.id.clone(), person.name.clone(), person.address.clone());
    Entry { id, name, address, on: death.on, fault: None }
}

/// Writes both lists.
pub(crate) fn write(
    district: &District,
    month: Month,
    deaths: &[Death],
    folder: &Path,
) -> Result<DeathFiles, SimulateError> {
    let wrong = (deaths.len() / 40).max(1);
    let mut police: Vec<Entry> = deaths.iter().filter(|d| d.by_police).map(entry).collect();
    police.extend((0..wrong as u64).map(|n| namesake(district, month, n)));
    let mut undertakers: Vec<Entry> = deaths.iter().filter(|d| d.by_undertaker).map(entry).collect();
    for entry in undertakers.iter_mut().take(wrong) {
        entry.id = transposed(district, &entry.id);
        entry.fault = Some(Fault::TransposedDigits);
    }
    let form = Form::named("death_list")?;
    let (police, mut planted) =
        write_police(&form, folder.join(format!("公安死亡人员-{}.xlsx", month.number())), &police)?;
    let (undertakers, more) =
        write_undertakers(&form, folder.join(format!("殡葬火化人员-{}.xls", month.number())), &undertakers)?;
    planted.extend(more);
    Ok(DeathFiles { police, undertakers, planted })
}

/// Another living recipient each month.
fn month_offset(month: Month) -> u64 {
    u64::try_from(month.months_since(january())).unwrap_or_default() * 101
}

/// Somebody from another county with the name of a living recipient.
fn namesake(district: &District, month: Month, number: u64) -> Entry {
    let holders = district.counts().holders();
    let place = |k: u64| (number * 7 + month_offset(month) + k) % holders;
    let living = (0..).map(|k| district.old_holder(holders - 1 - place(k)));
    let index = living.take(100).find(|index| district.is_sound(*index)).unwrap_or_default();
    let person = district.person(index);
    let id = id_number("532524", person.birth, 900 + number % 100);
    let on = month.previous().first_day().saturating_add(jiff::Span::new().days(19));
    Entry {
        id, name: person.name, address: "云南省红河州建水县".to_owned(), on, fault: Some(Fault::SameNameOtherId)
    }
}

fn cell<'a>(entry: &'a Entry, source: &'static str, number: usize, key: &str) -> Cell<'a> {
    match key {
        "source" => Cell::from(source),
        "aac002" => Cell::from(entry.id.as_str()),
        "aac003" => Cell::from(entry.name.as_str()),
        "death_on" => Cell::from(entry.on),
        "evidence" => Cell::from(format!("{source}2019-{number:05}")),
        "aae006" => Cell::from(entry.address.as_str()),
        _ => Cell::Empty,
    }
}

fn write_police(form: &Form, path: PathBuf, entries: &[Entry]) -> Result<(PathBuf, Vec<Planted>), SimulateError> {
    let mut book = Book::new(path, "死亡人员", form)?;
    book.title("昆明市公安局东川分局死亡注销户口人员名单", form.width())?;
    book.row(&form.header())?;
    for (number, entry) in entries.iter().enumerate() {
        book.row(&form.row(|key| cell(entry, "公安", number + 1, key)))?;
        if let Some(fault) = entry.fault {
            book.plant("aac002", fault);
        }
    }
    book.finish()
}

/// A table of HTML under the name of a workbook: what many systems call an export.
fn write_undertakers(form: &Form, path: PathBuf, entries: &[Entry]) -> Result<(PathBuf, Vec<Planted>), SimulateError> {
    let mut page = String::from("<html><head><meta charset=\"utf-8\"></head><body><table border=\"1\">\r\n");
    let _ = write!(page, "<tr><td colspan=\"{}\">东川区殡仪馆火化人员名单</td></tr>\r\n", form.width());
    page.push_str(&html_row(&form.header()));
    let mut planted = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        page.push_str(&html_row(&form.row(|key| cell(entry, "殡葬", number + 1, key))));
        if let Some(what) = entry.fault {
            let line = u32::try_from(number + 3).unwrap_or(u32::MAX);
            planted.push(Planted { file: path.clone(), sheet: None, line, key: "aac002", what });
        }
    }
    page.push_str("</table></body></html>\r\n");
    at(&path, std::fs::write(&path, page))?;
    Ok((path, planted))
}

fn html_row(cells: &[Cell<'_>]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escaped(&text_of(cell)))).collect();
    format!("<tr>{cells}</tr>\r\n")
}

fn text_of(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Money(fen) | Cell::Formula(_, fen) => fen.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Month(month) => month.to_string(),
        Cell::Empty => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
