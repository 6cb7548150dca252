//! Who may sign: post, area, day, delegation, tier of the amount, raised class.

use desk::{Answer, Class, Outcome, Post, Refusal, Stage};

use store::Engine;

use crate::common::toy::{Notes, PurseId, TOO_EARLY};
use crate::common::{
    Bench, TODAY, Trio, county, day, fen, for_each_engine, for_each_engine_tampered, note, region, town,
};

fn refused_without_post(result: Result<Answer, Refusal>) {
    match result {
        Err(Refusal::NoPost { .. }) => {}
        other => panic!("expected NoPost, got {other:?}"),
    }
}

fn made_payment(bench: &mut Bench, trio: &Trio) -> Answer {
    let purse = bench.purse(trio.clerk, 1_000_000);
    bench.make(trio.clerk, "toy.pay", &fen(purse, 30)).unwrap()
}

#[test]
fn the_wrong_post_makes_checks_and_approves_nothing() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let nobody = bench.hire_without_post("nobody");
        for wrong in [trio.reviewer, trio.approver, bench.admin, bench.auditor, bench.head, nobody] {
            refused_without_post(bench.make(wrong, "toy.note", &note("甲")));
            // The faults of a form tell facts: whoever has no post hears none of them.
            refused_without_post(bench.make(wrong, "toy.pay", &fen(PurseId(4), 30)));
        }
        let made = made_payment(bench, &trio);
        for wrong in [trio.approver, bench.admin, bench.auditor, bench.head, nobody] {
            refused_without_post(bench.sign(wrong, Stage::Check, &made));
        }
        bench.sign(trio.reviewer, Stage::Check, &made).unwrap();
        let other = bench.hire("other reviewer", Post::Reviewer);
        for wrong in [other, bench.admin, bench.auditor, bench.head, nobody] {
            refused_without_post(bench.sign(wrong, Stage::Approve, &made));
        }
        let refusal = bench.sign(nobody, Stage::Approve, &made).unwrap_err().to_string();
        assert!(refusal.contains("付款") && refusal.contains("审批") && refusal.contains("业务审批"), "{refusal}");
    });
}

#[test]
fn a_town_clerk_works_in_his_town_and_its_villages_only() {
    for_each_engine(|bench| {
        let clerk = bench.hire_without_post("town clerk");
        bench.grant(clerk, Post::TownClerk, town(), day(1, 1), None).unwrap();
        let mut in_area = |area: &str| {
            let input = Notes { area: region(area), ..note("甲") };
            bench.make(clerk, "toy.note", &input)
        };
        in_area("530113101").unwrap();
        in_area("530113101203").unwrap();
        refused_without_post(in_area("530113102"));
        refused_without_post(in_area("530113102203"));
        refused_without_post(in_area("530113"));
        refused_without_post(in_area("530114101"));
    });
}

#[test]
fn a_post_counts_from_its_first_day_to_its_last() {
    for_each_engine(|bench| {
        let clerk = bench.hire_without_post("clerk");
        bench.grant(clerk, Post::Clerk, county(), day(1, 11), Some(day(1, 12))).unwrap();
        refused_without_post(bench.make(clerk, "toy.note", &note("甲")));
        bench.pass_to(day(1, 11));
        bench.make(clerk, "toy.note", &note("乙")).unwrap();
        bench.pass_to(day(1, 12));
        bench.make(clerk, "toy.note", &note("丙")).unwrap();
        bench.pass_to(day(1, 13));
        refused_without_post(bench.make(clerk, "toy.note", &note("丁")));
    });
}

#[test]
fn a_post_that_was_ended_counts_no_more_and_an_end_never_makes_it_longer() {
    for_each_engine(|bench| {
        let clerk = bench.hire("clerk", Post::Clerk);
        let grant = bench.last_grant(clerk);
        bench.end_grant(grant, TODAY).unwrap();
        let short = bench.hire_without_post("short");
        let grant = bench.grant(short, Post::Clerk, county(), day(1, 1), Some(TODAY)).unwrap();
        bench.end_grant(grant, day(12, 31)).unwrap();
        bench.make(clerk, "toy.note", &note("甲")).unwrap();
        bench.make(short, "toy.note", &note("乙")).unwrap();
        bench.pass_to(day(1, 11));
        refused_without_post(bench.make(clerk, "toy.note", &note("丙")));
        refused_without_post(bench.make(short, "toy.note", &note("丁")));
    });
}

#[test]
fn a_delegation_counts_between_its_days_and_expires_by_itself() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(clerk, delegate, day(1, 11), day(1, 12)).unwrap();
        refused_without_post(bench.make(delegate, "toy.note", &note("甲")));
        bench.pass_to(day(1, 11));
        bench.make(delegate, "toy.note", &note("乙")).unwrap();
        bench.pass_to(day(1, 12));
        bench.make(delegate, "toy.note", &note("丙")).unwrap();
        bench.pass_to(day(1, 13));
        refused_without_post(bench.make(delegate, "toy.note", &note("丁")));
        bench.make(clerk, "toy.note", &note("戊")).unwrap();
    });
}

#[test]
fn a_lent_post_ends_with_the_lenders_own() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(clerk, delegate, day(1, 1), day(1, 31)).unwrap();
        bench.make(delegate, "toy.note", &note("甲")).unwrap();
        let grant = bench.last_grant(clerk);
        bench.end_grant(grant, TODAY).unwrap();
        bench.pass_to(day(1, 11));
        refused_without_post(bench.make(delegate, "toy.note", &note("乙")));
    });
}

#[test]
fn only_the_holder_of_a_post_can_lend_it() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let delegate = bench.hire_without_post("delegate");
        let grant = bench.last_grant(reviewer);
        // Someone else's post, in order to stand as another person than the real lender.
        let refused = bench.lend_grant(grant, approver, delegate, day(1, 1), day(1, 31)).unwrap_err();
        assert!(refused.to_string().contains("只能授权代理本人担任的岗位"), "{refused}");
        // Nor a post one only has on loan.
        bench.lend_grant(grant, reviewer, delegate, day(1, 1), day(1, 31)).unwrap();
        let refused = bench.lend_grant(grant, delegate, clerk, day(1, 1), day(1, 31)).unwrap_err();
        assert!(refused.to_string().contains("只能授权代理本人担任的岗位"), "{refused}");
    });
}

#[test]
fn a_forged_delegation_does_not_hide_whose_post_it_is() {
    for_each_engine_tampered(|bench| {
        let Trio { clerk, .. } = bench.trio();
        bench.grant(clerk, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let (delegate, other) = (bench.hire_without_post("delegate"), bench.hire_without_post("other"));
        let on = if bench.db.engine() == Engine::Postgres { " ON delegation" } else { "" };
        bench.db.script(&format!("DROP TRIGGER delegation_of_own_post{on}")).unwrap();
        let grant = bench.last_grant(clerk);
        bench.lend_grant(grant, other, delegate, day(1, 1), day(1, 31)).unwrap();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        refused_without_post(bench.sign(delegate, Stage::Check, &made));
    });
}

#[test]
fn an_amount_that_reaches_a_tier_needs_the_head() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        bench.tier("toy.pay", 10_000, Post::Head);
        let purse = bench.purse(clerk, 1_000_000);
        let below = bench.make(clerk, "toy.pay", &fen(purse, 9_999)).unwrap();
        bench.sign(reviewer, Stage::Check, &below).unwrap();
        bench.sign(approver, Stage::Approve, &below).unwrap();
        let at = bench.make(clerk, "toy.pay", &fen(purse, 10_000)).unwrap();
        bench.sign(reviewer, Stage::Check, &at).unwrap();
        let refused = bench.sign(approver, Stage::Approve, &at).unwrap_err();
        assert!(matches!(refused, Refusal::Tier { post: Post::Head, .. }), "{refused}");
        let text = refused.to_string();
        assert!(text.contains("100.00") && text.contains("单位负责人"), "{text}");
        let head = bench.head;
        assert_eq!(bench.sign(head, Stage::Approve, &at).unwrap().outcome, Some(Outcome::Done));
    });
}

#[test]
fn a_tier_brings_a_third_signature_to_an_operation_of_two() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        bench.tier("toy.take", 10_000, Post::Head);
        let purse = bench.purse(clerk, 1_000_000);
        let made = bench.make(clerk, "toy.take", &fen(purse, 10_000)).unwrap();
        let checked = bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!((checked.waits_for, bench.balance(purse)), (Some(Stage::Approve), 1_000_000));
        let head = bench.head;
        bench.sign(head, Stage::Approve, &made).unwrap();
        assert_eq!(bench.balance(purse), 990_000);
    });
}

#[test]
fn a_tier_never_hands_the_approval_to_a_lower_post() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let helper = bench.hire("helper", Post::Helper);
        bench.tier("toy.pay", 0, Post::Helper);
        let made = made_payment(bench, &trio);
        bench.sign(trio.reviewer, Stage::Check, &made).unwrap();
        refused_without_post(bench.sign(helper, Stage::Approve, &made));
        bench.sign(trio.approver, Stage::Approve, &made).unwrap();
    });
}

#[test]
fn a_raised_class_asks_for_more_people() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        bench.raise("toy.note", Class::R2);
        bench.raise("toy.take", Class::R3);
        let made = bench.make(clerk, "toy.note", &note("甲")).unwrap();
        assert_eq!((made.waits_for, bench.count("toy_note")), (Some(Stage::Check), 0));
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!(bench.count("toy_note"), 1);
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.take", &fen(purse, 1)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!(bench.balance(purse), 100);
        bench.sign(approver, Stage::Approve, &made).unwrap();
        assert_eq!(bench.balance(purse), 99);
    });
}

#[test]
fn a_class_cannot_be_lowered() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        bench.raise("toy.pay", Class::R1);
        let made = made_payment(bench, &trio);
        assert_eq!(made.waits_for, Some(Stage::Check));
        let checked = bench.sign(trio.reviewer, Stage::Check, &made).unwrap();
        assert_eq!(checked.waits_for, Some(Stage::Approve));
    });
}

#[test]
fn an_operation_that_leaves_a_signature_to_nobody_is_not_taken_into_the_catalogue() {
    use crate::common::toy;
    use desk::{Catalogue, FieldError, Look, Operation, Plan, Posts, Unplanned};
    struct Alone;
    impl Operation for Alone {
        type Input = ();
        type Facts = ();
        const NAME: &'static str = "toy.alone";
        const TITLE: &'static str = "独办";
        const CLASS: Class = Class::R1;
        const POSTS: Posts = Posts { make: &[Post::Clerk], check: &[], approve: &[] };
        fn read(&self, _: &mut Look<'_>, (): &()) -> Result<(), Unplanned> {
            Ok(())
        }
        fn plan(&self, (): &(), (): &()) -> Result<Plan, Vec<FieldError>> {
            Ok(Plan::new("独办", county()))
        }
    }
    let mut catalogue = Catalogue::default();
    assert!(catalogue.add(Alone).is_err());
    catalogue.add(toy::WriteNotes).unwrap();
    assert!(catalogue.add(toy::WriteNotes).is_err(), "two operations of one name");
    assert_eq!(catalogue.iter().count(), 1);
}

#[test]
fn a_matter_is_shown_to_those_who_have_to_do_with_it() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let made = made_payment(bench, &trio);
        let elsewhere = bench.hire_without_post("elsewhere");
        bench.grant(elsewhere, Post::Reviewer, town(), day(1, 1), None).unwrap();
        for reader in [trio.clerk, trio.reviewer, trio.approver, bench.head, bench.auditor] {
            let view = bench.desk.view(&mut *bench.db, reader, made.matter).unwrap();
            assert_eq!((view.digest, view.shown.len()), (made.digest.clone(), 1));
        }
        for stranger in [bench.admin, elsewhere] {
            let refused = bench.desk.view(&mut *bench.db, stranger, made.matter).unwrap_err();
            assert!(matches!(refused, Refusal::NoMatter), "{refused}");
        }
    });
}

#[test]
fn the_worklist_holds_what_one_can_sign_and_nothing_else() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        bench.grant(clerk, Post::Reviewer, county(), day(1, 1), None).unwrap();
        let delegate = bench.hire_without_post("delegate");
        bench.lend(reviewer, delegate, day(1, 1), day(1, 31)).unwrap();
        bench.tier("toy.pay", 10_000, Post::Head);
        let purse = bench.purse(clerk, 1_000_000);
        let small = bench.make(clerk, "toy.pay", &fen(purse, 1)).unwrap();
        let large = bench.make(clerk, "toy.pay", &fen(purse, 10_000)).unwrap();
        let list = |bench: &mut Bench, signer| -> Vec<i64> {
            bench.desk.worklist(&mut *bench.db, signer).unwrap().iter().map(|waits| waits.matter.0).collect()
        };
        assert_eq!(list(bench, reviewer), [small.matter.0, large.matter.0]);
        assert_eq!(list(bench, delegate), [small.matter.0, large.matter.0]);
        assert_eq!(list(bench, clerk), [0; 0], "his own");
        assert_eq!(list(bench, approver), [0; 0], "not checked yet");
        bench.sign(delegate, Stage::Check, &small).unwrap();
        bench.sign(delegate, Stage::Check, &large).unwrap();
        bench.grant(reviewer, Post::Approver, county(), day(1, 1), None).unwrap();
        assert_eq!(list(bench, approver), [small.matter.0]);
        assert_eq!(list(bench, reviewer), [0; 0], "his delegate signed");
        let head = bench.head;
        assert_eq!(list(bench, head), [large.matter.0]);
    });
}

#[test]
fn a_signature_that_does_not_complete_a_matter_writes_no_row() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let purse = bench.purse(trio.clerk, 1_000_000);
        let made = bench.make(trio.clerk, "toy.pay", &fen(purse, TOO_EARLY)).unwrap();
        let told = bench.sign(trio.reviewer, Stage::Check, &made).unwrap_err().to_string();
        assert!(told.contains("toy_receipt"), "{told}");
        bench.make(trio.clerk, "toy.pay", &fen(purse, 30)).unwrap();
        assert_eq!(bench.balance(purse), 1_000_000);
    });
}
