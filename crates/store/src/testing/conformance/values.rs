//! What goes in comes out.

use super::{COUNTER, Check, INSERT_COUNTER, INSERT_VILLAGE, assert_refused, counter, texts, with_sample};
use crate::{
    Begin, Db, Location, OnConflict, StoreError, Value, insert, one, scalar, select_one,
    testing::sample::{Line, Village, VillageId},
};

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("integers to the edge", integers_to_the_edge),
    ("a sum beyond 64 bits is an error", a_sum_beyond_64_bits_is_an_error),
    ("NULL is not empty text", null_is_not_empty_text),
    ("a megabyte of text", a_megabyte_of_text),
    ("rare characters", rare_characters),
    ("text is ordered by bytes", text_is_ordered_by_bytes),
    ("NUL is refused", nul_is_refused),
    ("arguments by number", arguments_by_number),
    ("a wrong number of arguments", a_wrong_number_of_arguments),
    ("columns of another type", columns_of_another_type),
    ("small results are integers", small_results_are_integers),
    ("records", records),
];

fn integers_to_the_edge(location: &Location) {
    let mut db = with_sample(location);
    let sql = "INSERT INTO head (agency, seq) VALUES ($1, $2)";
    for number in [i64::MIN, -1, 0, 1, i64::MAX] {
        db.exec(sql, &[number.into(), number.into()]).unwrap();
        let read: i64 = scalar(db.as_mut(), "SELECT seq FROM head WHERE agency = $1", &[number.into()]).unwrap();
        assert_eq!(read, number);
        db.exec("DELETE FROM head", &[]).unwrap();
    }
    let rows = [i64::MIN, i64::MAX, 7].map(|n| vec![n.into(), n.into()]);
    db.bulk_insert("head", &["agency", "seq"], OnConflict::Fail, &mut rows.into_iter()).unwrap();
    let equal: i64 = scalar(db.as_mut(), "SELECT count(*) FROM head WHERE agency = seq", &[]).unwrap();
    assert_eq!(equal, 3);
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT max(seq) FROM head", &[]).unwrap(), i64::MAX);
}

/// An error on both engines, in a sum, in an expression and in what an UPDATE stores.
fn a_sum_beyond_64_bits_is_an_error(location: &Location) {
    let mut db = with_sample(location);
    for (name, value) in [("a", i64::MAX), ("b", 1)] {
        db.exec(INSERT_COUNTER, &counter(name, value)).unwrap();
    }
    let total = scalar::<i64>(db.as_mut(), "SELECT CAST(SUM(value) AS BIGINT) FROM counter", &[]);
    assert!(matches!(total, Err(StoreError::Unexpected(_))), "{total:?}");
    let more = scalar::<i64>(db.as_mut(), "SELECT value + 1 FROM counter WHERE name = 'a'", &[]);
    assert!(matches!(more, Err(StoreError::Unexpected(_))), "{more:?}");
    let stored = db.exec("UPDATE counter SET value = value + $1", &[1.into()]);
    assert!(matches!(stored, Err(StoreError::Unexpected(_))), "{stored:?}");
    let sum = "SELECT CAST(SUM(value) AS BIGINT) FROM counter WHERE name = $1";
    assert_eq!(scalar::<i64>(db.as_mut(), sum, &["a".into()]).unwrap(), i64::MAX);
    assert_eq!(scalar::<Option<i64>>(db.as_mut(), sum, &["z".into()]).unwrap(), None);
}

fn null_is_not_empty_text(location: &Location) {
    let mut db = with_sample(location);
    for (id, name) in [(1, Value::Null), (2, "".into())] {
        db.exec(INSERT_VILLAGE, &[1.into(), 1.into(), id.into(), format!("c{id}").into(), name, 0.into()]).unwrap();
    }
    let found = select_one::<Village>(db.as_mut(), "WHERE name IS NULL", &[]).unwrap().unwrap();
    assert_eq!((found.id, found.name), (VillageId(1), None));
    let found = select_one::<Village>(db.as_mut(), "WHERE name = $1", &["".into()]).unwrap().unwrap();
    assert_eq!((found.id, found.name), (VillageId(2), Some(String::new())));
    let null = db.exec("UPDATE counter SET value = 1 WHERE name = $1", &[Value::Null]).unwrap();
    assert_eq!(null, 0);
}

fn a_megabyte_of_text(location: &Location) {
    let mut db = with_sample(location);
    let long = "社保".repeat(175_000);
    assert!(long.len() > 1_000_000);
    let row = |id: i64| vec![1.into(), 1.into(), id.into(), format!("c{id}").into(), long.as_str().into(), 0.into()];
    let columns = ["agency", "recorded", "id", "code", "remark", "closed"];
    let insert = format!("INSERT INTO village ({}) VALUES ($1, $2, $3, $4, $5, $6)", columns.join(", "));
    db.exec(&insert, &row(1)).unwrap();
    let rows = [row(2), row(3), row(4)];
    db.bulk_insert("village", &columns, OnConflict::Fail, &mut rows.into_iter()).unwrap();
    let read = texts(db.as_mut(), "SELECT remark FROM village", &[]);
    assert_eq!(read.len(), 4);
    assert!(read.iter().all(|read| *read == long));
}

const RARE: [&str; 9] =
    ["㐂", "𠮷野", "〇", "😀👨‍👩‍👧", "a\tb\r\n\"c\",'d'", "\\N", "\u{e000}", "é e\u{301}", "$1 ?1 %s {}"];

fn rare_characters(location: &Location) {
    let mut db = with_sample(location);
    for name in RARE {
        db.exec(INSERT_COUNTER, &counter(name, 1)).unwrap();
        let mut bulk = [format!("{name}2"), format!("{name}3")].map(|name| counter(&name, 1)).into_iter();
        db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut bulk).unwrap();
        for name in [name.to_owned(), format!("{name}2"), format!("{name}3")] {
            let by_name: [Value; 1] = [name.as_str().into()];
            assert_eq!(texts(db.as_mut(), "SELECT name FROM counter WHERE name = $1", &by_name), [name.as_str()]);
            let letters: i64 =
                scalar(db.as_mut(), "SELECT length(name) FROM counter WHERE name = $1", &by_name).unwrap();
            assert_eq!(letters, i64::try_from(name.chars().count()).unwrap(), "{name}");
        }
    }
}

fn text_is_ordered_by_bytes(location: &Location) {
    let mut db = with_sample(location);
    let mut names = vec!["b", "B", "a b", "ab", "é", "z", "中", "〇", "𠮷", "\u{ffff}", "Ａ", "10", "9", "a-b", "a"];
    for name in &names {
        db.exec(INSERT_COUNTER, &counter(name, 1)).unwrap();
    }
    names.sort_unstable();
    assert_eq!(texts(db.as_mut(), "SELECT name FROM counter ORDER BY name", &[]), names);
    let above: i64 = scalar(db.as_mut(), "SELECT count(*) FROM counter WHERE name > $1", &["z".into()]).unwrap();
    assert_eq!(above, 6);
}

fn nul_is_refused(location: &Location) {
    let text = "文本中含有空字符（NUL），请删除后重试";
    let mut db = with_sample(location);
    assert_refused(db.exec(INSERT_COUNTER, &counter("a\0b", 1)), text);
    let bulk = |db: &mut dyn Db, rows: Vec<Vec<Value>>| {
        db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut rows.into_iter())
    };
    assert_refused(bulk(db.as_mut(), vec![counter("\0", 1)]), text);
    assert_refused(bulk(db.as_mut(), vec![counter("a", 1), counter("b", 1), counter("c\0", 1)]), text);
    assert_refused(db.each("SELECT name FROM counter WHERE name = $1", &["\0".into()], &mut |_| Ok(())), text);
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

fn arguments_by_number(location: &Location) {
    let mut db = with_sample(location);
    db.exec("INSERT INTO counter (value, state, name) VALUES ($3, $2, $1)", &["a".into(), "open".into(), 5.into()])
        .unwrap();
    let many: Vec<Value> = (-5..=5).map(Value::Int).collect();
    let sql = "SELECT name FROM counter WHERE value IN ($11, $10, $2, $3, $4, $5, $6, $7, $8, $9) \
               AND value > $1 AND value < $11 + $11";
    assert_eq!(texts(db.as_mut(), sql, &many), ["a"]);
    assert_eq!(db.prepare(sql).unwrap(), 11);
    assert!(matches!(db.prepare("SELECT nothing FROM counter"), Err(StoreError::Statement(_))));
}

fn a_wrong_number_of_arguments(location: &Location) {
    let mut db = with_sample(location);
    for args in [vec![], vec![1.into(), 2.into()]] {
        let result = db.exec("DELETE FROM counter WHERE value = $1", &args);
        assert!(matches!(result, Err(StoreError::Statement(_))), "{result:?}");
    }
    let narrow = [counter("a", 1), vec!["b".into()]];
    let result = db.bulk_insert("counter", &COUNTER, OnConflict::Fail, &mut narrow.into_iter());
    assert!(matches!(result, Err(StoreError::Statement(_))), "{result:?}");
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

fn columns_of_another_type(location: &Location) {
    let mut db = with_sample(location);
    db.exec(INSERT_VILLAGE, &super::village(1, "a", false)).unwrap();
    let sql = "SELECT id, code, name FROM village";
    type Read = fn(&dyn crate::Row) -> Result<(), StoreError>;
    let wrong: [Read; 5] = [
        |row| row.text(0).map(drop),
        |row| row.int(1).map(drop),
        |row| row.text(2).map(drop),
        |row| row.int(2).map(drop),
        |row| row.int(3).map(drop),
    ];
    for read in wrong {
        let result = one(db.as_mut(), sql, &[], read);
        assert!(matches!(result, Err(StoreError::Unexpected(_))), "{result:?}");
    }
    let nulls = one(db.as_mut(), sql, &[], |row| Ok([row.is_null(0)?, row.is_null(1)?, row.is_null(2)?])).unwrap();
    assert_eq!(nulls, Some([false, false, true]));
}

fn small_results_are_integers(location: &Location) {
    let mut db = with_sample(location);
    let exists = "SELECT EXISTS (SELECT 1 FROM counter)";
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT 1", &[]).unwrap(), 1);
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
    assert!(!scalar::<bool>(db.as_mut(), exists, &[]).unwrap());
    db.exec(INSERT_COUNTER, &counter("a", 1)).unwrap();
    assert!(scalar::<bool>(db.as_mut(), exists, &[]).unwrap());
}

fn records(location: &Location) {
    let mut db = with_sample(location);
    db.begin(Begin::Write).unwrap();
    let line = Line { seq: 1, place: "西门".into() };
    insert(db.as_mut(), &line).unwrap();
    insert(db.as_mut(), &Line { seq: 2, ..line.clone() }).unwrap();
    db.commit().unwrap();
    assert_eq!(select_one::<Line>(db.as_mut(), "WHERE seq = $1", &[1.into()]).unwrap(), Some(line));
    assert_eq!(select_one::<Line>(db.as_mut(), "WHERE seq = 3", &[]).unwrap(), None);
    let two = select_one::<Line>(db.as_mut(), "", &[]);
    assert!(matches!(two, Err(StoreError::Unexpected(_))), "{two:?}");
}
