//! Two people, or one person twice, at the same moment: one wins, the other is told, and the
//! chain stays whole.

use std::sync::Barrier;

use desk::{Answer, Desk, Outcome, Post, Refusal, Signer, Stage};
use store::Db;

use crate::common::{Bench, Trio, fen, for_each_engine, found, founding, json, note};

/// How often a race is run, so that both orders happen.
const ROUNDS: usize = 8;

type Answered = Result<Answer, Refusal>;
type Act<'a> = Box<dyn Fn(&Desk, &mut dyn Db) -> Answered + Send + 'a>;

/// Runs all acts at once, each on a connection of its own.
fn at_once(bench: &Bench, acts: Vec<Act<'_>>) -> Vec<Answered> {
    let start = Barrier::new(acts.len());
    let (desk, start) = (&bench.desk, &start);
    std::thread::scope(|scope| {
        let run = |act: Act<'_>, mut db: Box<dyn Db>| {
            start.wait();
            act(desk, &mut *db)
        };
        let threads: Vec<_> = acts
            .into_iter()
            .map(|act| (act, bench.open()))
            .map(|(act, db)| scope.spawn(move || run(act, db)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn sign<'a>(signer: Signer, stage: Stage, answer: &'a Answer) -> Act<'a> {
    Box::new(move |desk, db| desk.sign(db, signer, stage, answer.matter, &answer.digest))
}

fn one_wins(answers: &[Answered], won: impl Fn(&Answer) -> bool) {
    let winners = answers.iter().filter(|answer| answer.as_ref().is_ok_and(|answer| won(answer) && !answer.repeated));
    assert_eq!(winners.count(), 1, "{answers:?}");
}

#[test]
fn two_approvers_at_once() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let other = bench.hire("other", Post::Approver);
        let purse = bench.purse(clerk, 1000);
        for round in 1..=ROUNDS {
            let made = bench.make(clerk, "toy.pay", &fen(purse, 1)).unwrap();
            bench.sign(reviewer, Stage::Check, &made).unwrap();
            let answers =
                at_once(bench, vec![sign(approver, Stage::Approve, &made), sign(other, Stage::Approve, &made)]);
            one_wins(&answers, |answer| answer.outcome == Some(Outcome::Done));
            let refused = answers.iter().find_map(|answer| answer.as_ref().err()).unwrap();
            assert!(matches!(refused, Refusal::Over(Outcome::Done)), "{refused}");
            assert_eq!(bench.signatures(made.matter), 3);
            assert_eq!(bench.balance(purse), 1000 - i64::try_from(round).unwrap());
            bench.verify();
        }
    });
}

#[test]
fn one_approver_clicking_twice_at_once_gets_the_answer_twice() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 1000);
        for _ in 0..ROUNDS {
            let made = bench.make(clerk, "toy.pay", &fen(purse, 1)).unwrap();
            bench.sign(reviewer, Stage::Check, &made).unwrap();
            let twice = vec![sign(approver, Stage::Approve, &made), sign(approver, Stage::Approve, &made)];
            let answers = at_once(bench, twice);
            assert!(answers.iter().all(|a| a.as_ref().is_ok_and(|a| a.outcome == Some(Outcome::Done))), "{answers:?}");
            one_wins(&answers, |_| true);
            assert_eq!(bench.signatures(made.matter), 3);
        }
        assert_eq!(bench.balance(purse), 1000 - i64::try_from(ROUNDS).unwrap());
    });
}

#[test]
fn approve_and_withdraw_at_once() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 1000);
        for _ in 0..ROUNDS {
            let before = bench.balance(purse);
            let made = bench.make(clerk, "toy.pay", &fen(purse, 1)).unwrap();
            bench.sign(reviewer, Stage::Check, &made).unwrap();
            let withdraw: Act<'_> = Box::new(|desk, db| desk.withdraw(db, clerk, made.matter, "录错"));
            let answers = at_once(bench, vec![sign(approver, Stage::Approve, &made), withdraw]);
            one_wins(&answers, |_| true);
            let paid = answers[0].is_ok();
            assert_eq!(bench.balance(purse), before - i64::from(paid));
            let refused = answers.iter().find_map(|answer| answer.as_ref().err()).unwrap();
            assert!(matches!(refused, Refusal::Over(_)), "{refused}");
            bench.verify();
        }
    });
}

#[test]
fn the_same_request_at_once_is_one_matter_and_both_get_its_answer() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let colleague = bench.hire("colleague", Post::Clerk);
        for round in 0..ROUNDS {
            let (request, input) = (format!("same-{round}"), json(&note("甲")));
            let (request, input) = (&request, &input);
            let make = |signer: Signer| -> Act<'_> {
                Box::new(move |desk, db| desk.make(db, signer, request, "toy.note", input))
            };
            let answers = at_once(bench, vec![make(clerk), make(colleague), make(clerk)]);
            one_wins(&answers, |_| true);
            let matters: Vec<i64> = answers.iter().map(|answer| answer.as_ref().unwrap().matter.0).collect();
            assert!(matters.iter().all(|matter| *matter == matters[0]), "{matters:?}");
            assert_eq!(bench.count("toy_note"), i64::try_from(round).unwrap() + 1);
            bench.verify();
        }
    });
}

#[test]
fn the_same_request_with_two_contents_at_once_is_one_matter_and_one_refusal() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        for round in 0..ROUNDS {
            let request = format!("same-{round}");
            let make = |text: &str| -> Act<'_> {
                let input = json(&note(text));
                let request = &request;
                Box::new(move |desk, db| desk.make(db, clerk, request, "toy.note", &input))
            };
            let answers = at_once(bench, vec![make("甲"), make("乙")]);
            one_wins(&answers, |_| true);
            let refused = answers.iter().find_map(|answer| answer.as_ref().err()).unwrap();
            assert!(matches!(refused, Refusal::RequestReused(_)), "{refused}");
        }
    });
}

#[test]
fn two_checks_of_one_purse_at_once_never_spend_it_twice() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let other = bench.hire("other", Post::Reviewer);
        for _ in 0..ROUNDS {
            let purse = bench.purse(clerk, 100);
            let one = bench.make(clerk, "toy.take", &fen(purse, 80)).unwrap();
            let two = bench.make(clerk, "toy.take", &fen(purse, 90)).unwrap();
            let answers = at_once(bench, vec![sign(reviewer, Stage::Check, &one), sign(other, Stage::Check, &two)]);
            one_wins(&answers, |answer| answer.outcome == Some(Outcome::Done));
            one_wins(&answers, |answer| answer.outcome == Some(Outcome::Returned));
            let left = bench.balance(purse);
            assert!(left == 20 || left == 10, "{left}");
        }
    });
}

#[test]
fn counters_have_no_gaps_though_many_write_and_some_fail() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let receipts = |prefix: &'static str| -> Act<'_> {
            Box::new(move |desk, db| {
                let mut last = Err(Refusal::NoMatter);
                for i in 0..ROUNDS {
                    let (good, bad) = (format!("{prefix}{i}"), format!("{prefix}{i} bad"));
                    // Takes a number and then fails: the number must not be lost.
                    let refused = desk.make(db, clerk, &bad, "toy.blind", &json(&fen(purse, 1)));
                    assert!(matches!(refused, Err(Refusal::Raced(_))), "{refused:?}");
                    last = desk.make(db, clerk, &good, "toy.receipt", &json(&note("甲")));
                    assert!(last.is_ok(), "{last:?}");
                }
                last
            })
        };
        at_once(bench, vec![receipts("a"), receipts("b"), receipts("c")]);
        let expected = i64::try_from(3 * ROUNDS).unwrap();
        assert_eq!(bench.count("toy_receipt"), expected);
        assert_eq!(bench.number("SELECT MIN(number) FROM toy_receipt", &[]), 1);
        assert_eq!(bench.number("SELECT MAX(number) FROM toy_receipt", &[]), expected);
        assert_eq!(bench.number("SELECT COUNT(DISTINCT number) FROM toy_receipt", &[]), expected);
    });
}

#[test]
fn two_agencies_write_at_once_without_disturbing_each_other() {
    for_each_engine(|bench| {
        let (other, [admin, ..]) = found(&bench.desk, &mut *bench.db, &founding("530114", None));
        let mine = bench.admin;
        let hire = |signer: Signer| -> Act<'_> {
            Box::new(move |desk, db| {
                let mut last = Err(Refusal::NoMatter);
                for i in 0..ROUNDS {
                    let input = json(&crate::common::toy::Arrangement::Hire { name: "某人".to_owned() });
                    // The same request numbers in both agencies.
                    last = desk.make(db, signer, &format!("hire {i}"), "toy.arrange", &input);
                    assert!(last.is_ok(), "{last:?}");
                }
                last
            })
        };
        let answers = at_once(bench, vec![hire(mine), hire(admin)]);
        assert!(answers.iter().all(Result::is_ok));
        for agency in [bench.agency, other] {
            let args = [store::Value::Int(agency.0)];
            let links = bench.number("SELECT COUNT(*) FROM audit WHERE agency = $1", &args);
            assert_eq!(links, 1 + i64::try_from(ROUNDS).unwrap());
        }
    });
}
