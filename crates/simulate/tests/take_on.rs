//! The take-on files are read back with the readers that the office uses and must add up to the
//! totals of the model; every planted fault must stand where the list says.

#![allow(clippy::unwrap_used)] // helpers of tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base::{Fen, Level, ParsedId};
use files::{Imported, Profile, SheetChoice, read_in_process};
use shebao_simulate::{District, Fault, Planted, TAKE_ON, TakeOnFiles, Totals};

const PEOPLE: u64 = 3_000;

fn import(path: &Path, profile: &str) -> Imported {
    let profile = Profile::named(profile).unwrap();
    let table = read_in_process(path, &profile.sheet_choice()).unwrap();
    profile.apply(&table, TAKE_ON)
}

fn written(people: u64) -> (tempfile::TempDir, District, TakeOnFiles) {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new(7, people).unwrap();
    let files = district.write_take_on(folder.path()).unwrap();
    (folder, district, files)
}

fn sum(imported: &Imported, key: &str) -> Fen {
    imported.records.iter().filter_map(|r| r.money(key)).sum()
}

/// What a town's workbooks add up to, read as the office reads them.
fn totals_read(workbooks: &[std::path::PathBuf], regions: &BTreeSet<String>) -> Totals {
    let mut totals = Totals::default();
    for path in workbooks {
        let people = import(path, "takeon_person");
        assert!(people.records.iter().all(|r| regions.contains(r.region("region").unwrap().as_str())));
        assert!(people.is_clean() && people.totals.iter().all(|t| t.agrees), "{:?}", people.problems);
        totals.insured += people.records.len() as u64;
        let accounts = import(path, "takeon_account");
        assert!(
            accounts.is_clean() && accounts.totals.len() == 1 && accounts.totals[0].agrees,
            "{:?}",
            accounts.problems
        );
        assert_eq!(accounts.records.len(), people.records.len());
        // Order of `Source::ALL`; the old rural insurance is part of the personal column.
        for (i, key) in ["aae0201", "aae0205", "aae0207", "aae0202", "aae0203", "aae0204"].iter().enumerate() {
            totals.principal[i] += sum(&accounts, key);
        }
        totals.interest += sum(&accounts, "interest");
        let awards = import(path, "takeon_award");
        assert!(awards.is_clean() && awards.totals.len() == 1 && awards.totals[0].agrees, "{:?}", awards.problems);
        for award in &awards.records {
            if award.text("suspended") == Some("1") {
                totals.suspended += 1;
                continue;
            }
            let money = |key: &str| award.money(key).unwrap_or_default();
            totals.recipients += 1;
            totals.long_supplement += u64::from(!money("long_city").is_zero());
            totals.age_supplement += u64::from(!money("age_province").is_zero());
            totals.account += money("account_pension");
            totals.by_level[Level::Central] += money("aae0191");
            totals.by_level[Level::Province] += money("aae0192") + money("age_province");
            totals.by_level[Level::City] += money("aae0193") + money("age_city") + money("long_city");
            totals.by_level[Level::County] += money("aae0194") + money("age_county");
        }
        let recoveries = import(path, "takeon_recovery");
        assert!(recoveries.is_clean(), "{:?}", recoveries.problems);
        totals.recoveries += recoveries.records.len() as u64;
        for (level, key) in Level::ALL.into_iter().zip(["fen_central", "fen_province", "fen_city", "fen_county"]) {
            totals.owed[level] += sum(&recoveries, key);
        }
    }
    totals
}

#[test]
fn the_files_add_up_to_the_model() {
    let (_folder, district, files) = written(PEOPLE);
    let expected = district.expected();
    let regions: BTreeSet<String> = district.regions().into_iter().map(|(code, _)| code).collect();
    for (town, (place, mut totals)) in files.towns.iter().zip(expected.towns) {
        assert_eq!(town.town.code, place.code);
        // The form books the old rural insurance as the person's own.
        let old_insurance = std::mem::take(&mut totals.principal[6]);
        totals.principal[0] += old_insurance;
        assert_eq!(totals_read(&town.workbooks, &regions), totals, "{}", place.name);
        let control = import(&town.workbooks[0], "takeon_control");
        let [row] = &control.records[..] else { panic!("one control row") };
        assert_eq!(row.integer("persons"), i64::try_from(totals.insured).ok());
        assert_eq!(row.integer("recipients"), i64::try_from(totals.recipients).ok());
        assert_eq!(row.money("fen_city"), Some(totals.by_level[Level::City]));
        assert_eq!(row.money("account_fen"), Some(totals.balance()));
    }
    let fund = import(&files.fund, "takeon_fund");
    assert!(fund.is_clean() && fund.totals[0].agrees, "{:?}", fund.problems);
    assert_eq!(sum(&fund, "debit"), sum(&fund, "credit"));
    let district_needs = expected.district.balance() + expected.district.monthly().times(6);
    assert!(sum(&fund, "debit") > district_needs);
}

/// Whether a record shows the planted fault.
fn shows(record: &files::Record, planted: &Planted, ids: &BTreeMap<String, u32>) -> bool {
    let flagged = record.flags.iter().any(|flag| flag.key == planted.key);
    match planted.what {
        Fault::MissingAddress | Fault::BadCheckDigit | Fault::Scientific | Fault::FutureBirth => flagged,
        Fault::FifteenDigits => matches!(record.id("aac002"), Some(ParsedId::Legacy(_))),
        Fault::Apostrophe => !flagged && matches!(record.id("aac002"), Some(ParsedId::Current(_))),
        Fault::FullWidthBlank => record.text("aac003").is_some_and(|name| name.contains('\u{3000}')),
        Fault::LuhnFails => !record.card("aae010").unwrap().passes_luhn(),
        Fault::SharedId => match record.id("aac002") {
            Some(ParsedId::Current(id)) => ids[id.reveal()] == 2,
            _ => false,
        },
        other => panic!("{other:?} is no fault of a row"),
    }
}

#[test]
fn every_planted_fault_stands_where_the_list_says() {
    let (_folder, _, files) = written(PEOPLE);
    let profiles = [
        ("人员", "takeon_person"),
        ("个人账户", "takeon_account"),
        ("待遇", "takeon_award"),
        ("待追回", "takeon_recovery"),
    ];
    let all: Vec<&std::path::PathBuf> = files.towns.iter().flat_map(|t| &t.workbooks).collect();
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    for path in &all {
        for record in import(path, "takeon_person").records {
            if let Some(ParsedId::Current(id)) = record.id("aac002") {
                *ids.entry(id.reveal().to_owned()).or_default() += 1;
            }
        }
    }
    let mut found = 0;
    for path in all {
        for (sheet, profile) in profiles {
            let imported = import(path, profile);
            let here = files.planted.iter().filter(|p| p.file == *path && p.sheet.as_deref() == Some(sheet));
            let mut flagged: Vec<u32> =
                imported.records.iter().filter(|r| !r.flags.is_empty()).map(|r| r.line).collect();
            for planted in here {
                flagged.retain(|line| *line != planted.line);
                match planted.what {
                    Fault::TitleRow => assert!(planted.line < imported.header_line.unwrap()),
                    Fault::MergedHeader => assert_eq!(imported.header_line, Some(planted.line)),
                    Fault::TotalRow => assert_eq!(imported.totals[0].line, planted.line),
                    _ => {
                        let record = imported.records.iter().find(|r| r.line == planted.line).unwrap();
                        assert!(shows(record, planted, &ids), "{planted:?}");
                    }
                }
                found += 1;
            }
            assert_eq!(flagged, [0; 0], "flags that nobody planted in {sheet} of {}", path.display());
        }
    }
    let on_fund = files.planted.iter().filter(|p| p.file == files.fund).count();
    assert_eq!(found + on_fund, files.planted.len());
    let kinds: BTreeSet<Fault> = files.planted.iter().map(|p| p.what).collect();
    assert!(kinds.len() >= 11, "{kinds:?}");
}

#[test]
fn the_same_seed_gives_the_same_cells_and_another_seed_others() {
    let read = |seed: u64| {
        let folder = tempfile::tempdir().unwrap();
        let files = District::new(seed, 1_000).unwrap().write_take_on(folder.path()).unwrap();
        let sheets = ["*人员*", "*账户*", "*待遇*", "*追回*", "*控制*"];
        let mut cells = Vec::new();
        for path in files.towns.iter().flat_map(|t| &t.workbooks) {
            for sheet in sheets {
                let table = read_in_process(path, &SheetChoice::Named(sheet.to_owned())).unwrap();
                cells.push(table.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>());
            }
        }
        cells
    };
    assert_eq!(read(1), read(1));
    assert_ne!(read(1), read(2));
}
