//! The embedded law answers what a 2019 month in Dongchuan asks.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use std::collections::BTreeSet;
use std::path::Path;

use base::{Date, Fen, Level, Month, RegionCode};
use shebao_law::{EMBEDDED_TEXTS, Law, LawError};

fn dongchuan() -> RegionCode {
    "530113".parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn date(y: i16, m: i8, d: i8) -> Date {
    jiff::civil::date(y, m, d)
}

#[test]
fn the_embedded_law_loads_and_names_its_place() {
    let law = Law::embedded().unwrap_or_else(|e| panic!("{e}"));
    let place = law.place(&"530113101203".parse().unwrap()).unwrap();
    assert_eq!(place.full_name(), "云南省昆明市东川区");
    assert!(matches!(law.place(&"110101".parse().unwrap()), Err(LawError::UnknownPlace { .. })));
}

#[test]
fn base_pension_of_2019_by_level_with_its_parents() {
    let law = Law::embedded().unwrap();
    let place = law.place(&dongchuan()).unwrap();
    let january = month("2019-01");
    let money = |name: &str| place.money(name, january).unwrap();
    // 88 national (人社部规〔2018〕3号), +15 Yunnan, +10 Kunming of which city : Dongchuan 8 : 2.
    let central = money("resident.base_pension.central");
    assert_eq!(central.value, Fen::from_yuan(88));
    assert_eq!(central.citation.source, "rsbg-2018-3");
    assert_eq!(central.citation.place, "全国");
    assert_eq!(money("resident.base_pension.province").value, Fen::from_yuan(15));
    assert_eq!(money("resident.base_pension.city").value, Fen::from_yuan(8));
    assert!(money("resident.base_pension.county").citation.inferred.is_some());
    let before = place.money("resident.base_pension.central", month("2017-12")).unwrap();
    assert_eq!(before.value, Fen::from_yuan(70));
}

#[test]
fn a_gap_an_unknown_name_and_a_missing_row_name_the_file() {
    let law = Law::embedded().unwrap();
    let place = law.place(&dongchuan()).unwrap();
    let gap = place.money("resident.base_pension.county", month("2016-05")).unwrap_err();
    assert!(gap.to_string().contains("yunnan/kunming/dongchuan/resident.toml"), "{gap}");
    let unknown = place.money("resident.base_pension.town", month("2019-01")).unwrap_err();
    assert!(unknown.to_string().contains("national/resident.toml"), "{unknown}");
    let early = place.money("resident.base_pension.province", month("2009-01")).unwrap_err();
    assert!(matches!(&early, LawError::NoValue(question) if question.file == "yunnan/resident.toml"), "{early}");
    let kind = place.rate("resident.benefit_age", month("2019-01")).unwrap_err();
    assert!(matches!(kind, LawError::WrongKind { .. }));
}

#[test]
fn shares_of_the_tier_extra_are_dongchuans() {
    let law = Law::embedded().unwrap();
    let place = law.place(&dongchuan()).unwrap();
    let shares = place.shares("resident.entry_subsidy.extra_shares", month("2019-01")).unwrap().value;
    assert_eq!(shares.split(Fen::from_yuan(50))[Level::City], Fen::from_yuan(20));
}

#[test]
fn pay_days_of_2019_are_bank_working_days_and_the_file_leaves_three_earlier() {
    let law = Law::embedded().unwrap();
    let place = law.place(&dongchuan()).unwrap();
    // 25 January 2019 was a Friday; 25 May a Saturday; 25 August a Sunday.
    let pay = |m: &str| place.pay_day("resident", month(m)).unwrap();
    assert_eq!(pay("2019-01"), date(2019, 1, 25));
    assert_eq!(place.file_leaves_by("resident", month("2019-01")).unwrap(), date(2019, 1, 22));
    assert_eq!(pay("2019-05"), date(2019, 5, 24));
    assert_eq!(pay("2019-08"), date(2019, 8, 23));
    // Spring Festival 2020: the 25th lies in the holiday, Sunday the 19th was worked.
    assert_eq!(pay("2020-01"), date(2020, 1, 23));
    let calendar = law.calendar();
    assert!(calendar.is_bank_working_day(date(2019, 2, 2)).unwrap(), "Saturday exchanged for the holiday");
    assert!(!calendar.is_bank_working_day(date(2019, 2, 4)).unwrap());
    assert_eq!(calendar.working_days_before(date(2019, 2, 11), 2).unwrap(), date(2019, 2, 2));
    assert!(matches!(calendar.is_bank_working_day(date(2021, 1, 4)), Err(LawError::OutsideCalendar { .. })));
}

#[test]
fn every_month_of_2019_pays_by_the_25th_and_sends_the_file_three_working_days_before() {
    let law = Law::embedded().unwrap();
    let place = law.place(&dongchuan()).unwrap();
    let works = |day: Date| law.calendar().is_bank_working_day(day).unwrap();
    for month in (0..12).map(|i| month("2019-01").plus(i)) {
        let (pay, file) = (place.pay_day("resident", month).unwrap(), place.file_leaves_by("resident", month).unwrap());
        assert!(works(pay) && works(file) && pay.day() <= 25 && Month::of(pay) == month, "{month}");
        let between = file.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= pay);
        assert_eq!(between.filter(|day| works(*day)).count(), 3, "{month}");
    }
}

#[test]
fn the_canonical_text_ignores_comments_but_not_values() {
    let texts = |edit: fn(&str) -> String| {
        let texts = EMBEDDED_TEXTS.iter().map(move |(path, text)| (*path, edit(text)));
        Law::from_texts(texts).unwrap().canonical_text()
    };
    let plain = texts(str::to_owned);
    assert_eq!(plain, texts(|t| format!("# another comment\n\n{t}")));
    assert_ne!(plain, texts(|t| t.replace("value = \"88\"", "value = \"88.01\"")));
}

fn walk(dir: &Path, root: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, root, found);
        } else if path.extension().is_some_and(|e| e == "toml") {
            found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn every_law_file_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut found = BTreeSet::new();
    walk(&root, &root, &mut found);
    let listed: BTreeSet<String> = EMBEDDED_TEXTS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(found, listed, "add the file to TEXTS in embedded.rs");
}
