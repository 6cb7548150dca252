//! What is PostgreSQL's own: lost connections, an unknown commit, TRUNCATE.

#![allow(clippy::unwrap_used, reason = "this is how tests fail")]

use shebao_store as store;
use store::{
    Begin, Db, Engine, Location, OnConflict, StoreError, open, scalar,
    testing::{NO_POSTGRES, PgServer, sample},
};

fn with_sample(server: &PgServer) -> (Location, Box<dyn Db>) {
    let location = server.create_database();
    let mut db = open(&location).unwrap();
    db.script(&sample::schema().ddl(Engine::Postgres)).unwrap();
    (location, db)
}

fn end_connection(location: &Location, db: &mut dyn Db) {
    let backend: i64 = scalar(db, "SELECT pg_backend_pid()", &[]).unwrap();
    let mut other = open(location).unwrap();
    other.script(&format!("SELECT pg_terminate_backend({backend}, 5000)")).unwrap();
}

#[test]
fn a_connection_cut_in_a_transaction_is_lost_and_nothing_is_written() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (location, mut db) = with_sample(server);
    db.begin(Begin::Write).unwrap();
    db.exec("INSERT INTO counter VALUES ('a', 1, 'open')", &[]).unwrap();
    end_connection(&location, db.as_mut());
    let error = db.exec("INSERT INTO counter VALUES ('b', 1, 'open')", &[]).unwrap_err();
    assert!(matches!(error, StoreError::Lost(_)), "{error:?}");
    assert!(db.commit().is_err());
    let mut db = open(&location).unwrap();
    assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

#[test]
fn a_commit_without_an_answer_is_unknown() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (location, mut db) = with_sample(server);
    db.begin(Begin::Write).unwrap();
    db.exec("INSERT INTO counter VALUES ('a', 1, 'open')", &[]).unwrap();
    end_connection(&location, db.as_mut());
    let error = db.commit().unwrap_err();
    assert!(matches!(error, StoreError::CommitUnknown(_)), "{error:?}");
}

#[test]
fn an_append_only_table_cannot_be_truncated() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (_, mut db) = with_sample(server);
    let error = db.exec("TRUNCATE village", &[]).unwrap_err();
    assert!(error.to_string().contains("village 表只能追加"), "{error}");
    db.exec("TRUNCATE counter", &[]).unwrap();
}

#[test]
fn eight_letters_are_no_integer_and_an_integer_is_no_text() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (_, mut db) = with_sample(server);
    let columns = ["name", "value", "state"];
    let letters = || vec!["a".into(), "12345678".into(), "open".into()];
    let number = || vec![0x6161_6161_6161_6161_i64.into(), 1.into(), "open".into()];
    for rows in [[letters(), letters()], [number(), number()]] {
        let result = db.bulk_insert("counter", &columns, OnConflict::Fail, &mut rows.into_iter());
        assert!(matches!(result, Err(StoreError::Statement(_))), "{result:?}");
    }
}

#[test]
fn a_connection_cut_in_a_bulk_insert_is_lost_and_nothing_is_written() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (location, mut db) = with_sample(server);
    let backend: i64 = scalar(db.as_mut(), "SELECT pg_backend_pid()", &[]).unwrap();
    let mut other = open(&location).unwrap();
    let mut rows = (0..200_000_i64).map(|n| {
        if n == 20_000 {
            other.script(&format!("SELECT pg_terminate_backend({backend}, 5000)")).unwrap();
        }
        vec![format!("name {n}").into(), n.into(), "open".into()]
    });
    let result = db.bulk_insert("counter", &["name", "value", "state"], OnConflict::Fail, &mut rows);
    assert!(matches!(result, Err(StoreError::Lost(_))), "{result:?}");
    assert_eq!(scalar::<i64>(other.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 0);
}

#[test]
fn a_shape_changed_by_another_connection_is_no_obstacle() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let (location, mut db) = with_sample(server);
    let sql = "SELECT count(*) FROM counter WHERE value = $1";
    assert_eq!(scalar::<i64>(db.as_mut(), sql, &[1.into()]).unwrap(), 0);
    open(&location).unwrap().script("ALTER TABLE counter ADD COLUMN colour TEXT").unwrap();
    assert_eq!(scalar::<i64>(db.as_mut(), sql, &[1.into()]).unwrap(), 0);
}

#[test]
fn a_server_ends_with_its_owner_and_takes_its_folder_along() {
    let Some(server) = PgServer::start() else { return println!("{NO_POSTGRES}") };
    let location = server.create_database();
    let folder = server.folder().to_owned();
    let mut db = open(&location).unwrap();
    assert!(folder.exists());
    drop(server);
    assert!(!folder.exists());
    assert!(matches!(db.exec("SELECT 1", &[]), Err(StoreError::Lost(_))));
    assert!(matches!(open(&location), Err(StoreError::Lost(_))));
}
