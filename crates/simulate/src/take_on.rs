//! The files of take-on: one workbook per town with people, accounts, awards, open recoveries and
//! control totals, and one workbook with the fund's opening balances.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base::{Fen, Level, Month};
use files::Cell;

use crate::accounts::{Account, Source};
use crate::awards::{Award, Reason};
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::expected::Totals;
use crate::faults::{Fault, Planted, Written, spoil};
use crate::names;
use crate::people::{Person, Standing};
use crate::places::{TOWNS, Town};
use crate::sheets::{Book, Form, SimulateError, at};

/// People of one workbook at most. Far below what an import takes (400,000 rows, 64 MiB), and
/// small enough to be opened on a clerk's PC; only districts beyond Dongchuan's size split towns.
const PEOPLE_PER_WORKBOOK: u64 = 60_000;

/// The workbooks of one town. Each carries the control totals of its own people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TownFiles {
    /// The town.
    pub town: &'static Town,
    /// Usually one.
    pub workbooks: Vec<PathBuf>,
}

/// What [`District::write_take_on`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeOnFiles {
    /// Town by town, in the order of [`TOWNS`].
    pub towns: Vec<TownFiles>,
    /// Opening balances of the fund.
    pub fund: PathBuf,
    /// County, towns and villages.
    pub regions: PathBuf,
    /// Every planted fault.
    pub planted: Vec<Planted>,
}

/// One workbook to write.
struct Part {
    town: usize,
    people: Range<u64>,
    file_name: String,
}

/// A workbook written.
struct Workbook {
    path: PathBuf,
    planted: Vec<Planted>,
    totals: Totals,
}

impl District {
    /// Writes the take-on files into a folder, which is made if need be. Each workbook has a
    /// thread of its own as far as there are processors; the result does not depend on it.
    pub fn write_take_on(&self, folder: &Path) -> Result<TakeOnFiles, SimulateError> {
        at(folder, std::fs::create_dir_all(folder))?;
        let parts: Vec<Part> = (0..TOWNS.len()).flat_map(|town| self.parts(town)).collect();
        let written = in_parallel(&parts, |part| self.write_workbook(folder, part))?;
        let mut towns: Vec<TownFiles> = TOWNS.iter().map(|town| TownFiles { town, workbooks: Vec::new() }).collect();
        let mut totals = Totals::default();
        let mut planted = Vec::new();
        for (part, workbook) in parts.iter().zip(written) {
            towns[part.town].workbooks.push(workbook.path);
            totals += workbook.totals;
            planted.extend(workbook.planted);
        }
        let (fund, faults) = write_fund(folder, &totals)?;
        planted.extend(faults);
        let regions = self.write_regions(folder)?;
        Ok(TakeOnFiles { towns, fund, regions, planted })
    }

    fn write_regions(&self, folder: &Path) -> Result<PathBuf, SimulateError> {
        let form = Form::named("regions")?;
        let path = folder.join("期初-530113-行政区划.xlsx");
        let mut book = Book::new(path.clone(), "行政区划", &form)?;
        book.row(&form.header())?;
        for (code, name) in self.regions() {
            book.row(&form.row(|key| Cell::from(if key == "code" { code.as_str() } else { name.as_str() })))?;
        }
        book.finish()?;
        Ok(path)
    }

    fn parts(&self, town: usize) -> Vec<Part> {
        let people = self.town_people(town);
        let count = people.end.saturating_sub(people.start).div_ceil(PEOPLE_PER_WORKBOOK).max(1);
        let name = TOWNS[town].name;
        (0..count)
            .map(|part| {
                let start = people.start + part * PEOPLE_PER_WORKBOOK;
                let suffix = if count == 1 { String::new() } else { format!("-第{}册", part + 1) };
                Part {
                    town,
                    people: start..people.end.min(start + PEOPLE_PER_WORKBOOK),
                    file_name: format!("期初-{}-{name}{suffix}.xlsx", TOWNS[town].code),
                }
            })
            .collect()
    }

    fn write_workbook(&self, folder: &Path, part: &Part) -> Result<Workbook, SimulateError> {
        let form = Form::named("takeon_person")?;
        let mut book = Book::new(folder.join(&part.file_name), "人员", &form)?;
        self.people_sheet(&mut book, &form, part)?;
        self.account_sheet(&mut book, part)?;
        self.award_sheet(&mut book, part)?;
        self.recovery_sheet(&mut book, part)?;
        // Added up from the model and not from the cells written above: the importer's comparison
        // of rows and control totals would otherwise compare one sum with itself.
        let totals = self.totals_of(part.people.clone());
        self.control_sheet(&mut book, part.town, &totals)?;
        let (path, planted) = book.finish()?;
        Ok(Workbook { path, planted, totals })
    }

    fn people_sheet(&self, book: &mut Book, form: &Form, part: &Part) -> Result<(), SimulateError> {
        let town = TOWNS[part.town].name;
        book.title(&format!("昆明市东川区{town}{}", form.title), form.width())?;
        book.row(&[Cell::from(format!("填报单位：{town}")), Cell::Empty, Cell::from("截止日期：2018年12月31日")])?;
        book.row(&form.header())?;
        for index in part.people.clone() {
            let written = spoil(self, self.person(index));
            let payments = self.payments(&written.person);
            let village = &self.villages(part.town)[written.person.village].code;
            let joined = payments.first().and_then(|p| Month::new(p.year, i8::try_from(p.month).ok()?).ok());
            let years = i64::try_from(payments.len()).unwrap_or_default();
            book.row(&form.row(|key| person_cell(&written.person, key, village, joined, years)))?;
            plant_person_fault(book, &written);
        }
        let count = part.people.end.saturating_sub(part.people.start);
        book.row(&[Cell::from("合计"), Cell::from(format!("{count}人"))])?;
        book.plant("", Fault::TotalRow);
        Ok(())
    }

    fn account_sheet(&self, book: &mut Book, part: &Part) -> Result<(), SimulateError> {
        let form = Form::named("takeon_account")?;
        book.next_sheet("个人账户", &form)?;
        book.title(&format!("昆明市东川区{}{}", TOWNS[part.town].name, form.title), form.width())?;
        book.two_rows(&form.two_rows(balance_group))?;
        let mut sums = vec![None; form.keys.len()];
        for index in part.people.clone() {
            let person = self.person(index);
            let account = self.account(&person);
            let written = spoil(self, person);
            for (sum, key) in sums.iter_mut().zip(&form.keys) {
                add(sum, balance_of(&account, key));
            }
            book.row(&form.row(|key| account_cell(&written.person, &account, key)))?;
            plant_repeated_id(book, &written);
        }
        book.row(&total_row(&form, &sums))?;
        book.plant("", Fault::TotalRow);
        Ok(())
    }

    fn award_sheet(&self, book: &mut Book, part: &Part) -> Result<(), SimulateError> {
        let form = Form::named("takeon_award")?;
        book.next_sheet("待遇", &form)?;
        book.title(&format!("昆明市东川区{}{}", TOWNS[part.town].name, form.title), form.width())?;
        book.two_rows(&form.two_rows(component_group))?;
        let mut sums = vec![None; form.keys.len()];
        for index in part.people.clone() {
            if self.standing(index) == Standing::Contributor {
                continue;
            }
            let person = self.person(index);
            let account = self.account(&person);
            let Some(award) = self.award(&person, &account) else { continue };
            let written = spoil(self, person);
            for (sum, key) in sums.iter_mut().zip(&form.keys) {
                add(sum, component(&award, key));
            }
            book.row(&form.row(|key| award_cell(&written.person, &award, key)))?;
            plant_repeated_id(book, &written);
            if written.fault == Some(Fault::LuhnFails) {
                book.plant("aae010", Fault::LuhnFails);
            }
        }
        book.row(&total_row(&form, &sums))?;
        book.plant("", Fault::TotalRow);
        Ok(())
    }

    fn recovery_sheet(&self, book: &mut Book, part: &Part) -> Result<(), SimulateError> {
        let form = Form::named("takeon_recovery")?;
        book.next_sheet("待追回", &form)?;
        book.row(&form.header())?;
        for index in part.people.clone() {
            if self.standing(index) != Standing::Suspended {
                continue;
            }
            let person = self.person(index);
            let account = self.account(&person);
            let Some(award) = self.award(&person, &account).filter(|award| !award.owed().total().is_zero()) else {
                continue;
            };
            let written = spoil(self, person);
            book.row(&form.row(|key| recovery_cell(&written.person, &award, key)))?;
            plant_repeated_id(book, &written);
        }
        Ok(())
    }

    fn control_sheet(&self, book: &mut Book, town: usize, totals: &Totals) -> Result<(), SimulateError> {
        let form = Form::named("takeon_control")?;
        book.next_sheet("控制数", &form)?;
        book.row(&form.header())?;
        let mut chance = Chance::new(self.seed(), Subject::Place, 900 + town as u64);
        let signer = format!("{}（模拟）", names::name(&mut chance, base::Sex::Male));
        book.row(&form.row(|key| control_cell(&TOWNS[town], totals, &signer, key)))
    }
}

/// Runs the jobs on as many threads as there are processors; results in the order of the jobs.
fn in_parallel<J: Sync, R: Send>(
    jobs: &[J],
    work: impl Fn(&J) -> Result<R, SimulateError> + Sync,
) -> Result<Vec<R>, SimulateError> {
    let next = AtomicUsize::new(0);
    let one_thread = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(place) else { return Ok::<_, SimulateError>(done) };
            done.push((place, work(job)?));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let mut all = Vec::with_capacity(jobs.len());
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one_thread)).collect();
        for thread in running {
            all.extend(thread.join().map_err(|_| SimulateError::Thread)??);
        }
        Ok::<(), SimulateError>(())
    })?;
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, result)| result).collect())
}

fn person_cell<'a>(person: &'a Person, key: &str, village: &'a str, joined: Option<Month>, years: i64) -> Cell<'a> {
    match key {
        "aac004" => Cell::from(person.sex.title()),
        "aac006" => Cell::from(person.birth),
        "aae006" => Cell::from(person.address.as_str()),
        "aae005" => Cell::from(person.phone.as_str()),
        "region" => Cell::from(village),
        "aac049" => Cell::from(joined),
        "aac066" => Cell::from(person.group.code()),
        "aac008" if person.standing == Standing::Contributor => Cell::from("1"),
        "aac008" => Cell::from("3"),
        "paid_years" => Cell::from(years),
        key => identity_cell(person, key),
    }
}

/// What stands in a money column of the account form; `None` for the other columns.
fn balance_of(account: &Account, key: &str) -> Option<Fen> {
    let principal = |source: Source| account.principal[source as usize];
    match key {
        // The form has no column for the old rural insurance: it was the person's own money.
        "aae0201" => Some(principal(Source::Personal) + principal(Source::Transfer)),
        "aae0202" => Some(principal(Source::Province)),
        "aae0203" => Some(principal(Source::City)),
        "aae0204" => Some(principal(Source::County)),
        "aae0205" => Some(principal(Source::Collective)),
        "aae0207" => Some(principal(Source::Proxy)),
        "interest" => Some(account.interest.iter().copied().sum()),
        "balance" => Some(account.balance()),
        _ => None,
    }
}

/// Group and short title of the balance columns in the account sheet's header.
fn balance_group(key: &str) -> Option<(&'static str, &'static str)> {
    let short = match key {
        "aae0201" => "个人缴费",
        "aae0202" => "省级补贴",
        "aae0203" => "市级补贴",
        "aae0204" => "县级补贴",
        "aae0205" => "集体补助",
        "aae0207" => "政府代缴",
        "interest" => "利息",
        "balance" => "合计",
        _ => return None,
    };
    Some(("个人账户余额", short))
}

fn account_cell<'a>(person: &'a Person, account: &Account, key: &str) -> Cell<'a> {
    match key {
        "paid_years" => Cell::from(account.years),
        key => balance_of(account, key).map_or_else(|| identity_cell(person, key), Cell::from),
    }
}

/// The columns that every sheet has in common.
fn identity_cell<'a>(person: &'a Person, key: &str) -> Cell<'a> {
    match key {
        "aac001" => Cell::from(person.number.as_str()),
        "aac002" => Cell::from(person.id.as_str()),
        "aac003" => Cell::from(person.name.as_str()),
        _ => Cell::Empty,
    }
}

/// What stands in a money column of the award form; `None` for the other columns.
fn component(award: &Award, key: &str) -> Option<Fen> {
    match key {
        "aae0191" => Some(award.base[Level::Central]),
        "aae0192" => Some(award.base[Level::Province]),
        "aae0193" => Some(award.base[Level::City]),
        "aae0194" => Some(award.base[Level::County]),
        "long_city" => Some(award.long),
        "age_province" => Some(award.age[Level::Province]),
        "age_city" => Some(award.age[Level::City]),
        "age_county" => Some(award.age[Level::County]),
        "account_pension" => Some(award.account),
        "aic166" => Some(award.monthly()),
        _ => None,
    }
}

/// Group and short title of the shared columns in the award sheet's header.
fn component_group(key: &str) -> Option<(&'static str, &'static str)> {
    match key {
        "aae0191" => Some(("基础养老金", "中央")),
        "aae0192" => Some(("基础养老金", "省级")),
        "aae0193" => Some(("基础养老金", "市级")),
        "aae0194" => Some(("基础养老金", "县级")),
        "age_province" => Some(("高龄补助", "省级")),
        "age_city" => Some(("高龄补助", "市级")),
        "age_county" => Some(("高龄补助", "县级")),
        _ => None,
    }
}

fn award_cell<'a>(person: &'a Person, award: &Award, key: &str) -> Cell<'a> {
    if let Some(amount) = component(award, key) {
        return Cell::from(amount);
    }
    match key {
        "aic160" => Cell::from(award.first),
        "bank" => Cell::from("邮政储蓄银行东川区支行"),
        "aae010" => Cell::from(person.card.as_str()),
        "aae009" => Cell::from(person.name.as_str()),
        "suspended" => Cell::from(if award.hold.is_some() { "1" } else { "0" }),
        "aae160" => Cell::from(award.hold.map(|hold| hold.reason.title())),
        "suspended_from" => Cell::from(award.hold.map(|hold| hold.since)),
        key => identity_cell(person, key),
    }
}

fn recovery_cell<'a>(person: &'a Person, award: &Award, key: &str) -> Cell<'a> {
    let owed = award.owed();
    let Some(hold) = award.hold else { return Cell::Empty };
    let months = i32::try_from(hold.overpaid_months).unwrap_or(0);
    match key {
        "cause" if hold.reason == Reason::Imprisoned => Cell::from("prison"),
        "cause" => Cell::from("double"),
        "from" => Cell::from(hold.since.plus(-months)),
        "to" => Cell::from(hold.since.plus(-1)),
        "fen_central" => Cell::from(owed[Level::Central]),
        "fen_province" => Cell::from(owed[Level::Province]),
        "fen_city" => Cell::from(owed[Level::City]),
        "fen_county" => Cell::from(owed[Level::County]),
        "fen_account" => Cell::from(Fen::ZERO),
        "aae019" => Cell::from(owed.total()),
        key => identity_cell(person, key),
    }
}

fn control_cell<'a>(town: &'a Town, totals: &Totals, signer: &'a str, key: &str) -> Cell<'a> {
    let count = |count: u64| Cell::from(i64::try_from(count).unwrap_or(i64::MAX));
    match key {
        "region" => Cell::from(town.code),
        "region_name" => Cell::from(town.name),
        "persons" => count(totals.insured),
        "recipients" => count(totals.recipients),
        "fen_central" => Cell::from(totals.by_level[Level::Central]),
        "fen_province" => Cell::from(totals.by_level[Level::Province]),
        "fen_city" => Cell::from(totals.by_level[Level::City]),
        "fen_county" => Cell::from(totals.by_level[Level::County]),
        "fen_account_pension" => Cell::from(totals.account),
        "account_fen" => Cell::from(totals.balance()),
        "signed_by" => Cell::from(signer),
        _ => Cell::Empty,
    }
}

/// Adds to the sum of a column that has one.
fn add(sum: &mut Option<Fen>, amount: Option<Fen>) {
    if let Some(amount) = amount {
        *sum = Some(sum.unwrap_or_default() + amount);
    }
}

/// 合计 in the first column, sums in the columns that have one.
fn total_row(form: &Form, sums: &[Option<Fen>]) -> Vec<Cell<'static>> {
    let cell =
        |(key, sum): (&String, &Option<Fen>)| if key == "aac001" { Cell::from("合计") } else { Cell::from(*sum) };
    form.keys.iter().zip(sums).map(cell).collect()
}

/// The column of the people sheet in which a fault stands.
fn plant_person_fault(book: &mut Book, written: &Written) {
    match written.fault {
        Some(Fault::MissingAddress) => book.plant("aae006", Fault::MissingAddress),
        // Only the award sheet has the card.
        Some(Fault::LuhnFails) | None => {}
        Some(_) => plant_repeated_id(book, written),
    }
}

/// Faults of ID number and name stand in every sheet that has the person.
fn plant_repeated_id(book: &mut Book, written: &Written) {
    match written.fault {
        Some(Fault::MissingAddress | Fault::LuhnFails) | None => {}
        Some(Fault::FullWidthBlank) => book.plant("aac003", Fault::FullWidthBlank),
        Some(fault) => book.plant("aac002", fault),
    }
}

/// Opening balances: the special account holds everyone's account and half a year's pensions,
/// the payment account half a month's; nothing is owed to anyone.
fn write_fund(folder: &Path, totals: &Totals) -> Result<(PathBuf, Vec<Planted>), SimulateError> {
    let form = Form::named("takeon_fund")?;
    let mut book = Book::new(folder.join("期初-530113-基金科目余额.xlsx"), "科目余额", &form)?;
    let monthly = totals.monthly();
    let special = totals.balance() + monthly.times(6);
    let payment = Fen::new(monthly.get() / 2);
    book.title("昆明市东川区城乡居民基本养老保险基金期初科目余额", form.width())?;
    book.row(&[Cell::from("单位：元"), Cell::Empty, Cell::from("2018年12月31日")])?;
    book.row(&form.header())?;
    let lines = [
        ("1003", "财政专户存款", Some(special), None),
        ("1004", "支出户存款", Some(payment), None),
        ("3001", "一般基金结余", None, Some(special + payment)),
        ("合计", "", Some(special + payment), Some(special + payment)),
    ];
    for (account, name, debit, credit) in lines {
        book.row(&form.row(|key| match key {
            "account" => Cell::from(account),
            "account_name" => Cell::from(name),
            "debit" => Cell::from(debit),
            "credit" => Cell::from(credit),
            _ => Cell::Empty,
        }))?;
    }
    book.plant("", Fault::TotalRow);
    book.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_beyond_the_limit_is_split_without_gap_or_overlap() {
        // Of 300,000 people the largest town has 63,000, more than one workbook takes.
        let district = District::new(3, 300_000).unwrap();
        let people = district.town_people(0);
        assert_eq!(people.end - people.start, 63_000);
        let parts = district.parts(0);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].people.start, parts[1].people.end), (people.start, people.end));
        assert_eq!(parts[0].people.end, parts[1].people.start);
        assert_eq!(district.parts(8).len(), 1);
        let largest = u64::try_from(files::limits::ROWS).unwrap();
        let million = District::new(3, 1_000_000).unwrap();
        assert!((0..TOWNS.len()).all(|t| million.parts(t).iter().all(|p| p.people.end - p.people.start < largest)));
    }
}
