//! A small agency of simulated people behind the real server, and two ways to ask it.

mod browser;
mod client;
mod log;

pub use browser::Browser;
pub use client::{Client, Entry, Said, encoded, encoded_text, file_of};

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use base::document::Document;
use base::{Date, RegionCode};
use desk::{FirstLogin, FirstStaff, Founding, Post, Signer, Stage};
use files::{FileError, Profile, RawTable, document_in_process, read_in_process};
use office::registry::{AddStaffInput, OpenBooksInput, PostWish, RegionInput, TakeOnInput, staff_now};
use office::{Office, ReadTables};
use simulate::{Crew, District, Play2019, PlayError};
use store::Location;
use store::testing::PgServer;
use tokio::sync::oneshot;

/// Reads tables in this process; the program does it in a child.
struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

impl shebao_web::ReadReports for InThisProcess {
    fn read(&self, path: &Path) -> Result<Document, FileError> {
        document_in_process(path)
    }

    fn commented(&self, path: &Path, date: Date) -> Result<Option<Vec<u8>>, FileError> {
        let is_word = std::fs::read(path)?.starts_with(b"PK");
        is_word.then(|| documents::commented_in_process(path, date).map_err(FileError::Refused)).transpose()
    }

    fn as_pdf(&self, _: &Path) -> Result<Option<Vec<u8>>, FileError> {
        Ok(None)
    }

    fn pdf_pictures(&self, path: &Path) -> Result<Vec<Vec<u8>>, FileError> {
        let folder = tempfile::tempdir()?;
        let done =
            Command::new("pdftoppm").args(["-png", "-r", "40"]).arg(path).arg(folder.path().join("page")).output()?;
        let mut pages: Vec<_> = std::fs::read_dir(folder.path())?.flatten().map(|entry| entry.path()).collect();
        pages.sort();
        if !done.status.success() || pages.is_empty() {
            return Err(FileError::Refused("PDF 打不开".to_owned()));
        }
        Ok(pages.iter().map(std::fs::read).collect::<Result<_, _>>()?)
    }
}

pub fn day(text: &str) -> Date {
    base::parse_date(text).unwrap()
}

/// An ID number that passes the check, of the reserved sequences.
pub fn id_number(birth: &str, sequence: u32) -> String {
    let digits = format!("530113{birth}{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize % 11];
    format!("{digits}{check}")
}

/// Passwords by username, and places to ask about.
#[derive(Clone)]
pub struct People {
    pub passwords: HashMap<String, String>,
    /// A village of the town that was taken on.
    pub village: String,
}

/// A running server.
pub struct Server {
    pub address: String,
    pub people: People,
    pub folder: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if !std::thread::panicking() {
            log::is_clean();
        }
    }
}

struct Model {
    folder: tempfile::TempDir,
    people: People,
}

impl Server {
    /// On SQLite.
    pub fn start() -> Server {
        Server::prepared(|_| ())
    }

    /// The same, with something else in the folder of the installation before it opens.
    pub fn prepared(prepare: impl FnOnce(&Path)) -> Server {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| found(None)).serve(None, prepare)
    }

    /// On SQLite, after 2019 was played from the files that arrive to the closed books.
    pub fn of_a_year() -> Server {
        let (folder, district) = (tempfile::tempdir().unwrap(), District::new(2019, 2_000).unwrap());
        let mut year = Play2019::found(&district, folder.path(), None, Box::new(InThisProcess), |_| ()).unwrap();
        year.play(12).unwrap();
        let (office, crew) = year.into_parts();
        drop(office);
        let passwords = crew.colleagues.iter().map(|c| (c.username.clone(), c.password.clone())).collect();
        Model { folder, people: People { passwords, village: String::new() } }.serve(None, |_| ())
    }

    /// On PostgreSQL, or `None` where it is not installed.
    pub fn on_postgres() -> Option<Server> {
        static MODEL: OnceLock<(Model, Location)> = OnceLock::new();
        let server = PgServer::shared()?;
        let (model, location) = MODEL.get_or_init(|| {
            let location = server.create_database();
            (found(Some(address(&location))), location)
        });
        Some(model.serve(Some(address(&server.copy_database(location))), |_| ()))
    }

    /// The installation of this server, opened beside it.
    pub fn office(&self) -> Office {
        Office::open(self.folder.path(), Box::new(InThisProcess)).unwrap()
    }

    /// A client that is signed in.
    pub fn as_user(&self, user: &str) -> Client {
        let mut client = Client::of(&self.address);
        client.sign_in(user, &self.people.passwords[user]);
        client
    }

    /// The audit chain and the rows it covers are whole.
    pub fn verify_chain(&self) {
        let mut office = self.office();
        let (_, db) = office.parts();
        desk::verify_chain(db, &office::tables::schema(), desk::AgencyId(1)).unwrap().unwrap();
    }
}

fn address(location: &Location) -> String {
    match location {
        Location::Postgres(address) => address.clone(),
        Location::Sqlite(_) => unreachable!("a database of the test server"),
    }
}

impl Model {
    fn serve(&self, database: Option<String>, prepare: impl FnOnce(&Path)) -> Server {
        log::keep();
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        if let Some(database) = database {
            let text = format!("database = \"{database}\"\nanchor = \"anchor.log\"\n");
            std::fs::write(folder.path().join("shebao.toml"), text).unwrap();
        }
        prepare(folder.path());
        let office = Office::open(folder.path(), Box::new(InThisProcess)).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (told, address) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(listener.local_addr().unwrap().to_string()).unwrap();
                let stop = async move { drop(stopped.await) };
                shebao_web::serve_on(office, std::sync::Arc::new(InThisProcess), listener, stop).await.unwrap();
            });
        });
        Server { address: address.recv().unwrap(), people: self.people.clone(), folder, stop: Some(stop) }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The agency with one town taken on, a clerk for the second town only, and another agency.
fn found(database: Option<String>) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, mut crew) =
        Crew::found(folder.path(), database, Box::new(InThisProcess), day("2019-01-02")).unwrap();
    let district = District::new(2019, 1_000).unwrap();
    let received = tempfile::tempdir().unwrap();
    let written = district.write_take_on(received.path()).unwrap();
    let regions = district.regions();
    let regions: Vec<RegionInput> =
        regions.into_iter().map(|(code, name)| RegionInput { code: code.parse().unwrap(), name }).collect();
    let village = regions.iter().map(|r| r.code.to_string()).find(|code| code.len() == 12).unwrap();
    let other_town = simulate::TOWNS[1].code;
    let file = office.environment().files.take_in(&written.fund).unwrap();
    let books = OpenBooksInput { file, name: "期初.xlsx".into(), on: day("2018-12-31"), regions, regions_file: None };
    crew.run(&mut office, "registry.open_books", &books).unwrap();
    for workbook in &written.towns[0].workbooks {
        let file = office.environment().files.take_in(workbook).unwrap();
        let input = TakeOnInput { file, name: "移植.xlsx".into() };
        crew.run(&mut office, "registry.take_on", &input).unwrap();
    }
    crew.on(&mut office, day("2019-01-10")).unwrap();
    let mut passwords: HashMap<String, String> =
        crew.colleagues.iter().map(|c| (c.username.clone(), c.password.clone())).collect();
    let area: RegionCode = other_town.parse().unwrap();
    passwords.insert("erzhen".into(), hire(&mut office, &mut crew, area, "erzhen"));
    for (username, password) in other_agency(&mut office) {
        passwords.insert(username.into(), password);
    }
    Model { folder, people: People { passwords, village } }
}

fn hire(office: &mut Office, crew: &mut Crew, area: RegionCode, username: &str) -> String {
    let posts = vec![PostWish { post: Post::TownClerk, area, from: day("2019-01-02"), to: None }];
    let input = AddStaffInput { name: "陈二镇".into(), posts };
    crew.run(office, "registry.add_staff", &input).unwrap();
    let staff = office.look(crew.agency, |look| staff_now(look).map_err(PlayError::from)).unwrap();
    let admin = crew.signer(Post::SystemAdmin).unwrap();
    let (desk, db) = office.parts();
    let once = desk.open_login(db, admin, staff.last().unwrap().staff, username).unwrap();
    let own = format!("own password of {username}");
    desk.change_password(db, username, once.reveal(), &own).unwrap();
    own
}

/// A neighbouring agency in the same database; its head must see nothing of ours.
fn other_agency(office: &mut Office) -> [(&'static str, String); 2] {
    let first = |name: &str, username: &str| FirstStaff { name: name.into(), username: username.into() };
    let founding = Founding {
        code: "340604".parse().unwrap(),
        name: "邻县社保局（模拟）".into(),
        simulated_from: Some(day("2019-01-10")),
        from: day("2019-01-02"),
        system_admin: first("邻系统", "linxitong"),
        auditor: first("邻稽核", "linjihe"),
        head: first("邻局长", "linqu"),
    };
    let (_, db) = office.parts();
    let (_, logins) = desk::found_agency(db, &founding).unwrap();
    let signers: Vec<Signer> = logins.iter().map(|login| own_password(office, login)).collect();
    // A clerk for everything, hired as the others are.
    let area = founding.code;
    let posts = [Post::Clerk].map(|post| PostWish { post, area, from: day("2019-01-02"), to: None }).to_vec();
    let hire = AddStaffInput { name: "邻经办".into(), posts };
    let mut answer = office.make(signers[0], "neighbour-1", "registry.add_staff", &hire).unwrap();
    while let Some(stage) = answer.waits_for {
        let signer = signers[usize::from(stage == Stage::Check) + 2 * usize::from(stage == Stage::Approve)];
        answer = office.sign(signer, stage, answer.matter, &answer.digest).unwrap();
    }
    let staff = office.look(signers[0].agency(), |look| staff_now(look).map_err(PlayError::from)).unwrap();
    let (desk, db) = office.parts();
    let once = desk.open_login(db, signers[0], staff.last().unwrap().staff, "linjing").unwrap();
    let clerk = FirstLogin { staff: staff.last().unwrap().staff, username: "linjing".into(), password: once };
    own_password(office, &clerk);
    ["linqu", "linjing"].map(|username| (username, format!("own password of {username}")))
}

/// Changes the one-time password, as everybody must, and signs in.
fn own_password(office: &mut Office, login: &FirstLogin) -> Signer {
    let own = format!("own password of {}", login.username);
    let (desk, db) = office.parts();
    desk.change_password(db, &login.username, login.password.reveal(), &own).unwrap();
    let token = desk.sign_in(db, &login.username, &own).unwrap();
    desk.resume(db, &token).unwrap()
}
