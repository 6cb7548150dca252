//! 批量待遇核定 and 批量死亡确认: a list does for each line what the form of one person does, leaves out
//! what cannot be done with its reason, and is bound by the rules of the single form.

use crate::common::day;
use crate::sound::{newest, on_each_engine, person, said};
use crate::town::{Insured, contributor, id_number, of_age, open_books, recipient, take_on};
use base::Fen;
use desk::{Answer, Outcome, Post, Stage};
use shebao_office::ManyInput;
use shebao_office::benefits::{AwardInput, ConfirmDeathInput, Heirs, SettleDeathInput};
use shebao_office::registry::SetTierInput;
use shebao_office::tables::PersonId;

const CLAIMS: &str = "benefits.award_list";
const DEATHS: &str = "benefits.confirm_deaths";

fn claim(id_number: &str, account: &str) -> AwardInput {
    AwardInput {
        person: None,
        id_number: id_number.to_owned(),
        claimed_on: day("2019-01-02"),
        account: account.to_owned(),
        other_pension: String::new(),
    }
}

const CARDS: [&str; 2] = ["4111111111111111", "5500005555555559"];

fn claims(people: &[Insured]) -> ManyInput<AwardInput> {
    ManyInput { lines: people.iter().zip(CARDS.into_iter().cycle()).map(|(one, card)| claim(&one.id, card)).collect() }
}

fn death(person: PersonId, died_on: &str) -> ConfirmDeathInput {
    let heirs = Heirs { account: CARDS[0].into(), name: "模拟子".into(), relation: "子女".into() };
    let evidence = format!("火化证 {}", person.0);
    ConfirmDeathInput { person, died_on: day(died_on), evidence, heirs: Some(heirs), lead: None }
}

fn told(answer: &Answer) -> String {
    let shown = answer.shown.iter().map(|change| format!("{}：{}\n", change.field, change.after));
    shown.chain(answer.notices.iter().map(|notice| format!("{notice}\n"))).collect()
}

#[test]
fn a_list_of_claims_awards_each_person_and_names_who_is_left_out() {
    on_each_engine(|office| {
        open_books(office);
        let people = [of_age(1), of_age(2), contributor(3), recipient(4)];
        take_on(office, &people).unwrap();
        let mut list = claims(&people);
        list.lines.push(list.lines[0].clone());
        list.lines.push(claim(&id_number("19581110", 990), CARDS[0]));
        let answer = office.run(CLAIMS, &list).unwrap();

        for number in [1, 2] {
            let who = person(office, number);
            let parts = format!(
                "SELECT CAST(SUM(c.amount) AS BIGINT) FROM award_component c JOIN award a ON a.id = c.award \
                 WHERE a.person = {}",
                who.0
            );
            assert_eq!(office.number(&parts), 22_200);
            // Each one's own card.
            let card = &CARDS[number as usize - 1][12..];
            let payee = format!(
                "SELECT COUNT(*) FROM award_version v JOIN identifier i ON i.id = v.payee AND i.person = v.person \
                 WHERE v.person = {} AND i.masked LIKE '%{card}'",
                who.0
            );
            assert_eq!(office.number(&payee), 1);
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM award WHERE origin = 'assessed'"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM enrolment_event WHERE state = 'receiving' AND n = 2"), 2);
        // One matter, one signature of each of three people.
        let matter = format!("SELECT COUNT(*) FROM signature WHERE matter = {}", answer.matter.0);
        assert_eq!(office.number(&matter), 3);
        let told = told(&answer);
        for words in [
            "办理人数：2",
            "月养老金 222.00",
            "第 3 人",
            "第 4 人",
            "已有待遇",
            "第 5 人",
            "出现两次",
            "没有找到证件号码",
        ] {
            assert!(told.contains(words), "{words} not in\n{told}");
        }
        // December is arrears of both: two months' amounts each.
        let amount = format!("SELECT amount FROM matter WHERE id = {}", answer.matter.0);
        assert_eq!(office.number(&amount), 4 * 22_200);

        let again = said(office.make(CLAIMS, &claims(&people[..2])).unwrap_err());
        assert_eq!(again.matches("已有待遇").count(), 2, "{again}");
        assert!(said(office.make(CLAIMS, &claims(&[])).unwrap_err()).contains("名单是空的"));
        let long = ManyInput { lines: vec![claim(&people[0].id, CARDS[0]); 1_001] };
        assert!(said(office.make(CLAIMS, &long).unwrap_err()).contains("一次最多 1000 人"));
    });
}

#[test]
fn a_list_that_is_not_what_was_signed_goes_back() {
    on_each_engine(|office| {
        open_books(office);
        let people = [of_age(1), of_age(2)];
        take_on(office, &people).unwrap();
        let made = office.make(CLAIMS, &claims(&people)).unwrap();
        // Meanwhile one of them is awarded at the counter.
        office.run("benefits.award", &claim(&people[0].id, CARDS[0])).unwrap();
        let back = office.sign(CLAIMS, Stage::Check, made.matter, &made.digest).unwrap();
        assert_eq!(back.outcome, Some(Outcome::Returned), "{}", back.reason);
        assert_eq!(office.number("SELECT COUNT(*) FROM award WHERE origin = 'assessed'"), 1);
        office.run(CLAIMS, &claims(&people)).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM award WHERE origin = 'assessed'"), 2);
    });
}

#[test]
fn what_the_agency_made_stricter_for_one_person_binds_the_list() {
    on_each_engine(|office| {
        open_books(office);
        let people = [of_age(1), of_age(2)];
        take_on(office, &people).unwrap();
        let (operation, from) = ("benefits.award".to_owned(), day("2019-01-02"));
        let tier = SetTierInput { operation, above: Fen::from_yuan(500), post: Post::Head, from };
        office.run("registry.set_tier", &tier).unwrap();
        // 444.00 each, and 888.00 as a list.
        office.run("benefits.award", &claim(&people[0].id, CARDS[0])).unwrap();
        let made = office.make(CLAIMS, &claims(&people)).unwrap();
        let checked = office.sign(CLAIMS, Stage::Check, made.matter, &made.digest).unwrap();
        office.sign(CLAIMS, Stage::Approve, checked.matter, &checked.digest).unwrap();

        let more = [of_age(5), of_age(6)];
        take_on(office, &more).unwrap();
        let made = office.make(CLAIMS, &claims(&more)).unwrap();
        let checked = office.sign(CLAIMS, Stage::Check, made.matter, &made.digest).unwrap();
        let refused = office.sign(CLAIMS, Stage::Approve, checked.matter, &checked.digest).unwrap_err();
        assert!(refused.to_string().contains("500"), "{refused}");
        let head = office.people[&Post::Head];
        let done = office.office.sign(head, Stage::Approve, checked.matter, &checked.digest).unwrap();
        assert_eq!(done.outcome, Some(Outcome::Done));
    });
}

#[test]
fn a_list_of_deaths_settles_each_of_them() {
    on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1), recipient(2), contributor(3), recipient(4)]).unwrap();
        let [january, november, insured, alive] = [1, 2, 3, 4].map(|number| person(office, number));
        let lines = vec![
            death(january, "2019-01-01"),
            death(november, "2018-11-20"),
            death(insured, "2018-12-31"),
            death(alive, "1930-01-01"),
            death(january, "2018-12-30"),
            death(PersonId(77), "2019-01-01"),
        ];
        let answer = office.run(DEATHS, &ManyInput { lines }).unwrap();
        // The sums are those of death.rs, worked out there one by one.
        let net = |who: PersonId| format!("SELECT net FROM settlement WHERE person = {}", who.0);
        assert_eq!(office.number(&net(january)), 12_413 + 70_621 + 90_000);
        assert_eq!(office.number(&net(november)), 71_847 + 90_000 - 12_413);
        assert_eq!(office.number(&net(insured)), 171_234);
        assert_eq!(office.number("SELECT COUNT(*) FROM settlement"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM death"), 3);
        assert!(newest(office, january, "state", "'settling'") && newest(office, november, "state", "'settling'"));
        assert!(newest(office, alive, "state", "'live'"));
        // A settlement's parts are the settlement's own.
        let strays = "SELECT COUNT(*) FROM set_off_part p WHERE NOT EXISTS \
                      (SELECT 1 FROM settlement s WHERE s.id = p.settlement)";
        assert_eq!(office.number(strays), 0);
        let told = told(&answer);
        for words in ["办理人数：3", "早于出生日期", "出现两次", "没有这个人员"] {
            assert!(told.contains(words), "{words} not in\n{told}");
        }
        let again = said(office.make(DEATHS, &ManyInput { lines: vec![death(january, "2019-01-01")] }).unwrap_err());
        assert!(again.contains("已登记死亡"), "{again}");
    });
}

#[test]
fn a_list_of_deaths_stops_who_has_no_heirs_yet_and_they_are_settled_later() {
    on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1), recipient(2), recipient(3)]).unwrap();
        let [january, november, alive] = [1, 2, 3].map(|number| person(office, number));
        let later = death(november, "2018-11-20");
        let lines = vec![
            death(january, "2019-01-01"),
            ConfirmDeathInput { heirs: None, ..later.clone() },
            death(alive, "1930-01-01"),
        ];
        let answer = office.run(DEATHS, &ManyInput { lines }).unwrap();
        let told = told(&answer);
        for words in ["办理人数：2", "没有继承人账户", "第 3 人 模拟3", "早于出生日期"] {
            assert!(told.contains(words), "{words} not in\n{told}");
        }
        // The sums are those of benefits_death.rs.
        let net = |who: PersonId| format!("SELECT net FROM settlement WHERE person = {}", who.0);
        assert_eq!(office.number(&net(january)), 12_413 + 70_621 + 90_000);
        assert_eq!(office.number("SELECT COUNT(*) FROM settlement"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM death"), 2);
        assert!(newest(office, january, "state", "'settling'") && newest(office, november, "state", "'stopped'"));
        assert!(newest(office, alive, "state", "'live'"));

        let settle = SettleDeathInput { person: november, heirs: later.heirs };
        office.run("benefits.settle_death", &settle).unwrap();
        assert_eq!(office.number(&net(november)), 71_847 + 90_000 - 12_413);
    });
}
