//! A database comes up to date from any state, and a step is whole or not there.

#![allow(clippy::unwrap_used, reason = "this is how tests fail")]

use shebao_store as store;
use store::{
    Db, Location, Record, StoreError,
    migrate::{Step, fingerprint, history, migrate, require_current, version},
    open, scalar,
    testing::{NO_POSTGRES, PgServer, sample},
};

/// What the first release created.
const FIRST: Step = Step { number: 1, name: "all tables", run: |db| db.script(&old_village().ddl(db.engine())) };
/// What today's declarations create.
const FIRST_TODAY: Step =
    Step { number: 1, name: "all tables", run: |db| db.script(&sample::Village::table().ddl(db.engine())) };
const ADD_REMARK: Step = Step { number: 2, name: "remark", run: add_remark };
const BREAKS: Step = Step {
    number: 2,
    name: "remark",
    run: |db| {
        add_remark(db)?;
        db.script("CREATE TABLE half_done (id BIGINT); INSERT INTO nowhere VALUES (1)")
    },
};
const NOTE: Step = Step { number: 3, name: "nothing", run: |_| Ok(()) };

fn old_village() -> store::Table {
    let mut table = sample::Village::table();
    table.columns.retain(|column| column.name != "remark");
    table
}

fn add_remark(db: &mut dyn Db) -> Result<(), StoreError> {
    db.script(match db.engine() {
        store::Engine::Sqlite => "ALTER TABLE village ADD COLUMN remark TEXT",
        store::Engine::Postgres => "ALTER TABLE village ADD COLUMN remark TEXT COLLATE \"C\"",
    })
}

fn on_both_engines(check: fn(&mut dyn FnMut() -> Location)) {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    check(&mut || {
        number += 1;
        Location::Sqlite(folder.path().join(format!("{number}.db")))
    });
    match PgServer::shared() {
        Some(server) => check(&mut || server.create_database()),
        None => println!("{NO_POSTGRES}"),
    }
}

#[test]
fn a_new_database_is_what_an_old_one_becomes() {
    on_both_engines(|new_database| {
        let mut old = open(&new_database()).unwrap();
        assert_eq!(version(old.as_mut()).unwrap(), None);
        assert_eq!(migrate(old.as_mut(), &[FIRST]).unwrap(), 1);
        let before = fingerprint(old.as_mut()).unwrap();
        assert!(matches!(require_current(old.as_mut(), &[FIRST_TODAY, ADD_REMARK]), Err(StoreError::Unusable(_))));
        assert_eq!(migrate(old.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap(), 2);
        assert_eq!(migrate(old.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap(), 0);
        require_current(old.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap();

        let mut new = open(&new_database()).unwrap();
        assert_eq!(migrate(new.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap(), 3);
        let names: Vec<String> = history(new.as_mut()).unwrap().into_iter().map(|step| step.name).collect();
        assert_eq!(names, ["all tables", "remark", "nothing"]);
        let after = fingerprint(old.as_mut()).unwrap();
        assert_eq!(after, fingerprint(new.as_mut()).unwrap());
        assert_ne!(after, before);
    });
}

#[test]
fn the_fingerprint_sees_a_lost_trigger_index_and_check() {
    on_both_engines(|new_database| {
        let location = new_database();
        let mut db = open(&location).unwrap();
        db.script(&sample::schema().ddl(db.engine())).unwrap();
        let whole = fingerprint(db.as_mut()).unwrap();
        let on_table = if db.engine() == store::Engine::Postgres { " ON village" } else { "" };
        db.script("DROP INDEX village_index_name").unwrap();
        let without_index = fingerprint(db.as_mut()).unwrap();
        assert_ne!(whole, without_index);
        db.script(&format!("DROP TRIGGER village_needs_open_counter{on_table}")).unwrap();
        assert_ne!(without_index, fingerprint(db.as_mut()).unwrap());

        let mut unchecked = sample::schema();
        for table in &mut unchecked.tables {
            table.checks = &[];
        }
        let mut db = open(&new_database()).unwrap();
        db.script(&unchecked.ddl(db.engine())).unwrap();
        assert_ne!(whole, fingerprint(db.as_mut()).unwrap());
    });
}

#[test]
fn an_interrupted_step_leaves_nothing_and_is_taken_again() {
    on_both_engines(|new_database| {
        let mut db = open(&new_database()).unwrap();
        migrate(db.as_mut(), &[FIRST]).unwrap();
        let before = fingerprint(db.as_mut()).unwrap();
        let broken = migrate(db.as_mut(), &[FIRST_TODAY, BREAKS, NOTE]);
        assert!(matches!(broken, Err(StoreError::Statement(_))), "{broken:?}");
        assert_eq!(fingerprint(db.as_mut()).unwrap(), before);
        assert_eq!(version(db.as_mut()).unwrap(), Some(1));
        assert_eq!(migrate(db.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap(), 2);
    });
}

#[test]
fn a_newer_or_foreign_database_is_refused_untouched() {
    on_both_engines(|new_database| {
        let mut db = open(&new_database()).unwrap();
        migrate(db.as_mut(), &[FIRST_TODAY, ADD_REMARK, NOTE]).unwrap();
        for result in [migrate(db.as_mut(), &[FIRST]).map(drop), require_current(db.as_mut(), &[FIRST])] {
            let text = result.unwrap_err().to_string();
            assert!(text.contains("数据库结构版本为 3，比本程序（1）新"), "{text}");
        }
        let mut foreign = open(&new_database()).unwrap();
        foreign.script("CREATE TABLE somebody_elses (id BIGINT)").unwrap();
        let text = migrate(foreign.as_mut(), &[FIRST]).unwrap_err().to_string();
        assert!(text.contains("不是本系统的数据库"), "{text}");
        assert!(migrate(foreign.as_mut(), &[ADD_REMARK]).is_err());
    });
}

#[test]
fn processes_that_start_at_once_migrate_once() {
    on_both_engines(|new_database| {
        let location = new_database();
        // The write-ahead log is set up by whoever is first, before the others come.
        drop(open(&location).unwrap());
        let steps = std::thread::scope(|scope| {
            let start = || migrate(open(&location).unwrap().as_mut(), &[FIRST_TODAY, ADD_REMARK]).unwrap();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!(steps, 2);
        let mut db = open(&location).unwrap();
        assert_eq!(scalar::<i64>(db.as_mut(), "SELECT count(*) FROM schema_step", &[]).unwrap(), 2);
    });
}
