//! A small town as an old system exports it, and the opening of the books before it.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

use std::fs::File;
use std::path::{Path, PathBuf};

use base::{Date, Fen, IdNumber, Month};
use desk::{Answer, Digest, Refusal};
use files::{Cell, Profile, XlsxWriter};
use shebao_office::registry::{OpenBooksInput, RegionInput, TakeOnInput};

use super::common::{TestOffice, day};

pub const TOWN: &str = "530113101";
pub const VILLAGE: &str = "530113101201";

/// A person of the town.
#[derive(Clone)]
pub struct Insured {
    pub number: String,
    pub id: String,
    pub name: String,
    pub birth: Option<Date>,
    pub address: String,
    pub phone: String,
    pub village: String,
    pub personal: Fen,
    /// Subsidies of the province in the account.
    pub province: Fen,
    pub interest: Fen,
    pub years: i64,
    pub award: Option<Pension>,
}

/// A pension as the old system pays it.
#[derive(Clone)]
pub struct Pension {
    pub start: Month,
    pub base: [Fen; 4],
    pub long_city: Fen,
    pub age_city: Fen,
    pub account: Fen,
    pub card: String,
    pub suspended: bool,
    /// To be recovered from the centre's money, if not zero.
    pub owed: Fen,
}

/// An ID number of a reserved sequence.
pub fn id_number(birth: &str, sequence: u32) -> String {
    let body = format!("530113{birth}{sequence}");
    format!("{body}{}", IdNumber::check_character(&body).unwrap())
}

/// A contributor born in 1980.
pub fn contributor(number: u32) -> Insured {
    Insured {
        number: format!("53011310{number:06}"),
        id: id_number("19800307", 900 + number),
        name: format!("模拟{number}"),
        birth: Some(day("1980-03-07")),
        address: "因民镇上坪村 1 组".into(),
        phone: format!("199010{number:05}"),
        village: VILLAGE.into(),
        personal: Fen::from_yuan(800),
        province: Fen::ZERO,
        interest: Fen::new(1_234),
        years: 8,
        award: None,
    }
}

/// Born in November 1958, 17 years paid, 13,900.00 in the account: 100.00 a month of it, and 222.00 in all
/// (cases/resident/a04).
pub fn of_age(number: u32) -> Insured {
    Insured {
        id: id_number("19581110", 900 + number),
        birth: Some(day("1958-11-10")),
        personal: Fen::from_yuan(10_000),
        interest: Fen::from_yuan(3_900),
        years: 17,
        ..contributor(number)
    }
}

/// A recipient of 63 with the pension of Dongchuan in December 2018: 88 from the centre, 15 from
/// the province, 8 from the city, 7 from the county, 6.13 from the account.
pub fn recipient(number: u32) -> Insured {
    Insured {
        id: id_number("19550612", 900 + number),
        birth: Some(day("1955-06-12")),
        personal: Fen::from_yuan(700),
        years: 4,
        award: Some(Pension {
            start: "2015-07".parse().unwrap(),
            base: [88, 15, 8, 7].map(Fen::from_yuan),
            long_city: Fen::ZERO,
            age_city: Fen::ZERO,
            account: Fen::new(613),
            card: "4111111111111111".into(),
            suspended: false,
            owed: Fen::ZERO,
        }),
        ..contributor(number)
    }
}

/// The fund's opening balances and the regions.
pub fn open_books(office: &mut TestOffice) -> Answer {
    let input = books(office, "100.00", "900.00", "1000.00");
    office.run("registry.open_books", &input).unwrap()
}

/// The form with these balances of special account, payment account and fund.
pub fn books(office: &TestOffice, special: &str, payment: &str, balance: &str) -> OpenBooksInput {
    let path = office.folder.path().join("fund.xlsx");
    let profile = Profile::named("takeon_fund").unwrap();
    let mut writer = XlsxWriter::new("科目余额", &[20; 4]).unwrap();
    writer.row(&header(&profile)).unwrap();
    for (account, debit, credit) in [("1003", special, ""), ("1004", payment, ""), ("3001", "", balance)] {
        writer
            .row(&row(&profile, |key| match key {
                "account" | "account_name" => account.into(),
                "debit" => debit.into(),
                _ => credit.into(),
            }))
            .unwrap();
    }
    writer.finish(File::create(&path).unwrap()).unwrap();
    let region = |code: &str, name: &str| RegionInput { code: code.parse().unwrap(), name: name.into() };
    OpenBooksInput {
        file: office.office.environment().files.take_in(&path).unwrap(),
        name: "fund.xlsx".into(),
        on: day("2018-12-31"),
        regions: vec![
            region("530113", "东川区"),
            region(TOWN, "因民镇"),
            region(VILLAGE, "上坪村"),
            region("530113101202", "下坪村"),
            region("530113001", "铜都街道"),
            region("530113001001", "古铜社区"),
        ],
        regions_file: None,
    }
}

/// Takes the people on, with control totals that agree.
pub fn take_on(office: &mut TestOffice, people: &[Insured]) -> Result<Answer, Refusal> {
    let input = workbook(office, TOWN, people, |_, signed| signed);
    office.run("registry.take_on", &input)
}

/// A workbook of these people, taken in. `control` may change a figure of the control sheet.
pub fn workbook(
    office: &TestOffice,
    town: &str,
    people: &[Insured],
    control: impl Fn(&str, String) -> String,
) -> TakeOnInput {
    let path = office.folder.path().join(format!("期初-{town}.xlsx"));
    write(&path, town, people, control);
    TakeOnInput { file: taken_in(office, &path), name: format!("期初-{town}.xlsx") }
}

fn taken_in(office: &TestOffice, path: &Path) -> Digest {
    office.office.environment().files.take_in(path).unwrap()
}

fn write(path: &PathBuf, town: &str, people: &[Insured], control: impl Fn(&str, String) -> String) {
    let mut writer = XlsxWriter::new("人员", &[20; 12]).unwrap();
    let profile = Profile::named("takeon_person").unwrap();
    writer.row(&header(&profile)).unwrap();
    people.iter().for_each(|p| writer.row(&row(&profile, |key| person_cell(p, key))).unwrap());
    for (sheet, name) in [("账户", "takeon_account"), ("待遇", "takeon_award"), ("追回", "takeon_recovery")] {
        let profile = Profile::named(name).unwrap();
        writer.next_sheet(sheet, &[20; 12]).unwrap();
        writer.row(&header(&profile)).unwrap();
        for person in people {
            let owes = person.award.as_ref().is_some_and(|a| !a.owed.is_zero());
            match (sheet, &person.award) {
                ("账户", _) => writer.row(&row(&profile, |key| account_cell(person, key))).unwrap(),
                ("待遇", Some(award)) => writer.row(&row(&profile, |key| award_cell(person, award, key))).unwrap(),
                ("追回", Some(award)) if owes => {
                    writer.row(&row(&profile, |key| recovery_cell(person, award, key))).unwrap();
                }
                _ => {}
            }
        }
    }
    let profile = Profile::named("takeon_control").unwrap();
    writer.next_sheet("控制数", &[20; 12]).unwrap();
    writer.row(&header(&profile)).unwrap();
    writer.row(&row(&profile, |key| control(key, control_cell(town, people, key)))).unwrap();
    writer.finish(File::create(path).unwrap()).unwrap();
}

fn header(profile: &Profile) -> Vec<Cell<'_>> {
    profile.titles().into_iter().map(Cell::from).collect()
}

/// A row of texts: amounts as text are read to the fen.
fn row(profile: &Profile, cell: impl Fn(&str) -> String) -> Vec<Cell<'static>> {
    let texts = profile.columns.iter().map(|column| cell(&column.key));
    texts.map(|text| if text.is_empty() { Cell::Empty } else { Cell::from(text) }).collect()
}

fn person_cell(person: &Insured, key: &str) -> String {
    match key {
        "aac001" => person.number.clone(),
        "aac002" => person.id.clone(),
        "aac003" => person.name.clone(),
        "aac004" => "男".into(),
        "aac006" => person.birth.map_or(String::new(), |birth| birth.to_string()),
        "aae006" => person.address.clone(),
        "aae005" => person.phone.clone(),
        "region" => person.village.clone(),
        "aac049" => "2011-07".into(),
        "aac008" if person.award.is_some() => "3".into(),
        "aac008" => "1".into(),
        "paid_years" => person.years.to_string(),
        _ => String::new(),
    }
}

fn account_cell(person: &Insured, key: &str) -> String {
    match key {
        "aae0201" => person.personal.to_string(),
        "interest" => person.interest.to_string(),
        "aae0202" if !person.province.is_zero() => person.province.to_string(),
        "balance" => (person.personal + person.province + person.interest).to_string(),
        key => person_cell(person, key),
    }
}

fn monthly(award: &Pension) -> Fen {
    award.base.iter().copied().sum::<Fen>() + award.long_city + award.age_city + award.account
}

fn award_cell(person: &Insured, award: &Pension, key: &str) -> String {
    match key {
        "aic160" => award.start.to_string(),
        "aae0191" => award.base[0].to_string(),
        "aae0192" => award.base[1].to_string(),
        "aae0193" => award.base[2].to_string(),
        "aae0194" => award.base[3].to_string(),
        "long_city" => award.long_city.to_string(),
        "age_city" => award.age_city.to_string(),
        "account_pension" => award.account.to_string(),
        "aic166" => monthly(award).to_string(),
        "bank" => "邮政储蓄银行东川区支行".into(),
        "aae010" => award.card.clone(),
        "aae009" => person.name.clone(),
        "suspended" if award.suspended => "1".into(),
        "aae160" if award.suspended => "1201 未提供领取资格证明".into(),
        "suspended_from" if award.suspended => "2018-06".into(),
        "aac001" | "aac002" | "aac003" => person_cell(person, key),
        _ => String::new(),
    }
}

fn recovery_cell(person: &Insured, award: &Pension, key: &str) -> String {
    match key {
        "cause" => "double".into(),
        "from" => "2018-01".into(),
        "to" => "2018-05".into(),
        "fen_central" | "aae019" => award.owed.to_string(),
        "aac001" | "aac002" | "aac003" => person_cell(person, key),
        _ => String::new(),
    }
}

fn control_cell(town: &str, people: &[Insured], key: &str) -> String {
    let paid = || people.iter().filter_map(|p| p.award.as_ref()).filter(|award| !award.suspended);
    let base = |level: usize| paid().map(|award| award.base[level]).sum::<Fen>();
    match key {
        "region" => town.into(),
        "region_name" => "因民镇".into(),
        "persons" => people.len().to_string(),
        "recipients" => paid().count().to_string(),
        "fen_central" => base(0).to_string(),
        "fen_province" => base(1).to_string(),
        "fen_city" => (base(2) + paid().map(|award| award.long_city + award.age_city).sum::<Fen>()).to_string(),
        "fen_county" => base(3).to_string(),
        "fen_account_pension" => paid().map(|award| award.account).sum::<Fen>().to_string(),
        "account_fen" => people.iter().map(|p| p.personal + p.province + p.interest).sum::<Fen>().to_string(),
        "signed_by" => "李模拟".into(),
        _ => String::new(),
    }
}
