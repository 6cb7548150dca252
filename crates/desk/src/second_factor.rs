//! The second factor: a code from the approver's own device (TOTP, RFC 6238), used once.
//!
//! Whoever has one signs in with it everywhere; there is no way around it but a new login by the
//! system administrator, which the audit chain names.

use store::{Db, Value};
use totp_rs::{Algorithm, TOTP};

use crate::authority::posts_held;
use crate::codes::Post;
use crate::desk::{Desk, Signer};
use crate::refusal::Refusal;
use crate::tables::{Agency, Login, SecondFactor};
use crate::write::{Said, write};

const STEP_SECONDS: u64 = 30;
const DIGITS: usize = 6;
/// Steps that a device's clock may be off, to either side.
const STEPS_OFF: u64 = 1;
const SECRET_BYTES: usize = 20;
const ISSUER: &str = "shebao";

/// Approvers and administrators: those who can release money or change who may.
const NEED_ONE: [Post; 3] = [Post::Approver, Post::Head, Post::SystemAdmin];

/// A new secret for a device, shown to its owner until a first code confirms it.
pub struct NewSecondFactor {
    /// The secret in base 32, to be typed into the device.
    pub secret: String,
    /// The same as an `otpauth://` address, for a device that reads one.
    pub address: String,
}

fn totp(bytes: Vec<u8>, username: &str) -> Result<TOTP, Refusal> {
    let account = username.replace(':', "_");
    TOTP::new(Algorithm::SHA1, DIGITS, 1, STEP_SECONDS, bytes, Some(ISSUER.to_owned()), account)
        .map_err(|error| Refusal::Document(format!("动态口令密钥无法使用：{error}，请重新绑定")))
}

/// The step for which a code fits and which was not used before.
fn fitting_step(totp: &TOTP, code: &str, now: u64, used: i64) -> Option<i64> {
    let code = code.trim();
    let present = now / STEP_SECONDS;
    (present.saturating_sub(STEPS_OFF)..=present + STEPS_OFF)
        .filter(|step| totp.generate(step * STEP_SECONDS) == code)
        .filter_map(|step| i64::try_from(step).ok())
        .find(|step| *step > used)
}

/// Devices count from the epoch in UTC, not in China Standard Time as our records do.
fn seconds_now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default()
}

impl Desk {
    fn totp_of(&self, factor: &SecondFactor, username: &str) -> Result<TOTP, Refusal> {
        let secret = self.keys.open_sealed(&factor.secret)?;
        let bytes = hex::decode(secret).map_err(|_| Refusal::Document("动态口令密钥损坏，请重新绑定".to_owned()))?;
        totp(bytes, username)
    }

    /// Whether the staff member holds a post that needs a second factor and has none. Invented
    /// agencies ask for none, so that anybody can try every post.
    pub fn needs_second_factor(&self, db: &mut dyn Db, signer: Signer) -> Result<bool, Refusal> {
        let agency: Option<Agency> = store::select_one(db, "WHERE id = $1", &[Value::Int(signer.agency.0)])?;
        if agency.is_none_or(|agency| agency.simulated) {
            return Ok(false);
        }
        let held = self.look(db, signer.agency, |look| posts_held(look, signer.staff).map_err(Refusal::from))?;
        let needed = held.iter().any(|(acting, _)| NEED_ONE.contains(&acting.post));
        Ok(needed && confirmed(db, signer)?.is_none())
    }

    /// Whether the staff member signs in with a second factor.
    pub fn has_second_factor(&self, db: &mut dyn Db, signer: Signer) -> Result<bool, Refusal> {
        Ok(confirmed(db, signer)?.is_some())
    }

    /// The secret to be put into a device. Asked again before it is confirmed, the same comes
    /// back; a confirmed one is never shown again.
    pub fn new_second_factor(&self, db: &mut dyn Db, signer: Signer) -> Result<NewSecondFactor, Refusal> {
        let login = login_of(db, signer)?;
        let factor = match factor_of(db, signer)? {
            Some(factor) if factor.confirmed => return Err(Refusal::HasSecondFactor),
            Some(factor) => factor,
            None => {
                let bytes = rand::random::<[u8; SECRET_BYTES]>();
                let secret = self.keys.seal(&hex::encode(bytes))?;
                let factor = SecondFactor { staff: signer.staff, secret, confirmed: false, step: 0 };
                write(db, signer.agency, |write| {
                    store::insert(write.db(), &factor)?;
                    Ok(((), said(signer, "second_factor/new")))
                })?;
                factor
            }
        };
        let totp = self.totp_of(&factor, &login.username)?;
        Ok(NewSecondFactor { secret: totp.get_secret_base32(), address: totp.get_url() })
    }

    /// Confirms a new second factor by a first code from the device.
    pub fn confirm_second_factor(&self, db: &mut dyn Db, signer: Signer, code: &str) -> Result<(), Refusal> {
        let login = login_of(db, signer)?;
        let Some(factor) = factor_of(db, signer)?.filter(|factor| !factor.confirmed) else {
            return Err(Refusal::HasSecondFactor);
        };
        let totp = self.totp_of(&factor, &login.username)?;
        let step = fitting_step(&totp, code, seconds_now(), factor.step).ok_or(Refusal::BadCode)?;
        write(db, signer.agency, |write| {
            let args = [Value::Int(step), Value::Int(signer.staff.0)];
            write.db().exec("UPDATE second_factor SET confirmed = 1, step = $1 WHERE staff = $2", &args)?;
            Ok(((), said(signer, "second_factor/confirmed")))
        })
    }

    /// At sign-in, after the password: a staff member with a second factor gives a code of it.
    /// A code opens one session; the one who sees it typed cannot use it again.
    pub(crate) fn check_second_factor(
        &self,
        db: &mut dyn Db,
        login: &Login,
        code: Option<&str>,
    ) -> Result<(), Refusal> {
        let signer = Signer { staff: login.staff, agency: login.agency };
        let Some(factor) = confirmed(db, signer)? else { return Ok(()) };
        let code = code.filter(|code| !code.trim().is_empty()).ok_or(Refusal::NeedCode)?;
        let totp = self.totp_of(&factor, &login.username)?;
        let step = fitting_step(&totp, code, seconds_now(), factor.step).ok_or(Refusal::BadCode)?;
        // Two sign-ins with one code may arrive together: the database decides which is first.
        let args = [Value::Int(step), Value::Int(login.staff.0)];
        match db.exec("UPDATE second_factor SET step = $1 WHERE staff = $2 AND step < $1", &args)? {
            1 => Ok(()),
            _ => Err(Refusal::BadCode),
        }
    }
}

fn factor_of(db: &mut dyn Db, signer: Signer) -> Result<Option<SecondFactor>, Refusal> {
    Ok(store::select_one(db, "WHERE staff = $1", &[Value::Int(signer.staff.0)])?)
}

fn confirmed(db: &mut dyn Db, signer: Signer) -> Result<Option<SecondFactor>, Refusal> {
    Ok(factor_of(db, signer)?.filter(|factor| factor.confirmed))
}

fn login_of(db: &mut dyn Db, signer: Signer) -> Result<Login, Refusal> {
    store::select_one(db, "WHERE staff = $1", &[Value::Int(signer.staff.0)])?.ok_or(Refusal::NotSignedIn)
}

fn said(signer: Signer, action: &str) -> Said {
    Said { staff: signer.staff, action: action.to_owned(), operation: String::new(), matter: None }
}
