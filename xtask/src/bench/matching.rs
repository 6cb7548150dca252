//! W4: a list of deaths against the whole registry, with planted cases of each kind. Recall and
//! false alarms are part of the answer: a fast match that finds nobody is worth nothing.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base::IdNumber;
use files::{Cell, CsvWriter, Profile, WriteEncoding};
use office::risk::ImportDeathsInput;
use simulate::{District, Person};
use store::{Db, OnConflict, Value};

use super::district::POSTS;
use super::measure::{Cost, Stopwatch};
use super::ours::{Said, server_process};
use super::prepare::SEED;
use crate::counter::Counter;

/// One line of the list in so many insured; of them as many are planted, the others are strangers.
const LINES_PER_PERSON: u64 = 5;
const PLANTED_OF_LINES: u64 = 3;

/// How a planted line names its person, in turn.
const KINDS: [&str; 5] = ["exact", "legacy", "transposed", "id_only", "name_birth"];

/// What the list holds.
struct Planted {
    path: PathBuf,
    lines: u64,
    /// Personal number to kind.
    people: HashMap<String, &'static str>,
}

fn id_number(first_17: &str) -> Result<String> {
    let check = IdNumber::check_character(first_17).context("seventeen digits")?;
    Ok(format!("{first_17}{check}"))
}

/// The number and name that a line gives for a person.
fn disguised(person: &Person, kind: &str) -> Result<(String, String)> {
    let id = &person.id;
    Ok(match kind {
        "legacy" if id.get(6..8) == Some("19") => (format!("{}{}", &id[..6], &id[8..17]), person.name.clone()),
        "transposed" => {
            let mut digits: Vec<char> = id.chars().collect();
            let at = (0..16).find(|at| digits[*at] != digits[at + 1]).context("two digits that differ")?;
            digits.swap(at, at + 1);
            (digits.into_iter().collect(), person.name.clone())
        }
        "id_only" => (id.clone(), "另名某".to_owned()),
        // Another sound number of the same birth date: only name and birth speak for the person.
        "name_birth" => (id_number(&format!("532524{}999", &id[6..14]))?, person.name.clone()),
        _ => (id.clone(), person.name.clone()),
    })
}

fn write_list(folder: &Path, people: u64) -> Result<Planted> {
    let district = District::new(SEED, people)?;
    let lines = people / LINES_PER_PERSON;
    let path = folder.join("deaths.csv");
    let profile = Profile::named("death_list")?;
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030)?;
    writer.row(&profile.columns.iter().map(|column| Cell::from(column.title.as_str())).collect::<Vec<_>>())?;
    let mut planted = HashMap::new();
    for line in 0..lines {
        // Spread over the district; two lines never mean the same person.
        let person = district.person(line * LINES_PER_PERSON);
        let (id, name) = if line % PLANTED_OF_LINES == 0 {
            let turn = usize::try_from(line / PLANTED_OF_LINES)? % KINDS.len();
            planted.insert(person.number.clone(), KINDS[turn]);
            disguised(&person, KINDS[turn])?
        } else {
            // A stranger: another place, another day of birth than anybody's here, an invented name.
            let (year, month, day) = (line / 100 % 10, 1 + line / 28_000 % 12, 1 + line / 1_000 % 28);
            let first_17 = format!("110101190{year}{month:02}{day:02}{:03}", 900 + line % 100);
            (id_number(&first_17)?, format!("外某{line}"))
        };
        let cell = |key: &str| match key {
            "source" => Cell::from("公安"),
            "aac002" => Cell::from(id.clone()),
            "aac003" => Cell::from(name.clone()),
            "death_on" => Cell::from("2019-01-10"),
            "evidence" => Cell::from(format!("证{line}")),
            _ => Cell::Empty,
        };
        writer.row(&profile.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>())?;
    }
    fs::write(&path, writer.finish()?)?;
    Ok(Planted { path, lines, people: planted })
}

/// Imports the list and has it signed by two people.
pub fn ours(folder: &Path, people: u64) -> Result<Said> {
    let list = write_list(folder, people)?;
    let mut counter = Counter::open(folder, &POSTS)?;
    let server = server_process(&mut counter)?;
    let since = counter.number("SELECT MAX(seq) FROM agency_head")?;
    let file = counter.office.environment().files.take_in(&list.path)?;
    let mut watch = Stopwatch::start(server);
    let operation = "risk.import_deaths";
    let answer = counter.make(operation, &ImportDeathsInput { file, name: "deaths.csv".to_owned() })?;
    watch.lap("read, match, first signature");
    counter.sign(operation, desk::Stage::Check, &answer)?;
    watch.lap("read and match again, second signature, write");
    let cost = watch.stop();
    let words = judged(&mut counter, &list, since)?;
    Ok(Said { cost, lines: i64::try_from(list.lines)?, since, words })
}

/// Recall by kind, and leads about people who were not meant.
fn judged(counter: &mut Counter, list: &Planted, since: i64) -> Result<String> {
    let mut found: BTreeMap<&str, i64> = KINDS.map(|kind| (kind, 0)).into_iter().collect();
    let mut others = 0;
    let sql = format!("SELECT p.old_number FROM lead l JOIN person p ON p.id = l.person WHERE l.recorded > {since}");
    counter.office.parts().1.each(&sql, &[], &mut |row| {
        match list.people.get(row.text(0)?) {
            Some(kind) => *found.entry(kind).or_default() += 1,
            None => others += 1,
        }
        Ok(())
    })?;
    ensure!(found.values().all(|leads| *leads > 0), "a kind of planted line was never found: {found:?}");
    let of = |kind: &str| list.people.values().filter(|planted| **planted == kind).count();
    let recall: Vec<String> = found.iter().map(|(kind, leads)| format!("{kind} {leads} of {}", of(kind))).collect();
    Ok(format!("leads on planted people: {}; on others {others} of {} lines", recall.join(", "), list.lines))
}

/// The exact part by one join in SQL: sealed look-up values beside the identifiers, names beside the
/// newest names. The list is in a table and the look-up values are made before the clock starts.
pub fn by_hand(folder: &Path, people: u64) -> Result<Cost> {
    let list = write_list(folder, people)?;
    let mut counter = Counter::open(folder, &POSTS)?;
    let environment = counter.office.environment().clone();
    let district = District::new(SEED, people)?;
    let exact = (0..list.lines).map(|line| district.person(line * LINES_PER_PERSON));
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for person in exact {
        let id: IdNumber = person.id.parse()?;
        rows.push(vec![environment.identifiers().lookup_of(&id).into(), person.name.into()]);
    }
    let server = server_process(&mut counter)?;
    let (_, db) = counter.office.parts();
    db.script("CREATE TABLE bench_list (lookup TEXT, name TEXT)")?;
    let watch = Stopwatch::start(server);
    store::transaction(db, store::Begin::Write, |db: &mut dyn Db| {
        db.bulk_insert("bench_list", &["lookup", "name"], OnConflict::Fail, &mut rows.into_iter())
    })?;
    let sql = "SELECT COUNT(*) FROM bench_list b JOIN identifier i ON i.kind = 'id' AND i.lookup = b.lookup \
               JOIN person_version v ON v.person = i.person AND v.name = b.name \
               AND v.n = (SELECT MAX(x.n) FROM person_version x WHERE x.person = v.person)";
    let matched: i64 = store::scalar(db, sql, &[])?;
    let cost = watch.stop();
    ensure!(matched > 0, "the join finds nobody");
    Ok(cost)
}
