//! Signing in: passwords by Argon2id, a random session token, growing delays after failures.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use store::{Db, Field, Value};

use crate::authority::posts_held;
use crate::clock::Moment;
use crate::codes::{Post, Stage};
use crate::desk::{Desk, Signer};
use crate::digest::Digest;
use crate::refusal::Refusal;
use crate::tables::{AgencyId, Login, Session, StaffId};
use crate::write::{Said, write};

/// A session ends after so many seconds without use (等保2.0: idle timeout).
const IDLE_SECONDS: i64 = 15 * 60;
/// A use within so many seconds of the last is not written down: reading pages costs no write.
const USE_SECONDS: i64 = 20;
/// A session ends after so many seconds at the latest.
const SESSION_SECONDS: i64 = 8 * 3600;
/// Failures that cost no waiting time.
const FREE_FAILURES: i64 = 4;
/// The longest wait, so that locking out is no weapon.
const LONGEST_WAIT: i64 = 15 * 60;
const SHORTEST_PASSWORD: usize = 12;

/// The secret of an open session, for a file or a cookie. Not printable by accident.
pub struct SessionToken(String);

impl SessionToken {
    /// The secret text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
    /// From a file or a cookie.
    pub fn from_text(text: &str) -> SessionToken {
        SessionToken(text.trim().to_owned())
    }
    fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

/// A password given by an administrator; it must be changed at the first sign-in.
pub struct OneTimePassword(String);

impl OneTimePassword {
    /// The password, to be handed over once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

fn random_text() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

fn hash(password: &str) -> Result<String, Refusal> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Refusal::Document(format!("口令散列失败：{error}，请重试")))
}

fn fits(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Seconds to wait after so many failures in a row: 10, 20, 40 …
fn wait_after(failed: i64) -> i64 {
    if failed <= FREE_FAILURES { 0 } else { (5 << (failed - FREE_FAILURES).min(20)).min(LONGEST_WAIT) }
}

/// A login with a fresh one-time password.
pub(crate) fn new_login(staff: StaffId, agency: AgencyId, username: &str) -> Result<(Login, OneTimePassword), Refusal> {
    let password = OneTimePassword(random_text());
    let login = Login {
        staff,
        agency,
        username: username.to_owned(),
        password: hash(&password.0)?,
        must_change: true,
        failed: 0,
        locked_until: 0,
    };
    Ok((login, password))
}

fn said(staff: StaffId, action: &str) -> Said {
    Said { staff, action: action.to_owned(), operation: String::new(), matter: None }
}

/// One more failure, and the wait that follows from their number.
fn count_failure(db: &mut dyn Db, login: &Login) -> Result<(), Refusal> {
    let now = Moment::now().seconds();
    write(db, login.agency, |write| {
        // Counted by the database: attempts that arrive together must not count as one.
        let sql = "UPDATE login SET failed = failed + 1 WHERE staff = $1 RETURNING failed";
        let failed: i64 = store::scalar(write.db(), sql, &[Value::Int(login.staff.0)])?;
        let args = [Value::Int(now + wait_after(failed)), Value::Int(login.staff.0)];
        write.db().exec("UPDATE login SET locked_until = $1 WHERE staff = $2", &args)?;
        Ok(((), said(login.staff, "sign_in/failed")))
    })
}

impl Desk {
    /// Signs in. Unknown names and wrong passwords get the same answer after the same work.
    pub fn sign_in(&self, db: &mut dyn Db, username: &str, password: &str) -> Result<SessionToken, Refusal> {
        self.sign_in_with(db, username, password, None)
    }

    /// Signs in with the code of the second factor, for those who have one.
    pub fn sign_in_with(
        &self,
        db: &mut dyn Db,
        username: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<SessionToken, Refusal> {
        let login = self.verify_password(db, username, password)?;
        if login.must_change {
            return Err(Refusal::MustChangePassword);
        }
        self.verify_code(db, &login, code)?;
        let token = SessionToken(random_text() + &random_text());
        write(db, login.agency, |write| {
            let now = Moment::now().seconds();
            let session = Session { token: token.digest(), staff: login.staff, opened: now, used: now };
            store::insert(write.db(), &session)?;
            write.db().exec("UPDATE login SET failed = 0 WHERE staff = $1", &[Value::Int(login.staff.0)])?;
            Ok(((), said(login.staff, "sign_in")))
        })?;
        Ok(token)
    }

    /// A wrong code counts as a wrong password does.
    fn verify_code(&self, db: &mut dyn Db, login: &Login, code: Option<&str>) -> Result<(), Refusal> {
        let checked = self.check_second_factor(db, login, code);
        if matches!(checked, Err(Refusal::BadCode)) {
            count_failure(db, login)?;
        }
        checked
    }

    fn verify_password(&self, db: &mut dyn Db, username: &str, password: &str) -> Result<Login, Refusal> {
        let found: Option<Login> = store::select_one(db, "WHERE username = $1", &[username.into()])?;
        let Some(login) = found else {
            // Costs the same as a wrong password, so that names cannot be probed by time.
            hash(password)?;
            return Err(Refusal::BadPassword);
        };
        let now = Moment::now().seconds();
        if login.locked_until > now {
            return Err(Refusal::Locked(login.locked_until - now));
        }
        if fits(password, &login.password) {
            return Ok(login);
        }
        count_failure(db, &login)?;
        Err(Refusal::BadPassword)
    }

    /// Changes one's own password; also the way out of a one-time password. Ends every session.
    pub fn change_password(&self, db: &mut dyn Db, username: &str, old: &str, new: &str) -> Result<(), Refusal> {
        self.change_password_with(db, username, (old, new), None)
    }

    /// The same with the code of the second factor, for those who have one: whoever knows only the password
    /// does not lock its owner out.
    pub fn change_password_with(
        &self,
        db: &mut dyn Db,
        username: &str,
        (old, new): (&str, &str),
        code: Option<&str>,
    ) -> Result<(), Refusal> {
        let login = self.verify_password(db, username, old)?;
        if new.chars().count() < SHORTEST_PASSWORD || new == username || new == old {
            return Err(Refusal::WeakPassword);
        }
        self.verify_code(db, &login, code)?;
        let stored = hash(new)?;
        write(db, login.agency, |write| {
            let args = [stored.into(), Value::Int(login.staff.0)];
            write.db().exec("UPDATE login SET password = $1, must_change = 0, failed = 0 WHERE staff = $2", &args)?;
            write.db().exec("DELETE FROM session WHERE staff = $1", &[Value::Int(login.staff.0)])?;
            Ok(((), said(login.staff, "password")))
        })
    }

    /// Continues a session: idle 15 minutes and 8 hours at the latest.
    pub fn resume(&self, db: &mut dyn Db, token: &SessionToken) -> Result<Signer, Refusal> {
        let args = [Field::value(&token.digest())];
        let found: Option<Session> = store::select_one(db, "WHERE token = $1", &args)?;
        let session = found.ok_or(Refusal::NotSignedIn)?;
        let now = Moment::now().seconds();
        if now - session.used > IDLE_SECONDS || now - session.opened > SESSION_SECONDS {
            db.exec("DELETE FROM session WHERE token = $1", &args)?;
            return Err(Refusal::NotSignedIn);
        }
        let login: Option<Login> = store::select_one(db, "WHERE staff = $1", &[Value::Int(session.staff.0)])?;
        let login = login.ok_or(Refusal::NotSignedIn)?;
        if now - session.used >= USE_SECONDS {
            db.exec("UPDATE session SET used = $1 WHERE token = $2", &[Value::Int(now), args[0].clone()])?;
        }
        Ok(Signer { staff: session.staff, agency: login.agency })
    }

    /// Ends all sessions of the signer.
    pub fn sign_out(&self, db: &mut dyn Db, signer: Signer) -> Result<(), Refusal> {
        write(db, signer.agency, |write| {
            write.db().exec("DELETE FROM session WHERE staff = $1", &[Value::Int(signer.staff.0)])?;
            Ok(((), said(signer.staff, "sign_out")))
        })
    }

    /// Gives a staff member a login, or a new one-time password. Only a system administrator.
    pub fn open_login(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        staff: StaffId,
        username: &str,
    ) -> Result<OneTimePassword, Refusal> {
        let (login, password) = new_login(staff, signer.agency, username)?;
        write(db, signer.agency, |write| {
            let held = posts_held(&mut write.look(), signer.staff)?;
            if !held.iter().any(|(acting, _)| acting.post == Post::SystemAdmin) {
                return Err(Refusal::NoPost {
                    operation: "开通登录".to_owned(),
                    stage: Stage::Make,
                    needed: Post::SystemAdmin.title().to_owned(),
                });
            }
            let args = [Value::Int(staff.0), Value::Int(signer.agency.0)];
            let known: i64 =
                store::scalar(write.db(), "SELECT COUNT(*) FROM staff WHERE id = $1 AND agency = $2", &args)?;
            if known != 1 {
                return Err(Refusal::NoMatter);
            }
            write.db().exec("DELETE FROM login WHERE staff = $1", &args[..1])?;
            write.db().exec("DELETE FROM session WHERE staff = $1", &args[..1])?;
            // A lost device is replaced this way, and no other.
            write.db().exec("DELETE FROM second_factor WHERE staff = $1", &args[..1])?;
            store::insert(write.db(), &login)?;
            // Whoever sets a password could use it, so the record says whose.
            Ok(((), said(signer.staff, &format!("open_login/{staff}"))))
        })?;
        Ok(password)
    }
}
