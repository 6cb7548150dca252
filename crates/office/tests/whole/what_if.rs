//! 测算: a parameter's other value, on people whose years to come can be worked out by hand.

use crate::common::TestOffice;
use crate::paying;
use crate::paying::computed;
use base::{Fen, Level};
use desk::{Refusal, Unplanned};
use law::LifeTable;
use shebao_office::law::{WhatIf, WhatIfAnswer, what_if};
use shebao_office::payment::ApproveRunInput;

/// Nobody dies before 106.
fn nobody_dies() -> LifeTable {
    let row = |age: i64| format!("[[row]]\nage = {age}\nmale = 0\nfemale = 0\n");
    let rows: String = (45..106).map(row).collect();
    let last = "[[row]]\nage = 106\nmale = 100000\nfemale = 100000\n";
    LifeTable::parse(&format!("name = \"t\"\nsource = \"hand\"\nchecked = \"2026-11-21\"\n{rows}{last}")).unwrap()
}

fn ask(
    office: &mut TestOffice,
    parameter: &str,
    value: &str,
    from: Option<&str>,
    years: i16,
) -> Result<WhatIfAnswer, Refusal> {
    let environment = office.office.environment().clone();
    let asked = WhatIf {
        parameter: parameter.into(),
        value: value.into(),
        law_of: None,
        from: from.map(|month| month.parse().unwrap()),
        years,
        table: nobody_dies(),
    };
    office.office.look(office.agency, |look| {
        what_if(look, &environment, &asked).map_err(|error| match error {
            Unplanned::Fields(errors) => Refusal::Fields(errors),
            Unplanned::Failed(refusal) => refusal,
        })
    })
}

#[test]
fn five_yuan_more_from_the_county_costs_it_five_yuan_a_month_each() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let answer = ask(office, "base_pension.county", "12", Some("2020-07"), 3).unwrap();
        assert_eq!((answer.people.0, answer.old_value.as_str()), (3, "7"));
        let more = |level: Level| -> Vec<i64> {
            let years = answer.before.iter().zip(&answer.after);
            years.map(|(before, after)| (after.by_level[level] - before.by_level[level]).get()).collect()
        };
        // Three people in payment, five yuan each: nothing in 2019, half a year, a whole year. Nobody
        // dies, and the member of the town does not turn 60 within three years.
        assert_eq!(more(Level::County), [0, 3 * 500 * 6, 3 * 500 * 12]);
        assert_eq!(more(Level::Central), [0, 0, 0]);
        // The first month of the projection is what the run pays now, so 2019 is twelve of it while no
        // supplement begins: 3 × 124.13 × 12.
        let first = &answer.before[0];
        assert_eq!(first.by_level.total() + first.account, Fen::new(3 * paying::EACH * 12));
        assert_eq!(first.recipients, 3);
    });
}

#[test]
fn an_unknown_parameter_another_form_and_a_month_outside_are_told() {
    TestOffice::on_each_engine(|office| {
        computed(office);
        for (parameter, value, from, years, word) in [
            ("base_pension.village", "12", None, 3, "没有正在执行的参数"),
            ("base_pension.county", "十二", None, 3, "十二"),
            ("benefit_age", "\"60\"", None, 3, "形式不同"),
            ("base_pension.county", "12", Some("2030-01"), 3, "不在测算的"),
            ("base_pension.county", "12", None, 16, "1 至 15 年"),
        ] {
            let said = ask(office, parameter, value, from, years).unwrap_err().to_string();
            assert!(said.contains(word), "{parameter}={value}: {said}");
        }
    });
}
