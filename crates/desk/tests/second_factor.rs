//! Codes from a device, and readings that leave a record.

use desk::{Disclosure, ReadKind, Refusal, SessionToken, Signer};
use store::Value;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::common::{Bench, for_each_engine, founding};

const GOOD: &str = "correct horse battery";

/// The administrator of a real agency.
fn real_admin(bench: &mut Bench) -> (String, Signer) {
    let (_, logins) = desk::found_agency(&mut *bench.db, &founding("530114", None)).unwrap();
    let login = logins.into_iter().next().unwrap();
    bench.desk.change_password(&mut *bench.db, &login.username, login.password.reveal(), GOOD).unwrap();
    let signer = signed_in(bench, &login.username, None).unwrap();
    (login.username, signer)
}

fn signed_in(bench: &mut Bench, username: &str, code: Option<&str>) -> Result<Signer, Refusal> {
    let token: SessionToken = bench.desk.sign_in_with(&mut *bench.db, username, GOOD, code)?;
    bench.desk.resume(&mut *bench.db, &token)
}

/// Waits for nothing: a code of this step, the one before or the one after is taken.
fn device(secret: &str) -> impl Fn(i64) -> String + use<> {
    let bytes = Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes, Some("shebao".to_owned()), "a".to_owned()).unwrap();
    // As every device counts: from the epoch in UTC, whatever time our records print.
    let now =
        i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    move |steps| totp.generate(u64::try_from(now + steps * 30).unwrap())
}

#[test]
fn a_bound_device_is_asked_for_and_its_codes_work_once() {
    for_each_engine(|bench| {
        let (username, admin) = real_admin(bench);
        assert!(bench.desk.needs_second_factor(&mut *bench.db, admin).unwrap());
        let new = bench.desk.new_second_factor(&mut *bench.db, admin).unwrap();
        assert!(new.address.starts_with("otpauth://totp/") && new.address.contains(&new.secret));
        let again = bench.desk.new_second_factor(&mut *bench.db, admin).unwrap();
        assert_eq!(again.secret, new.secret, "a second look shows the same");
        // Not confirmed: the password alone still opens, so that nobody locks himself out.
        signed_in(bench, &username, None).unwrap();
        let code = device(&new.secret);
        let wrong = bench.desk.confirm_second_factor(&mut *bench.db, admin, &code(-90)).unwrap_err();
        assert!(matches!(wrong, Refusal::BadCode), "{wrong}");
        bench.desk.confirm_second_factor(&mut *bench.db, admin, &code(0)).unwrap();
        assert!(!bench.desk.needs_second_factor(&mut *bench.db, admin).unwrap());

        let none = signed_in(bench, &username, None).unwrap_err();
        assert!(matches!(none, Refusal::NeedCode), "{none}");
        let used = signed_in(bench, &username, Some(&code(0))).unwrap_err();
        assert!(matches!(used, Refusal::BadCode), "{used}");
        signed_in(bench, &username, Some(&code(1))).unwrap();
        let replayed = signed_in(bench, &username, Some(&code(1))).unwrap_err();
        assert!(matches!(replayed, Refusal::BadCode), "{replayed}");
        let other = (GOOD, "another good password");
        let change = |bench: &mut Bench, code| bench.desk.change_password_with(&mut *bench.db, &username, other, code);
        let locked_out = change(bench, None).unwrap_err();
        assert!(matches!(locked_out, Refusal::NeedCode), "the password alone changes no password: {locked_out}");
        assert!(matches!(change(bench, Some(&code(1))).unwrap_err(), Refusal::BadCode));
        let hidden = bench.desk.new_second_factor(&mut *bench.db, admin).err().unwrap();
        assert!(matches!(hidden, Refusal::HasSecondFactor), "{hidden}");
    });
}

#[test]
fn a_wrong_code_counts_as_a_failure() {
    for_each_engine(|bench| {
        let (username, admin) = real_admin(bench);
        let code = device(&bench.desk.new_second_factor(&mut *bench.db, admin).unwrap().secret);
        bench.desk.confirm_second_factor(&mut *bench.db, admin, &code(0)).unwrap();
        for _ in 0..5 {
            assert!(matches!(signed_in(bench, &username, Some("000000x")).unwrap_err(), Refusal::BadCode));
        }
        assert!(matches!(signed_in(bench, &username, Some(&code(1))).unwrap_err(), Refusal::Locked(_)));
    });
}

#[test]
fn a_reading_is_recorded_with_its_reason_before_it_is_shown() {
    for_each_engine(|bench| {
        let reader = bench.auditor;
        let read = |bench: &mut Bench, kind, reason: &str| {
            bench.desk.record_reading(&mut *bench.db, reader, (kind, 77), reason)
        };
        let none = read(bench, ReadKind::Identifiers, "  ").unwrap_err();
        assert!(none.to_string().contains("查看原因"), "{none}");
        read(bench, ReadKind::Identifiers, "核对领取账户").unwrap();
        read(bench, ReadKind::Refused, "").unwrap();
        let rows: Vec<Disclosure> = store::select(&mut *bench.db, "WHERE subject = $1", &[Value::Int(77)]).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].staff, rows[0].reason.as_str()), (reader.staff(), "核对领取账户"));
        // Whoever asks in a loop does not fill the chain.
        let refused = "SELECT COUNT(*) FROM disclosure WHERE kind = 'refused'";
        let links = "SELECT COUNT(*) FROM audit";
        (0..310).for_each(|_| read(bench, ReadKind::Refused, "/people/1").unwrap());
        let before: i64 = store::scalar(&mut *bench.db, links, &[]).unwrap();
        assert_eq!(store::scalar::<i64>(&mut *bench.db, refused, &[]).unwrap(), 301);
        let last = store::select::<Disclosure>(&mut *bench.db, "WHERE reason LIKE '今天还有%'", &[]).unwrap();
        assert_eq!(last.len(), 1, "that there were more is told once");
        read(bench, ReadKind::Refused, "/people/1").unwrap();
        assert_eq!(store::scalar::<i64>(&mut *bench.db, links, &[]).unwrap(), before);
        let gone = bench.db.exec("DELETE FROM disclosure", &[]);
        assert!(gone.is_err(), "a record of a reading stays");
        let limit = (0..400).find_map(|_| read(bench, ReadKind::Export, "导出名单").err());
        assert!(matches!(limit, Some(Refusal::TooManyReadings(_))), "a day has a limit");
    });
}
