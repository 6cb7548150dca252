//! An office to test with: one agency, people with posts, on either engine.

pub mod toy;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Date, RegionCode};
use desk::{
    AgencyId, Answer, Catalogue, Desk, Digest, FirstStaff, Founding, GrantId, Keys, Login, MatterId, Moment, Post,
    Refusal, Session, SessionToken, Signer, StaffId, Stage,
};
use serde::Serialize;
use serde_json::Value as Json;
use store::testing::{NO_POSTGRES, PgServer};
use store::{Db, Engine, Location, Value};
use tempfile::TempDir;

use toy::{Arrangement, Granted, NewPurse, Notes, PurseId, Take};

/// The day the simulated agency stands on when a test starts.
pub const TODAY: Date = jiff::civil::date(2019, 1, 10);

pub fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

pub fn county() -> RegionCode {
    region("530113")
}

pub fn town() -> RegionCode {
    region("530113101")
}

pub fn day(month: i8, day: i8) -> Date {
    jiff::civil::date(2019, month, day)
}

/// Everything one test works with.
pub struct Bench {
    pub desk: Desk,
    pub db: Box<dyn Db>,
    pub agency: AgencyId,
    pub admin: Signer,
    pub auditor: Signer,
    pub head: Signer,
    pub location: Location,
    pub folder: TempDir,
    requests: AtomicU64,
}

/// The usual three.
pub struct Trio {
    pub clerk: Signer,
    pub reviewer: Signer,
    pub approver: Signer,
}

/// Runs a test on every engine there is, and verifies the chains afterwards.
pub fn for_each_engine(test: impl Fn(&mut Bench)) {
    for_each_engine_tampered(|bench| {
        test(bench);
        bench.verify();
    });
}

/// The same for tests that damage the database on purpose.
pub fn for_each_engine_tampered(test: impl Fn(&mut Bench)) {
    for make in engines() {
        test(&mut Bench::new(make));
    }
}

type MakeDatabase = fn(&TempDir) -> Location;

fn engines() -> Vec<MakeDatabase> {
    let mut engines: Vec<MakeDatabase> = vec![sqlite];
    match PgServer::shared() {
        Some(_) => engines.push(postgres),
        None => println!("{NO_POSTGRES}"),
    }
    engines
}

fn sqlite(folder: &TempDir) -> Location {
    Location::Sqlite(folder.path().join("office.db"))
}

fn postgres(_: &TempDir) -> Location {
    PgServer::shared().unwrap().create_database()
}

pub fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    catalogue.add(toy::WriteNotes).unwrap();
    catalogue.add(toy::OpenPurse).unwrap();
    catalogue.add(toy::TakeOut).unwrap();
    catalogue.add(toy::PayOut).unwrap();
    catalogue.add(toy::TakeBlindly).unwrap();
    catalogue.add(toy::Arrange).unwrap();
    catalogue.add(toy::Acknowledge).unwrap();
    catalogue.add(toy::WriteOnce).unwrap();
    catalogue
}

pub fn founding(code: &str, simulated_from: Option<Date>) -> Founding {
    let first = |role: &str| FirstStaff { name: role.to_owned(), username: format!("{role}{code}") };
    Founding {
        code: region(code),
        name: format!("{code} 社保中心"),
        simulated_from,
        from: jiff::civil::date(2018, 1, 1),
        system_admin: first("admin"),
        auditor: first("auditor"),
        head: first("head"),
    }
}

impl Bench {
    fn new(make: MakeDatabase) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let location = make(&folder);
        let mut db = store::open(&location).unwrap();
        let ddl = toy::schema().ddl(db.engine());
        db.script(&ddl).unwrap();
        let keys = Keys::open_or_create(&folder.path().join("keys.json")).unwrap();
        let desk = Desk::new(catalogue(), Arc::new(keys));
        let (agency, [admin, auditor, head]) = found(&desk, &mut *db, &founding("530113", Some(TODAY)));
        Bench { desk, db, agency, admin, auditor, head, location, folder, requests: AtomicU64::new(0) }
    }

    /// A further connection to the same database.
    pub fn open(&self) -> Box<dyn Db> {
        store::open(&self.location).unwrap()
    }

    /// A request number that was not used before.
    pub fn request(&self) -> String {
        format!("r{}", self.requests.fetch_add(1, Ordering::Relaxed))
    }

    /// Makes a matter with a fresh request number.
    pub fn make(&mut self, signer: Signer, operation: &str, input: &impl Serialize) -> Result<Answer, Refusal> {
        let request = self.request();
        self.desk.make(&mut *self.db, signer, &request, operation, &json(input))
    }

    pub fn sign(&mut self, signer: Signer, stage: Stage, answer: &Answer) -> Result<Answer, Refusal> {
        self.desk.sign(&mut *self.db, signer, stage, answer.matter, &answer.digest)
    }

    fn arrange(&mut self, arrangement: &Arrangement) -> Result<Answer, Refusal> {
        self.make(self.admin, "toy.arrange", arrangement)
    }

    /// A staff member without posts, who is signed in.
    pub fn hire_without_post(&mut self, name: &str) -> Signer {
        self.arrange(&Arrangement::Hire { name: name.to_owned() }).unwrap();
        let staff: i64 = self.number("SELECT MAX(id) FROM staff WHERE agency = $1", &[Value::Int(self.agency.0)]);
        let login = Login {
            staff: StaffId(staff),
            agency: self.agency,
            username: format!("{name}{staff}"),
            password: String::new(),
            must_change: false,
            failed: 0,
            locked_until: 0,
        };
        store::insert(&mut *self.db, &login).unwrap();
        signed_in(&self.desk, &mut *self.db, StaffId(staff))
    }

    /// A staff member with one post in the whole county since the start of the year.
    pub fn hire(&mut self, name: &str, post: Post) -> Signer {
        let signer = self.hire_without_post(name);
        self.grant(signer, post, county(), day(1, 1), None).unwrap();
        signer
    }

    pub fn trio(&mut self) -> Trio {
        Trio {
            clerk: self.hire("clerk", Post::Clerk),
            reviewer: self.hire("reviewer", Post::Reviewer),
            approver: self.hire("approver", Post::Approver),
        }
    }

    pub fn grant(
        &mut self,
        to: Signer,
        post: Post,
        area: RegionCode,
        from: Date,
        until: Option<Date>,
    ) -> Result<GrantId, Refusal> {
        let granted = Granted { staff: to.staff(), post, area, from, to: until };
        self.arrange(&Arrangement::Grant { grants: vec![granted] })?;
        Ok(self.last_grant(to))
    }

    pub fn grant_all(&mut self, grants: Vec<Granted>) -> Result<Answer, Refusal> {
        self.arrange(&Arrangement::Grant { grants })
    }

    pub fn last_grant(&mut self, of: Signer) -> GrantId {
        GrantId(self.number("SELECT MAX(id) FROM post_grant WHERE staff = $1", &[Value::Int(of.staff().0)]))
    }

    pub fn end_grant(&mut self, grant: GrantId, to: Date) -> Result<Answer, Refusal> {
        self.arrange(&Arrangement::EndGrant { grant, to })
    }

    /// Lends the latest post of `from` to `to`.
    pub fn lend(&mut self, from: Signer, to: Signer, first: Date, last: Date) -> Result<Answer, Refusal> {
        let grant = self.last_grant(from);
        self.lend_grant(grant, from, to, first, last)
    }

    pub fn lend_grant(
        &mut self,
        grant: GrantId,
        from: Signer,
        to: Signer,
        first: Date,
        last: Date,
    ) -> Result<Answer, Refusal> {
        let (from_staff, to_staff) = (from.staff(), to.staff());
        self.arrange(&Arrangement::Lend { grant, from_staff, to_staff, from: first, to: last })
    }

    pub fn tier(&mut self, operation: &str, above: i64, post: Post) {
        let operation = operation.to_owned();
        self.arrange(&Arrangement::Tier { operation, above, post, from: TODAY }).unwrap();
    }

    pub fn raise(&mut self, operation: &str, class: desk::Class) {
        let operation = operation.to_owned();
        self.arrange(&Arrangement::Raise { operation, class, from: TODAY }).unwrap();
    }

    /// Opens a purse and returns its id.
    pub fn purse(&mut self, clerk: Signer, balance: i64) -> PurseId {
        self.make(clerk, "toy.purse", &NewPurse { area: county(), balance }).unwrap();
        PurseId(self.number("SELECT MAX(id) FROM toy_purse WHERE agency = $1", &[Value::Int(self.agency.0)]))
    }

    pub fn balance(&mut self, purse: PurseId) -> i64 {
        self.number("SELECT balance FROM toy_purse WHERE id = $1", &[Value::Int(purse.0)])
    }

    pub fn pass_to(&mut self, date: Date) {
        self.desk.set_business_date(&mut *self.db, self.admin, date).unwrap();
    }

    /// The single number a query returns.
    pub fn number(&mut self, sql: &str, args: &[Value]) -> i64 {
        store::scalar(&mut *self.db, sql, args).unwrap()
    }

    pub fn count(&mut self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}"), &[])
    }

    pub fn signatures(&mut self, matter: MatterId) -> i64 {
        self.number("SELECT COUNT(*) FROM signature WHERE matter = $1", &[Value::Int(matter.0)])
    }

    /// Every agency's chain, its first fault included.
    pub fn chain(&mut self) -> Result<(), desk::AuditFault> {
        chains(&mut *self.db)
    }

    /// What an insider with the rights of the database's owner does first.
    pub fn drop_append_only(&mut self, table: &str) {
        let names: &[&str] = match self.db.engine() {
            Engine::Sqlite => &["update", "delete"],
            Engine::Postgres => &["update_or_delete"],
        };
        for name in names {
            let on = if self.db.engine() == Engine::Postgres { format!(" ON {table}") } else { String::new() };
            self.db.script(&format!("DROP TRIGGER {table}_refuse_{name}{on}")).unwrap();
        }
    }

    pub fn verify(&mut self) {
        self.chain().unwrap();
    }
}

/// Verifies the chain of every agency.
pub fn chains(db: &mut dyn Db) -> Result<(), desk::AuditFault> {
    let agencies: Vec<desk::AgencyHead> = store::select(db, "ORDER BY agency", &[]).unwrap();
    assert!(!agencies.is_empty());
    for head in agencies {
        desk::verify_chain(db, &toy::schema(), head.agency).unwrap()?;
    }
    Ok(())
}

/// Founds an agency and signs its first three people in.
pub fn found(desk: &Desk, db: &mut dyn Db, founding: &Founding) -> (AgencyId, [Signer; 3]) {
    let (agency, logins) = desk::found_agency(db, founding).unwrap();
    let signers: Vec<Signer> = logins.iter().map(|login| signed_in(desk, db, login.staff)).collect();
    (agency, signers.try_into().unwrap())
}

/// A signer with a session, without the cost of a password; signing in has its own tests.
pub fn signed_in(desk: &Desk, db: &mut dyn Db, staff: StaffId) -> Signer {
    static TOKENS: AtomicU64 = AtomicU64::new(0);
    let token = format!("token-{}-{}", std::process::id(), TOKENS.fetch_add(1, Ordering::Relaxed));
    let now = Moment::now().seconds();
    let session = Session { token: Digest::of(token.as_bytes()), staff, opened: now, used: now };
    store::insert(db, &session).unwrap();
    desk.resume(db, &SessionToken::from_text(&token)).unwrap()
}

pub fn json(input: &impl Serialize) -> Json {
    serde_json::to_value(input).unwrap()
}

pub fn note(text: &str) -> Notes {
    Notes { area: county(), text: text.to_owned(), copies: 1, amount: 0 }
}

pub fn fen(purse: PurseId, fen: i64) -> Take {
    Take { area: county(), purse, fen }
}
