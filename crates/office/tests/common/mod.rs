//! An office of simulated people in a temporary folder, for tests of operations.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests
#![allow(unexpected_cfgs)] // `by_form` is set by the crate of the browser, which runs these tests once more by its forms

#[cfg(not(by_form))]
mod counter;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use base::{Date, RegionCode};
use desk::{AgencyId, Answer, Digest, FirstStaff, Founding, MatterId, Outcome, Post, Refusal, Signer, Stage};
use files::{FileError, Profile, RawTable, read_in_process};
use shebao_office::registry::{AddStaffInput, PostWish};
use shebao_office::{Office, ReadTables, Setup};
use store::Location;
use store::testing::{NO_POSTGRES, PgServer};

#[cfg(by_form)]
use crate::counter;
use counter::Counter;

/// Reads tables in this process; the program does it in a child.
pub struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

/// Dongchuan with one person per post.
pub struct TestOffice {
    pub office: Office,
    pub agency: AgencyId,
    pub people: HashMap<Post, Signer>,
    pub folder: tempfile::TempDir,
    requests: u32,
    counter: Counter,
}

pub fn area() -> RegionCode {
    "530113".parse().unwrap()
}

pub fn day(text: &str) -> Date {
    base::parse_date(text).unwrap()
}

impl TestOffice {
    /// On SQLite, business date 2019-01-02.
    pub fn new() -> TestOffice {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Model::found(None)).copy(None)
    }

    /// On PostgreSQL, or `None` (and a word about it) where it is not installed.
    pub fn on_postgres() -> Option<TestOffice> {
        static MODEL: OnceLock<(Model, Location)> = OnceLock::new();
        let Some(server) = PgServer::shared() else {
            let _ = writeln!(std::io::stderr(), "{NO_POSTGRES}");
            return None;
        };
        let (model, location) = MODEL.get_or_init(|| {
            let location = server.create_database();
            (Model::found(Some(address(&location))), location)
        });
        Some(model.copy(Some(address(&server.copy_database(location)))))
    }

    /// Runs a test on both engines.
    pub fn on_each_engine(test: impl Fn(&mut TestOffice)) {
        TestOffice::on_each_engine_tampered(|office| {
            test(office);
            office.verify_audit();
        });
    }

    /// Runs a test that tampers with the database, so that nothing is verified after it.
    pub fn on_each_engine_tampered(test: impl Fn(&mut TestOffice)) {
        // A form knows no engine: what both do is tested at the desk, and by the forms again when somebody asks for it.
        let once = cfg!(by_form) && std::env::var_os("SHEBAO_EACH_ENGINE").is_none();
        test(&mut TestOffice::new());
        if let Some(mut office) = if once { None } else { TestOffice::on_postgres() } {
            test(&mut office);
        }
    }

    fn found(database: Option<String>) -> TestOffice {
        let folder = tempfile::tempdir().unwrap();
        let first = |name: &str, username: &str| FirstStaff { name: name.into(), username: username.into() };
        let founding = Founding {
            code: area(),
            name: "东川区城乡居民社会养老保险局（模拟）".into(),
            simulated_from: Some(day("2019-01-02")),
            from: day("2018-01-01"),
            system_admin: first("系统员", "admin"),
            auditor: first("稽核员", "auditor"),
            head: first("局长", "head"),
        };
        let setup = Setup { folder: folder.path(), database, anchor: None, founding: &founding };
        let (mut office, agency, logins) = Office::create(&setup, Box::new(InThisProcess)).unwrap();
        let mut people = HashMap::new();
        for (login, post) in logins.iter().zip([Post::SystemAdmin, Post::Auditor, Post::Head]) {
            people.insert(post, sign_in(&mut office, &login.username, login.password.reveal()));
        }
        let mut this = TestOffice { office, agency, people, folder, requests: 0, counter: Counter::new() };
        for post in [
            Post::TownClerk,
            Post::Clerk,
            Post::Reviewer,
            Post::Approver,
            Post::FundClerk,
            Post::FundReviewer,
            Post::Performance,
        ] {
            let signer = this.add_staff(post.title(), post.code(), post);
            this.people.insert(post, signer);
        }
        this
    }

    /// Adds a staff member with one post for the whole district, and signs in.
    pub fn add_staff(&mut self, name: &str, username: &str, post: Post) -> Signer {
        let wish = PostWish { post, area: area(), from: day("2018-01-01"), to: None };
        self.run("registry.add_staff", &AddStaffInput { name: name.into(), posts: vec![wish] }).unwrap();
        let staff = self
            .office
            .look(self.agency, |look| {
                Ok::<_, Refusal>(
                    look.scalar::<i64>("SELECT MAX(id) FROM staff WHERE agency = $1", &[self.agency.0.into()])?,
                )
            })
            .unwrap();
        let admin = self.people[&Post::SystemAdmin];
        let (desk, db) = self.office.parts();
        let password = desk.open_login(db, admin, desk::StaffId(staff), username).unwrap();
        sign_in(&mut self.office, username, password.reveal())
    }

    /// A fresh request number.
    pub fn request(&mut self) -> String {
        self.requests += 1;
        format!("test-{}", self.requests)
    }

    /// Makes a matter by whoever holds the first post that may.
    pub fn make<I: serde::Serialize>(&mut self, operation: &str, input: &I) -> Result<Answer, Refusal> {
        let signer = self.signer_for(operation, Stage::Make);
        let request = self.request();
        self.counter.make(&mut self.office, signer, (&request, operation), input)
    }

    /// Makes a matter and gives every signature it waits for.
    pub fn run<I: serde::Serialize>(&mut self, operation: &str, input: &I) -> Result<Answer, Refusal> {
        let mut answer = self.make(operation, input)?;
        while let Some(stage) = answer.waits_for {
            let signer = self.signer_for(operation, stage);
            answer = self.counter.sign(&mut self.office, signer, (stage, answer.matter), &answer.digest)?;
        }
        assert_eq!(answer.outcome, Some(Outcome::Done), "{}: {}", answer.title, answer.reason);
        Ok(answer)
    }

    /// Signs as whoever may give that signature.
    pub fn sign(&mut self, operation: &str, stage: Stage, matter: MatterId, seen: &Digest) -> Result<Answer, Refusal> {
        let signer = self.signer_for(operation, stage);
        self.counter.sign(&mut self.office, signer, (stage, matter), seen)
    }

    pub fn signer_for(&self, operation: &str, stage: Stage) -> Signer {
        let posts = self.office.desk().catalogue().get(operation).unwrap().posts();
        let post = posts.at(stage).iter().find(|post| self.people.contains_key(post)).unwrap();
        self.people[post]
    }

    /// A single number from the database.
    pub fn number(&mut self, sql: &str) -> i64 {
        self.office.look(self.agency, |look| Ok::<_, Refusal>(look.scalar::<i64>(sql, &[])?)).unwrap()
    }

    /// Moves the business date forward.
    pub fn on_day(&mut self, text: &str) {
        let admin = self.people[&Post::SystemAdmin];
        let (desk, db) = self.office.parts();
        desk.set_business_date(db, admin, day(text)).unwrap();
    }

    /// The audit chain and the rows it covers are whole.
    pub fn verify_audit(&mut self) {
        let agency = self.agency;
        let (_, db) = self.office.parts();
        desk::verify_chain(db, &shebao_office::tables::schema(), agency).unwrap().unwrap();
    }
}

/// An office that is founded once for a test program, because hashing the passwords of nine
/// people takes longer than most tests. Every test gets a copy of its own.
struct Model {
    folder: tempfile::TempDir,
    agency: AgencyId,
    people: HashMap<Post, Signer>,
    requests: u32,
}

impl Model {
    fn found(database: Option<String>) -> Model {
        let TestOffice { office, agency, people, folder, requests, .. } = TestOffice::found(database);
        drop(office);
        Model { folder, agency, people, requests }
    }

    fn copy(&self, database: Option<String>) -> TestOffice {
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        if let Some(database) = database {
            let text = format!("database = \"{database}\"\nanchor = \"anchor.log\"\n");
            std::fs::write(folder.path().join("shebao.toml"), text).unwrap();
        }
        let office = Office::open(folder.path(), Box::new(InThisProcess)).unwrap();
        TestOffice {
            office,
            agency: self.agency,
            people: self.people.clone(),
            folder,
            requests: self.requests,
            counter: Counter::new(),
        }
    }
}

fn address(location: &Location) -> String {
    match location {
        Location::Postgres(address) => address.clone(),
        Location::Sqlite(_) => unreachable!("a database of the test server"),
    }
}

fn sign_in(office: &mut Office, username: &str, one_time: &str) -> Signer {
    let (desk, db) = office.parts();
    let own = format!("test password of {username}");
    desk.change_password(db, username, one_time, &own).unwrap();
    let token = desk.sign_in(db, username, &own).unwrap();
    desk.resume(db, &token).unwrap()
}
