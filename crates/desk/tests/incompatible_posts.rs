//! Business, finance, data and audit are never in one hand: the database refuses it on every path.

use base::{Date, date_to_number};
use desk::{Post, Refusal, Signer};
use store::{StoreError, Value};

use crate::common::toy::Granted;
use crate::common::{Bench, TODAY, county, day, for_each_engine, town};

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) {
    match result {
        Err(Refusal::Store(StoreError::Refused(message))) => assert!(message.contains("同一人"), "{message}"),
        other => panic!("expected the database to refuse, got {other:?}"),
    }
}

/// A grant by SQL, as an insider would make one.
fn by_sql(bench: &mut Bench, to: Signer, post: Post, from: Date, until: Option<Date>) -> Result<u64, Refusal> {
    let until = until.map_or(Value::Null, |date| Value::Int(date_to_number(date)));
    let args = [Value::Int(to.staff().0), post.code().into(), Value::Int(date_to_number(from)), until];
    let sql = "INSERT INTO post_grant (agency, recorded, id, staff, post, area, from_date, to_date) \
               SELECT agency, recorded, id + 1000000, $1, $2, area, $3, $4 FROM post_grant WHERE id = \
               (SELECT MAX(id) FROM post_grant)";
    Ok(bench.db.exec(sql, &args)?)
}

#[test]
fn every_pair_of_families_is_refused_in_both_orders_on_both_paths() {
    let pairs = [
        (Post::Clerk, Post::FundClerk),
        (Post::Approver, Post::FundReviewer),
        (Post::TownClerk, Post::SystemAdmin),
        (Post::Helper, Post::Auditor),
        (Post::Reviewer, Post::Auditor),
        (Post::FundClerk, Post::SystemAdmin),
        (Post::FundReviewer, Post::Auditor),
        (Post::SystemAdmin, Post::Auditor),
        (Post::Head, Post::SystemAdmin),
        (Post::Head, Post::Auditor),
    ];
    for_each_engine(|bench| {
        for (one, other) in pairs {
            for (first, second) in [(one, other), (other, one)] {
                let person = bench.hire("person", first);
                refused(bench.grant(person, second, county(), day(1, 1), None));
                refused(bench.grant(person, second, town(), day(1, 1), None));
                refused(by_sql(bench, person, second, day(1, 1), None));
            }
        }
    });
}

#[test]
fn posts_of_one_family_and_those_outside_go_together() {
    for_each_engine(|bench| {
        let business = bench.hire("business", Post::Helper);
        for post in [Post::TownClerk, Post::Clerk, Post::Reviewer, Post::Approver, Post::Head, Post::Performance] {
            bench.grant(business, post, county(), day(1, 1), None).unwrap();
        }
        let finance = bench.hire("finance", Post::FundClerk);
        for post in [Post::FundReviewer, Post::Performance] {
            bench.grant(finance, post, county(), day(1, 1), None).unwrap();
        }
    });
}

#[test]
fn it_is_the_same_days_that_count() {
    for_each_engine(|bench| {
        let person = bench.hire_without_post("person");
        bench.grant(person, Post::Clerk, county(), day(3, 1), Some(day(3, 31))).unwrap();
        for (from, until) in [
            (day(3, 31), Some(day(4, 30))),
            (day(2, 1), Some(day(3, 1))),
            (day(3, 10), Some(day(3, 20))),
            (day(1, 1), None),
        ] {
            refused(bench.grant(person, Post::FundClerk, county(), from, until));
            refused(by_sql(bench, person, Post::FundClerk, from, until));
        }
        bench.grant(person, Post::FundClerk, county(), day(2, 1), Some(day(2, 28))).unwrap();
        bench.grant(person, Post::FundClerk, county(), day(4, 1), None).unwrap();
    });
}

#[test]
fn a_post_that_was_ended_makes_room_from_the_next_day() {
    for_each_engine(|bench| {
        let person = bench.hire("person", Post::Clerk);
        let grant = bench.last_grant(person);
        bench.end_grant(grant, TODAY).unwrap();
        refused(bench.grant(person, Post::FundClerk, county(), TODAY, None));
        refused(by_sql(bench, person, Post::FundClerk, TODAY, None));
        bench.grant(person, Post::FundClerk, county(), day(1, 11), None).unwrap();
    });
}

#[test]
fn an_end_after_the_last_day_takes_no_room() {
    for_each_engine(|bench| {
        let person = bench.hire_without_post("person");
        let grant = bench.grant(person, Post::Clerk, county(), day(1, 1), Some(day(1, 31))).unwrap();
        bench.end_grant(grant, day(12, 31)).unwrap();
        bench.grant(person, Post::FundClerk, county(), day(2, 1), None).unwrap();
    });
}

#[test]
fn two_posts_of_one_plan_are_held_against_each_other() {
    for_each_engine(|bench| {
        let person = bench.hire_without_post("person");
        let before = bench.count("post_grant");
        let granted = |post| Granted { staff: person.staff(), post, area: county(), from: day(1, 1), to: None };
        refused(bench.grant_all(vec![granted(Post::Clerk), granted(Post::FundClerk)]));
        refused(bench.grant_all(vec![granted(Post::Clerk), granted(Post::Reviewer), granted(Post::Auditor)]));
        assert_eq!(bench.count("post_grant"), before, "none of them was granted");
        bench.grant_all(vec![granted(Post::Clerk), granted(Post::Reviewer)]).unwrap();
    });
}

#[test]
fn a_lent_post_counts_as_much_as_an_own_one() {
    for_each_engine(|bench| {
        let clerk = bench.hire("clerk", Post::Clerk);
        let fund = bench.hire("fund", Post::FundClerk);
        refused(bench.lend(clerk, fund, day(2, 1), day(2, 28)));
        let delegate = bench.hire_without_post("delegate");
        bench.lend(clerk, delegate, day(2, 1), day(2, 28)).unwrap();
        refused(bench.lend(fund, delegate, day(2, 28), day(3, 31)));
        refused(bench.grant(delegate, Post::Auditor, county(), day(2, 28), None));
        refused(by_sql(bench, delegate, Post::Auditor, day(1, 1), None));
        bench.lend(fund, delegate, day(3, 1), day(3, 31)).unwrap();
        bench.grant(delegate, Post::Auditor, county(), day(4, 1), None).unwrap();
    });
}
