//! The people of the simulated agency: one for each post, working through the same operations as
//! everyone else.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base::{Date, RegionCode};
use desk::{AgencyId, Answer, FirstLogin, FirstStaff, Founding, Outcome, Post, Refusal, Signer, Stage, Unplanned};
use law::LawErrors;
use office::registry::{AddStaffInput, PostWish, staff_now};
use office::{Office, OpenError, ReadTables, Setup};
use serde::Serialize;

use crate::district::DistrictError;
use crate::places::COUNTY;
use crate::sheets::SimulateError;

/// Why a simulated month did not go on.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// A file could not be written.
    #[error(transparent)]
    Files(#[from] SimulateError),
    /// The installation could not be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The desk refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A matter went back.
    #[error("“{0}”没有办结：{1}")]
    NotDone(String, String),
    /// The backup failed, or could not be restored.
    #[error(transparent)]
    Backup(#[from] office::backup::BackupError),
    /// The law files of the simulation are wrong.
    #[error(transparent)]
    Law(#[from] LawErrors),
    /// The simulation's own parameters are wrong.
    #[error(transparent)]
    District(#[from] DistrictError),
    /// The code of the simulated district is wrong.
    #[error("{0}")]
    Region(#[from] base::RegionCodeError),
}

impl From<office::DatabaseError> for PlayError {
    fn from(error: office::DatabaseError) -> PlayError {
        PlayError::Refused(Refusal::from(error))
    }
}

impl From<Unplanned> for PlayError {
    fn from(error: Unplanned) -> PlayError {
        match error {
            Unplanned::Fields(errors) => PlayError::Refused(Refusal::Fields(errors)),
            Unplanned::Failed(refusal) => PlayError::Refused(refusal),
        }
    }
}

/// A simulated staff member and how to sign in as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Name.
    pub name: String,
    /// Post.
    pub post: Post,
    /// Name to sign in with.
    pub username: String,
    /// Password.
    pub password: String,
}

/// The simulated agency at work.
pub struct Crew {
    /// The agency.
    pub agency: AgencyId,
    /// Everyone, in the order of their posts.
    pub colleagues: Vec<Colleague>,
    signers: HashMap<Post, Signer>,
    requests: u64,
}

/// Posts of the people who are not there from the start, with their names.
const COLLEAGUES: [(Post, &str, &str); 7] = [
    (Post::TownClerk, "张镇经办", "zhen"),
    (Post::Clerk, "李经办", "jingban"),
    (Post::Reviewer, "王复核", "fuhe"),
    (Post::Approver, "赵审批", "shenpi"),
    (Post::FundClerk, "钱会计", "kuaiji"),
    (Post::FundReviewer, "孙基金复核", "jijin"),
    (Post::Performance, "冯绩效", "jixiao"),
];

impl Crew {
    /// Founds the simulated agency in a folder and hires one person per post.
    pub fn found(
        folder: &Path,
        database: Option<String>,
        reader: Box<dyn ReadTables>,
        from: Date,
    ) -> Result<(Office, Crew), PlayError> {
        let area: RegionCode = COUNTY.parse()?;
        let first = |name: &str, username: &str| FirstStaff { name: name.to_owned(), username: username.to_owned() };
        let founding = Founding {
            code: area,
            name: "东川区城乡居民社会养老保险局（模拟）".to_owned(),
            simulated_from: Some(from),
            from,
            system_admin: first("周系统", "xitong"),
            auditor: first("吴稽核", "jihe"),
            head: first("郑局长", "juzhang"),
        };
        let setup = Setup { folder, database, anchor: None::<PathBuf>, founding: &founding };
        let (mut office, agency, logins) = Office::create(&setup, reader)?;
        let mut crew = Crew { agency, colleagues: Vec::new(), signers: HashMap::new(), requests: 0 };
        let posts = [Post::SystemAdmin, Post::Auditor, Post::Head];
        let names = [&founding.system_admin.name, &founding.auditor.name, &founding.head.name];
        for ((login, post), name) in logins.iter().zip(posts).zip(names) {
            crew.join(&mut office, post, name, login)?;
        }
        for (post, name, username) in COLLEAGUES {
            crew.hire(&mut office, area, from, (post, name, username))?;
        }
        Ok((office, crew))
    }

    fn hire(
        &mut self,
        office: &mut Office,
        area: RegionCode,
        from: Date,
        (post, name, username): (Post, &str, &str),
    ) -> Result<(), PlayError> {
        let posts = vec![PostWish { post, area, from, to: None }];
        self.run(office, "registry.add_staff", &AddStaffInput { name: name.to_owned(), posts })?;
        let staff = office.look(self.agency, |look| staff_now(look).map_err(PlayError::from))?;
        let staff = staff.last().map(|now| now.staff).ok_or(PlayError::Refused(Refusal::NoMatter))?;
        let admin = self.signer(Post::SystemAdmin)?;
        let (desk, db) = office.parts();
        let password = desk.open_login(db, admin, staff, username)?;
        self.join(office, post, name, &FirstLogin { staff, username: username.to_owned(), password })
    }

    /// Changes the one-time password, as everyone must, and signs in.
    fn join(&mut self, office: &mut Office, post: Post, name: &str, login: &FirstLogin) -> Result<(), PlayError> {
        let password = login.password.reveal().chars().rev().collect::<String>();
        let (desk, db) = office.parts();
        desk.change_password(db, &login.username, login.password.reveal(), &password)?;
        let token = desk.sign_in(db, &login.username, &password)?;
        self.signers.insert(post, desk.resume(db, &token)?);
        self.colleagues.push(Colleague { name: name.to_owned(), post, username: login.username.clone(), password });
        Ok(())
    }

    /// Whoever holds a post.
    pub fn signer(&self, post: Post) -> Result<Signer, PlayError> {
        self.signers.get(&post).copied().ok_or(PlayError::Refused(Refusal::NotSignedIn))
    }

    /// How many matters were made so far.
    pub fn matters(&self) -> u64 {
        self.requests
    }

    /// Makes a matter, signed by its maker only.
    pub fn make<I: Serialize>(&mut self, office: &mut Office, operation: &str, input: &I) -> Result<Answer, PlayError> {
        self.requests += 1;
        let maker = self.who_can(office, operation, Stage::Make)?;
        Ok(office.make(maker, &format!("{operation}/{}", self.requests), operation, input)?)
    }

    /// Makes a matter and gives every signature it waits for, each by another person, after
    /// looking at it. What it changes is in the answer.
    pub fn run<I: Serialize>(&mut self, office: &mut Office, operation: &str, input: &I) -> Result<Answer, PlayError> {
        let mut answer = self.make(office, operation, input)?;
        let shown = answer.shown.clone();
        while let Some(stage) = answer.waits_for {
            let signer = self.who_can(office, operation, stage)?;
            answer = office.sign(signer, stage, answer.matter, &answer.digest)?;
        }
        match answer.outcome {
            Some(Outcome::Done) => Ok(Answer { shown, ..answer }),
            _ => Err(PlayError::NotDone(answer.title, answer.reason)),
        }
    }

    fn who_can(&self, office: &Office, operation: &str, stage: Stage) -> Result<Signer, PlayError> {
        let posts = office.desk().catalogue().get(operation)?.posts();
        let post = posts.at(stage).iter().find(|post| self.signers.contains_key(post));
        self.signer(*post.ok_or(PlayError::Refused(Refusal::NotSignedIn))?)
    }

    /// Moves the simulated date forward.
    pub fn on(&self, office: &mut Office, day: Date) -> Result<(), PlayError> {
        let admin = self.signer(Post::SystemAdmin)?;
        let (desk, db) = office.parts();
        Ok(desk.set_business_date(db, admin, day)?)
    }
}
