//! The copy of the head outside the database: it finds what the chain alone cannot.

use std::fs;

use base::Seq;
use desk::{Anchor, AnchorFault, Keys};
use store::Value;

use crate::chain::rewrite_tail;
use crate::common::{Bench, Trio, for_each_engine, for_each_engine_tampered, found, founding, note};

/// An anchor with two lines, and the number of the write at the first.
fn anchored(bench: &mut Bench) -> (Anchor, std::path::PathBuf, i64) {
    let Trio { clerk, .. } = bench.trio();
    let path = bench.folder.path().join("anchor");
    let anchor = Anchor::at(&path);
    assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(0));
    bench.make(clerk, "toy.note", &note("甲")).unwrap();
    let first = anchor.append(&mut *bench.db, bench.desk.keys(), bench.agency).unwrap();
    bench.make(clerk, "toy.note", &note("乙")).unwrap();
    bench.make(clerk, "toy.note", &note("丙")).unwrap();
    let second = anchor.append(&mut *bench.db, bench.desk.keys(), bench.agency).unwrap();
    assert_eq!(second.0, first.0 + 2);
    assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(2));
    (anchor, path, first.0)
}

fn fault(bench: &mut Bench, anchor: &Anchor) -> AnchorFault {
    anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap().unwrap_err()
}

#[test]
fn a_tail_rewritten_with_good_hashes_is_found() {
    for_each_engine(|bench| {
        let (anchor, _, first) = anchored(bench);
        rewrite_tail(bench, first + 1);
        bench.verify();
        let found = fault(bench, &anchor);
        assert_eq!(found, AnchorFault::Rewritten { seq: Seq(first + 2), line: 2 });
        assert!(found.to_string().contains(&(first + 2).to_string()), "{found}");
    });
}

#[test]
fn a_tail_cut_off_together_with_the_head_is_found() {
    for_each_engine_tampered(|bench| {
        let (anchor, _, first) = anchored(bench);
        let keep = [Value::Int(first)];
        for table in ["toy_note", "matter", "signature", "matter_end", "audit"] {
            let seq = if table == "audit" { "seq" } else { "recorded" };
            bench.drop_append_only(table);
            bench.db.exec(&format!("DELETE FROM {table} WHERE {seq} > $1"), &keep).unwrap();
        }
        let sql = "UPDATE agency_head SET seq = $1, hash = (SELECT hash FROM audit WHERE seq = $1)";
        bench.db.exec(sql, &keep).unwrap();
        bench.verify();
        assert_eq!(fault(bench, &anchor), AnchorFault::Rewritten { seq: Seq(first + 2), line: 2 });
    });
}

#[test]
fn an_edited_line_is_found() {
    for_each_engine(|bench| {
        let (anchor, path, _) = anchored(bench);
        let good = fs::read_to_string(&path).unwrap();
        let hash_at = good.find(' ').unwrap() + 5;
        let mut edited = good.clone();
        let other = if &good[hash_at..=hash_at] == "0" { "1" } else { "0" };
        edited.replace_range(hash_at..=hash_at, other);
        fs::write(&path, &edited).unwrap();
        assert_eq!(fault(bench, &anchor), AnchorFault::Signature(1));
        fs::write(&path, good.replacen('\n', "\n不是我们写的\n", 1)).unwrap();
        assert_eq!(fault(bench, &anchor), AnchorFault::Line(2));
        let (_, second) = good.split_once('\n').unwrap();
        fs::write(&path, format!("{}\n{second}", &good[..good.rfind(' ').unwrap() + 30])).unwrap();
        assert!(matches!(fault(bench, &anchor), AnchorFault::Signature(_)));
        fs::write(&path, good).unwrap();
        assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(2));
    });
}

#[test]
fn a_line_removed_from_the_middle_is_found() {
    for_each_engine(|bench| {
        let (anchor, path, _) = anchored(bench);
        let good = fs::read_to_string(&path).unwrap();
        let (_, second) = good.split_once('\n').unwrap();
        fs::write(&path, second).unwrap();
        assert_eq!(fault(bench, &anchor), AnchorFault::Signature(1));
    });
}

#[test]
fn another_key_does_not_pass() {
    for_each_engine(|bench| {
        let (anchor, ..) = anchored(bench);
        let other = Keys::open_or_create(&bench.folder.path().join("other keys")).unwrap();
        assert_eq!(anchor.verify(&mut *bench.db, &other).unwrap(), Err(AnchorFault::Signature(1)));
    });
}

#[test]
fn one_file_serves_several_agencies() {
    for_each_engine(|bench| {
        let (anchor, ..) = anchored(bench);
        let (other, _) = found(&bench.desk, &mut *bench.db, &founding("530114", None));
        assert_eq!(anchor.append(&mut *bench.db, bench.desk.keys(), other).unwrap(), Seq(1));
        assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(3));
    });
}

#[test]
fn a_second_path_that_is_not_there_says_so() {
    for_each_engine(|bench| {
        let anchor = Anchor::at(&bench.folder.path().join("no such folder").join("anchor"));
        let refused = anchor.append(&mut *bench.db, bench.desk.keys(), bench.agency).unwrap_err().to_string();
        assert!(refused.contains("第二存储路径"), "{refused}");
    });
}

#[test]
fn half_a_line_left_by_a_full_disk_or_a_killed_process_spoils_nothing() {
    for_each_engine(|bench| {
        let (anchor, path, first) = anchored(bench);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}1 7 c635bec1")).unwrap();
        assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(2));
        assert_eq!(anchor.append(&mut *bench.db, bench.desk.keys(), bench.agency).unwrap(), Seq(first + 2));
        let after = fs::read_to_string(&path).unwrap();
        assert!(after.starts_with(&whole) && after.lines().count() == 3, "{after}");
        assert_eq!(anchor.verify(&mut *bench.db, bench.desk.keys()).unwrap(), Ok(3));
    });
}
