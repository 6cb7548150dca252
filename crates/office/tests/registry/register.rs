//! 参保登记, one by one and as a list.

use std::fs::File;

use crate::common::TestOffice;
use crate::town::{VILLAGE, id_number, open_books};
use desk::{FieldError, Refusal};
use files::{Cell, Profile, XlsxWriter};
use shebao_office::registry::{ImportRegistrationsInput, RegisterInput, SPECIAL_GROUPS};

fn form() -> RegisterInput {
    RegisterInput {
        id_number: id_number("19880307", 900),
        name: "𠮷　㐂".into(),
        address: " 因民镇上坪村 3 组 12 号 ".into(),
        phone: "19900000001".into(),
        region: VILLAGE.parse().unwrap(),
        special_group: String::new(),
        account: "4111111111111111".into(),
    }
}

/// The number with another check character.
fn wrong_check(id: &str) -> String {
    format!("{}{}", &id[..17], if id.ends_with('5') { '6' } else { '5' })
}

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

/// What the form says with one field changed.
fn said(office: &mut TestOffice, change: impl Fn(&mut RegisterInput)) -> String {
    let mut input = form();
    change(&mut input);
    let errors = faults(office.make("registry.register", &input).unwrap_err());
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn nobody_is_registered_before_the_fund_and_the_village_exist() {
    TestOffice::on_each_engine(|office| {
        let errors = faults(office.make("registry.register", &form()).unwrap_err());
        assert!(errors[0].what.contains("基金"), "{errors:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 0);
    });
}

#[test]
fn a_sound_form_makes_a_member_once() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let answer = office.run("registry.register", &form()).unwrap();
        assert_eq!(answer.title, "𠮷㐂 参保登记");
        assert_eq!(office.number("SELECT COUNT(*) FROM person_version WHERE name = '𠮷㐂' AND flags = ''"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM identifier"), 3);
        assert_eq!(office.number("SELECT joined FROM enrolment"), 201_901);
        assert_eq!(office.number("SELECT COUNT(*) FROM enrolment_event WHERE state = 'active'"), 1);
        assert!(said(office, |_| {}).contains("已有参保记录"));
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 1);
    });
}

#[test]
fn each_fault_of_the_form_is_named_and_all_at_once() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        // 16 on 2019-01-03, the day after the business date.
        let young = id_number("20030103", 900);
        assert!(said(office, |form| form.id_number = young.clone()).contains("未满 16 周岁"));
        let unborn = id_number("20300101", 900);
        assert!(said(office, |form| form.id_number = unborn.clone()).contains("晚于今天"));
        assert!(said(office, |form| form.id_number = "530113880307900".into()).contains("现为 15 位"));
        assert!(said(office, |form| form.id_number = wrong_check(&form.id_number)).contains("校验码不符"));
        assert!(said(office, |form| form.region = "530113101299".parse().unwrap()).contains("没有这个村"));
        assert!(said(office, |form| form.phone = "123".into()).contains("电话"));
        assert!(said(office, |form| form.special_group = "99".into()).contains("特殊群体"));
        assert!(said(office, |form| form.account = "6222E18".into()).contains("科学计数法"));
        let both = said(office, |form| {
            form.address = "  ".into();
            form.name = "　".into();
        });
        assert!(both.contains("地址未填写") && both.contains("姓名未填写"), "{both}");
        assert_eq!(office.number("SELECT COUNT(*) FROM matter WHERE operation = 'registry.register'"), 0);
    });
}

/// A list with the given rows of ID number, name, address, village.
fn list(office: &TestOffice, rows: &[[&str; 4]]) -> ImportRegistrationsInput {
    let path = office.folder.path().join("参保登记.xlsx");
    let profile = Profile::named("registration").unwrap();
    let mut writer = XlsxWriter::new("参保登记", &[20; 10]).unwrap();
    writer.row(&profile.titles().into_iter().map(Cell::from).collect::<Vec<_>>()).unwrap();
    for [id, name, address, village] in rows {
        let cell = |key: &str| match key {
            "aac002" => Cell::from(*id),
            "aac003" => Cell::from(*name),
            "aae006" if !address.is_empty() => Cell::from(*address),
            "region" => Cell::from(*village),
            _ => Cell::Empty,
        };
        writer.row(&profile.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>()).unwrap();
    }
    writer.finish(File::create(&path).unwrap()).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    ImportRegistrationsInput { file, name: "参保登记.xlsx".into() }
}

#[test]
fn a_list_registers_the_sound_and_keeps_the_others_with_advice() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        office.run("registry.register", &form()).unwrap();
        let (one, two, three) = (id_number("19900101", 901), id_number("19900101", 902), id_number("19900101", 903));
        let (child, known) = (id_number("20030615", 900), form().id_number);
        let wrong = wrong_check(&one);
        let rows = [
            [one.as_str(), "甲", "上坪村 1 组", VILLAGE],
            [two.as_str(), "乙", "下坪村 1 组", "530113101202"],
            [three.as_str(), "丙", "", VILLAGE],
            [known.as_str(), "𠮷㐂", "上坪村", VILLAGE],
            [child.as_str(), "丁", "上坪村", VILLAGE],
            ["530113900101901", "戊", "上坪村", VILLAGE],
            [wrong.as_str(), "己", "上坪村", VILLAGE],
            [one.as_str(), "甲", "上坪村 1 组", VILLAGE],
        ];
        let input = list(office, &rows);
        let answer = office.run("registry.import_registrations", &input).unwrap();
        assert!(answer.title.contains("2 人"), "{}", answer.title);
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 6);
        assert_eq!(office.number("SELECT left_out FROM source_file WHERE profile = 'registration'"), 6);
        for (line, word) in
            [(4, "地址"), (5, "已有参保记录"), (6, "未满 16"), (7, "15 位"), (8, "校验码"), (9, "完全相同")]
        {
            let sql = format!("SELECT COUNT(*) FROM quarantine WHERE line = {line} AND what LIKE '%{word}%'");
            assert_eq!(office.number(&sql), 1, "line {line}: {word}");
        }
        let errors = faults(office.make("registry.import_registrations", &input).unwrap_err());
        assert!(errors[0].what.contains("2019-01-02"), "{errors:?}");
    });
}

/// A list of one sound row, without the columns of these keys.
fn without(office: &TestOffice, keys: &[&str]) -> ImportRegistrationsInput {
    let path = office.folder.path().join("缺列.xlsx");
    let columns = Profile::named("registration").unwrap().columns.clone();
    let columns: Vec<_> = columns.iter().filter(|column| !keys.contains(&column.key.as_str())).collect();
    let mut writer = XlsxWriter::new("参保登记", &vec![20; columns.len()]).unwrap();
    writer.row(&columns.iter().map(|column| Cell::from(column.title.as_str())).collect::<Vec<_>>()).unwrap();
    let id = id_number("19900101", 911);
    let cell = |key: &str| match key {
        "aac002" => Cell::from(id.as_str()),
        "aac003" => Cell::from("庚"),
        "aae006" => Cell::from("上坪村 2 组"),
        "region" => Cell::from(VILLAGE),
        _ => Cell::Empty,
    };
    writer.row(&columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>()).unwrap();
    writer.finish(File::create(&path).unwrap()).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    ImportRegistrationsInput { file, name: "缺列.xlsx".into() }
}

#[test]
fn a_list_without_a_column_that_is_needed_registers_nobody_and_says_which() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        for (key, words) in [("aac002", "证件号码"), ("aac003", "姓名")] {
            let input = without(office, &[key]);
            let errors = faults(office.make("registry.import_registrations", &input).unwrap_err());
            assert!(errors.len() == 1 && errors[0].what.contains(words), "{key}: {errors:?}");
        }
        let nothing = list(office, &[]);
        let errors = faults(office.make("registry.import_registrations", &nothing).unwrap_err());
        assert!(errors[0].what.contains("没有明细行"), "{errors:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM source_file WHERE profile = 'registration'"), 0);
        // What is no fault of the file does not stop it.
        office.run("registry.import_registrations", &without(office, &["aae005"])).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 1);
    });
}

#[test]
fn a_special_group_is_the_same_at_the_counter_and_in_a_list() {
    let profile = Profile::named("registration").unwrap();
    let listed: Vec<_> = profile.column("aac066").unwrap().code_list().filter(|(code, _)| *code != "00").collect();
    assert_eq!(listed, SPECIAL_GROUPS);
}
