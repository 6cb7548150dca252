//! Many rows at once, in and out.

use super::{COUNTER, Check, INSERT_COUNTER, assert_refused, counter, with_sample};
use crate::{Begin, Db, Location, OnConflict, StoreError, Value, scalar};

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("fifty thousand rows", fifty_thousand_rows),
    ("few rows", few_rows),
    ("a failing bulk insert leaves nothing", a_failing_bulk_insert_leaves_nothing),
    ("a stream stopped early", a_stream_stopped_early),
];

const MANY: i64 = 50_000;

fn numbered(range: std::ops::Range<i64>, value: i64) -> impl Iterator<Item = Vec<Value>> {
    range.map(move |number| counter(&format!("name {number:06}"), value))
}

fn count_and_sum(db: &mut dyn Db) -> (i64, i64) {
    let count = scalar(db, "SELECT count(*) FROM counter", &[]).unwrap();
    (count, scalar(db, "SELECT CAST(SUM(value) AS BIGINT) FROM counter", &[]).unwrap())
}

fn fifty_thousand_rows(location: &Location) {
    let mut db = with_sample(location);
    let insert = |db: &mut dyn Db, on_conflict, range, value| {
        db.bulk_insert("counter", &COUNTER, on_conflict, &mut numbered(range, value))
    };
    assert_eq!(insert(db.as_mut(), OnConflict::Fail, 0..MANY, 1).unwrap(), 50_000);
    let again = insert(db.as_mut(), OnConflict::Fail, 1..MANY, 1);
    assert_refused(again, "已有相同的记录（counter_unique_name）");
    // Half of them exist and stay as they were; the others come, inside a transaction.
    db.begin(Begin::Write).unwrap();
    let half = MANY / 2;
    assert_eq!(insert(db.as_mut(), OnConflict::Skip, half..half + MANY, 2).unwrap(), 25_000);
    // A second one in the same transaction.
    assert_eq!(insert(db.as_mut(), OnConflict::Skip, 0..10, 2).unwrap(), 0);
    db.commit().unwrap();
    assert_eq!(count_and_sum(db.as_mut()), (75_000, 100_000));
}

fn few_rows(location: &Location) {
    let mut db = with_sample(location);
    for (rows, inserted) in [(0..0, 0), (0..1, 1), (1..3, 2), (3..6, 3)] {
        let result = db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut numbered(rows, 1));
        assert_eq!(result.unwrap(), inserted);
    }
    for (rows, inserted) in [(0..0, 0), (0..1, 0), (0..3, 0), (5..8, 2)] {
        let result = db.bulk_insert("counter", &COUNTER, OnConflict::Skip, &mut numbered(rows, 1));
        assert_eq!(result.unwrap(), inserted);
    }
    // A row repeated within one call is skipped like one that was there.
    let mut twice = numbered(100..102, 1).chain(numbered(100..102, 9));
    assert_eq!(db.bulk_insert("counter", &COUNTER, OnConflict::Skip, &mut twice).unwrap(), 2);
    assert_eq!(count_and_sum(db.as_mut()), (10, 10));
}

/// Whether the bad row is the first, in the middle or the last, and far beyond any buffer.
fn a_failing_bulk_insert_leaves_nothing(location: &Location) {
    let mut db = with_sample(location);
    for on_conflict in [OnConflict::Fail, OnConflict::Skip] {
        for bad in [0, 25_000, MANY - 1] {
            let mut rows =
                (0..MANY).map(|n| if n == bad { counter("bad", -1) } else { counter(&format!("name {n}"), 1) });
            let result = db.bulk_insert("counter", &COUNTER, on_conflict, &mut rows);
            assert_refused(result, "不符合检查条件（counter_check_1）");
            assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
        }
    }
}

fn a_stream_stopped_early(location: &Location) {
    let mut db = with_sample(location);
    db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut numbered(0..MANY, 1)).unwrap();
    let sql = "SELECT name FROM counter WHERE value = $1 ORDER BY name";
    let stop_after = |db: &mut dyn Db, rows: u32| {
        let mut seen = 0;
        let result = db.each(sql, &[1.into()], &mut |_| {
            seen += 1;
            if seen == rows { Err(StoreError::Stopped("够了".into())) } else { Ok(()) }
        });
        assert!(matches!(&result, Err(StoreError::Stopped(said)) if said == "够了"), "{result:?}");
        assert_eq!(seen, rows);
    };
    stop_after(db.as_mut(), 3);
    stop_after(db.as_mut(), 1000);
    // The handler's own "no" is not the engine's: the transaction goes on.
    db.begin(Begin::Write).unwrap();
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    stop_after(db.as_mut(), 3);
    db.exec(INSERT_COUNTER, &counter("b", 1)).unwrap();
    db.commit().unwrap();
    assert_eq!(count_and_sum(db.as_mut()), (50_002, 50_002));
}
