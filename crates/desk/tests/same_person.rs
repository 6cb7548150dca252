//! Maker ≠ checker ≠ approver, whatever way one person tries.

use desk::{Answer, Class, Post, Refusal, Signer, Stage};
use store::Value;

use crate::common::{Bench, TODAY, Trio, county, day, fen, for_each_engine};

fn refused_as_same_person(result: Result<Answer, Refusal>) {
    match result {
        Err(Refusal::SamePerson(_)) => {}
        other => panic!("expected SamePerson, got {other:?}"),
    }
}

/// A payment that `maker` made and that waits for its check.
fn payment(bench: &mut Bench, maker: Signer) -> Answer {
    let purse = bench.purse(maker, 100);
    bench.make(maker, "toy.pay", &fen(purse, 30)).unwrap()
}

#[test]
fn the_maker_cannot_check_by_a_second_post() {
    for_each_engine(|bench| {
        let both = bench.hire("both", Post::Clerk);
        bench.grant(both, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let made = payment(bench, both);
        refused_as_same_person(bench.sign(both, Stage::Check, &made));
        assert_eq!(bench.signatures(made.matter), 1);
    });
}

#[test]
fn neither_maker_nor_checker_can_approve() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        bench.grant(clerk, Post::Approver, county(), day(1, 1), None).unwrap();
        bench.grant(reviewer, Post::Approver, county(), day(1, 1), None).unwrap();
        let made = payment(bench, clerk);
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        refused_as_same_person(bench.sign(clerk, Stage::Approve, &made));
        refused_as_same_person(bench.sign(reviewer, Stage::Approve, &made));
        assert_eq!(bench.count("toy_receipt"), 0);
    });
}

#[test]
fn a_delegate_cannot_sign_when_the_lender_of_the_post_has() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        bench.grant(clerk, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(clerk, delegate, day(1, 1), day(1, 31)).unwrap();
        let made = payment(bench, clerk);
        refused_as_same_person(bench.sign(delegate, Stage::Check, &made));
    });
}

#[test]
fn a_delegate_who_signed_himself_cannot_sign_by_a_lent_post() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        bench.lend(reviewer, clerk, day(1, 1), day(1, 31)).unwrap();
        let made = payment(bench, clerk);
        refused_as_same_person(bench.sign(clerk, Stage::Check, &made));
    });
}

#[test]
fn a_lender_whose_delegate_signed_cannot_sign_any_more() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(reviewer, delegate, day(1, 1), day(1, 31)).unwrap();
        bench.grant(reviewer, Post::Approver, county(), day(1, 1), None).unwrap();
        let made = payment(bench, clerk);
        let checked = bench.sign(delegate, Stage::Check, &made).unwrap();
        assert_eq!(checked.waits_for, Some(Stage::Approve));
        refused_as_same_person(bench.sign(reviewer, Stage::Approve, &made));
    });
}

#[test]
fn a_delegate_uses_the_post_of_someone_who_has_not_acted_when_there_is_one() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        bench.grant(clerk, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(clerk, delegate, day(1, 1), day(1, 31)).unwrap();
        bench.lend(reviewer, delegate, day(1, 1), day(1, 31)).unwrap();
        let made = payment(bench, clerk);
        bench.sign(delegate, Stage::Check, &made).unwrap();
        let args = [Value::Int(made.matter.0)];
        let lender = bench.number("SELECT lender FROM signature WHERE matter = $1 AND stage = 'check'", &args);
        assert_eq!(lender, reviewer.staff().0);
    });
}

#[test]
fn changing_posts_between_the_signatures_does_not_help() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let made = payment(bench, clerk);
        let grant = bench.last_grant(clerk);
        bench.end_grant(grant, TODAY).unwrap();
        bench.pass_to(day(1, 11));
        bench.grant(clerk, Post::Reviewer, county(), day(1, 11), None).unwrap();
        refused_as_same_person(bench.sign(clerk, Stage::Check, &made));
    });
}

#[test]
fn raising_the_class_does_not_let_one_person_sign_twice() {
    for_each_engine(|bench| {
        let both = bench.hire("both", Post::Clerk);
        bench.grant(both, Post::Reviewer, county(), day(1, 1), None).unwrap();
        bench.raise("toy.note", Class::R2);
        let made = bench.make(both, "toy.note", &crate::common::note("甲")).unwrap();
        refused_as_same_person(bench.sign(both, Stage::Check, &made));
        assert_eq!(bench.count("toy_note"), 0);
    });
}

#[test]
fn the_maker_cannot_send_back_his_own_matter() {
    for_each_engine(|bench| {
        let both = bench.hire("both", Post::Clerk);
        bench.grant(both, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let made = payment(bench, both);
        let matter = made.matter;
        refused_as_same_person(bench.desk.send_back(&mut *bench.db, both, matter, "不对"));
    });
}

#[test]
fn the_database_itself_refuses_a_second_signature_of_one_person() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let made = payment(bench, clerk);
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let sql = "INSERT INTO signature (agency, recorded, matter, stage, staff, post, grant_id, digest, signed_at) \
                   SELECT agency, recorded, matter, $1, staff, post, grant_id, digest, signed_at \
                   FROM signature WHERE matter = $2 AND stage = $3";
        let mut insert = |stage: Stage, copied: Stage| {
            let args = [stage.code().into(), Value::Int(made.matter.0), copied.code().into()];
            bench.db.exec(sql, &args).unwrap_err().to_string()
        };
        let by_the_maker = insert(Stage::Approve, Stage::Make);
        assert!(by_the_maker.contains("signature_unique_matter_staff"), "{by_the_maker}");
        let by_the_checker = insert(Stage::Approve, Stage::Check);
        assert!(by_the_checker.contains("signature_unique_matter_staff"), "{by_the_checker}");
        let same_stage = insert(Stage::Make, Stage::Make);
        assert!(same_stage.contains("signature_unique_matter"), "{same_stage}");
    });
}
