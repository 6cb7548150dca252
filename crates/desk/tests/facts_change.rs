//! What was signed is what is applied: changed facts, another view, sending back, taking back.

use desk::{Answer, MatterEnd, Outcome, Post, Refusal, Stage};
use store::Value;

use crate::common::{Bench, Trio, fen, for_each_engine};

/// Two withdrawals from one purse; the first is applied, so that the second one's facts changed.
fn overtaken(bench: &mut Bench, trio: &Trio) -> (crate::common::toy::PurseId, Answer) {
    let purse = bench.purse(trio.clerk, 100);
    let first = bench.make(trio.clerk, "toy.take", &fen(purse, 30)).unwrap();
    let second = bench.make(trio.clerk, "toy.take", &fen(purse, 50)).unwrap();
    bench.sign(trio.reviewer, Stage::Check, &first).unwrap();
    assert_eq!(bench.balance(purse), 70);
    (purse, second)
}

#[test]
fn facts_that_changed_after_the_maker_signed_send_the_matter_back() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let (purse, second) = overtaken(bench, &trio);
        let answer = bench.sign(trio.reviewer, Stage::Check, &second).unwrap();
        assert_eq!((answer.outcome, answer.waits_for), (Some(Outcome::Returned), None));
        assert!(answer.reason.contains("已退回经办人"), "{}", answer.reason);
        assert_eq!((bench.balance(purse), bench.count("toy_note"), bench.count("waiting")), (70, 1, 0));
        assert_eq!(bench.signatures(second.matter), 1, "the checker has not signed");
        let args = [Value::Int(second.matter.0)];
        let end: MatterEnd = store::select_one(&mut *bench.db, "WHERE matter = $1", &args).unwrap().unwrap();
        assert_eq!((end.outcome, end.reason), (Outcome::Returned, answer.reason));
    });
}

#[test]
fn facts_that_changed_between_check_and_approval_do_so_too() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let payment = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        bench.sign(reviewer, Stage::Check, &payment).unwrap();
        let other = bench.make(clerk, "toy.take", &fen(purse, 50)).unwrap();
        bench.sign(reviewer, Stage::Check, &other).unwrap();
        let answer = bench.sign(approver, Stage::Approve, &payment).unwrap();
        assert_eq!(answer.outcome, Some(Outcome::Returned));
        assert_eq!((bench.balance(purse), bench.count("toy_receipt"), bench.count("counter")), (50, 0, 0));
    });
}

#[test]
fn a_subject_that_is_gone_sends_back_with_the_operations_own_words() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        bench.db.exec("DELETE FROM toy_purse", &[]).unwrap();
        let answer = bench.sign(reviewer, Stage::Check, &made).unwrap();
        assert_eq!(answer.outcome, Some(Outcome::Returned));
        assert!(answer.reason.contains("没有这个钱袋"), "{}", answer.reason);
    });
}

#[test]
fn a_viewer_is_told_that_signing_would_send_the_matter_back() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let purse = bench.purse(trio.clerk, 100);
        let fresh = bench.make(trio.clerk, "toy.take", &fen(purse, 1)).unwrap();
        let view = bench.desk.view(&mut *bench.db, trio.reviewer, fresh.matter).unwrap();
        assert_eq!((view.notices.len(), view.shown[0].after.as_str()), (0, "99"));
        let (_, second) = overtaken(bench, &trio);
        let view = bench.desk.view(&mut *bench.db, trio.reviewer, second.matter).unwrap();
        assert_eq!(view.shown[0].before, "70");
        assert!(view.notices.iter().any(|notice| notice.contains("退回经办人")), "{:?}", view.notices);
        bench.db.exec("DELETE FROM toy_purse", &[]).unwrap();
        let view = bench.desk.view(&mut *bench.db, trio.reviewer, second.matter).unwrap();
        assert!(view.notices.iter().any(|notice| notice.contains("没有这个钱袋")), "{:?}", view.notices);
    });
}

#[test]
fn who_may_not_sign_cannot_send_a_changed_matter_back_either() {
    for_each_engine(|bench| {
        let trio = bench.trio();
        let (_, second) = overtaken(bench, &trio);
        for stranger in [trio.approver, trio.clerk, bench.admin] {
            bench.sign(stranger, Stage::Check, &second).unwrap_err();
            bench.desk.send_back(&mut *bench.db, stranger, second.matter, "不对").unwrap_err();
        }
        assert_eq!(bench.count("waiting"), 1);
    });
}

#[test]
fn a_signature_binds_to_what_the_signer_saw() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let one = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        let other = bench.make(clerk, "toy.take", &fen(purse, 31)).unwrap();
        assert_ne!(one.digest, other.digest);
        let refused = bench.desk.sign(&mut *bench.db, reviewer, Stage::Check, one.matter, &other.digest).unwrap_err();
        assert!(matches!(refused, Refusal::SeenOther), "{refused}");
        assert_eq!((bench.balance(purse), bench.count("waiting")), (100, 2));
    });
}

#[test]
fn sending_back_needs_a_reason_and_ends_the_matter() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        let refused = bench.desk.send_back(&mut *bench.db, reviewer, made.matter, " ").unwrap_err();
        assert!(refused.to_string().contains("退回原因"), "{refused}");
        let answer = bench.desk.send_back(&mut *bench.db, reviewer, made.matter, "金额与单据不符").unwrap();
        assert_eq!((answer.outcome, answer.reason.as_str()), (Some(Outcome::Returned), "金额与单据不符"));
        let again = bench.desk.send_back(&mut *bench.db, reviewer, made.matter, "再退").unwrap_err();
        assert!(matches!(again, Refusal::Over(Outcome::Returned)), "{again}");
        assert_eq!((bench.balance(purse), bench.count("waiting")), (100, 0));
    });
}

#[test]
fn whoever_may_approve_can_send_back_what_waits_for_approval() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        bench.desk.send_back(&mut *bench.db, approver, made.matter, "早了").unwrap_err();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let other = bench.hire("other", Post::Reviewer);
        bench.desk.send_back(&mut *bench.db, other, made.matter, "晚了").unwrap_err();
        let answer = bench.desk.send_back(&mut *bench.db, approver, made.matter, "单据不全").unwrap();
        assert_eq!(answer.outcome, Some(Outcome::Returned));
    });
}

#[test]
fn only_the_maker_takes_a_matter_back_and_only_while_it_waits() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let colleague = bench.hire("colleague", Post::Clerk);
        for other in [reviewer, approver, colleague, bench.admin] {
            let refused = bench.desk.withdraw(&mut *bench.db, other, made.matter, "我来").unwrap_err();
            assert!(matches!(refused, Refusal::NotMaker), "{refused}");
        }
        let answer = bench.desk.withdraw(&mut *bench.db, clerk, made.matter, "录错").unwrap();
        assert_eq!(answer.outcome, Some(Outcome::Withdrawn));
        let again = bench.desk.withdraw(&mut *bench.db, clerk, made.matter, "录错").unwrap_err();
        assert!(matches!(again, Refusal::Over(Outcome::Withdrawn)), "{again}");

        let done = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        bench.sign(reviewer, Stage::Check, &done).unwrap();
        let late = bench.desk.withdraw(&mut *bench.db, clerk, done.matter, "晚了").unwrap_err();
        assert!(matches!(late, Refusal::Over(Outcome::Done)), "{late}");
        assert_eq!(bench.balance(purse), 70);
    });
}

#[test]
fn a_matter_that_is_over_says_how_it_ended() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        bench.desk.withdraw(&mut *bench.db, clerk, made.matter, "录错").unwrap();
        for (signer, stage) in [(reviewer, Stage::Check), (approver, Stage::Approve)] {
            let refused = bench.sign(signer, stage, &made).unwrap_err().to_string();
            assert!(refused.contains("已撤回"), "{refused}");
        }
        let unknown = desk::MatterId(made.matter.0 + 999);
        let refused = bench.desk.sign(&mut *bench.db, reviewer, Stage::Check, unknown, &made.digest).unwrap_err();
        assert!(matches!(refused, Refusal::NoMatter), "{refused}");
    });
}

#[test]
fn what_a_signature_changed_is_put_back_when_the_matter_ends_unapplied() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let is_checked =
            |bench: &mut Bench| bench.number("SELECT COUNT(*) FROM toy_purse WHERE state = 'checked'", &[]);
        // 0: withdrawn before the check; 1: withdrawn; 2: sent back; 3: overtaken by other facts.
        for way in 0..4 {
            let made = bench.make(clerk, "toy.pay", &fen(purse, 1)).unwrap();
            if way > 0 {
                bench.sign(reviewer, Stage::Check, &made).unwrap();
                assert_eq!(is_checked(bench), 1);
            }
            let (desk, db) = (&bench.desk, &mut *bench.db);
            let ended = match way {
                0 | 1 => desk.withdraw(db, clerk, made.matter, "录错"),
                2 => desk.send_back(db, approver, made.matter, "单据不全"),
                _ => {
                    bench.db.exec("UPDATE toy_purse SET balance = 7", &[]).unwrap();
                    bench.sign(approver, Stage::Approve, &made)
                }
            };
            assert!(ended.unwrap().outcome.is_some_and(|outcome| outcome != Outcome::Done));
            assert_eq!(is_checked(bench), 0, "{way}");
        }
    });
}
