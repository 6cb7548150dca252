//! The death lists of January 2019: the police's as a workbook, the undertakers' as a web page
//! named `.xls`. Most entries are true; some are wrong, because a match is a lead and no verdict.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base::Date;
use files::Cell;

use crate::births::id_number;
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::faults::{Fault, Planted, transposed};
use crate::people::{Person, Standing};
use crate::sheets::{Book, Form, SimulateError, at};

/// An insured person who died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// Who.
    pub person: Person,
    /// When: November 2018 (December was paid wrongly), December or January.
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
    /// The people whose death the lists report: nine in ten receive a pension.
    pub fn january_deaths(&self) -> Vec<Death> {
        let wanted = self.counts().deaths;
        let contributors = wanted / 10;
        let old = (0..self.counts().holders()).map(|k| self.old_holder(k));
        let young = (0..self.counts().insured - self.counts().holders()).rev().map(|k| self.payer(k));
        let sound = |index: &u64| self.is_sound(*index);
        let count = |n: u64| usize::try_from(n).unwrap_or_default();
        let mut dead: Vec<Person> = old
            .filter(sound)
            .map(|index| self.person(index))
            .filter(|person| person.standing == Standing::Recipient)
            .take(count(wanted - contributors))
            .collect();
        let young = young.filter(sound).map(|index| self.person(index));
        dead.extend(young.filter(|p| p.birth.year() > 1958).take(count(contributors)));
        dead.into_iter().map(|person| death(self, person)).collect()
    }
}

fn death(district: &District, person: Person) -> Death {
    let mut chance = Chance::new(district.seed(), Subject::Death, person.index);
    let (year, month, last) = chance.weighted(&[(10, (2018, 11, 30)), (45, (2018, 12, 31)), (45, (2019, 1, 20))]);
    let on = jiff::civil::date(year, month, i8::try_from(chance.between(1, last)).unwrap_or(1));
    let (by_police, by_undertaker) = chance.weighted(&[(45, (true, true)), (40, (true, false)), (15, (false, true))]);
    Death { person, on, by_police, by_undertaker }
}

fn entry(death: &Death) -> Entry {
    let person = &death.person;
    let (id, name, address) = (person.id.clone(), person.name.clone(), person.address.clone());
    Entry { id, name, address, on: death.on, fault: None }
}

/// Writes both lists.
pub(crate) fn write(district: &District, deaths: &[Death], folder: &Path) -> Result<DeathFiles, SimulateError> {
    let wrong = (deaths.len() / 40).max(1);
    let mut police: Vec<Entry> = deaths.iter().filter(|d| d.by_police).map(entry).collect();
    police.extend((0..wrong as u64).map(|n| namesake(district, n)));
    let mut undertakers: Vec<Entry> = deaths.iter().filter(|d| d.by_undertaker).map(entry).collect();
    for entry in undertakers.iter_mut().take(wrong) {
        entry.id = transposed(district, &entry.id);
        entry.fault = Some(Fault::TransposedDigits);
    }
    let form = Form::named("death_list")?;
    let (police, mut planted) = write_police(&form, folder.join("公安死亡人员-201901.xlsx"), &police)?;
    let (undertakers, more) = write_undertakers(&form, folder.join("殡葬火化人员-201901.xls"), &undertakers)?;
    planted.extend(more);
    Ok(DeathFiles { police, undertakers, planted })
}

/// Somebody from another county with the name of a living recipient.
fn namesake(district: &District, number: u64) -> Entry {
    let living = (0..).map(|k| district.old_holder(district.counts().holders() - 1 - number * 7 - k));
    let index = living.take(100).find(|index| district.is_sound(*index)).unwrap_or_default();
    let person = district.person(index);
    let id = id_number("532524", person.birth, 900 + number % 100);
    let on = jiff::civil::date(2018, 12, 20);
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
        Cell::Money(fen) => fen.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Month(month) => month.to_string(),
        Cell::Empty => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
