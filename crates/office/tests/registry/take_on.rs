//! 期初建账 and 期初移植.

use crate::common;
use crate::common::TestOffice;
use crate::town::{Insured, TOWN, books, contributor, id_number, open_books, recipient, take_on, workbook};
use base::{Fen, Month};
use desk::{Field, FieldError, Refusal};
use shebao_office::registry::Flag;

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

/// Four people: a contributor, two recipients, one suspended who owes 440.00.
fn four() -> Vec<Insured> {
    let mut suspended = recipient(4);
    let award = suspended.award.as_mut().unwrap();
    award.suspended = true;
    award.owed = Fen::from_yuan(440);
    vec![contributor(1), recipient(2), recipient(3), suspended]
}

#[test]
fn the_books_open_once_and_only_when_they_balance() {
    TestOffice::on_each_engine(|office| {
        let wrong = books(office, "100.00", "900.00", "999.99");
        let errors = faults(office.make("registry.open_books", &wrong).unwrap_err());
        assert!(errors[0].what.contains("贷方 999.99"), "{errors:?}");
        let mut wrong = books(office, "100.00", "900.00", "1000.00");
        wrong.on = common::day("2018-12-30");
        wrong.regions.remove(1);
        let errors = faults(office.make("registry.open_books", &wrong).unwrap_err());
        assert!(errors.iter().any(|e| e.what.contains("月末")), "{errors:?}");
        assert!(errors.iter().any(|e| e.what.contains("530113101201")), "{errors:?}");

        open_books(office);
        assert_eq!(office.number("SELECT COUNT(*) FROM region WHERE kind = 'village'"), 3);
        assert_eq!(office.number("SELECT CAST(SUM(debit) AS BIGINT) FROM posting"), 100_000);
        assert_eq!(office.number("SELECT month FROM voucher"), 201_812);
        assert_eq!(office.number("SELECT COUNT(*) FROM law_version"), 1);
        let again = books(office, "100.00", "900.00", "1000.00");
        let errors = faults(office.make("registry.open_books", &again).unwrap_err());
        assert!(errors[0].what.contains("已经建账"), "{errors:?}");
    });
}

#[test]
fn a_town_comes_over_as_it_was_paid() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &four()).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 4);
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE state = 'live'"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE state = 'suspended'"), 1);
        assert_eq!(office.number("SELECT MIN(from_month) FROM award_version"), 201_901);
        // 88 + 15 + 8 + 7 + 6.13 for each of the two who are paid.
        let paid = "SELECT CAST(SUM(central + province + city + county + account) AS BIGINT) FROM award_version \
                    WHERE state = 'live'";
        assert_eq!(office.number(paid), 2 * 12_413);
        let parts = "SELECT CAST(SUM(amount) AS BIGINT) FROM award_component";
        assert_eq!(office.number(parts), 3 * 12_413);
        // 800 + 12.34 and three times 700 + 12.34.
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry"), 81_234 + 3 * 71_234);
        assert_eq!(office.number("SELECT central FROM recovery"), 44_000);
        assert_eq!(office.number("SELECT awards FROM take_on"), 3);
        assert_eq!(office.number("SELECT suspended FROM take_on"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM enrolment_event WHERE state = 'receiving'"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM person_version WHERE flags <> ''"), 0);
    });
}

#[test]
fn a_total_that_differs_by_a_fen_refuses_the_whole_workbook() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let changed = |key: &str, signed: String| match key {
            "fen_central" => "176.01".to_owned(),
            "persons" => "5".to_owned(),
            _ => signed,
        };
        let input = workbook(office, TOWN, &four(), changed);
        let errors = faults(office.make("registry.take_on", &input).unwrap_err());
        let said: Vec<&str> = errors.iter().map(|e| e.what.as_str()).collect();
        assert_eq!(said, ["控制数 5，实际 4，差 -1", "控制数 176.01，实际 176.00，差 -0.01"]);
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 0);
    });
}

#[test]
fn bad_numbers_and_missing_addresses_flag_and_stop_no_pension() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let mut people = vec![recipient(1), recipient(2), recipient(3), recipient(4), recipient(5)];
        people[0].id = "5.30113E+17".into();
        people[0].birth = None;
        people[1].id = "530113550612902".into();
        people[2].address = String::new();
        people[3].award.as_mut().unwrap().card = "62220E".into();
        people[3].phone = "12".into();
        people[4].award.as_mut().unwrap().card = "4111111111111112".into();
        people[4].name = "模　拟".into();
        take_on(office, &people).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE state = 'live'"), 5);
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE payee IS NULL"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM identifier WHERE kind = 'bad_id'"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM identifier WHERE kind = 'id15'"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM identifier WHERE kind = 'id'"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM person_version WHERE name = '模拟'"), 1);
        let flagged = [
            (Flag::BadId, 1),
            (Flag::NoBirth, 1),
            (Flag::LegacyId, 1),
            (Flag::NoAddress, 1),
            (Flag::BadAccount, 1),
            (Flag::BadPhone, 1),
            (Flag::UncheckedAccount, 1),
            (Flag::SameId, 0),
        ];
        for (flag, people) in flagged {
            let sql =
                format!("SELECT COUNT(*) FROM person_version WHERE ' ' || flags || ' ' LIKE '% {} %'", flag.code());
            assert_eq!(office.number(&sql), people, "{flag}");
        }
    });
}

#[test]
fn two_people_with_one_number_are_both_taken_on_and_a_lead_is_opened() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let mut people = vec![recipient(1), recipient(2)];
        people[1].id = people[0].id.clone();
        take_on(office, &people).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM lead WHERE kind = 'same_id'"), 1);
        // The same number once more in another workbook: a lead of its own, not a refusal.
        let mut later = recipient(3);
        later.id = people[0].id.clone();
        take_on(office, &[later]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM lead WHERE kind = 'same_id'"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM lead_event WHERE state = 'open'"), 2);
        assert_eq!(office.number("SELECT MAX(part) FROM take_on"), 2);
    });
}

#[test]
fn the_same_workbook_and_people_taken_on_before_are_named() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let input = workbook(office, TOWN, &four(), |_, signed| signed);
        office.run("registry.take_on", &input).unwrap();
        let errors = faults(office.make("registry.take_on", &input).unwrap_err());
        assert!(errors[0].what.contains("2019-01-02"), "{errors:?}");
        let overlap = workbook(office, TOWN, &[contributor(1), contributor(7)], |_, signed| signed);
        let errors = faults(office.make("registry.take_on", &overlap).unwrap_err());
        assert!(errors[0].what.contains("1 人已经移植过"), "{errors:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 4);
    });
}

#[test]
fn sheets_that_do_not_fit_together_are_refused_by_cell() {
    TestOffice::on_each_engine(|office| {
        let input = workbook(office, TOWN, &four(), |_, signed| signed);
        let errors = faults(office.make("registry.take_on", &input).unwrap_err());
        assert!(errors[0].what.contains("建账"), "{errors:?}");
        open_books(office);
        let mut people = four();
        people[0].village = "530113001001".into();
        let input = workbook(office, TOWN, &people, |_, signed| signed);
        let errors = faults(office.make("registry.take_on", &input).unwrap_err());
        let Field::Cell { line: 2, column } = &errors[0].field else { panic!("{errors:?}") };
        assert_eq!(column, "人员·村组区划代码");
        let nowhere = workbook(office, "530113199", &four(), |_, signed| signed);
        let errors = faults(office.make("registry.take_on", &nowhere).unwrap_err());
        assert!(errors[0].what.contains("不在区划列表中"), "{errors:?}");
    });
}

/// Dongchuan pays a supplement from 65; a recipient of 63 reaches it later, and the version says
/// when. Without a birth date the age follows from the first month of the pension.
#[test]
fn a_version_knows_when_it_changes() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let mut known = recipient(1);
        known.id = id_number("19540105", 901);
        known.birth = Some(common::day("1954-01-05"));
        let mut unknown = recipient(2);
        unknown.id = "抄写不清".into();
        unknown.birth = None;
        take_on(office, &[known, unknown]).unwrap();
        let change: Month = Month::from_number(office.number("SELECT MIN(changes_in) FROM award_version")).unwrap();
        assert!(change.to_string().as_str() <= "2019-02", "{change}");
        let sql = "SELECT COUNT(*) FROM award WHERE facts LIKE '%1955-06-01%'";
        assert_eq!(office.number(sql), 1);
    });
}
