//! 待遇核定 of Dongchuan in January 2019, against the figures of the handbook §5.

use crate::common::{TestOffice, day};
use crate::town::{contributor, id_number, of_age, open_books, recipient, take_on};
use base::{Fen, Month};
use desk::{FieldError, Refusal, Unplanned};
use shebao_office::benefits::{AwardInput, due_to_claim, explain_award};
use shebao_office::tables::PersonId;

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

fn claim(person: PersonId) -> AwardInput {
    AwardInput {
        person: Some(person),
        id_number: String::new(),
        claimed_on: day("2019-01-02"),
        account: "4111111111111111".into(),
        other_pension: String::new(),
    }
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

#[test]
fn a_pension_is_assessed_by_level_and_paid_back_to_its_first_month() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[of_age(1), recipient(2)]).unwrap();
        let who = person(office, 1);
        let input = AwardInput { person: None, id_number: of_age(1).id, ..claim(who) };
        // The card of the recipient: three people are told before they sign.
        let other = AwardInput { account: recipient(2).award.unwrap().card, ..input.clone() };
        let told = office.make("benefits.award", &other).unwrap().notices;
        assert!(told.iter().any(|notice| notice.contains("另外 1 人的待遇账户")), "{told:?}");
        let input = AwardInput { account: "4012888888881881".into(), ..input };
        let answer = office.run("benefits.award", &input).unwrap();
        assert!(answer.notices.iter().all(|notice| !notice.contains("另外")), "{:?}", answer.notices);
        assert!(answer.title.contains("模拟1"), "{}", answer.title);
        // 88 centre, 15 province, 8 city + 2 × 2 for two years over 15, 7 county, 13,900 ÷ 139.
        let version = |column: &str| {
            format!("SELECT v.{column} FROM award_version v JOIN award a ON a.id = v.award WHERE a.person = {}", who.0)
        };
        let expected = [("central", 8_800), ("province", 1_500), ("city", 1_200), ("county", 700), ("account", 10_000)];
        for (column, fen) in expected {
            assert_eq!(office.number(&version(column)), fen, "{column}");
        }
        // 60 in November 2018: December is arrears, for the run to raise.
        assert_eq!(office.number(&version("from_month")), 201_812);
        let parts = format!(
            "SELECT CAST(SUM(c.amount) AS BIGINT) FROM award_component c JOIN award a ON a.id = c.award \
             WHERE a.person = {}",
            who.0
        );
        assert_eq!(office.number(&parts), 22_200);
        let receiving = "SELECT COUNT(*) FROM enrolment_event WHERE state = 'receiving' AND n = 2";
        assert_eq!(office.number(receiving), 1);

        let again = faults(office.make("benefits.award", &input).unwrap_err());
        assert!(again[0].what.contains("已有待遇"), "{again:?}");
    });
}

#[test]
fn the_explanation_is_made_again_for_assessed_and_taken_on_pensions() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[of_age(1), recipient(2)]).unwrap();
        let (new, old) = (person(office, 1), person(office, 2));
        office.run("benefits.award", &claim(new)).unwrap();
        let environment = std::sync::Arc::clone(office.office.environment());
        let mut explained = |person, month: &str| {
            let month: Month = month.parse().unwrap();
            office.office.look(office.agency, |look| {
                explain_award(look, &environment, person, month).map_err(|e| match e {
                    Unplanned::Fields(errors) => Refusal::Fields(errors),
                    Unplanned::Failed(refusal) => refusal,
                })
            })
        };
        let tree = explained(new, "2019-01").unwrap().node;
        assert_eq!(tree.amount, Fen::from_yuan(222));
        assert!(tree.to_text().contains("÷ 139"), "{}", tree.to_text());
        let taken = explained(old, "2019-01").unwrap().node;
        assert_eq!(taken.amount, Fen::new(12_413));
        assert!(taken.formula.contains("移植 2018-12"), "{}", taken.formula);
        assert!(faults(explained(new, "2018-11").unwrap_err())[0].what.contains("2018-11"));
    });
}

#[test]
fn every_reason_against_a_claim_is_told_at_once() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        // Born in 1980: too young, and eight years paid of fifteen.
        let mut unreadable = contributor(3);
        unreadable.id = "5.30113E+17".into();
        unreadable.birth = None;
        take_on(office, &[contributor(1), recipient(2), unreadable]).unwrap();
        let young = AwardInput {
            account: String::new(),
            other_pension: "企业职工基本养老保险".into(),
            claimed_on: day("2019-01-03"),
            ..claim(person(office, 1))
        };
        let errors = faults(office.make("benefits.award", &young).unwrap_err());
        let said: String = errors.iter().map(|e| format!("{e}\n")).collect();
        for word in ["申请日期晚于今天", "没有收款账户", "2040-04", "还差 7 年", "企业职工基本养老保险", "依据："]
        {
            assert!(said.contains(word), "{word} not in\n{said}");
        }
        let dark = person(office, 3);
        let errors = faults(office.make("benefits.award", &claim(dark)).unwrap_err());
        assert!(errors[0].what.contains("出生日期"), "{errors:?}");
        let nobody = AwardInput { person: None, id_number: id_number("19500101", 999), ..claim(dark) };
        let errors = faults(office.make("benefits.award", &nobody).unwrap_err());
        assert!(errors[0].what.contains("没有找到"), "{errors:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM award WHERE origin = 'assessed'"), 0);
    });
}

#[test]
fn who_comes_of_age_is_listed_until_the_claim() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let mut march = of_age(4);
        march.birth = Some(day("1959-03-31"));
        march.id = id_number("19590331", 904);
        take_on(office, &[of_age(1), contributor(2), recipient(3), march]).unwrap();
        let environment = std::sync::Arc::clone(office.office.environment());
        let list = |office: &mut TestOffice, ahead: i32| {
            let agency = office.agency;
            let read = |look: &mut desk::Look<'_>| {
                due_to_claim(look, &environment, ahead).map_err(|e| Refusal::Fields(e.into_fields()))
            };
            let found = office.office.look(agency, read).unwrap();
            found.into_iter().map(|p| (p.name, p.first_month.to_string())).collect::<Vec<_>>()
        };
        let first = ("模拟1".to_owned(), "2018-12".to_owned());
        let fourth = ("模拟4".to_owned(), "2019-04".to_owned());
        assert_eq!(list(office, 2), std::slice::from_ref(&first));
        assert_eq!(list(office, 3), [first, fourth.clone()]);
        let who = person(office, 1);
        office.run("benefits.award", &claim(who)).unwrap();
        assert_eq!(list(office, 3), [fourth]);
    });
}
