//! Facts are appended: the database refuses to change or delete them, whoever asks.

use desk::{Outcome, Stage};
use store::{Engine, StoreError};

use crate::common::{Bench, Trio, fen, for_each_engine, note, toy};

fn refused(bench: &mut Bench, sql: &str) {
    match bench.db.exec(sql, &[]) {
        Err(StoreError::Refused(message)) => assert!(message.contains("只能追加"), "{sql}: {message}"),
        other => panic!("{sql}: {other:?}"),
    }
}

/// At least one row in every append table of the desk.
fn busy_office(bench: &mut Bench) {
    let Trio { clerk, reviewer, approver } = bench.trio();
    let purse = bench.purse(clerk, 100);
    let payment = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
    bench.sign(reviewer, Stage::Check, &payment).unwrap();
    let paid = bench.sign(approver, Stage::Approve, &payment).unwrap();
    assert_eq!(paid.outcome, Some(Outcome::Done));
    let alone = bench.make(clerk, "toy.note", &note("甲")).unwrap();
    bench.desk.record_sample(&mut *bench.db, reviewer, alone.matter, true, "").unwrap();
    let listed = bench.make(clerk, "toy.once", &note("乙")).unwrap();
    let list = [(listed.matter, listed.digest.clone())];
    bench.desk.check_list(&mut *bench.db, reviewer, &list, &[listed.matter]).unwrap();
    let delegate = bench.hire_without_post("delegate");
    bench.lend(clerk, delegate, crate::common::day(1, 1), crate::common::day(1, 2)).unwrap();
    let grant = bench.last_grant(approver);
    bench.end_grant(grant, crate::common::TODAY).unwrap();
    bench.tier("toy.pay", 1, desk::Post::Head);
    bench.raise("toy.note", desk::Class::R2);
    let identifiers = (desk::ReadKind::Identifiers, 1);
    bench.desk.record_reading(&mut *bench.db, reviewer, identifiers, "核对号码").unwrap();
}

#[test]
fn no_row_of_an_append_table_can_be_changed_or_deleted() {
    for_each_engine(|bench| {
        busy_office(bench);
        for table in toy::schema().tables.iter().filter(|table| !table.mutable) {
            assert!(bench.count(table.name) > 0, "{} is empty and would show nothing", table.name);
            let column = table.columns[0].name;
            refused(bench, &format!("UPDATE {} SET {column} = {column}", table.name));
            refused(bench, &format!("DELETE FROM {}", table.name));
            if bench.db.engine() == Engine::Postgres {
                refused(bench, &format!("TRUNCATE {}", table.name));
            }
        }
    });
}

#[test]
fn a_row_cannot_be_replaced_by_inserting_it_again() {
    for_each_engine(|bench| {
        busy_office(bench);
        if bench.db.engine() == Engine::Sqlite {
            refused(bench, "INSERT OR REPLACE INTO matter_end SELECT * FROM matter_end");
            refused(bench, "REPLACE INTO audit SELECT * FROM audit");
        }
        let upsert = "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (agency, seq) DO UPDATE SET at = ''";
        refused(bench, upsert);
    });
}
