//! Whatever people with overlapping posts and delegations try, in whatever order: what was
//! applied carries the signatures of as many different people as its class asks for.

use desk::{Answer, Post, Signer, Stage};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::Value;

use crate::common::toy::PurseId;
use crate::common::{Bench, county, day, fen, for_each_engine, note};

#[derive(Clone, Debug)]
enum Step {
    Make {
        who: usize,
        what: usize,
        purse: usize,
    },
    Check {
        who: usize,
        matter: usize,
    },
    Approve {
        who: usize,
        matter: usize,
    },
    SendBack {
        who: usize,
        matter: usize,
    },
    Withdraw {
        who: usize,
        matter: usize,
    },
    CheckList {
        who: usize,
        matter: usize,
        other: usize,
    },
    /// Everyone in turn tries to check and then to approve.
    Everyone {
        first: usize,
        matter: usize,
    },
}

/// Enough of them that most matters are not overtaken by another one.
const PURSES: usize = 6;

fn step() -> impl Strategy<Value = Step> {
    let (who, matter) = (0..5_usize, 0..3_usize);
    prop_oneof![
        4 => (who.clone(), 0..3_usize, 0..PURSES).prop_map(|(who, what, purse)| Step::Make { who, what, purse }),
        4 => (who.clone(), matter.clone()).prop_map(|(who, matter)| Step::Check { who, matter }),
        4 => (who.clone(), matter.clone()).prop_map(|(who, matter)| Step::Approve { who, matter }),
        1 => (who.clone(), matter.clone()).prop_map(|(who, matter)| Step::SendBack { who, matter }),
        1 => (who.clone(), matter.clone()).prop_map(|(who, matter)| Step::Withdraw { who, matter }),
        2 => (who.clone(), matter.clone()).prop_map(|(first, matter)| Step::Everyone { first, matter }),
        1 => (who, matter.clone(), matter).prop_map(|(who, matter, other)| Step::CheckList { who, matter, other }),
    ]
}

/// Five people whose posts overlap as much as the rules allow, with posts lent in a circle.
fn tangled_office(bench: &mut Bench) -> Vec<Signer> {
    let everything = [Post::Clerk, Post::Reviewer, Post::Approver];
    let mut people = Vec::new();
    for (name, posts) in
        [("a", &everything[..]), ("b", &everything[..2]), ("c", &everything[1..]), ("d", &[]), ("e", &[])]
    {
        let person = bench.hire_without_post(name);
        for post in posts {
            bench.grant(person, *post, county(), day(1, 1), None).unwrap();
        }
        people.push(person);
    }
    bench.lend(people[0], people[3], day(1, 1), day(1, 31)).unwrap();
    bench.lend(people[1], people[3], day(1, 1), day(1, 31)).unwrap();
    bench.lend(people[2], people[0], day(1, 1), day(1, 31)).unwrap();
    bench.lend(people[2], people[4], day(1, 1), day(1, 31)).unwrap();
    bench.lend(people[0], people[1], day(1, 1), day(1, 31)).unwrap();
    people
}

fn act(bench: &mut Bench, people: &[Signer], purses: &[PurseId], made: &mut Vec<Answer>, step: &Step) {
    let request = bench.request();
    let (desk, db) = (&bench.desk, &mut *bench.db);
    let pick = |matter: &usize| made.iter().rev().nth(*matter).cloned();
    // A refusal is a good answer here; what counts is what stands in the database afterwards.
    match step {
        Step::Make { who, what, purse } => {
            let purse = purses[*purse];
            let (name, input) = match what {
                0 => ("toy.note", crate::common::json(&note("甲"))),
                1 => ("toy.take", crate::common::json(&fen(purse, 1))),
                _ => ("toy.pay", crate::common::json(&fen(purse, 1))),
            };
            made.extend(desk.make(db, people[*who], &request, name, &input).ok());
        }
        Step::Check { who, matter } => {
            let _ = pick(matter).map(|m| desk.sign(db, people[*who], Stage::Check, m.matter, &m.digest));
        }
        Step::Approve { who, matter } => {
            let _ = pick(matter).map(|m| desk.sign(db, people[*who], Stage::Approve, m.matter, &m.digest));
        }
        Step::SendBack { who, matter } => {
            let _ = pick(matter).map(|m| desk.send_back(db, people[*who], m.matter, "不对"));
        }
        Step::Withdraw { who, matter } => {
            let _ = pick(matter).map(|m| desk.withdraw(db, people[*who], m.matter, "录错"));
        }
        Step::CheckList { who, matter, other } => {
            if let Some((one, two)) = pick(matter).zip(pick(other)) {
                let list = [(one.matter, one.digest), (two.matter, two.digest)];
                let _ = desk.check_list(db, people[*who], &list, &[one.matter]);
            }
        }
        Step::Everyone { first, matter } => {
            let Some(m) = pick(matter) else { return };
            for stage in [Stage::Check, Stage::Approve] {
                for person in people.iter().cycle().skip(*first).take(people.len()) {
                    let _ = desk.sign(db, *person, stage, m.matter, &m.digest);
                }
            }
        }
    }
}

/// Each query counts violations over the whole database.
const NEVER: [(&str, &str); 5] = [
    (
        "applied with fewer or more signatures than the class asks for",
        "SELECT COUNT(*) FROM matter m JOIN matter_end e ON e.matter = m.id WHERE e.outcome = 'done' AND \
         (SELECT COUNT(DISTINCT s.staff) FROM signature s WHERE s.matter = m.id) <> \
         CASE m.class WHEN 'r1' THEN 1 WHEN 'r2' THEN 2 ELSE 3 END",
    ),
    (
        "one person behind two signatures, himself or through a delegation",
        "SELECT COUNT(*) FROM signature a JOIN signature b ON a.matter = b.matter AND a.stage < b.stage WHERE \
         a.staff = b.staff OR a.staff = b.lender OR a.lender = b.staff OR a.lender = b.lender",
    ),
    (
        "rows of a matter that was not applied",
        "SELECT COUNT(*) FROM (SELECT matter FROM toy_note UNION ALL SELECT matter FROM toy_receipt) r \
         WHERE NOT EXISTS (SELECT 1 FROM matter_end e WHERE e.matter = r.matter AND e.outcome = 'done')",
    ),
    (
        "a matter that both waits and is over, or neither",
        "SELECT COUNT(*) FROM matter m LEFT JOIN waiting w ON w.matter = m.id LEFT JOIN matter_end e \
         ON e.matter = m.id WHERE (w.matter IS NULL) = (e.matter IS NULL)",
    ),
    (
        "a signature on something else than the plan",
        "SELECT COUNT(*) FROM signature s JOIN matter m ON m.id = s.matter WHERE s.digest <> m.plan_digest",
    ),
];

#[test]
fn random_people_never_get_a_matter_applied_without_the_signatures_of_its_class() {
    for_each_engine(|bench| {
        let people = tangled_office(bench);
        let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
        let bench = std::cell::RefCell::new(bench);
        let applied = std::cell::Cell::new(0);
        let steps = prop::collection::vec(step(), 20..80);
        let result = runner.run(&steps, |steps| {
            let bench = &mut **bench.borrow_mut();
            let purses: Vec<PurseId> = (0..PURSES).map(|_| bench.purse(people[0], 1000)).collect();
            let mut made = Vec::new();
            steps.iter().for_each(|step| act(bench, &people, &purses, &mut made, step));
            for (what, sql) in NEVER {
                prop_assert_eq!(bench.number(sql, &[]), 0, "{}", what);
            }
            let spent = "SELECT COUNT(*) FROM matter m JOIN matter_end e ON e.matter = m.id WHERE e.outcome = 'done' \
                         AND m.operation IN ('toy.take', 'toy.pay') AND m.id > $1";
            let spent = bench.number(spent, &[Value::Int(purses[0].0)]);
            let left: i64 = purses.iter().map(|purse| bench.balance(*purse)).sum();
            prop_assert_eq!(left, 6000 - spent);
            applied.set(applied.get() + spent);
            Ok(())
        });
        result.unwrap();
        assert!(applied.get() > 30, "only {} matters went through: this would prove little", applied.get());
    });
}
