//! What is PostgreSQL's own.

use shebao_store as store;
use store::{
    Engine, OnConflict, open, open_reader, scalar,
    testing::{NO_POSTGRES, PgServer},
};

mod sample;

#[test]
fn the_sample_is_created_and_filled() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    let location = server.create_database();
    let mut db = open(&location).unwrap();
    db.script(&sample::schema().ddl(Engine::Postgres)).unwrap();
    let rows = |n: i64| (0..n).map(|n| vec![format!("name {n}").into(), n.into(), "open".into()]);
    let columns = ["name", "value", "state"];
    assert_eq!(db.bulk_insert("counter", &columns, OnConflict::Fail, &mut rows(5000)).unwrap(), 5000);
    assert_eq!(db.bulk_insert("counter", &columns, OnConflict::Skip, &mut rows(6000)).unwrap(), 1000);
    let mut reader = open_reader(&location).unwrap();
    assert_eq!(scalar::<i64>(reader.as_mut(), "SELECT count(*) FROM counter", &[]).unwrap(), 6000);
    assert!(reader.exec("DELETE FROM counter", &[]).is_err());
}
