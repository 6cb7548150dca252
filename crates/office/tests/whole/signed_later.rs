//! Three people sign on three days: what was made on Monday is applied on Wednesday as it was made.

use crate::common::{TestOffice, day};
use crate::paying::computed;
use crate::sound::{on_each_engine, person};
use crate::town::{VILLAGE, id_number};
use desk::{Answer, Class, Outcome};
use serde::Serialize;
use shebao_office::payment::{AbandonRunInput, OpenRunInput};
use shebao_office::registry::{ChangeKeyInput, ChangePayeeInput, RaiseClassInput, RegisterInput};

/// Makes a matter now, and has every further signature given on one of the next days.
fn sign_on(office: &mut TestOffice, operation: &str, input: &impl Serialize, days: &[&str]) -> Answer {
    let mut answer = office.make(operation, input).unwrap();
    for on in days {
        office.on_day(on);
        let stage = answer.waits_for.unwrap();
        answer = office.sign(operation, stage, answer.matter, &answer.digest).unwrap();
    }
    assert_eq!(answer.outcome, Some(Outcome::Done), "{operation}: {}", answer.reason);
    answer
}

#[test]
fn a_day_between_the_signatures_sends_nothing_back() {
    on_each_engine(|office| {
        computed(office);
        let payee = ChangePayeeInput {
            person: person(office, 2),
            account: "4111111111111129".into(),
            holder: String::new(),
            bank: "邮政储蓄银行东川区支行".into(),
            document: "社保卡".into(),
        };
        sign_on(office, "registry.change_payee", &payee, &["2019-01-03", "2019-01-04"]);
        let from = "SELECT MAX(valid_from) FROM identifier";
        assert_eq!(office.number(from), 20_190_102, "the day on which it was made");
        let key = ChangeKeyInput {
            person: person(office, 1),
            id_number: None,
            name: Some("改名".into()),
            birth: None,
            document: "户口簿".into(),
        };
        sign_on(office, "registry.change_key", &key, &["2019-01-05", "2019-01-07"]);
        assert_eq!(office.number("SELECT COUNT(*) FROM person_version WHERE valid_from = 20190104"), 1);
        let newcomer = RegisterInput {
            id_number: id_number("19900101", 950),
            name: "模拟新".into(),
            address: "上坪村 3 组".into(),
            phone: String::new(),
            region: VILLAGE.parse().unwrap(),
            special_group: String::new(),
            account: "4111111111111137".into(),
        };
        sign_on(office, "registry.register", &newcomer, &["2019-01-08"]);
    });
}

#[test]
fn a_run_whose_opening_needs_two_people_can_be_opened() {
    on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.abandon_run", &AbandonRunInput { run, reason: "重算".into() }).unwrap();
        let raised =
            RaiseClassInput { operation: "payment.open_run".into(), class: Class::R2, from: day("2019-01-02") };
        // Made for a day that is over when the last one signs.
        sign_on(office, "registry.raise_class", &raised, &["2019-01-03", "2019-01-04"]);
        let known = office.number("SELECT MAX(seq) FROM audit");
        let open = OpenRunInput { month: "2019-01".parse().unwrap() };
        sign_on(office, "payment.open_run", &open, &["2019-01-05"]);
        let pinned = "SELECT pinned FROM run WHERE state = 'draft'";
        assert_eq!(office.number(pinned), known, "what was known when it was made");
    });
}
