//! Several agencies in one database: numbers, ids and people of one are nothing to the other.

use desk::{Post, Refusal, Stage};
use store::Value;

use crate::common::toy::{Arrangement, Granted};
use crate::common::{Bench, Trio, day, for_each_engine, found, founding, json, note, region, signed_in};

/// A second agency with a clerk and a reviewer in one hand.
fn second(bench: &mut Bench) -> (desk::AgencyId, desk::Signer) {
    let (agency, [admin, ..]) = found(&bench.desk, &mut *bench.db, &founding("530114", Some(crate::common::TODAY)));
    let hire = json(&Arrangement::Hire { name: "乙".to_owned() });
    bench.desk.make(&mut *bench.db, admin, "hire", "toy.arrange", &hire).unwrap();
    let staff = bench.number("SELECT MAX(id) FROM staff WHERE agency = $1", &[Value::Int(agency.0)]);
    let staff = desk::StaffId(staff);
    let granted = |post| Granted { staff, post, area: region("530114"), from: day(1, 1), to: None };
    let grants = json(&Arrangement::Grant { grants: vec![granted(Post::Clerk), granted(Post::Reviewer)] });
    bench.desk.make(&mut *bench.db, admin, "grant", "toy.arrange", &grants).unwrap();
    bench.desk.open_login(&mut *bench.db, admin, staff, "yi").unwrap();
    (agency, signed_in(&bench.desk, &mut *bench.db, staff))
}

#[test]
fn ids_carry_the_agency_in_their_high_bits() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        bench.make(clerk, "toy.note", &note("甲")).unwrap();
        let (agency, yi) = second(bench);
        let input = json(&crate::common::toy::Notes { area: region("530114"), ..note("乙") });
        bench.desk.make(&mut *bench.db, yi, "1", "toy.note", &input).unwrap();
        assert_eq!((bench.agency.0, agency.0), (1, 2));
        for (table, column) in [("toy_note", "id"), ("matter", "id"), ("staff", "id"), ("post_grant", "id")] {
            let wrong = format!("SELECT COUNT(*) FROM {table} WHERE {column} / 1099511627776 <> agency");
            assert_eq!(bench.number(&wrong, &[]), 0, "{table}");
            assert!(bench.number(&format!("SELECT COUNT(DISTINCT agency) FROM {table}"), &[]) == 2, "{table}");
        }
    });
}

#[test]
fn counters_and_writes_are_numbered_for_each_agency() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let (agency, yi) = second(bench);
        let before = bench.number("SELECT seq FROM agency_head WHERE agency = $1", &[Value::Int(agency.0)]);
        for _ in 0..3 {
            bench.make(clerk, "toy.receipt", &note("甲")).unwrap();
        }
        assert_eq!(bench.number("SELECT seq FROM agency_head WHERE agency = $1", &[Value::Int(agency.0)]), before);
        let input = json(&crate::common::toy::Notes { area: region("530114"), ..note("乙") });
        bench.desk.make(&mut *bench.db, yi, "r0", "toy.receipt", &input).unwrap();
        let number = "SELECT MAX(number) FROM toy_receipt WHERE agency = $1";
        assert_eq!(bench.number(number, &[Value::Int(agency.0)]), 1);
        assert_eq!(bench.number(number, &[Value::Int(bench.agency.0)]), 3);
    });
}

#[test]
fn another_agencys_matters_do_not_exist() {
    for_each_engine(|bench| {
        let Trio { clerk, .. } = bench.trio();
        let purse = bench.purse(clerk, 100);
        let waits = bench.make(clerk, "toy.take", &crate::common::fen(purse, 1)).unwrap();
        let over = bench.make(clerk, "toy.note", &note("甲")).unwrap();
        let (_, yi) = second(bench);
        for answer in [&waits, &over] {
            let (db, matter) = (&mut *bench.db, answer.matter);
            let refusals = [
                bench.desk.sign(db, yi, Stage::Check, matter, &answer.digest).map(drop),
                bench.desk.view(db, yi, matter).map(drop),
                bench.desk.send_back(db, yi, matter, "不对").map(drop),
                bench.desk.withdraw(db, yi, matter, "不对").map(drop),
                bench.desk.check_list(db, yi, &[(matter, answer.digest.clone())], &[matter]).map(drop),
                bench.desk.record_sample(db, yi, matter, true, "").map(drop),
                bench.desk.continue_under(db, yi, matter, "chunk", |_| Err(Refusal::SeenOther)).map(drop),
            ];
            for (number, refused) in refusals.into_iter().enumerate() {
                assert!(matches!(refused, Err(Refusal::NoMatter)), "{number}: {refused:?}");
            }
        }
        assert_eq!(bench.desk.worklist(&mut *bench.db, yi).unwrap().len(), 0);
        let refused = bench.desk.make(&mut *bench.db, yi, "1", "toy.note", &json(&note("甲"))).unwrap_err();
        assert!(matches!(refused, Refusal::NoPost { .. }), "its own county only: {refused}");
    });
}
