//! What one engine writes the other reads, byte for byte the same.

#![allow(clippy::unwrap_used, reason = "this is how tests fail")]

use proptest::prelude::*;
use shebao_store as store;
use store::{
    Begin, Db, Location, OnConflict, Record, StoreError, Table, Value,
    migrate::fingerprint,
    open,
    portable::{dump_table, load, load_table},
    scalar,
    testing::{NO_POSTGRES, PgServer, sample},
    transaction,
};

const TRICKY: [&str; 12] =
    ["", "\\N", "\\", "\\\\N", "a,b", "\"", "\"\"", "line\nbreak", "cr\r\n", "㐂𠮷〇😀", " blank ", "'$1'"];

fn filled(location: &Location) -> Box<dyn Db> {
    let mut db = open(location).unwrap();
    db.script(&sample::schema().ddl(db.engine())).unwrap();
    let mut villages = (0..3000_i64).map(|id| {
        let name = TRICKY.get(usize::try_from(id % 13).unwrap()).map_or(Value::Null, |text| (*text).into());
        vec![1.into(), id.into(), (id - 1500).into(), format!("c{id}").into(), name, (id % 2).into()]
    });
    let columns = ["agency", "recorded", "id", "code", "name", "closed"];
    db.bulk_insert("village", &columns, OnConflict::Fail, &mut villages).unwrap();
    // This would refuse village c7, which was there before.
    db.exec("INSERT INTO counter VALUES ('c7', 9223372036854775807, 'closed')", &[]).unwrap();
    db.exec("INSERT INTO head VALUES (1, -9223372036854775807)", &[]).unwrap();
    db
}

fn dump(db: &mut dyn Db) -> Vec<(&'static str, Vec<u8>)> {
    transaction(db, Begin::Read, |db| {
        let dump = |table: &Table| {
            let mut bytes = Vec::new();
            dump_table(db, table, &mut bytes).map(|_| (table.name, bytes))
        };
        sample::schema().tables.iter().map(dump).collect::<Result<_, StoreError>>()
    })
    .unwrap()
}

fn restore(db: &mut dyn Db, files: &[(&'static str, Vec<u8>)]) -> Result<u64, StoreError> {
    load(db, &sample::schema(), |table| {
        let file = files.iter().find(|(name, _)| *name == table.name);
        Ok(file.map(|(_, bytes)| Box::new(bytes.as_slice()) as Box<dyn std::io::Read>))
    })
}

fn empty(location: &Location) -> Box<dyn Db> {
    let mut db = open(location).unwrap();
    db.script(&sample::schema().ddl(db.engine())).unwrap();
    db
}

#[test]
fn from_one_engine_to_the_other_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = |name: &str| Location::Sqlite(folder.path().join(name));
    let mut first = filled(&sqlite("first.db"));
    let files = dump(first.as_mut());
    let mut middle = match PgServer::shared() {
        Some(server) => {
            assert_eq!(dump(filled(&server.create_database()).as_mut()), files, "both engines write the same bytes");
            empty(&server.create_database())
        }
        None => {
            println!("{NO_POSTGRES}");
            empty(&sqlite("middle.db"))
        }
    };
    let whole = fingerprint(middle.as_mut()).unwrap();
    assert_eq!(restore(middle.as_mut(), &files).unwrap(), 3002);
    assert_eq!(fingerprint(middle.as_mut()).unwrap(), whole, "the triggers are back");
    let back = dump(middle.as_mut());
    assert_eq!(back, files);
    let mut last = empty(&sqlite("last.db"));
    assert_eq!(restore(last.as_mut(), &back).unwrap(), 3002);
    assert_eq!(dump(last.as_mut()), files);
    // The rule that was off while loading holds again.
    let again = last.exec("INSERT INTO village (agency, recorded, id, code, closed) VALUES (1, 1, 5000, 'c7', 1)", &[]);
    assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
}

#[test]
fn a_restore_into_a_database_that_is_not_empty_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = filled(&Location::Sqlite(folder.path().join("books.db")));
    let files = dump(db.as_mut());
    let error = restore(db.as_mut(), &files).unwrap_err();
    assert!(error.to_string().contains("只能恢复到空的数据库"), "{error}");
    assert_eq!(dump(db.as_mut()), files);
}

#[test]
fn a_broken_file_leaves_nothing_and_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = empty(&Location::Sqlite(folder.path().join("books.db")));
    let cases = [
        ("name,value,state\na,1,open\nb,eins,open\n", "第 3 行 value 列不是整数"),
        ("name,value,state\na,1,open\nb,1\n", "无法读取"),
        ("name,value,state,colour\na,1,open,red\n", "不认识的列 colour"),
        ("name,state\na,open\n", "缺少列 value"),
        ("name,value,state\na,1,open\na,2,open\n", "已有相同的记录"),
        ("name,value,state\na,\\N,open\n", "不能为空"),
    ];
    for (file, expected) in cases {
        let error = restore(db.as_mut(), &[("counter", file.into())]).unwrap_err();
        assert!(error.to_string().contains(expected), "{file}: {error}");
        let rows: i64 = scalar(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap();
        assert_eq!(rows, 0, "{file}");
    }
    // Without a transaction around it, too.
    let mut broken = "name,value,state\na,1,open\nb,eins,open\n".as_bytes();
    assert!(load_table(db.as_mut(), &sample::Counter::table(), &mut broken).is_err());
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

#[test]
fn an_earlier_release_without_a_nullable_column_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = empty(&Location::Sqlite(folder.path().join("books.db")));
    let file = "code,id,agency,recorded,closed\nwest,5,1,1,0\n";
    assert_eq!(restore(db.as_mut(), &[("village", file.into())]).unwrap(), 1);
    let villages: Vec<sample::Village> = store::select(db.as_mut(), "", &[]).unwrap();
    assert_eq!(villages[0].code, "west");
    assert_eq!(villages[0].remark, None);
}

#[test]
fn a_disk_that_is_full_is_told_apart() {
    struct FullDisk;
    impl std::io::Write for FullDisk {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut db = filled(&Location::Sqlite(folder.path().join("books.db")));
    let result = dump_table(db.as_mut(), &sample::Village::table(), &mut FullDisk);
    assert!(matches!(result, Err(StoreError::Full(_))), "{result:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_text_survives(names in proptest::collection::vec(proptest::option::of("[^\0]{0,12}"), 1..20)) {
        let folder = tempfile::tempdir().unwrap();
        let mut db = empty(&Location::Sqlite(folder.path().join("a.db")));
        let columns = ["agency", "recorded", "id", "code", "name", "closed"];
        let mut rows = names.iter().zip(0_i64..).map(|(name, id)| {
            let name = name.as_deref().map_or(Value::Null, Value::from);
            vec![1.into(), 1.into(), id.into(), format!("c{id}").into(), name, 0.into()]
        });
        db.bulk_insert("village", &columns, OnConflict::Fail, &mut rows).unwrap();
        let files = dump(db.as_mut());
        let mut other = empty(&Location::Sqlite(folder.path().join("b.db")));
        restore(other.as_mut(), &files).unwrap();
        let read: Vec<sample::Village> = store::select(other.as_mut(), "ORDER BY id", &[]).unwrap();
        prop_assert_eq!(read.into_iter().map(|village| village.name).collect::<Vec<_>>(), names);
    }
}
