//! What is SQLite's own: files, readers, damage.

#![allow(clippy::unwrap_used, reason = "this is how tests fail")]

use shebao_store as store;
use store::{Begin, Db, Engine, SqliteDb, StoreError, scalar, testing::sample, transaction};

fn fresh(folder: &tempfile::TempDir) -> SqliteDb {
    let mut db = SqliteDb::open(&folder.path().join("books.db")).unwrap();
    db.script(&sample::schema().ddl(Engine::Sqlite)).unwrap();
    db
}

#[test]
fn full_durability_is_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = fresh(&folder);
    assert_eq!(scalar::<i64>(&mut db, "PRAGMA synchronous", &[]).unwrap(), 2);
    assert_eq!(scalar::<String>(&mut db, "PRAGMA journal_mode", &[]).unwrap(), "wal");
}

#[test]
fn a_reader_cannot_write_and_does_not_create_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let _db = fresh(&folder);
    let mut reader = SqliteDb::open_reader(&folder.path().join("books.db")).unwrap();
    let error = reader.exec("INSERT INTO counter VALUES ('a', 1, 'open')", &[]).unwrap_err();
    assert!(matches!(error, StoreError::Refused(_)), "{error}");
    let missing = folder.path().join("missing.db");
    assert!(matches!(SqliteDb::open_reader(&missing), Err(StoreError::Lost(_))));
    assert!(!missing.exists());
}

#[test]
fn a_file_that_is_no_database_is_reported_as_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.db");
    std::fs::write(&path, "姓名,金额\n".repeat(1000)).unwrap();
    assert!(matches!(SqliteDb::open(&path), Err(StoreError::Lost(_))));
}

#[test]
fn replacing_a_row_of_an_append_only_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = fresh(&folder);
    let row = "INTO village (agency, recorded, id, code, closed) VALUES (1, 1, 7, 'a', 0)";
    db.exec(&format!("INSERT {row}"), &[]).unwrap();
    let error = db.exec(&format!("INSERT OR REPLACE {row}"), &[]).unwrap_err();
    assert!(error.to_string().contains("village 表只能追加"), "{error}");
}

#[test]
fn a_page_overwritten_by_chance_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.db");
    let mut db = fresh(&folder);
    let rows = (0..20_000).map(|n| format!("name {n:08}").into()).map(|name| vec![name, 1.into(), "open".into()]);
    db.bulk_insert("counter", &["name", "value", "state"], store::OnConflict::Fail, &mut rows.into_iter()).unwrap();
    scalar::<i64>(&mut db, "SELECT count(*) FROM counter", &[]).unwrap();
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    bytes[length / 2..].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let mut db = SqliteDb::open(&path).unwrap();
    let error = transaction(&mut db, Begin::Read, |db| scalar::<i64>(db, "SELECT sum(value) FROM counter", &[]));
    assert!(matches!(error, Err(StoreError::Lost(_))), "{error:?}");
}

#[test]
fn a_full_disk_is_told_and_goes_on_when_there_is_space_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = fresh(&folder);
    // The engine's own limit on the file's pages fails in the same way as a full disk.
    db.exec("INSERT INTO counter VALUES ('before', 1, 'open')", &[]).unwrap();
    let pages: i64 = scalar(&mut db, "PRAGMA page_count", &[]).unwrap();
    db.script(&format!("PRAGMA max_page_count = {}", pages + 5)).unwrap();
    let columns = ["name", "value", "state"];
    let rows = || (0..20_000).map(|n| vec![format!("name {n:08}").into(), n.into(), "open".into()]);
    let result = db.bulk_insert("counter", &columns, store::OnConflict::Fail, &mut rows());
    assert!(matches!(result, Err(StoreError::Full(_))), "{result:?}");
    let in_transaction = transaction(&mut db, Begin::Write, |db| {
        db.bulk_insert("counter", &columns, store::OnConflict::Fail, &mut rows())
    });
    assert!(matches!(in_transaction, Err(StoreError::Full(_))), "{in_transaction:?}");
    assert_eq!(scalar::<i64>(&mut db, "SELECT count(*) FROM counter", &[]).unwrap(), 1);
    db.script("PRAGMA max_page_count = 1000000").unwrap();
    assert_eq!(db.bulk_insert("counter", &columns, store::OnConflict::Fail, &mut rows()).unwrap(), 20_000);
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mut db = fresh(&folder);
    db.exec("INSERT INTO counter VALUES ('a', 1, 'open')", &[]).unwrap();
    for name in ["books.db", "books.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}
