//! An agency of simulated staff, for the chores that need a whole office: bench and soak.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use base::{Date, parse_date};
use desk::{Answer, FirstStaff, Founding, Outcome, Post, Refusal, SessionToken, Signer, Stage};
use files::{FileError, Profile, RawTable, read_in_process};
use office::payment::{OpenRunInput, regular_run};
use office::registry::{AddStaffInput, OpenBooksInput, PostWish, RegionInput, TakeOnInput};
use office::tables::{Run, Scheme};
use office::{Office, ReadTables, Setup};
use simulate::District;

/// The month that the chores pay: the first one after take-on.
pub const MONTH: &str = "2019-01";
/// The day on which they do it.
pub const TODAY: &str = "2019-01-02";
/// The last day of the old system.
const OPENED_ON: &str = "2018-12-31";
const SINCE: &str = "2018-01-01";

/// Everyone who signs something here, and the posts of the month's run first.
const STAFF: [Post; 6] =
    [Post::Clerk, Post::Reviewer, Post::Approver, Post::TownClerk, Post::FundClerk, Post::FundReviewer];

/// Another approver than the one who usually signs.
pub const SECOND_APPROVER: &str = "approver_two";

/// Reads our own generated files in this process; the product does it in a child.
struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

/// An open office with the people who sign.
pub struct Counter {
    pub office: Office,
    pub people: HashMap<Post, Signer>,
    /// Their open sessions by username: post and token.
    sessions: BTreeMap<String, (String, String)>,
    requests: u32,
}

/// Open sessions, kept beside the installation: signing in takes its time by design.
const SESSIONS: &str = "sessions.json";

impl Counter {
    /// Founds an agency in an empty folder, with one person per post.
    pub fn found(folder: &Path, database: Option<String>) -> Result<Counter> {
        let first = |name: &str, username: &str| FirstStaff { name: name.into(), username: username.into() };
        let founding = Founding {
            code: simulate::COUNTY.parse().context("the county's code")?,
            name: "东川区城乡居民社会养老保险局（模拟）".into(),
            simulated_from: Some(date(TODAY)?),
            from: date(SINCE)?,
            system_admin: first("系统员", "admin"),
            auditor: first("稽核员", "auditor"),
            head: first("局长", "head"),
        };
        let setup = Setup { folder, database, anchor: None, founding: &founding };
        let (office, _, logins) = Office::create(&setup, Box::new(InThisProcess))?;
        let mut counter = Counter { office, people: HashMap::new(), sessions: BTreeMap::new(), requests: 0 };
        for (login, post) in logins.iter().zip([Post::SystemAdmin, Post::Auditor, Post::Head]) {
            counter.first_sign_in(post, &login.username, login.password.reveal())?;
        }
        counter.add_staff(Post::Approver, SECOND_APPROVER)?;
        for post in STAFF {
            counter.add_staff(post, post.code())?;
        }
        Ok(counter)
    }

    /// Opens an office that was founded here and signs in those of `posts`.
    pub fn open(folder: &Path, posts: &[Post]) -> Result<Counter> {
        let office = Office::open(folder, Box::new(InThisProcess))?;
        let mut counter = Counter { office, people: HashMap::new(), sessions: BTreeMap::new(), requests: 0 };
        for post in posts {
            counter.sign_in(*post, post.code())?;
        }
        Ok(counter)
    }

    /// Opens an office and goes on with the sessions that were kept beside it. Of the two
    /// approvers the first one signs, or the second.
    pub fn resume(folder: &Path, second: bool) -> Result<Counter> {
        let office = Office::open(folder, Box::new(InThisProcess))?;
        let sessions: BTreeMap<String, (String, String)> =
            serde_json::from_slice(&std::fs::read(folder.join(SESSIONS))?)?;
        let mut people = HashMap::new();
        let mut counter = Counter { office, people: HashMap::new(), sessions, requests: 0 };
        let unwanted = if second { Post::Approver.code() } else { SECOND_APPROVER };
        for (_, (post, token)) in counter.sessions.iter().filter(|(username, _)| *username != unwanted) {
            let (desk, db) = counter.office.parts();
            let post = Post::ALL.iter().find(|known| known.code() == post).context("a post of a kept session")?;
            people.insert(*post, desk.resume(db, &SessionToken::from_text(token))?);
        }
        counter.people = people;
        Ok(counter)
    }

    /// Keeps the open sessions beside the installation.
    pub fn keep_sessions(&self) -> Result<()> {
        std::fs::write(self.office.folder().join(SESSIONS), serde_json::to_vec(&self.sessions)?)?;
        Ok(())
    }

    fn add_staff(&mut self, post: Post, username: &str) -> Result<()> {
        let area = simulate::COUNTY.parse().context("the county's code")?;
        let wish = PostWish { post, area, from: date(SINCE)?, to: None };
        self.run("registry.add_staff", &AddStaffInput { name: post.title().into(), posts: vec![wish] })?;
        let admin = self.signer(Post::SystemAdmin)?;
        let staff = self.number("SELECT MAX(id) FROM staff")?;
        let (desk, db) = self.office.parts();
        let password = desk.open_login(db, admin, desk::StaffId(staff), username)?;
        self.first_sign_in(post, username, password.reveal())
    }

    fn first_sign_in(&mut self, post: Post, username: &str, one_time: &str) -> Result<()> {
        let (desk, db) = self.office.parts();
        desk.change_password(db, username, one_time, &password(username))?;
        self.sign_in(post, username)
    }

    /// Signs in.
    pub fn sign_in(&mut self, post: Post, username: &str) -> Result<()> {
        let (desk, db) = self.office.parts();
        let token = desk.sign_in(db, username, &password(username))?;
        let signer = desk.resume(db, &token)?;
        self.sessions.insert(username.to_owned(), (post.code().to_owned(), token.reveal().to_owned()));
        self.people.insert(post, signer);
        Ok(())
    }

    /// Who holds a post.
    pub fn signer(&self, post: Post) -> Result<Signer> {
        self.people.get(&post).copied().ok_or_else(|| anyhow!("nobody signed in as {}", post.title()))
    }

    /// Makes a matter and gives every signature it waits for.
    pub fn run<I: serde::Serialize>(&mut self, operation: &str, input: &I) -> Result<Answer> {
        let mut answer = self.make(operation, input)?;
        while let Some(stage) = answer.waits_for {
            answer = self.sign(operation, stage, &answer)?;
        }
        if answer.outcome != Some(Outcome::Done) {
            bail!("{}: {}", answer.title, answer.reason);
        }
        Ok(answer)
    }

    /// Makes a matter.
    pub fn make<I: serde::Serialize>(&mut self, operation: &str, input: &I) -> Result<Answer> {
        let signer = self.signer_for(operation, Stage::Make)?;
        self.requests += 1;
        let request = format!("{}-{}", std::process::id(), self.requests);
        Ok(self.office.make(signer, &request, operation, input)?)
    }

    /// Gives the signature that a matter waits for.
    pub fn sign(&mut self, operation: &str, stage: Stage, answer: &Answer) -> Result<Answer> {
        let signer = self.signer_for(operation, stage)?;
        Ok(self.office.sign(signer, stage, answer.matter, &answer.digest)?)
    }

    /// Makes a matter under a fixed number and gives its signatures, or goes on where an earlier
    /// process left it: every answer may be one that was given before.
    pub fn run_once<I: serde::Serialize>(&mut self, request: &str, operation: &str, input: &I) -> Result<Answer> {
        loop {
            let maker = self.signer_for(operation, Stage::Make)?;
            let answer = self.office.make(maker, request, operation, input)?;
            let Some(stage) = answer.waits_for else { return Ok(answer) };
            let signer = self.signer_for(operation, stage)?;
            match self.office.sign(signer, stage, answer.matter, &answer.digest) {
                // Somebody else gave this signature meanwhile: ask again where the matter stands.
                Ok(_) | Err(Refusal::Over(_) | Refusal::NotWaiting { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    fn signer_for(&self, operation: &str, stage: Stage) -> Result<Signer> {
        let posts = self.office.desk().catalogue().get(operation)?.posts();
        let found = posts.at(stage).iter().find_map(|post| self.people.get(post));
        found.copied().ok_or_else(|| anyhow!("nobody here may sign {operation}"))
    }

    /// One number.
    pub fn number(&mut self, sql: &str) -> Result<i64> {
        Ok(store::scalar(self.office.parts().1, sql, &[])?)
    }

    /// Takes a simulated district on through the operations of a real one.
    pub fn take_on(&mut self, district: &District, folder: &Path) -> Result<()> {
        let files = district.write_take_on(folder)?;
        let region = |(code, name): (String, String)| -> Result<RegionInput> {
            Ok(RegionInput { code: code.parse().context("a region's code")?, name })
        };
        let books = OpenBooksInput {
            file: self.office.environment().files.take_in(&files.fund)?,
            name: "fund.xlsx".into(),
            on: date(OPENED_ON)?,
            regions: district.regions().into_iter().map(region).collect::<Result<_>>()?,
            regions_file: None,
        };
        self.run("registry.open_books", &books)?;
        for workbook in files.towns.iter().flat_map(|town| &town.workbooks) {
            let name = workbook.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = self.office.environment().files.take_in(workbook)?;
            self.run("registry.take_on", &TakeOnInput { file, name })?;
        }
        Ok(())
    }

    /// The month's run, if one was opened.
    pub fn month_run(&mut self) -> Result<Option<Run>> {
        let month = MONTH.parse().context("the month")?;
        let agency = self.signer(Post::Clerk)?.agency();
        let found = self.office.look(agency, |look| {
            regular_run(look, Scheme::Resident, month).map_err(|error| match error {
                desk::Unplanned::Fields(errors) => Refusal::Fields(errors),
                desk::Unplanned::Failed(refusal) => refusal,
            })
        })?;
        Ok(found)
    }

    /// Opens the month's run.
    pub fn open_run(&mut self) -> Result<Run> {
        self.run("payment.open_run", &OpenRunInput { month: MONTH.parse().context("the month")? })?;
        self.month_run()?.ok_or_else(|| anyhow!("the run that was opened is not there"))
    }
}

fn password(username: &str) -> String {
    format!("simulated password of {username}")
}

fn date(text: &str) -> Result<Date> {
    parse_date(text).context("a date of this program")
}
