//! The database before the run, built once for each engine and size and kept under target/bench.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use base::RegionCode;
use desk::{Catalogue, Desk, Digest, Post};
use office::tables::{AwardId, schema};
use simulate::District;
use store::Engine;

use super::cluster::Cluster;
use super::copies::{Copy, CopyInput};
use crate::counter::Counter;

/// The seed of the district.
pub const SEED: u64 = 2019;
/// People of the district that is taken on through the operations; recipients beyond its own are
/// copies of its recipients.
pub const PEOPLE: u64 = 20_000;

/// Copies that are made in one write.
const IN_ONE_MATTER: i64 = 10_000;

/// A prepared database: the installation's folder, and on PostgreSQL a database of this name.
pub struct Prepared {
    /// Folder with configuration and keys, and with the database on SQLite.
    pub folder: PathBuf,
    /// Name of the database on PostgreSQL.
    pub database: String,
}

/// Finds or builds the database for `recipients` recipients.
pub fn prepared(root: &Path, cluster: Option<&Cluster>, engine: Engine, recipients: u64) -> Result<Prepared> {
    let schema = schema().ddl(engine);
    let law = law::Law::embedded()?;
    let parts: [&[u8]; 4] =
        [schema.as_bytes(), law.version_name().as_bytes(), &SEED.to_le_bytes(), &PEOPLE.to_le_bytes()];
    let key: String = Digest::of_parts(&parts).as_str().chars().take(10).collect();
    let engine_name = name(engine);
    let folder = root.join(format!("{engine_name}-{recipients}-{key}"));
    let database = format!("w1_{recipients}_{key}");
    let done = folder.join("prepared");
    let in_cluster = cluster.map_or(Ok(true), |cluster| cluster.has(&database))?;
    if done.exists() && in_cluster {
        return Ok(Prepared { folder, database });
    }
    eprintln!("preparing {recipients} recipients on {engine_name} …");
    let began = Instant::now();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let address = match cluster {
        Some(cluster) => {
            cluster.script(&format!("DROP DATABASE IF EXISTS {database}"))?;
            cluster.script(&format!("CREATE DATABASE {database}"))?;
            Some(cluster.address(&database))
        }
        None => None,
    };
    build(&folder, address, recipients)?;
    fs::write(&done, "")?;
    eprintln!("prepared in {} s", began.elapsed().as_secs());
    Ok(Prepared { folder, database })
}

/// The word for an engine in names.
pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

fn build(folder: &Path, address: Option<String>, recipients: u64) -> Result<()> {
    let mut counter = Counter::found(folder, address)?;
    let district = District::new(SEED, PEOPLE)?;
    counter.take_on(&district, &folder.join("files"))?;
    let live = counter.number("SELECT COUNT(*) FROM award_version WHERE state = 'live'")?;
    let mut left = i64::try_from(recipients)? - live;
    ensure!(left >= 0, "at least {live} recipients");
    let last = AwardId(counter.number("SELECT MAX(id) FROM award")?);
    let environment = Arc::clone(counter.office.environment());
    let mut catalogue = Catalogue::default();
    catalogue.add(Copy(Arc::clone(&environment)))?;
    let desk = Desk::new(catalogue, Arc::clone(&environment.keys));
    let clerk = counter.signer(Post::Clerk)?;
    let towns = simulate::TOWNS.iter().map(|town| town.code.parse().context("a town's code"));
    let towns: Vec<RegionCode> = towns.collect::<Result<_>>()?;
    for (number, town) in (1..).zip(towns.iter().cycle()) {
        if left == 0 {
            break;
        }
        let input = CopyInput { number, town: *town, last, recipients: left.min(IN_ONE_MATTER) };
        let (_, db) = counter.office.parts();
        desk.make(db, clerk, &format!("copy-{number}"), "bench.copy", &serde_json::to_value(&input)?)?;
        left -= input.recipients;
    }
    let (_, db) = counter.office.parts();
    match db.engine() {
        Engine::Sqlite => db.script("PRAGMA wal_checkpoint(TRUNCATE)")?,
        Engine::Postgres => db.script("VACUUM (ANALYZE, FREEZE)")?,
    }
    Ok(())
}
