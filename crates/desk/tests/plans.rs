//! What a plan may be: large, overtaken, continued in chunks; and what a look may not do.

use desk::{MATTER, Plan, Refusal, Stage};
use store::Value;

use crate::common::toy::{Note, NoteId, Notes, Receipt, ReceiptId, ReceiptNo};
use crate::common::{Bench, Trio, county, day, fen, for_each_engine, found, founding, note};

#[test]
fn a_plan_larger_than_a_chunk_is_applied_whole() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let many = Notes { copies: 25_000, ..note("批量") };
        bench.make(clerk, "toy.note", &many).unwrap();
        assert_eq!(bench.count("toy_note"), 25_000);
        assert_eq!(bench.number("SELECT COUNT(DISTINCT id) FROM toy_note WHERE id > 0", &[]), 25_000);
        let after = bench.make(clerk, "toy.note", &note("之后")).unwrap();
        assert!(after.matter.0 > bench.number("SELECT MAX(id) FROM toy_note WHERE text = '批量'", &[]));
    });
}

#[test]
fn a_plan_whose_row_changed_is_refused_whole() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let before = (bench.count("audit"), bench.count("matter"), bench.count("signature"));
        let refused = bench.make(clerk, "toy.blind", &fen(purse, 1)).unwrap_err();
        assert!(matches!(&refused, Refusal::Raced(table) if table == "toy_purse"), "{refused}");
        assert_eq!((bench.count("audit"), bench.count("matter"), bench.count("signature")), before);
        assert_eq!((bench.balance(purse), bench.count("toy_receipt"), bench.count("counter")), (100, 0, 0));
    });
}

/// A chunk of a run: some notes and a receipt under an applied matter.
fn chunk(copies: i64) -> Plan {
    let mut plan = Plan::new("续办", county());
    let ids: Vec<NoteId> = (0..copies).map(|_| plan.new_id()).collect();
    // Not in the order of their key, in which they are digested and verified.
    plan.insert_all(ids.into_iter().rev().map(|id| Note { id, matter: MATTER, text: "续".to_owned(), number: 0 }));
    let (id, number): (ReceiptId, ReceiptNo) = (plan.new_id(), plan.next_number("receipt"));
    plan.insert(&Receipt { id, number, matter: MATTER, fen: base::Fen::ZERO });
    plan
}

#[test]
fn work_continues_under_a_matter_that_was_applied() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let matter = bench.make(clerk, "toy.note", &note("开头")).unwrap().matter;
        let first = bench.desk.continue_under(&mut *bench.db, clerk, matter, "chunk/1", |_| Ok(chunk(3))).unwrap();
        let second = bench.desk.continue_under(&mut *bench.db, clerk, matter, "chunk/2", |_| Ok(chunk(4))).unwrap();
        assert_eq!(second.0, first.0 + 1, "each chunk is a write of its own");
        let args = [Value::Int(matter.0)];
        assert_eq!(bench.number("SELECT COUNT(*) FROM toy_note WHERE matter = $1", &args), 8);
        assert_eq!(bench.number("SELECT MAX(number) FROM toy_receipt", &[]), 2);
        let failed = bench.desk.continue_under(&mut *bench.db, clerk, matter, "chunk/3", |look| {
            assert_eq!(look.seq(), second, "a chunk sees what the one before it wrote");
            Err(Refusal::SeenOther)
        });
        assert!(matches!(failed, Err(Refusal::SeenOther)));
        let head = bench.number("SELECT seq FROM agency_head", &[]);
        assert_eq!(head, second.0, "a chunk that failed leaves no write");
    });
}

#[test]
fn work_continues_under_nothing_else_and_by_nobody_without_the_post() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let waits = bench.make(clerk, "toy.take", &fen(purse, 1)).unwrap();
        let go = |bench: &mut Bench, signer, matter| {
            bench.desk.continue_under(&mut *bench.db, signer, matter, "chunk", |_| Ok(chunk(1)))
        };
        assert!(matches!(go(bench, clerk, waits.matter), Err(Refusal::NotWaiting { .. })));
        bench.desk.send_back(&mut *bench.db, reviewer, waits.matter, "不对").unwrap();
        assert!(matches!(go(bench, clerk, waits.matter), Err(Refusal::NotWaiting { .. })));
        let done = bench.make(clerk, "toy.note", &note("甲")).unwrap();
        assert!(matches!(go(bench, reviewer, done.matter), Err(Refusal::NoPost { .. })));
        assert_eq!(bench.count("toy_receipt"), 0);
    });
}

#[test]
fn a_look_cannot_write() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let matter = bench.make(clerk, "toy.note", &note("甲")).unwrap().matter;
        let purse = bench.purse(clerk, 100);
        let writes = ["UPDATE toy_purse SET balance = 0 RETURNING id", " delete from toy_purse returning id"];
        for sql in writes {
            let looked: Result<(), Refusal> =
                bench.desk.look(&mut *bench.db, clerk.agency(), |look| Ok(look.each(sql, &[], |_| Ok(()))?));
            assert!(looked.is_err(), "{sql}");
            // Inside a write, where the connection itself would allow it.
            let mut refused = false;
            let result = bench.desk.continue_under(&mut *bench.db, clerk, matter, "chunk", |look| {
                refused = look.one(sql, &[], |row| row.int(0)).is_err()
                    && look.scalar::<i64>(sql, &[]).is_err()
                    && look.each(sql, &[], |_| Ok(())).is_err();
                Ok(chunk(1))
            });
            assert!(refused && result.is_ok(), "{sql}");
        }
        assert_eq!(bench.balance(purse), 100);
    });
}

#[test]
fn the_business_date_moves_forward_and_only_where_time_is_simulated() {
    for_each_engine(|bench| {
        let admin = bench.admin;
        let set = |bench: &mut Bench, signer, date| bench.desk.set_business_date(&mut *bench.db, signer, date);
        set(bench, admin, day(1, 20)).unwrap();
        let refused = set(bench, admin, day(1, 19)).unwrap_err();
        assert!(matches!(refused, Refusal::NotSimulated), "{refused}");
        let today = bench.desk.look(&mut *bench.db, admin.agency(), |look| Ok::<_, Refusal>(look.today())).unwrap();
        assert_eq!(today, day(1, 20));
        let (_, [real, ..]) = found(&bench.desk, &mut *bench.db, &founding("530114", None));
        let refused = set(bench, real, jiff::civil::date(2199, 1, 1)).unwrap_err();
        assert!(refused.to_string().contains("模拟机构"), "{refused}");
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 1);
        let made = bench.make(clerk, "toy.take", &fen(purse, 1)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let dated = "SELECT COUNT(*) FROM signature WHERE signed_at = '2019-01-20T09:00:00'";
        assert_eq!(bench.number(&format!("{dated} AND matter = $1"), &[Value::Int(made.matter.0)]), 2);
    });
}
