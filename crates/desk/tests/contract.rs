//! Decision 1: how many people an operation needs, and that nothing happens before they signed.

use desk::{Outcome, Refusal, Stage};

use crate::common::{Bench, Trio, county, fen, for_each_engine, note};

#[test]
fn r1_applies_at_once() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let answer = bench.make(clerk, "toy.note", &note("电话更正")).unwrap();
        assert_eq!((answer.outcome, answer.waits_for), (Some(Outcome::Done), None));
        assert_eq!(bench.count("toy_note"), 1);
        let by_matter = bench.number("SELECT matter FROM toy_note", &[]);
        assert_eq!(by_matter, answer.matter.0, "the row names the matter by its real id");
        assert_eq!(bench.number("SELECT number FROM toy_note", &[]), -1, "a plain negative number stays what it is");
        assert_eq!(bench.count("waiting"), 0);
    });
}

#[test]
fn r2_needs_maker_and_checker_and_writes_nothing_before() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        assert_eq!((made.outcome, made.waits_for), (None, Some(Stage::Check)));
        assert_eq!((bench.balance(purse), bench.count("toy_note")), (100, 0));
        let early = bench.sign(approver, Stage::Approve, &made).unwrap_err();
        assert!(matches!(early, Refusal::NotWaiting { .. }), "{early}");
        let done = bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!((done.outcome, done.waits_for), (Some(Outcome::Done), None));
        assert_eq!((bench.balance(purse), bench.count("toy_note")), (70, 1));
        assert_eq!(bench.signatures(made.matter), 2);
    });
}

#[test]
fn r3_needs_an_approver_too_and_writes_nothing_before() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        let skipped = bench.sign(approver, Stage::Approve, &made).unwrap_err();
        assert!(matches!(skipped, Refusal::NotWaiting { .. }), "{skipped}");
        let checked = bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!((checked.outcome, checked.waits_for), (None, Some(Stage::Approve)));
        assert_eq!((bench.balance(purse), bench.count("toy_receipt"), bench.count("counter")), (100, 0, 0));
        let done = bench.sign(approver, Stage::Approve, &made).unwrap();
        assert_eq!(done.outcome, Some(Outcome::Done));
        assert_eq!((bench.balance(purse), bench.number("SELECT number FROM toy_receipt", &[])), (70, 1));
        assert_eq!(bench.signatures(made.matter), 3);
    });
}

#[test]
fn a_signature_in_between_changes_what_the_operation_says_and_no_more() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let state = |bench: &mut Bench| bench.number("SELECT COUNT(*) FROM toy_purse WHERE state = 'checked'", &[]);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        assert_eq!(state(bench), 0);
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!((state(bench), bench.balance(purse)), (1, 100));
        bench.sign(approver, Stage::Approve, &made).unwrap();
        assert_eq!((state(bench), bench.balance(purse)), (1, 70));
    });
}

#[test]
fn a_balance_may_become_a_small_negative_number() {
    // -1, -2 … are also the provisional ids of a plan; a balance must not be taken for one.
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 30);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 31)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        bench.sign(approver, Stage::Approve, &made).unwrap();
        assert_eq!(bench.balance(purse), -1);
        let made = bench.make(clerk, "toy.take", &fen(purse, 1)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!(bench.balance(purse), -2);
    });
}

#[test]
fn the_same_request_gets_the_first_answer() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let input = crate::common::json(&fen(purse, 30));
        let first = bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.take", &input).unwrap();
        let again = bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.take", &input).unwrap();
        assert!(!first.repeated && again.repeated);
        assert_eq!((again.matter, again.waits_for), (first.matter, first.waits_for));
        assert_eq!(bench.number("SELECT COUNT(*) FROM matter WHERE operation = 'toy.take'", &[]), 1);
        bench.sign(reviewer, Stage::Check, &first).unwrap();
        let later = bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.take", &input).unwrap();
        assert_eq!((later.matter, later.outcome), (first.matter, Some(Outcome::Done)));
    });
}

#[test]
fn the_same_request_with_other_content_is_refused() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let input = |text: &str| crate::common::json(&note(text));
        bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.note", &input("甲")).unwrap();
        let other = bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.note", &input("乙")).unwrap_err();
        assert!(matches!(&other, Refusal::RequestReused(request) if request == "web-1"), "{other}");
        let operation = bench.desk.make(&mut *bench.db, clerk, "web-1", "toy.purse", &input("甲")).unwrap_err();
        assert!(matches!(operation, Refusal::RequestReused(_)), "{operation}");
        assert_eq!(bench.count("toy_note"), 1);
    });
}

#[test]
fn a_double_click_on_sign_answers_and_signs_once() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        let first = bench.sign(reviewer, Stage::Check, &made).unwrap();
        let second = bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert!(!first.repeated && second.repeated);
        assert_eq!((second.waits_for, bench.signatures(made.matter)), (Some(Stage::Approve), 2));
        bench.sign(approver, Stage::Approve, &made).unwrap();
        let second = bench.sign(approver, Stage::Approve, &made).unwrap();
        assert!(second.repeated);
        assert_eq!((second.outcome, bench.balance(purse)), (Some(Outcome::Done), 70));
    });
}

#[test]
fn what_cannot_be_planned_says_which_field_and_leaves_nothing() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let before = bench.count("audit");
        let refused = bench.make(clerk, "toy.note", &note("")).unwrap_err();
        assert!(matches!(&refused, Refusal::Fields(errors) if errors.len() == 1), "{refused}");
        assert_eq!(refused.to_string(), "〔text〕内容为空。请填写内容");
        let refused = bench.make(clerk, "toy.nothing", &note("甲")).unwrap_err();
        assert!(matches!(refused, Refusal::NoOperation(_)), "{refused}");
        let refused = bench.make(clerk, "toy.note", &county()).unwrap_err();
        assert!(matches!(refused, Refusal::BadInput(..)), "{refused}");
        assert_eq!((bench.count("audit"), bench.count("toy_note")), (before, 0));
    });
}
