//! Matters checked as one list with a recorded sample, and the later look at R1 matters.

use desk::{Answer, Digest, MatterId, Outcome, Refusal, Signer, Stage};
use store::Value;

use crate::common::toy::Notes;
use crate::common::{Bench, Trio, fen, for_each_engine, note};

fn line(answer: &Answer) -> (MatterId, Digest) {
    (answer.matter, answer.digest.clone())
}

fn once(bench: &mut Bench, clerk: Signer, text: &str) -> Answer {
    bench.make(clerk, "toy.once", &Notes { ..note(text) }).unwrap()
}

/// Nothing of a list was signed, and the refusal names the matter.
fn all_refused(bench: &mut Bench, result: Result<Vec<Answer>, Refusal>, title: &str) -> String {
    let refused = result.unwrap_err();
    assert!(matches!(&refused, Refusal::List { title: named, .. } if named == title), "{refused}");
    assert_eq!((bench.count("signed_list"), bench.count("signed_list_line"), bench.count("toy_note")), (0, 0, 0));
    assert_eq!(bench.number("SELECT COUNT(*) FROM signature WHERE stage = 'check'", &[]), 0);
    refused.to_string()
}

#[test]
fn a_list_is_checked_in_one_write_with_its_sample() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let made: Vec<Answer> = ["甲", "乙", "丙"].iter().map(|text| once(bench, clerk, text)).collect();
        let list: Vec<_> = made.iter().map(line).collect();
        let before = bench.count("audit");
        let answers = bench.desk.check_list(&mut *bench.db, reviewer, &list, &[made[1].matter]).unwrap();
        assert!(answers.iter().all(|answer| answer.outcome == Some(Outcome::Done)));
        assert_eq!((bench.count("audit"), bench.count("toy_note")), (before + 1, 3));
        let (lists, sampled) = (bench.count("signed_list"), bench.number("SELECT sampled FROM signed_list", &[]));
        assert_eq!((lists, sampled, bench.number("SELECT matters FROM signed_list", &[])), (1, 1, 3));
        let which = bench.number("SELECT matter FROM signed_list_line WHERE sampled = 1", &[]);
        assert_eq!(which, made[1].matter.0);
    });
}

#[test]
fn one_matter_that_cannot_be_signed_stops_the_whole_list() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let (first, second) = (once(bench, clerk, "甲"), once(bench, clerk, "乙"));
        let sample = [first.matter];
        let other_digest = [line(&first), (second.matter, first.digest.clone())];
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &other_digest, &sample);
        all_refused(bench, refused, "只记一次 乙");
        let twice = [line(&first), line(&second), line(&first)];
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &twice, &sample);
        all_refused(bench, refused, "只记一次 甲");
        let purse = bench.purse(clerk, 100);
        let payment = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &[line(&first), line(&payment)], &sample);
        let text = all_refused(bench, refused, "付款");
        assert!(text.contains("逐件签字"), "R3 is never signed by list: {text}");
        let unknown = [line(&first), (MatterId(1), first.digest.clone())];
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &unknown, &sample).unwrap_err();
        assert!(matches!(refused, Refusal::NoMatter), "{refused}");
        assert_eq!(bench.count("waiting"), 3);
    });
}

#[test]
fn a_list_does_not_get_past_the_maker() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        bench.grant(reviewer, desk::Post::Clerk, crate::common::county(), crate::common::day(1, 1), None).unwrap();
        let (first, own) = (once(bench, clerk, "甲"), once(bench, reviewer, "乙"));
        let list = [line(&first), line(&own)];
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &list, &[first.matter]);
        let text = all_refused(bench, refused, "只记一次 乙");
        assert!(text.contains("不同的人"), "{text}");
    });
}

#[test]
fn a_matter_of_a_list_is_planned_with_what_the_earlier_ones_changed() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let (first, second) = (once(bench, clerk, "同一件"), once(bench, clerk, "同一件"));
        let list = [line(&first), line(&second)];
        let refused = bench.desk.check_list(&mut *bench.db, reviewer, &list, &[first.matter]);
        let text = all_refused(bench, refused, "只记一次 同一件");
        assert!(text.contains("已经记过") && !text.contains("已退回"), "{text}");
    });
}

#[test]
fn a_list_without_a_look_at_any_of_its_matters_is_refused() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let (first, second) = (once(bench, clerk, "甲"), once(bench, clerk, "乙"));
        for sample in [vec![], vec![second.matter], vec![first.matter, second.matter]] {
            let refused = bench.desk.check_list(&mut *bench.db, reviewer, &[line(&first)], &sample).unwrap_err();
            assert!(matches!(refused, Refusal::Fields(_)), "{refused}");
        }
        assert_eq!(bench.count("waiting"), 2);
    });
}

#[test]
fn a_sample_of_what_one_did_alone_is_looked_at_by_someone_else() {
    for_each_engine(|bench| {
        let both = bench.hire("both", desk::Post::Clerk);
        bench.grant(both, desk::Post::Reviewer, crate::common::county(), crate::common::day(1, 1), None).unwrap();
        let Trio { clerk, reviewer, .. } = bench.trio();
        let done = bench.make(both, "toy.note", &note("电话")).unwrap();
        let sample = |bench: &mut Bench, signer, matter| {
            bench.desk.record_sample(&mut *bench.db, signer, matter, false, "号码少一位")
        };
        assert!(matches!(sample(bench, both, done.matter).unwrap_err(), Refusal::SamePerson(_)));
        assert!(matches!(sample(bench, clerk, done.matter).unwrap_err(), Refusal::NoPost { .. }));
        sample(bench, reviewer, done.matter).unwrap();
        let found = bench.number("SELECT COUNT(*) FROM sample WHERE finding = '号码少一位'", &[]);
        assert_eq!(found, 1);
        let twice = sample(bench, reviewer, done.matter).unwrap_err();
        assert!(matches!(twice, Refusal::Store(_)), "{twice}");
        let waiting = once(bench, clerk, "甲");
        assert!(matches!(sample(bench, reviewer, waiting.matter).unwrap_err(), Refusal::NotWaiting { .. }));
        let args = [Value::Int(waiting.matter.0)];
        assert_eq!(bench.number("SELECT COUNT(*) FROM sample WHERE matter = $1", &args), 0);
        bench.sign(reviewer, Stage::Check, &waiting).unwrap();
    });
}
