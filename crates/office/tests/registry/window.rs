//! 一窗通办: an application is taken in with its limit, goes to the back office, is handed out, and
//! its visitor says how it was. Nothing changes by it.

use crate::common::{TestOffice, day};
use crate::town::{contributor, open_books, recipient, take_on};
use desk::{MatterId, Refusal, Stage};
use shebao_office::certification::RecordVisitInput;
use shebao_office::tables::{IntakeId, IntakeStepKind, PersonId, Satisfaction, VisitFinding};
use shebao_office::verify::verify;
use shebao_office::window::{AcceptInput, IntakeNow, RateInput, StepInput, intakes_of_year};

fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), recipient(7)]).unwrap();
    office.on_day("2019-02-01");
}

fn application() -> AcceptInput {
    AcceptInput {
        asked: "benefits.award".into(),
        applicant: "模拟1".into(),
        person: None,
        region: contributor(1).village.parse().unwrap(),
        counter: "1 号窗口".into(),
        promise: false,
        missing: "户口簿".into(),
        days: None,
    }
}

fn all(office: &mut TestOffice) -> Vec<IntakeNow> {
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(intakes_of_year(look, 2019).unwrap())).unwrap()
}

fn step(intake: IntakeId, step: IntakeStepKind) -> StepInput {
    StepInput { intake, step, note: String::new(), handled: None, file: None }
}

fn fields(refused: Result<impl Sized, Refusal>) -> Vec<String> {
    match refused.err() {
        Some(Refusal::Fields(errors)) => errors.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_application_is_sent_on_only_when_it_is_complete_and_finished_only_when_it_was_sent_on() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let made = office.run("window.accept", &application()).unwrap();
        let now = all(office).remove(0);
        // The spring festival of 2019: 2 and 3 February are worked, 4 to 10 are not; 2 + 5 + 5 + 5 + 3 days.
        assert_eq!((now.number(), now.intake.due_on), ("2019-00001".into(), Some(day("2019-03-06"))));
        assert_eq!(now.missing(), Some("户口簿"));
        let id = now.intake.id;
        let early = StepInput { handled: Some(made.matter), ..step(id, IntakeStepKind::SentOn) };
        assert!(fields(office.run("window.step", &early))[0].contains("没有补齐"));
        assert!(fields(office.run("window.step", &step(id, IntakeStepKind::Supplied)))[0].contains("补来了什么"));
        let supplied = StepInput { note: "户口簿复印件".into(), ..step(id, IntakeStepKind::Supplied) };
        office.run("window.step", &supplied).unwrap();
        assert!(fields(office.run("window.step", &step(id, IntakeStepKind::Finished)))[0].contains("转后台"));
        let nowhere = StepInput { handled: Some(MatterId(1)), ..step(id, IntakeStepKind::SentOn) };
        assert!(fields(office.run("window.step", &nowhere))[0].contains("没有这个业务编号"));
        // What the back office does has to be signed before anything is handed out.
        let person = PersonId(office.number("SELECT MIN(person) FROM award"));
        let seen = RecordVisitInput {
            person,
            visited_on: day("2019-01-31"),
            visitor: "村模拟".into(),
            finding: VisitFinding::Alive,
            note: String::new(),
            bedridden: None,
            file: None,
        };
        let waits = office.make("certification.record_visit", &seen).unwrap();
        let sent_on = StepInput { handled: Some(waits.matter), ..early.clone() };
        office.run("window.step", &sent_on).unwrap();
        let soon = fields(office.run("window.step", &step(id, IntakeStepKind::Finished)));
        assert!(soon[0].contains("还没有签完字"), "{soon:?}");
        office.sign("certification.record_visit", Stage::Check, waits.matter, &waits.digest).unwrap();
        office.run("window.step", &early).unwrap();
        office.run("window.step", &step(id, IntakeStepKind::Finished)).unwrap();
        let again = fields(office.run("window.step", &supplied));
        assert!(again[0].contains("已经办结出件"), "{again:?}");

        let rating = |grade, words: &str| RateInput { intake: id, grade, words: words.into() };
        assert!(fields(office.run("window.rate", &rating(Satisfaction::Bad, "")))[0].contains("写明原因"));
        office.run("window.rate", &rating(Satisfaction::Good, "")).unwrap();
        assert!(fields(office.run("window.rate", &rating(Satisfaction::VeryBad, "等太久")))[0].contains("只评价一次"));
        let now = all(office).remove(0);
        assert_eq!((now.ended(), now.rating.unwrap().grade), (Some(IntakeStepKind::Finished), Satisfaction::Good));
        assert!(verify(&mut office.office, office.agency, &mut |_| ()).unwrap().is_whole());
    });
}

#[test]
fn what_is_still_open_stands_in_the_ledger_of_the_next_year_too() {
    TestOffice::on_each_engine(|office| {
        start(office);
        office.on_day("2019-12-27");
        office.run("window.accept", &application()).unwrap();
        let ended = AcceptInput { missing: String::new(), ..application() };
        office.run("window.accept", &ended).unwrap();
        let second = all(office).remove(0).intake.id;
        let note = StepInput { note: "本人不办了".into(), ..step(second, IntakeStepKind::Withdrawn) };
        office.run("window.step", &note).unwrap();
        let agency = office.agency;
        let shown = office.office.look(agency, |look| Ok::<_, Refusal>(intakes_of_year(look, 2020).unwrap())).unwrap();
        assert_eq!(shown.iter().map(IntakeNow::number).collect::<Vec<_>>(), ["2019-00001"]);
        assert!(shown[0].ended().is_none() && shown[0].steps.is_empty());
    });
}

#[test]
fn a_wrong_application_is_refused_with_every_fault_at_once() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let bad = AcceptInput {
            applicant: " ".into(),
            counter: String::new(),
            region: "530113999".parse().unwrap(),
            days: Some(21),
            promise: true,
            missing: String::new(),
            ..application()
        };
        let said = fields(office.run("window.accept", &bad));
        assert_eq!(said.len(), 5, "{said:?}");
        for address in ["../matters/1", "", "registry.register?x"] {
            let bad = AcceptInput { asked: address.into(), ..application() };
            assert!(fields(office.run("window.accept", &bad))[0].contains("没有这件业务"), "{address}");
        }
        let unknown = step(IntakeId(5), IntakeStepKind::Finished);
        assert!(fields(office.run("window.step", &unknown))[0].contains("没有编号为 5 的受理"));
        assert!(all(office).is_empty());
    });
}

#[test]
fn a_limit_is_counted_in_working_days_and_a_late_one_is_seen() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let short = AcceptInput { days: Some(2), missing: String::new(), ..application() };
        office.run("window.accept", &short).unwrap();
        let now = all(office).remove(0);
        assert_eq!(now.intake.due_on, Some(day("2019-02-03")), "a worked Saturday and Sunday");
        assert!(!now.is_late(day("2019-02-03")) && now.is_late(day("2019-02-04")));
    });
}
