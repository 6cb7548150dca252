//! What the database itself refuses, in the same words on both engines.

use super::{COUNTER, Check, INSERT_COUNTER, INSERT_VILLAGE, assert_refused, counter, village, with_sample};
use crate::{Location, OnConflict, StoreError, Value, scalar};

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("keys are unique", keys_are_unique),
    ("partial keys", partial_keys),
    ("checks and missing values", checks_and_missing_values),
    ("append-only tables", append_only_tables),
    ("refusing triggers", refusing_triggers),
    ("an upsert adds", an_upsert_adds),
    ("a statement that is wrong", a_statement_that_is_wrong),
];

fn keys_are_unique(location: &Location) {
    let mut db = with_sample(location);
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    assert_refused(db.exec(INSERT_COUNTER, &counter("a", 2)), "已有相同的记录（counter_unique_name）");
    db.exec(INSERT_VILLAGE, &village(1, "a", true)).unwrap();
    assert_refused(db.exec(INSERT_VILLAGE, &village(1, "b", true)), "已有相同的记录（village_unique_id）");
}

fn partial_keys(location: &Location) {
    let mut db = with_sample(location);
    db.exec(INSERT_VILLAGE, &village(1, "a", true)).unwrap();
    db.exec(INSERT_VILLAGE, &village(2, "a", true)).unwrap();
    db.exec(INSERT_VILLAGE, &village(3, "a", false)).unwrap();
    let again = db.exec(INSERT_VILLAGE, &village(4, "a", false));
    assert_refused(again, "已有相同的记录（village_unique_agency_code）");
    let skipped = format!("{INSERT_VILLAGE} ON CONFLICT (agency, code) WHERE closed = 0 DO NOTHING");
    assert_eq!(db.exec(&skipped, &village(5, "a", false)).unwrap(), 0);
    assert_eq!(db.exec(&skipped, &village(6, "b", false)).unwrap(), 1);
}

fn checks_and_missing_values(location: &Location) {
    let mut db = with_sample(location);
    assert_refused(db.exec(INSERT_COUNTER, &counter("a", -1)), "不符合检查条件（counter_check_1）");
    let nothing = vec!["a".into(), Value::Null, "open".into()];
    assert_refused(db.exec(INSERT_COUNTER, &nothing), "不能为空（counter.value）");
    for on_conflict in [OnConflict::Fail, OnConflict::Skip] {
        let rows = [counter("b", 1), nothing.clone()];
        let bulk = db.bulk_insert("counter", &COUNTER, on_conflict, &mut rows.into_iter());
        assert_refused(bulk, "不能为空（counter.value）");
    }
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

fn append_only_tables(location: &Location) {
    let text = "village 表只能追加，不能修改或删除，更正请用红字冲销";
    let mut db = with_sample(location);
    db.exec(INSERT_VILLAGE, &village(1, "a", false)).unwrap();
    assert_refused(db.exec("UPDATE village SET name = 'x' WHERE id = 1", &[]), text);
    assert_refused(db.exec("DELETE FROM village", &[]), text);
    let upsert = format!("{INSERT_VILLAGE} ON CONFLICT (id) DO UPDATE SET name = 'x'");
    assert_refused(db.exec(&upsert, &village(1, "a", false)), text);
    // Nothing to change, nothing to refuse.
    assert_eq!(db.exec("DELETE FROM village WHERE id = 2", &[]).unwrap(), 0);
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    assert_eq!(db.exec("UPDATE counter SET value = 2", &[]).unwrap(), 1);
    assert_eq!(db.exec("DELETE FROM counter", &[]).unwrap(), 1);
}

fn refusing_triggers(location: &Location) {
    let text = "柜台已关闭，不能登记村";
    let mut db = with_sample(location);
    db.exec(INSERT_COUNTER, &["west".into(), 1.into(), "closed".into()]).unwrap();
    db.exec(INSERT_COUNTER, &["east".into(), 1.into(), "open".into()]).unwrap();
    assert_refused(db.exec(INSERT_VILLAGE, &village(1, "west", false)), text);
    db.exec(INSERT_VILLAGE, &village(1, "east", false)).unwrap();
    let columns = ["agency", "recorded", "id", "code", "name", "closed"];
    let rows = [village(2, "north", false), village(3, "south", false), village(4, "west", false)];
    for on_conflict in [OnConflict::Fail, OnConflict::Skip] {
        assert_refused(db.bulk_insert("village", &columns, on_conflict, &mut rows.clone().into_iter()), text);
    }
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM village", &[]).unwrap(), 1);
}

fn an_upsert_adds(location: &Location) {
    let mut db = with_sample(location);
    let sql = format!("{INSERT_COUNTER} ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value");
    for value in [5, 7, 30] {
        assert_eq!(db.exec(&sql, &counter("a", value)).unwrap(), 1);
    }
    db.exec(&sql, &counter("b", 1)).unwrap();
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT value FROM counter WHERE name = 'a'", &[]).unwrap(), 42);
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 2);
}

fn a_statement_that_is_wrong(location: &Location) {
    let mut db = with_sample(location);
    for sql in ["SELEKT 1", "SELECT * FROM nowhere", "UPDATE counter SET nothing = 1"] {
        let result = db.exec(sql, &[]);
        assert!(matches!(result, Err(StoreError::Statement(_))), "{sql}: {result:?}");
    }
    // Outside a transaction an error spoils nothing.
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
}
