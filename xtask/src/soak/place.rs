//! A district that was taken on, and fresh copies of it on either engine.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use desk::Post;
use simulate::District;
use store::testing::PgServer;
use store::{Engine, Location};

use crate::counter::{Counter, SECOND_APPROVER};

/// A chunk of so many awards, so that a small district has several.
const CHUNK_AWARDS: i64 = 100;
/// Sessions end after 15 idle minutes.
const FRESH_FOR: Duration = Duration::from_secs(480);
const POSTS: [Post; 5] = [Post::Clerk, Post::Reviewer, Post::Approver, Post::FundClerk, Post::FundReviewer];

/// The district, and the folder in which its copies lie.
pub struct Place {
    folder: tempfile::TempDir,
    server: Option<PgServer>,
    signed_in: Instant,
    copies: u32,
}

impl Place {
    /// Founds and takes on; `None` where the engine is not installed.
    pub fn new(engine: Engine, people: u64) -> Result<Option<Place>> {
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => match PgServer::start() {
                Some(server) => Some(server),
                None => return Ok(None),
            },
        };
        let folder = tempfile::tempdir()?;
        let place = Place { folder, server, signed_in: Instant::now(), copies: 0 };
        let template = place.template();
        let address = place.server.as_ref().map(|server| match server.create_database() {
            Location::Postgres(address) => address,
            Location::Sqlite(path) => path.display().to_string(),
        });
        let mut counter = Counter::found(&template, address)?;
        counter.take_on(&District::new(2019, people)?, &place.folder.path().join("files"))?;
        counter.keep_sessions()?;
        set(&template, "chunk_awards", CHUNK_AWARDS.into())?;
        Ok(Some(place))
    }

    fn template(&self) -> PathBuf {
        self.folder.path().join("template")
    }

    /// A fresh copy of the installation.
    pub fn copy(&mut self) -> Result<PathBuf> {
        self.copies += 1;
        let to = self.folder.path().join("copy");
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        self.copy_to(&to)?;
        Ok(to)
    }

    /// A fresh copy in a folder of the caller's.
    pub fn copy_to(&mut self, to: &Path) -> Result<()> {
        self.stay_signed_in()?;
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(self.template())? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
        // Received files never change, so that all copies share them.
        std::os::unix::fs::symlink(self.template().join("received"), to.join("received"))?;
        if let Some(server) = &self.server {
            let name = format!("copy_{}", self.copies);
            let mut postgres = store::open(&database(server, "postgres").parse()?)?;
            if self.copies > 1 {
                // A killed client's session may outlive it by a moment.
                let _ = postgres.script(&format!("DROP DATABASE IF EXISTS copy_{} WITH (FORCE)", self.copies - 1));
            }
            postgres.script(&format!("CREATE DATABASE {name} TEMPLATE test_0"))?;
            set(to, "database", database(server, &name).into())?;
        }
        Ok(())
    }

    fn stay_signed_in(&mut self) -> Result<()> {
        if self.signed_in.elapsed() > FRESH_FOR {
            let mut counter = Counter::open(&self.template(), &POSTS)?;
            counter.sign_in(Post::Head, "head")?;
            counter.sign_in(Post::Approver, SECOND_APPROVER)?;
            counter.keep_sessions()?;
            self.signed_in = Instant::now();
        }
        Ok(())
    }
}

fn database(server: &PgServer, name: &str) -> String {
    let socket = server.folder().to_string_lossy().replace('/', "%2F");
    format!("postgresql://shebao@{socket}:{}/{name}", server.port())
}

/// Sets a value of an installation's configuration.
fn set(folder: &Path, key: &str, value: toml::Value) -> Result<()> {
    let path = folder.join("shebao.toml");
    let mut config: toml::Table = fs::read_to_string(&path)?.parse().context("shebao.toml")?;
    config.insert(key.to_owned(), value);
    fs::write(&path, config.to_string())?;
    Ok(())
}
