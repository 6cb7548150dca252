//! Opening an installation: its folder, its database, its keys, its law.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::Seq;
use desk::{
    AgencyId, Anchor, Answer, Desk, Digest, FirstLogin, Founding, Keys, Look, MatterId, Outcome, Refusal, Signer,
    Stage, found_agency,
};
use law::Law;
use serde::{Deserialize, Serialize};
use store::migrate::Step;
use store::{Db, Location, StoreError};

use crate::environment::Environment;
use crate::operations::operations;
use crate::payment::CHUNK_AWARDS;
use crate::source_files::{ReadTables, SourceFiles};
use crate::tables;

/// Steps of the schema's history.
const STEPS: &[Step] = &[Step { number: 1, name: "首次建库", run: create_all }];

fn create_all(db: &mut dyn Db) -> Result<(), StoreError> {
    db.script(&tables::schema().ddl(db.engine()))
}

/// Operations after which the head of the audit chain is copied to the second path.
const ANCHORED: [&str; 4] = ["registry.open_books", "payment.approve_run", "payment.close_run", "fund.close_month"];

/// Why an installation does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No configuration in the folder.
    #[error("{0} 中没有社保数据（缺 shebao.toml）。请用 --data 指定数据目录，或先用 shebao init 建立")]
    Nothing(String),
    /// The folder holds data already.
    #[error("{0} 中已有社保数据，没有改动任何内容。请换一个目录，或先备份后移走原目录")]
    Exists(String),
    /// The configuration cannot be read or written.
    #[error("配置文件 {0} 无法读写：{1}。请核对 --data 指定的目录、权限和磁盘空间")]
    Config(String, String),
    /// The configuration is not of our form.
    #[error(
        "配置文件 {0} 第 {1} 行有误，应只有 database、anchor 和可选的 law、chunk_awards，文字加引号。请改正，或从备份恢复"
    )]
    Form(String, usize),
    /// The database file of an installation that was founded is not there.
    #[error(
        "数据库文件 {0} 不存在或是空的，没有新建任何内容。请核对磁盘是否挂载、文件是否被移走；找不回时用最近的备份恢复"
    )]
    NoDatabase(String),
    /// The keys are those of another installation.
    #[error(
        "密钥文件 {0} 不是本机构的密钥，证件号和账号都无法读出，没有办理任何业务。请换回本机构的密钥文件，或从密钥备份恢复"
    )]
    OtherKeys(String),
    /// The law files are wrong.
    #[error("政策参数有误，系统没有启动：{0}")]
    Law(String),
    /// Anything of the desk.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `shebao.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// SQLite path relative to the folder, or a PostgreSQL address.
    database: String,
    /// Second path for the signed heads of the audit chain: another disk or machine.
    anchor: PathBuf,
    /// Folder of law files that take the place of those in the program, relative to this folder.
    /// They count once the agency has activated them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    law: Option<PathBuf>,
    /// Awards in a chunk of a payment run, at most and usually [`CHUNK_AWARDS`]. Smaller ones hold
    /// counters up for shorter on a slow disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chunk_awards: Option<i64>,
}

impl OpenError {
    /// Whether what was asked for may have happened all the same.
    fn is_unknown(&self) -> bool {
        matches!(
            self,
            OpenError::Store(StoreError::CommitUnknown(_))
                | OpenError::Refused(Refusal::Store(StoreError::CommitUnknown(_)))
        )
    }
}

/// Writes the configuration of a new installation. Only its owner may read it, because the
/// address of a database holds its password.
fn write_config(setup: &Setup<'_>, path: &Path) -> Result<(), OpenError> {
    let told = |e: std::io::Error| OpenError::Config(path.display().to_string(), in_words(&e));
    fs::create_dir_all(setup.folder).map_err(told)?;
    let config = Config {
        database: setup.database.clone().unwrap_or_else(|| "shebao.db".to_owned()),
        anchor: setup.anchor.clone().unwrap_or_else(|| PathBuf::from("anchor.log")),
        law: None,
        chunk_awards: None,
    };
    let text = toml::to_string(&config).map_err(|e| OpenError::Config(path.display().to_string(), e.to_string()))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(OpenError::Exists(setup.folder.display().to_string()));
        }
        opened => opened.map_err(told)?,
    };
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(told)
}

fn read_config(path: &Path, folder: &Path) -> Result<Config, OpenError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(OpenError::Nothing(folder.display().to_string()));
        }
        Err(e) => return Err(OpenError::Config(path.display().to_string(), in_words(&e))),
    };
    toml::from_str(&text).map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        OpenError::Form(path.display().to_string(), before.matches('\n').count() + 1)
    })
}

/// The usual words of the operating system, in Chinese.
fn in_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => "没有权限".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "目录的位置上是一个文件".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".to_owned(),
        ErrorKind::StorageFull => "磁盘空间已满".to_owned(),
        _ => error.to_string(),
    }
}

/// The law files that the configuration names, or those in the program.
fn law_of(config: &Config, folder: &Path) -> Result<Law, OpenError> {
    match &config.law {
        Some(below) => crate::law::read_folder(&folder.join(below)).map_err(OpenError::Law),
        None => Law::embedded().map_err(|e| OpenError::Law(e.to_string())),
    }
}

/// A file's path is relative to the folder.
fn location_of(config: &Config, folder: &Path) -> Result<Location, OpenError> {
    Ok(match config.database.parse()? {
        Location::Sqlite(file) => Location::Sqlite(folder.join(file)),
        postgres => postgres,
    })
}

/// A file that is missing or empty is not the database of an office that was founded. SQLite
/// would make a new one, and everybody would see an office without people.
fn database_is_there(location: &Location) -> Result<(), OpenError> {
    let Location::Sqlite(file) = location else { return Ok(()) };
    let there = fs::metadata(file).is_ok_and(|file| file.len() > 0);
    if there { Ok(()) } else { Err(OpenError::NoDatabase(file.display().to_string())) }
}

/// The first matter's input opens, and seals again to the same bytes: both the sealing and the
/// lookup key are those it was sealed with. Other keys would find nobody and register twice.
fn keys_fit(db: &mut dyn Db, keys: &Keys, path: &Path) -> Result<(), OpenError> {
    let first = store::one(db, "SELECT input FROM matter ORDER BY id LIMIT 1", &[], |row| Ok(row.text(0)?.to_owned()))?;
    let fit = first.is_none_or(|sealed| {
        keys.open_sealed(&sealed).and_then(|text| keys.seal(&text)).is_ok_and(|again| again == sealed)
    });
    if fit { Ok(()) } else { Err(OpenError::OtherKeys(path.display().to_string())) }
}

/// What a new installation needs.
pub struct Setup<'a> {
    /// Folder of the installation.
    pub folder: &'a Path,
    /// PostgreSQL address; SQLite in the folder when `None`.
    pub database: Option<String>,
    /// Second path for the audit anchor; inside the folder when `None`.
    pub anchor: Option<PathBuf>,
    /// The agency.
    pub founding: &'a Founding,
}

/// An open installation: one connection, and everything operations stand on.
pub struct Office {
    folder: PathBuf,
    location: Location,
    db: Box<dyn Db>,
    desk: Desk,
    environment: Arc<Environment>,
    anchor: Anchor,
}

impl Office {
    /// Makes a new installation and founds its agency. The first logins are returned once.
    pub fn create(
        setup: &Setup<'_>,
        reader: Box<dyn ReadTables>,
    ) -> Result<(Office, AgencyId, Vec<FirstLogin>), OpenError> {
        let path = setup.folder.join("shebao.toml");
        write_config(setup, &path)?;
        let made = Keys::open_or_create(&setup.folder.join("keys.json"))
            .map_err(|e| OpenError::Refused(Refusal::Key(e)))
            .and_then(|_| Office::open_or_fill(setup.folder, reader))
            .and_then(|mut office| {
                let (agency, logins) = found_agency(office.db.as_mut(), setup.founding)?;
                Ok((office, agency, logins))
            });
        if made.as_ref().is_err_and(|error| !error.is_unknown()) {
            // Nothing was founded: without this file the same folder can be tried again.
            let _ = fs::remove_file(&path);
        }
        made
    }

    /// Opens an installation; a database of an older release is brought up to date.
    pub fn open(folder: &Path, reader: Box<dyn ReadTables>) -> Result<Office, OpenError> {
        let config = read_config(&folder.join("shebao.toml"), folder)?;
        database_is_there(&location_of(&config, folder)?)?;
        let mut office = Office::open_or_fill(folder, reader)?;
        keys_fit(office.db.as_mut(), &office.environment.keys, &folder.join("keys.json"))?;
        Ok(office)
    }

    /// Opens an installation whose database may have to be made: it is being founded or restored.
    pub(crate) fn open_or_fill(folder: &Path, reader: Box<dyn ReadTables>) -> Result<Office, OpenError> {
        let config = read_config(&folder.join("shebao.toml"), folder)?;
        let location = location_of(&config, folder)?;
        let mut db = store::open(&location)?;
        store::migrate::migrate(db.as_mut(), STEPS)?;
        let keys = Arc::new(Keys::open(&folder.join("keys.json")).map_err(Refusal::Key)?);
        let law = law_of(&config, folder)?;
        let files = Arc::new(SourceFiles::at(&folder.join("received"), reader));
        let chunk_awards = config.chunk_awards.unwrap_or(CHUNK_AWARDS).clamp(1, CHUNK_AWARDS);
        let environment = Arc::new(Environment { law, keys: Arc::clone(&keys), files, chunk_awards });
        let desk = Desk::new(operations(&environment)?, keys);
        let anchor = Anchor::at(&folder.join(config.anchor));
        Ok(Office { folder: folder.to_owned(), location, db, desk, environment, anchor })
    }

    /// Reads the law again that the configuration names now: a policy officer has put other files
    /// there. They count once the agency has activated them.
    pub fn read_law_again(&mut self) -> Result<(), OpenError> {
        let config = read_config(&self.folder.join("shebao.toml"), &self.folder)?;
        let (keys, files) = (Arc::clone(&self.environment.keys), Arc::clone(&self.environment.files));
        let (law, chunk_awards) = (law_of(&config, &self.folder)?, self.environment.chunk_awards);
        let environment = Arc::new(Environment { law, keys: Arc::clone(&keys), files, chunk_awards });
        self.desk = Desk::new(operations(&environment)?, keys);
        self.environment = environment;
        Ok(())
    }

    /// A second connection to the same installation, for another thread. Law, keys and received
    /// files are shared.
    pub fn beside(&self) -> Result<Office, OpenError> {
        let environment = Arc::clone(&self.environment);
        let desk = Desk::new(operations(&environment)?, Arc::clone(&environment.keys));
        Ok(Office {
            folder: self.folder.clone(),
            location: self.location.clone(),
            db: store::open(&self.location)?,
            desk,
            environment,
            anchor: self.anchor.clone(),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the database is; passwords are not shown.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Law, keys, files.
    pub fn environment(&self) -> &Arc<Environment> {
        &self.environment
    }

    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The anchor of the audit chain.
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// Desk and connection together, for the desk's own calls.
    pub fn parts(&mut self) -> (&Desk, &mut dyn Db) {
        (&self.desk, self.db.as_mut())
    }

    /// Makes a matter; see [`Desk::make`].
    pub fn make<I: Serialize>(
        &mut self,
        signer: Signer,
        request: &str,
        operation: &str,
        input: &I,
    ) -> Result<Answer, Refusal> {
        let input = serde_json::to_value(input).map_err(|e| Refusal::BadInput(operation.to_owned(), e.to_string()))?;
        self.desk.make(self.db.as_mut(), signer, request, operation, &input)
    }

    /// Signs a matter; see [`Desk::sign`]. After a run or a month is signed off, the head of the
    /// audit chain goes to the second path at once (decision 2); a path that cannot be written is
    /// told with the answer, because the matter itself stands.
    pub fn sign(&mut self, signer: Signer, stage: Stage, matter: MatterId, seen: &Digest) -> Result<Answer, Refusal> {
        let mut answer = self.desk.sign(self.db.as_mut(), signer, stage, matter, seen)?;
        let done = answer.outcome == Some(Outcome::Done) && !answer.repeated;
        if done
            && ANCHORED.contains(&answer.operation.as_str())
            && let Err(refusal) = self.anchor_head(signer.agency())
        {
            answer.notices.push(refusal.to_string());
        }
        Ok(answer)
    }

    /// Puts the agency's present head into the anchor file, as every day's last act does.
    pub fn anchor_head(&mut self, agency: AgencyId) -> Result<Seq, Refusal> {
        self.anchor.append(self.db.as_mut(), self.desk.keys(), agency)
    }

    /// Reads in one snapshot; see [`Desk::look`].
    pub fn look<T, E: From<Refusal> + From<StoreError>>(
        &mut self,
        agency: AgencyId,
        read: impl FnOnce(&mut Look<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.desk.look(self.db.as_mut(), agency, read)
    }
}
