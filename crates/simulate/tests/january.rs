//! The month's files are read back with the readers that the office uses.

#![allow(clippy::unwrap_used)] // helpers of tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base::{Date, Fen, ParsedId};
use files::{Imported, Profile, read_in_process, read_text};
use shebao_simulate::{Bank, BankLine, District, Fault, JanuaryFiles, Standing, UNKNOWN_BATCH};

const PEOPLE: u64 = 40_000;
const END: Date = jiff::civil::date(2019, 1, 31);

fn import(path: &Path, profile: &str) -> Imported {
    let profile = Profile::named(profile).unwrap();
    profile.apply(&read_in_process(path, &profile.sheet_choice()).unwrap(), END)
}

fn written() -> (tempfile::TempDir, District, JanuaryFiles) {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new(7, PEOPLE).unwrap();
    let files = district.write_january(folder.path()).unwrap();
    (folder, district, files)
}

/// Every ID number of the district with its name.
fn insured(district: &District) -> BTreeMap<String, (String, Standing)> {
    (0..PEOPLE).map(|i| district.person(i)).map(|p| (p.id, (p.name, p.standing))).collect()
}

fn lines(files: &JanuaryFiles, path: &Path, what: Fault) -> BTreeSet<u32> {
    files.planted.iter().filter(|p| p.file == path && p.what == what).map(|p| p.line).collect()
}

#[test]
fn tax_file_and_treasury_agree_except_on_the_days_that_are_known() {
    let (_folder, _, files) = written();
    let tax = import(&files.tax_detail, "tax_detail");
    let mut by_day: BTreeMap<Option<Date>, Fen> = BTreeMap::new();
    for row in &tax.records {
        *by_day.entry(row.date("treasury_on")).or_default() += row.money("aae019").unwrap();
    }
    let receipts = import(&files.treasury, "treasury_receipt");
    assert!(receipts.is_clean(), "{:?}", receipts.problems);
    let treasury: BTreeMap<Date, Fen> = receipts
        .records
        .iter()
        .filter(|r| r.text("kind") == Some("treasury"))
        .map(|r| (r.date("date").unwrap(), r.money("aae019").unwrap()))
        .collect();
    assert_eq!(by_day.remove(&None), Some(files.fees.not_received));
    let differ: Vec<i8> = by_day
        .iter()
        .filter(|(day, sum)| treasury.get(&day.unwrap()) != Some(sum))
        .map(|(day, _)| day.unwrap().day())
        .collect();
    // The 15th has amounts of three decimals; what came in on the 31st is still in transit.
    assert_eq!(differ, [15, 31]);
    assert_eq!(by_day.len(), files.fees.days.len());
    for (day, expected) in &files.fees.days {
        assert_eq!(by_day[&Some(*day)], expected.tax);
        assert_eq!(treasury.get(day).copied().unwrap_or_default(), expected.treasury);
    }
    let special = receipts.records.iter().filter(|r| r.text("kind") == Some("special"));
    let special: Fen = special.filter_map(|r| r.money("aae019")).sum();
    let in_account = treasury.values().copied().sum::<Fen>()
        - treasury[&jiff::civil::date(2019, 1, 29)]
        - treasury[&jiff::civil::date(2019, 1, 30)];
    assert_eq!(special, in_account);
}

#[test]
fn every_fault_of_the_tax_file_is_reported_and_nothing_else() {
    let (_folder, district, files) = written();
    let tax = import(&files.tax_detail, "tax_detail");
    let reported: BTreeSet<u32> = tax.problems.iter().map(|p| p.line).collect();
    let three_decimals = lines(&files, &files.tax_detail, Fault::ThreeDecimals);
    let repeated = lines(&files, &files.tax_detail, Fault::RepeatedSerial);
    assert!(!three_decimals.is_empty() && !repeated.is_empty());
    assert_eq!(reported, three_decimals.union(&repeated).copied().collect());
    assert_eq!(tax.records.len() as u64, files.fees.rows);
    assert_eq!(tax.records.iter().filter_map(|r| r.money("aae019")).sum::<Fen>(), files.fees.amount);
    let insured = insured(&district);
    let known = |r: &files::Record| match r.id("aac002") {
        Some(ParsedId::Current(id)) => insured.get(id.reveal()).map(|(name, _)| name.as_str()) == r.text("aac003"),
        _ => false,
    };
    let strangers: BTreeSet<u32> = tax.records.iter().filter(|r| !known(r)).map(|r| r.line).collect();
    assert_eq!(strangers, lines(&files, &files.tax_detail, Fault::UnknownPerson));
    assert_eq!(strangers.len() as u64, files.fees.unknown);
    let wide = lines(&files, &files.tax_detail, Fault::FullWidthDigits).len();
    assert_eq!(tax.notices.iter().find(|n| n.message.contains("全角")).map(|n| n.count), Some(wide));
}

#[test]
fn enrolments_are_new_people_except_those_planted() {
    let (_folder, district, files) = written();
    let list = import(&files.registration, "registration");
    let refused: BTreeSet<u32> = list.problems.iter().map(|p| p.line).collect();
    let planted = |what| lines(&files, &files.registration, what);
    let expected = planted(Fault::BadCheckDigit).union(&planted(Fault::MissingAddress)).copied().collect();
    assert_eq!(refused, expected);
    let insured = insured(&district);
    let mut again = BTreeSet::new();
    let mut young = BTreeSet::new();
    for row in &list.records {
        let Some(ParsedId::Current(id)) = row.id("aac002") else { panic!("line {}", row.line) };
        if insured.contains_key(id.reveal()) {
            again.insert(row.line);
        }
        if id.birth() > jiff::civil::date(2003, 1, 31) {
            young.insert(row.line);
        }
    }
    assert_eq!((again, young), (planted(Fault::AlreadyInsured), planted(Fault::TooYoung)));
    let sound = list.records.len() - planted(Fault::AlreadyInsured).len() - planted(Fault::TooYoung).len();
    assert_eq!(sound as u64, district.counts().newcomers);
}

#[test]
fn death_lists_hold_the_dead_and_the_planted_errors() {
    let (_folder, district, files) = written();
    let insured = insured(&district);
    let dead: BTreeSet<&str> = files.deaths.iter().map(|d| d.person.id.as_str()).collect();
    assert_eq!(dead.len() as u64, district.counts().deaths);
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for (path, source) in [(&files.deaths_police, "police"), (&files.deaths_undertakers, "funeral")] {
        let list = import(path, "death_list");
        assert!(list.is_clean(), "{:?}", list.problems);
        let strangers = lines(&files, path, Fault::SameNameOtherId);
        let transposed = lines(&files, path, Fault::TransposedDigits);
        for row in &list.records {
            assert_eq!(row.text("source"), Some(source));
            let Some(ParsedId::Current(id)) = row.id("aac002") else {
                assert!(transposed.contains(&row.line), "line {}", row.line);
                assert!(!row.flags.is_empty());
                continue;
            };
            let named = insured.values().any(|(name, standing)| {
                Some(name.as_str()) == row.text("aac003") && *standing != Standing::Contributor
            });
            assert!(named || !strangers.contains(&row.line));
            assert_eq!(strangers.contains(&row.line), !insured.contains_key(id.reveal()));
            reported.extend(dead.get(id.reveal()).copied());
        }
        assert_eq!(list.records.iter().filter(|r| !r.flags.is_empty()).count(), transposed.len());
    }
    // A transposed number may hide one that is in the undertakers' list only.
    assert!(reported.len() >= dead.len() - lines(&files, &files.deaths_undertakers, Fault::TransposedDigits).len());
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let csv = |seed: u64| {
        let folder = tempfile::tempdir().unwrap();
        let files = District::new(seed, 5_000).unwrap().write_january(folder.path()).unwrap();
        [&files.tax_detail, &files.treasury, &files.deaths_undertakers].map(|path| std::fs::read(path).unwrap())
    };
    assert_eq!(csv(1), csv(1));
    assert_ne!(csv(1)[0], csv(2)[0]);
}

#[test]
fn january_differs_from_december_by_the_new_the_dead_and_the_aged() {
    let district = District::new(7, PEOPLE).unwrap();
    let december = district.expected().district;
    let due = district.january_due();
    assert!(due.new.len() > 10 && due.dead > 5 && due.turned_65 > 10, "{due:?}");
    assert_eq!(due.recipients, december.recipients + due.new.len() as u64 - due.dead);
    let base = |count: u64| Fen::from_yuan(118).times(i64::try_from(count).unwrap());
    let age = |count: u64| Fen::from_yuan(5).times(i64::try_from(count).unwrap());
    // The dead are old and all had the supplement from 65, or were just below it.
    let most = december.by_level.total() + base(due.new.len() as u64) + age(due.turned_65) - base(due.dead);
    assert!(due.by_level.total() <= most && due.by_level.total() >= most - age(due.dead));
    assert!(due.account > december.account);
}

#[test]
fn the_bank_fails_some_lines_and_says_which() {
    let lines: Vec<BankLine> = (1..=36_641)
        .map(|seq| BankLine { batch: "201901170001".to_owned(), seq, amount: Fen::new(13_000 + seq % 7) })
        .collect();
    let bank = Bank::on_pay_day(7, jiff::civil::date(2019, 1, 25)).with_unknown_lines(3);
    let answer = bank.answers(lines.clone()).unwrap();
    // 4 in 1,000 of 36,641 is 147.
    assert!((110..190).contains(&answer.failed.len()), "{}", answer.failed.len());
    let read = Profile::named("bank_return").unwrap().apply(&read_text(&answer.bytes).unwrap(), END);
    assert!(read.is_clean(), "{:?}", read.problems);
    assert_eq!(read.records.len(), lines.len() + 3);
    let unknown = read.records.iter().filter(|r| r.text("batch") == Some(UNKNOWN_BATCH)).count();
    assert_eq!(unknown, 3);
    let failed: Vec<i64> =
        read.records.iter().filter(|r| r.text("status") == Some("0")).filter_map(|r| r.integer("seq")).collect();
    assert_eq!(failed, answer.failed.iter().map(|(line, _)| line.seq).collect::<Vec<_>>());
    let all: Fen = lines.iter().map(|line| line.amount).sum();
    assert_eq!(answer.credited + answer.failed.iter().map(|(line, _)| line.amount).sum(), all);
    // The order of the lines changes nothing; another seed does.
    let mut backwards = lines.clone();
    backwards.reverse();
    assert_eq!(bank.answers(backwards).unwrap().credited, answer.credited);
    assert_ne!(Bank { seed: 8, ..bank }.answers(lines).unwrap().credited, answer.credited);
}
