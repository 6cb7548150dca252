//! The audit chain: whatever someone changes behind the desk's back, `verify_chain` finds it and
//! names the first write that is wrong.

use base::Seq;
use desk::{Audit, AuditFault, Digest, Stage};
use store::{Record, Value};

use crate::common::{Bench, Trio, fen, for_each_engine, for_each_engine_tampered, note, toy};

/// Three notes; returns the number of the write that wrote the second one.
fn three_notes(bench: &mut Bench) -> i64 {
    let Trio { clerk, .. } = bench.trio();
    for text in ["甲", "乙", "丙"] {
        bench.make(clerk, "toy.note", &note(text)).unwrap();
    }
    bench.verify();
    bench.number("SELECT recorded FROM toy_note WHERE text = '乙'", &[])
}

fn tamper(bench: &mut Bench, table: &str, sql: &str, args: &[Value]) {
    let refused = bench.db.exec(sql, args);
    assert!(refused.is_err(), "the trigger refuses what comes next: {sql}");
    bench.drop_append_only(table);
    assert_eq!(bench.db.exec(sql, args).unwrap(), 1, "{sql}");
}

fn says(bench: &mut Bench, fault: &AuditFault) {
    let found = bench.chain().unwrap_err();
    assert_eq!(found, *fault);
    let seq = match fault {
        AuditFault::Gap { expected, .. } => expected,
        AuditFault::Altered(seq) | AuditFault::Clock(seq) | AuditFault::Rows(seq) | AuditFault::Orphan(seq, _) => seq,
        AuditFault::Head { last, .. } => last,
    };
    assert!(found.to_string().contains(&seq.0.to_string()), "{found}");
}

#[test]
fn an_altered_cell_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        tamper(bench, "toy_note", "UPDATE toy_note SET text = '已改' WHERE recorded = $1", &[Value::Int(second)]);
        says(bench, &AuditFault::Rows(Seq(second)));
    });
}

#[test]
fn a_deleted_row_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        tamper(bench, "toy_note", "DELETE FROM toy_note WHERE recorded = $1", &[Value::Int(second)]);
        says(bench, &AuditFault::Rows(Seq(second)));
    });
}

#[test]
fn a_row_put_into_an_earlier_write_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        let sql = "INSERT INTO toy_note (agency, recorded, id, matter, text, number) \
                   SELECT agency, recorded, id + 1000, matter, text, number FROM toy_note WHERE recorded = $1";
        bench.db.exec(sql, &[Value::Int(second)]).unwrap();
        says(bench, &AuditFault::Rows(Seq(second)));
    });
}

#[test]
fn a_row_that_claims_a_write_which_never_was_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        let sql = "INSERT INTO toy_note (agency, recorded, id, matter, text, number) \
                   SELECT agency, recorded + 1000, id + 1000, matter, text, number FROM toy_note WHERE recorded = $1";
        bench.db.exec(sql, &[Value::Int(second)]).unwrap();
        says(bench, &AuditFault::Orphan(Seq(second + 1000), "toy_note".to_owned()));
    });
}

#[test]
fn a_row_moved_from_one_write_to_another_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        let sql = "UPDATE toy_note SET recorded = recorded + 1 WHERE recorded = $1";
        tamper(bench, "toy_note", sql, &[Value::Int(second)]);
        says(bench, &AuditFault::Rows(Seq(second)));
    });
}

#[test]
fn an_altered_parameter_of_the_desk_is_found() {
    for_each_engine_tampered(|bench| {
        bench.tier("toy.pay", 10_000, desk::Post::Head);
        let written = bench.number("SELECT recorded FROM approval_tier", &[]);
        bench.verify();
        tamper(bench, "approval_tier", "UPDATE approval_tier SET above = 99999999", &[]);
        says(bench, &AuditFault::Rows(Seq(written)));
    });
}

#[test]
fn a_forged_signature_is_found() {
    for_each_engine_tampered(|bench| {
        let Trio { clerk, reviewer, approver } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let made = bench.make(clerk, "toy.pay", &fen(purse, 30)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let args = [Value::Int(approver.staff().0), Value::Int(made.matter.0)];
        let sql = "INSERT INTO signature (agency, recorded, matter, stage, staff, post, grant_id, digest, signed_at) \
                   SELECT agency, recorded, matter, 'approve', $1, post, grant_id, digest, signed_at \
                   FROM signature WHERE matter = $2 AND stage = 'check'";
        bench.db.exec(sql, &args).unwrap();
        assert!(matches!(bench.chain().unwrap_err(), AuditFault::Rows(_)));
    });
}

#[test]
fn an_altered_link_is_found() {
    for column in ["at", "action", "operation"] {
        for_each_engine_tampered(|bench| {
            let second = three_notes(bench);
            let sql = format!("UPDATE audit SET {column} = '2019-01-10T09:00:01' WHERE seq = $1");
            tamper(bench, "audit", &sql, &[Value::Int(second)]);
            says(bench, &AuditFault::Altered(Seq(second)));
        });
    }
}

#[test]
fn a_deleted_link_is_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        tamper(bench, "audit", "DELETE FROM audit WHERE seq = $1", &[Value::Int(second)]);
        says(bench, &AuditFault::Gap { expected: Seq(second), found: Seq(second + 1) });
    });
}

#[test]
fn two_links_in_the_other_order_are_found() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        bench.drop_append_only("audit");
        for (from, to) in [(second, -1), (second + 1, second), (-1, second + 1)] {
            let args = [Value::Int(to), Value::Int(from)];
            bench.db.exec("UPDATE audit SET seq = $1 WHERE seq = $2", &args).unwrap();
        }
        says(bench, &AuditFault::Altered(Seq(second)));
    });
}

#[test]
fn a_tail_cut_off_is_found_by_the_head() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        bench.drop_append_only("toy_note");
        bench.db.exec("DELETE FROM toy_note WHERE recorded > $1", &[Value::Int(second)]).unwrap();
        tamper(bench, "audit", "DELETE FROM audit WHERE seq > $1", &[Value::Int(second)]);
        says(bench, &AuditFault::Head { head: Seq(second + 1), last: Seq(second) });
    });
}

#[test]
fn an_altered_head_is_found() {
    for_each_engine_tampered(|bench| {
        let last = three_notes(bench) + 1;
        let forged = [Digest::of(b"forged").as_str().into()];
        bench.db.exec("UPDATE agency_head SET hash = $1", &forged).unwrap();
        says(bench, &AuditFault::Head { head: Seq(last), last: Seq(last) });
    });
}

/// The hash of a link, as an insider who knows the program computes it.
fn hash_of(link: &Audit) -> Digest {
    Digest::of_parts(&[
        link.previous.as_str().as_bytes(),
        &link.agency.0.to_le_bytes(),
        &link.seq.0.to_le_bytes(),
        link.at.as_bytes(),
        &link.staff.0.to_le_bytes(),
        link.action.as_bytes(),
        link.operation.as_bytes(),
        &link.matter.map_or(0, |matter| matter.0).to_le_bytes(),
        link.rows_digest.as_str().as_bytes(),
    ])
}

#[test]
fn a_link_with_a_fresh_hash_is_found_by_the_one_after_it() {
    for_each_engine_tampered(|bench| {
        let second = three_notes(bench);
        let args = [Value::Int(second)];
        let mut link: Audit = store::select_one(&mut *bench.db, "WHERE seq = $1", &args).unwrap().unwrap();
        link.staff = bench.auditor.staff();
        let args = [Value::Int(link.staff.0), hash_of(&link).as_str().into(), Value::Int(second)];
        tamper(bench, "audit", "UPDATE audit SET staff = $1, hash = $2 WHERE seq = $3", &args);
        says(bench, &AuditFault::Altered(Seq(second + 1)));
    });
}

/// What an insider does who knows the program: rewrites a link and every hash after it.
pub fn rewrite_tail(bench: &mut Bench, from: i64) {
    bench.drop_append_only("audit");
    let args = [Value::Int(bench.agency.0), Value::Int(from - 1)];
    let links: Vec<Audit> =
        store::select(&mut *bench.db, "WHERE agency = $1 AND seq >= $2 ORDER BY seq", &args).unwrap();
    let mut previous = links[0].hash.clone();
    bench.db.exec("DELETE FROM audit WHERE agency = $1 AND seq > $2", &args).unwrap();
    for mut link in links.into_iter().skip(1) {
        if link.seq.0 == from {
            link.staff = bench.auditor.staff();
        }
        link.previous = previous;
        link.hash = hash_of(&link);
        previous = link.hash.clone();
        store::insert(&mut *bench.db, &link).unwrap();
    }
    let args = [previous.as_str().into(), Value::Int(bench.agency.0)];
    bench.db.exec("UPDATE agency_head SET hash = $1 WHERE agency = $2", &args).unwrap();
}

#[test]
fn a_tail_rewritten_with_good_hashes_passes_the_chain_alone() {
    // The reason why there is an anchor; `anchor.rs` shows that it finds this.
    for_each_engine(|bench| {
        let second = three_notes(bench);
        rewrite_tail(bench, second);
    });
}

#[test]
fn every_write_leaves_exactly_one_link() {
    for_each_engine(|bench| {
        let Trio { clerk, reviewer, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let before = bench.count("audit");
        let made = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        bench.sign(reviewer, Stage::Check, &made).unwrap();
        let again = bench.make(clerk, "toy.take", &fen(purse, 30)).unwrap();
        bench.desk.withdraw(&mut *bench.db, clerk, again.matter, "录错").unwrap();
        bench.desk.sign_out(&mut *bench.db, reviewer).unwrap();
        let args = [Value::Int(before)];
        let links: Vec<Audit> = store::select(&mut *bench.db, "WHERE seq > $1 ORDER BY seq", &args).unwrap();
        let said: Vec<&str> = links.iter().map(|link| link.action.as_str()).collect();
        assert_eq!(said, ["sign/make", "sign/check", "sign/make", "end/withdrawn", "sign_out"]);
        assert_eq!(links[1].staff, reviewer.staff());
        assert_eq!((links[1].matter, links[1].operation.as_str()), (Some(made.matter), "toy.take"));
    });
}

#[test]
fn every_append_table_of_an_agency_is_covered() {
    let schema = toy::schema();
    let covered: Vec<&str> = desk::digest_rows(&schema).map(|table| table.name).collect();
    for table in ["staff", "post_grant", "matter", "signature", "matter_end", "signed_list", "sample", "toy_note"] {
        assert!(covered.contains(&table), "{table}");
    }
    let mutable = [desk::Login::table().name, desk::Counter::table().name, toy::Purse::table().name];
    assert!(mutable.iter().all(|table| !covered.contains(table)));
}
