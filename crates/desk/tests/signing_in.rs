//! Passwords, waiting times, sessions.

use std::sync::Barrier;

use desk::{FirstLogin, Login, Moment, Post, Refusal, Session, SessionToken, Signer, StaffId};
use store::Value;

use crate::common::{Bench, for_each_engine, founding};

const GOOD: &str = "correct horse battery";

/// The system administrator of a second agency, with his one-time password.
fn newcomer(bench: &mut Bench) -> FirstLogin {
    let (_, logins) = desk::found_agency(&mut *bench.db, &founding("530114", None)).unwrap();
    logins.into_iter().next().unwrap()
}

/// The same, after he chose a password.
fn settled(bench: &mut Bench) -> String {
    let login = newcomer(bench);
    bench.desk.change_password(&mut *bench.db, &login.username, login.password.reveal(), GOOD).unwrap();
    login.username
}

fn sign_in(bench: &mut Bench, username: &str, password: &str) -> Result<SessionToken, Refusal> {
    bench.desk.sign_in(&mut *bench.db, username, password)
}

fn login_of(bench: &mut Bench, username: &str) -> Login {
    store::select_one(&mut *bench.db, "WHERE username = $1", &[username.into()]).unwrap().unwrap()
}

#[test]
fn a_one_time_password_must_be_changed_first() {
    for_each_engine(|bench| {
        let login = newcomer(bench);
        let once = login.password.reveal();
        let refused = sign_in(bench, &login.username, once).err().unwrap();
        assert!(matches!(refused, Refusal::MustChangePassword), "{refused}");
        for weak in ["short", "十一个字符的口令十一个", &login.username, once] {
            let refused = bench.desk.change_password(&mut *bench.db, &login.username, once, weak).unwrap_err();
            assert!(matches!(refused, Refusal::WeakPassword), "{weak}: {refused}");
        }
        bench.desk.change_password(&mut *bench.db, &login.username, once, GOOD).unwrap();
        assert!(matches!(sign_in(bench, &login.username, once).err().unwrap(), Refusal::BadPassword));
        let token = sign_in(bench, &login.username, GOOD).unwrap();
        let signer = bench.desk.resume(&mut *bench.db, &token).unwrap();
        assert_eq!(signer.staff(), login.staff);
    });
}

#[test]
fn a_wrong_password_and_an_unknown_name_get_the_same_words() {
    for_each_engine(|bench| {
        let username = settled(bench);
        let wrong = sign_in(bench, &username, "wrong").err().unwrap();
        let unknown = sign_in(bench, "nobody", GOOD).err().unwrap();
        assert!(matches!((&wrong, &unknown), (Refusal::BadPassword, Refusal::BadPassword)));
        assert_eq!(wrong.to_string(), unknown.to_string());
        let changed = bench.desk.change_password(&mut *bench.db, "nobody", GOOD, "another password").unwrap_err();
        assert!(matches!(changed, Refusal::BadPassword), "{changed}");
    });
}

#[test]
fn failures_make_the_wait_grow_and_the_right_password_does_not_shorten_it() {
    for_each_engine(|bench| {
        let username = settled(bench);
        for _ in 0..4 {
            assert!(matches!(sign_in(bench, &username, "wrong").err().unwrap(), Refusal::BadPassword));
        }
        assert!(matches!(sign_in(bench, &username, "wrong").err().unwrap(), Refusal::BadPassword));
        let locked = sign_in(bench, &username, GOOD).err().unwrap();
        assert!(matches!(locked, Refusal::Locked(seconds) if (1..=10).contains(&seconds)), "{locked}");
        let mut wait = |failed: i64| {
            let args = [Value::Int(failed), username.as_str().into()];
            bench.db.exec("UPDATE login SET locked_until = 0, failed = $1 WHERE username = $2", &args).unwrap();
            let before = Moment::now().seconds();
            sign_in(bench, &username, "wrong").err().unwrap();
            login_of(bench, &username).locked_until - before
        };
        for (failed, shortest, longest) in [(5, 20, 22), (6, 40, 42), (8, 160, 162), (40, 900, 902), (10_000, 900, 902)]
        {
            let seconds = wait(failed);
            assert!((shortest..=longest).contains(&seconds), "after {failed} failures: {seconds}");
        }
        bench.db.exec("UPDATE login SET locked_until = 0", &[]).unwrap();
        sign_in(bench, &username, GOOD).unwrap();
        assert_eq!(login_of(bench, &username).failed, 0, "a success starts the count again");
    });
}

#[test]
fn failures_that_come_together_are_all_counted() {
    for_each_engine(|bench| {
        let username = settled(bench);
        let threads = 4;
        let (start, desk, name) = (&Barrier::new(threads), &bench.desk, &username);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let mut db = bench.open();
                scope.spawn(move || {
                    start.wait();
                    assert!(desk.sign_in(&mut *db, name, "wrong").is_err());
                });
            }
        });
        assert_eq!(login_of(bench, &username).failed, 4);
    });
}

#[test]
fn a_session_ends_when_idle_and_at_the_latest_after_eight_hours() {
    for_each_engine(|bench| {
        let username = settled(bench);
        let mut after = |idle: i64, open: i64| {
            let token = sign_in(bench, &username, GOOD).unwrap();
            let now = Moment::now().seconds();
            let args = [Value::Int(now - open), Value::Int(now - idle)];
            bench.db.exec("UPDATE session SET opened = $1, used = $2", &args).unwrap();
            let resumed = bench.desk.resume(&mut *bench.db, &token).is_ok();
            let again = bench.desk.resume(&mut *bench.db, &token).is_ok();
            assert_eq!(resumed, again, "a session that ended stays ended, one that lives was refreshed");
            let left = bench.count("session");
            bench.db.exec("DELETE FROM session", &[]).unwrap();
            (resumed, left > 0)
        };
        let minute = 60;
        assert!(after(14 * minute, 60 * minute).0);
        assert!(after(0, 479 * minute).0);
        assert!(!after(16 * minute, 60 * minute).0);
        assert!(!after(0, 481 * minute).0);
    });
}

#[test]
fn signing_out_and_a_new_password_end_every_session_of_that_person_and_no_other() {
    for_each_engine(|bench| {
        let username = settled(bench);
        let other = bench.admin;
        let tokens = |bench: &mut Bench| [0, 1].map(|_| sign_in(bench, &username, GOOD).unwrap());
        let ended = |bench: &mut Bench, tokens: [SessionToken; 2]| {
            for token in tokens {
                let refused = bench.desk.resume(&mut *bench.db, &token).unwrap_err();
                assert!(matches!(refused, Refusal::NotSignedIn), "{refused}");
            }
            let args = [Value::Int(other.staff().0)];
            assert_eq!(bench.number("SELECT COUNT(*) FROM session WHERE staff = $1", &args), 1);
        };
        let two = tokens(bench);
        let signer = bench.desk.resume(&mut *bench.db, &two[0]).unwrap();
        bench.desk.sign_out(&mut *bench.db, signer).unwrap();
        ended(bench, two);
        let two = tokens(bench);
        bench.desk.change_password(&mut *bench.db, &username, GOOD, "another good password").unwrap();
        ended(bench, two);
    });
}

#[test]
fn only_a_system_administrator_opens_logins_and_only_for_his_own_agency() {
    for_each_engine(|bench| {
        let clerk = bench.hire("clerk", Post::Clerk);
        let (head, auditor, admin) = (bench.head, bench.auditor, bench.admin);
        let open = |bench: &mut Bench, by: Signer, staff: StaffId| {
            bench.desk.open_login(&mut *bench.db, by, staff, "new name")
        };
        for other in [clerk, head, auditor] {
            let refused = open(bench, other, clerk.staff()).err().unwrap();
            assert!(matches!(refused, Refusal::NoPost { .. }), "{refused}");
        }
        let elsewhere = newcomer(bench).staff;
        for stranger in [elsewhere, StaffId(7)] {
            let refused = open(bench, admin, stranger).err().unwrap();
            assert!(matches!(refused, Refusal::NoMatter), "{refused}");
        }
        let once = open(bench, admin, clerk.staff()).unwrap();
        let args = [Value::Int(clerk.staff().0)];
        assert_eq!(bench.number("SELECT COUNT(*) FROM session WHERE staff = $1", &args), 0, "old sessions end");
        assert!(matches!(sign_in(bench, "new name", once.reveal()).err().unwrap(), Refusal::MustChangePassword));
        let said = format!("open_login/{}", clerk.staff());
        assert_eq!(bench.number("SELECT COUNT(*) FROM audit WHERE action = $1", &[said.as_str().into()]), 1);
    });
}

#[test]
fn no_secret_is_stored_in_clear_and_what_is_stored_opens_nothing() {
    for_each_engine(|bench| {
        let username = settled(bench);
        let token = sign_in(bench, &username, GOOD).unwrap();
        let stored: Vec<Session> = store::select(&mut *bench.db, "ORDER BY token", &[]).unwrap();
        for session in &stored {
            assert_ne!(session.token.as_str(), token.reveal());
            let stolen = SessionToken::from_text(session.token.as_str());
            assert!(matches!(bench.desk.resume(&mut *bench.db, &stolen), Err(Refusal::NotSignedIn)));
        }
        let login = login_of(bench, &username);
        assert!(login.password.starts_with("$argon2id$") && !login.password.contains(GOOD), "{}", login.password);
        let refused = sign_in(bench, &username, &login.password).err().unwrap();
        assert!(matches!(refused, Refusal::BadPassword), "{refused}");
        assert!(token.reveal().len() >= 64);
        assert_ne!(token.reveal(), sign_in(bench, &username, GOOD).unwrap().reveal());
    });
}
