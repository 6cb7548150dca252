//! All or nothing, one after the other, and a reader that is not disturbed.

use std::thread;

use super::{COUNTER, Check, INSERT_COUNTER, assert_refused, counter, with_sample};
use crate::{
    Begin, Db, Location, OnConflict, StoreError, insert, open, open_reader, scalar, testing::sample::Line, transaction,
};

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("a rollback undoes everything", a_rollback_undoes_everything),
    ("the transaction helper", the_transaction_helper),
    ("a failed statement spoils its transaction", a_failed_statement_spoils_its_transaction),
    ("transactions do not nest", transactions_do_not_nest),
    ("a reading transaction refuses to write", a_reading_transaction_refuses_to_write),
    ("a reader keeps its snapshot", a_reader_keeps_its_snapshot),
    ("two writers lose no update", two_writers_lose_no_update),
    ("what is not committed is gone with its connection", what_is_not_committed_is_gone_with_its_connection),
];

fn rows(db: &mut dyn Db) -> i64 {
    scalar(db, "SELECT count(*) FROM counter", &[]).unwrap()
}

fn a_rollback_undoes_everything(location: &Location) {
    let mut db = with_sample(location);
    db.exec(INSERT_COUNTER, &counter("before", 1)).unwrap();
    db.begin(Begin::Write).unwrap();
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    let many = (0..1000).map(|n| counter(&format!("name {n}"), 1));
    db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut many.clone()).unwrap();
    db.bulk_insert("counter", &COUNTER, OnConflict::Skip, &mut many.clone()).unwrap();
    db.exec("UPDATE counter SET value = 9", &[]).unwrap();
    assert_eq!(rows(db.as_mut()), 1002);
    db.rollback().unwrap();
    assert_eq!(rows(db.as_mut()), 1);
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT value FROM counter", &[]).unwrap(), 1);
    // A rollback with nothing to undo is no error: cleaning up twice is harmless.
    db.rollback().unwrap();
}

fn the_transaction_helper(location: &Location) {
    let mut db = with_sample(location);
    let done = transaction(db.as_mut(), Begin::Write, |db| db.exec(INSERT_COUNTER, &counter("a", 1)));
    assert_eq!(done.unwrap(), 1);
    let failed: Result<(), StoreError> = transaction(db.as_mut(), Begin::Write, |db| {
        db.exec(INSERT_COUNTER, &counter("b", 1))?;
        Err(StoreError::Stopped("不办了".into()))
    });
    assert!(matches!(failed, Err(StoreError::Stopped(_))));
    let refused = transaction(db.as_mut(), Begin::Write, |db| {
        db.exec(INSERT_COUNTER, &counter("c", 1))?;
        db.exec(INSERT_COUNTER, &counter("a", 1))
    });
    assert_refused(refused, "已有相同的记录（counter_unique_name）");
    assert_eq!(rows(db.as_mut()), 1);
}

/// Swallowing an error must not commit half a plan, on either engine.
fn a_failed_statement_spoils_its_transaction(location: &Location) {
    let mut db = with_sample(location);
    let failures: [fn(&mut dyn Db) -> bool; 4] = [
        |db| db.exec("SELECT * FROM nowhere", &[]).is_err(),
        |db| db.exec(INSERT_COUNTER, &counter("b", -1)).is_err(),
        |db| db.exec(INSERT_COUNTER, &counter("\0", 1)).is_err(),
        |db| db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut [counter("b", 1), vec![]].into_iter()).is_err(),
    ];
    for failure in failures {
        db.begin(Begin::Write).unwrap();
        db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
        assert!(failure(db.as_mut()));
        assert!(matches!(db.exec(INSERT_COUNTER, &counter("c", 1)), Err(StoreError::Statement(_))));
        let commit = db.commit();
        assert!(matches!(commit, Err(StoreError::Statement(_))), "{commit:?}");
        assert_eq!(rows(db.as_mut()), 0);
        db.begin(Begin::Write).unwrap();
        assert!(failure(db.as_mut()));
        db.rollback().unwrap();
    }
    transaction(db.as_mut(), Begin::Write, |db| db.exec(INSERT_COUNTER, &counter("a", 1))).unwrap();
    assert_eq!(rows(db.as_mut()), 1);
}

fn transactions_do_not_nest(location: &Location) {
    let mut db = with_sample(location);
    db.begin(Begin::Write).unwrap();
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    assert!(matches!(db.begin(Begin::Write), Err(StoreError::Statement(_))));
    db.commit().unwrap();
    assert!(matches!(db.commit(), Err(StoreError::Statement(_))));
    assert_eq!(rows(db.as_mut()), 1);
}

fn a_reading_transaction_refuses_to_write(location: &Location) {
    let mut db = with_sample(location);
    let written = transaction(db.as_mut(), Begin::Read, |db| db.exec(INSERT_COUNTER, &counter("a", 1)));
    assert_refused(written, "这里只能读取，不能写入。请核对数据目录和数据库文件的写权限");
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    let mut reader = open_reader(location).unwrap();
    assert_refused(
        reader.exec(INSERT_COUNTER, &counter("b", 1)),
        "这里只能读取，不能写入。请核对数据目录和数据库文件的写权限",
    );
    assert_eq!(transaction(reader.as_mut(), Begin::Read, |db| Ok::<_, StoreError>(rows(db))).unwrap(), 1);
    assert_refused(
        reader.exec(INSERT_COUNTER, &counter("b", 1)),
        "这里只能读取，不能写入。请核对数据目录和数据库文件的写权限",
    );
}

fn a_reader_keeps_its_snapshot(location: &Location) {
    let mut writer = with_sample(location);
    writer.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    let mut reader = open_reader(location).unwrap();
    reader.begin(Begin::Read).unwrap();
    assert_eq!(rows(reader.as_mut()), 1);
    transaction(writer.as_mut(), Begin::Write, |db| {
        db.exec("UPDATE counter SET value = 2", &[])?;
        db.exec(INSERT_COUNTER, &counter("b", 1))?;
        // What is not committed is nobody else's.
        assert_eq!(rows(reader.as_mut()), 1);
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let seen: i64 = scalar(reader.as_mut(), "SELECT CAST(SUM(value) AS BIGINT) FROM counter", &[]).unwrap();
    assert_eq!(seen, 1);
    // Writing while a stream is open on the other connection.
    let mut written = 0;
    reader
        .each("SELECT name FROM counter", &[], &mut |row| {
            let copy = format!("{} copied", row.text(0)?);
            written += writer.exec(INSERT_COUNTER, &counter(&copy, 1))?;
            Ok(())
        })
        .unwrap();
    assert_eq!(written, 1);
    reader.commit().unwrap();
    assert_eq!(rows(reader.as_mut()), 3);
}

fn two_writers_lose_no_update(location: &Location) {
    const WRITES: i64 = 150;
    let mut db = with_sample(location);
    db.exec("INSERT INTO head (agency, seq) VALUES (1, 0)", &[]).unwrap();
    thread::scope(|scope| {
        for place in ["east", "west"] {
            scope.spawn(move || {
                let mut db = open(location).unwrap();
                for _ in 0..WRITES {
                    transaction(db.as_mut(), Begin::Write, |db| advance(db, place)).unwrap();
                }
            });
        }
    });
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT seq FROM head", &[]).unwrap(), 2 * WRITES);
    let different: i64 = scalar(db.as_mut(), "SELECT count(DISTINCT seq) FROM line", &[]).unwrap();
    assert_eq!(different, 2 * WRITES);
}

/// What every write does first: it takes the next number of its agency.
fn advance(db: &mut dyn Db, place: &str) -> Result<(), StoreError> {
    db.exec("UPDATE head SET seq = seq + 1 WHERE agency = $1", &[1.into()])?;
    let seq = scalar(db, "SELECT seq FROM head WHERE agency = $1", &[1.into()])?;
    insert(db, &Line { seq, place: place.to_owned() })
}

fn what_is_not_committed_is_gone_with_its_connection(location: &Location) {
    let mut db = with_sample(location);
    transaction(db.as_mut(), Begin::Write, |db| db.exec(INSERT_COUNTER, &counter("a", 1))).unwrap();
    db.begin(Begin::Write).unwrap();
    db.exec(INSERT_COUNTER, &counter("b", 1)).unwrap();
    drop(db);
    let mut db = open(location).unwrap();
    assert_eq!(rows(db.as_mut()), 1);
}
