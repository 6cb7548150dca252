//! Founding an agency: its row, its head, and the three people who can then grant every other
//! post by the ordinary operations. There is no shipped account and no shipped password.

use base::{Date, RegionCode, Seq};
use store::{Begin, Db};

use crate::codes::{Post, incompatible_pairs};
use crate::digest::Digest;
use crate::refusal::Refusal;
use crate::sign_in::{OneTimePassword, new_login};
use crate::tables::{Agency, AgencyHead, AgencyId, GrantId, Login, PostConflict, PostGrant, Staff, StaffId};
use crate::write::{Said, Write};

/// Ids of one agency stand between `agency << AGENCY_SHIFT` and the next agency's (decision 3).
const AGENCY_SHIFT: u32 = 40;

/// A person who is there from the start.
pub struct FirstStaff {
    /// Name.
    pub name: String,
    /// Name to sign in with.
    pub username: String,
}

/// The login that a first staff member gets.
pub struct FirstLogin {
    /// Who.
    pub staff: StaffId,
    /// Name to sign in with.
    pub username: String,
    /// To be handed over once and changed at the first sign-in.
    pub password: OneTimePassword,
}

/// What an agency starts with.
pub struct Founding {
    /// Region.
    pub code: RegionCode,
    /// Name.
    pub name: String,
    /// The date a simulated agency starts on; `None` for a real one.
    pub simulated_from: Option<Date>,
    /// First day of the first posts.
    pub from: Date,
    /// Keeps staff and posts (系统管理).
    pub system_admin: FirstStaff,
    /// Checks them (稽核).
    pub auditor: FirstStaff,
    /// Approves them (单位负责人).
    pub head: FirstStaff,
}

/// Founds an agency in an empty or shared database. Returns its id, and who got which one-time
/// password.
///
/// # Errors
/// When the code or a username is taken, or the database refuses.
pub fn found_agency(db: &mut dyn Db, founding: &Founding) -> Result<(AgencyId, Vec<FirstLogin>), Refusal> {
    store::transaction(db, Begin::Write, |db| {
        let agency = AgencyId(store::scalar::<i64>(db, "SELECT COALESCE(MAX(id), 0) + 1 FROM agency", &[])?);
        if agency.0 == 1 {
            for (one, other) in incompatible_pairs() {
                store::insert(db, &PostConflict { one, other })?;
            }
        }
        store::insert(
            db,
            &Agency {
                id: agency,
                code: founding.code,
                name: founding.name.clone(),
                simulated: founding.simulated_from.is_some(),
            },
        )?;
        store::insert(
            db,
            &AgencyHead {
                agency,
                seq: Seq(0),
                hash: Digest::zero(),
                next_id: (agency.0 << AGENCY_SHIFT) + 1,
                business_date: founding.simulated_from,
            },
        )?;
        let mut write = Write::begin(db, agency)?;
        let people = [
            (&founding.system_admin, Post::SystemAdmin),
            (&founding.auditor, Post::Auditor),
            (&founding.head, Post::Head),
        ];
        let mut logins = Vec::new();
        for (person, post) in people {
            let staff = StaffId(write.new_id());
            write.insert(&Staff { id: staff, name: person.name.clone() });
            let id = GrantId(write.new_id());
            let (from_date, area) = (founding.from, founding.code);
            write.insert(&PostGrant { id, staff, post, area, from_date, to_date: None });
            let (login, password): (Login, OneTimePassword) = new_login(staff, agency, &person.username)?;
            store::insert(write.db(), &login)?;
            logins.push(FirstLogin { staff, username: person.username.clone(), password });
        }
        let staff = logins.first().map_or(StaffId(0), |login| login.staff);
        write.finish(&Said { staff, action: "found".to_owned(), operation: String::new(), matter: None })?;
        Ok((agency, logins))
    })
}
