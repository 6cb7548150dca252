//! The same suite on both engines.

use shebao_store as store;
use store::{
    Location,
    testing::{NO_POSTGRES, PgServer, conformance},
};

#[test]
fn sqlite_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    conformance::run(&mut || {
        number += 1;
        Location::Sqlite(folder.path().join(format!("{number}.db")))
    });
}

#[test]
fn postgresql_conforms() {
    let Some(server) = PgServer::shared() else { return println!("{NO_POSTGRES}") };
    conformance::run(&mut || server.create_database());
}
