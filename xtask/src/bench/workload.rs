//! The workloads beside the monthly run: which database they begin with, what is measured, and
//! whose rows the ceiling inserts.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use desk::Digest;
use office::tables::schema;
use store::{Engine, Location};

use super::agree::{owed, same};
use super::cluster::Cluster;
use super::district;
use super::measure::Cost;
use super::ours::Said;
use super::prepare::{Prepared, SEED, name, prepared};
use super::report::Table;
use super::{Place, address, in_child, path_text};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// W1
    Month,
    /// W3
    Adjustment,
    /// W4
    Matching,
    /// W5
    Fees,
}

impl Workload {
    /// The word on the command line.
    pub fn named(word: &str) -> Option<Workload> {
        [Workload::Month, Workload::Adjustment, Workload::Matching, Workload::Fees]
            .into_iter()
            .find(|w| w.word() == word)
    }

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Workload::Month => "w1",
            Workload::Adjustment => "w3",
            Workload::Matching => "w4",
            Workload::Fees => "w5",
        }
    }

    /// Title of the section.
    pub fn title(self) -> &'static str {
        match self {
            Workload::Month => "W1 monthly run",
            Workload::Adjustment => "W3 adjustment with arrears of seven months",
            Workload::Matching => "W4 matching a list of deaths",
            Workload::Fees => "W5 fees, close, statements, verify",
        }
    }

    /// What a size counts, and what the rate is of.
    pub fn units(self) -> (&'static str, &'static str) {
        match self {
            Workload::Month => ("recipients", "payments"),
            Workload::Adjustment => ("recipients", "dues"),
            Workload::Matching | Workload::Fees => ("insured", "lines"),
        }
    }

    /// Sizes when none are asked for.
    pub fn sizes(self) -> Vec<u64> {
        match self {
            Workload::Month => vec![100_000, 1_000_000],
            Workload::Adjustment => vec![100_000],
            Workload::Matching | Workload::Fees => vec![168_000],
        }
    }

    /// The tables whose new rows are the work's outcome.
    fn tables(self) -> &'static str {
        match self {
            Workload::Month | Workload::Adjustment => "due,disbursement",
            Workload::Matching => "lead,lead_event,award_version,award_component,suspension",
            Workload::Fees => {
                "contribution,contribution_arrival,quarantine,receipt,booking,account_entry,voucher,posting"
            }
        }
    }
}

/// Measures one engine and size.
pub fn measure(
    what: Workload,
    folder: &Path,
    cluster: Option<&Cluster>,
    (engine, size): (Engine, u64),
    runs: u32,
) -> Result<Table> {
    let from = match what {
        Workload::Month => return Place::new(folder, cluster, engine, size)?.measure(runs),
        Workload::Adjustment => paid_months(folder, cluster, engine, size)?,
        Workload::Matching | Workload::Fees => whole_district(folder, cluster, engine, size)?,
    };
    let place = Place { folder, cluster, engine, size, from };
    let mut table = Table::new(what, engine, size);
    for run in 0..runs {
        eprintln!("{} {} {size}: round {} of {runs}", what.word(), name(engine), run + 1);
        let finished = place.fresh_copy("ours")?;
        let said: Said = in_child(&[what.word(), &path_text(&place.work("ours")), &size.to_string()])?;
        table.add("ours", said.cost);
        table.payments = said.lines;
        table.words = said.words;
        let empty = place.empty("ceiling")?;
        let since = said.since.to_string();
        let (finished_at, empty_at) = (address(&finished), address(&empty));
        let cost: Cost = in_child(&["ceiling", name(engine), &finished_at, &empty_at, what.tables(), &since])?;
        table.add("ceiling", cost);
        match what {
            Workload::Adjustment => {
                let by_hand = place.fresh_copy("by_hand")?;
                let cost: Cost = in_child(&["w3-by-hand", &address(&finished), &address(&by_hand)])?;
                let ours = owed(store::open(&finished)?.as_mut())?;
                same("the SQL by hand", &owed(store::open(&by_hand)?.as_mut())?, &ours)?;
                table.add("SQL by hand", cost);
            }
            Workload::Matching => {
                place.fresh_copy("by_hand")?;
                let arguments = ["w4-by-hand", &path_text(&place.work("by_hand")), &size.to_string()];
                table.add("exact join in SQL", in_child(&arguments)?);
            }
            Workload::Month | Workload::Fees => {}
        }
    }
    Ok(table)
}

/// The key under which a prepared database is kept: another schema or law, another database.
fn key(engine: Engine) -> Result<String> {
    let law = law::Law::embedded()?;
    let schema = schema().ddl(engine);
    let parts: [&[u8]; 3] = [schema.as_bytes(), law.version_name().as_bytes(), &SEED.to_le_bytes()];
    Ok(Digest::of_parts(&parts).as_str().chars().take(10).collect())
}

/// A database that is kept under a name, or a fresh place for it.
fn kept(folder: &Path, cluster: Option<&Cluster>, engine: Engine, label: &str) -> Result<(Prepared, bool)> {
    let key = key(engine)?;
    let kept = Prepared {
        folder: folder.join(format!("{}-{label}-{key}", name(engine))),
        database: format!("{}_{key}", label.replace('-', "_")),
    };
    let in_cluster = cluster.map_or(Ok(true), |cluster| cluster.has(&kept.database))?;
    let done = kept.folder.join("prepared").exists() && in_cluster;
    if !done && kept.folder.exists() {
        fs::remove_dir_all(&kept.folder)?;
    }
    Ok((kept, done))
}

fn whole_district(folder: &Path, cluster: Option<&Cluster>, engine: Engine, people: u64) -> Result<Prepared> {
    let (place, done) = kept(folder, cluster, engine, &format!("district-{people}"))?;
    if done {
        return Ok(place);
    }
    eprintln!("preparing a district of {people} on {} …", name(engine));
    fs::create_dir_all(&place.folder)?;
    let database = match cluster {
        Some(cluster) => {
            cluster.script(&format!("DROP DATABASE IF EXISTS {}", place.database))?;
            cluster.script(&format!("CREATE DATABASE {}", place.database))?;
            Some(cluster.address(&place.database))
        }
        None => None,
    };
    district::build(&place.folder, database, people)?;
    finish(&place, engine)?;
    Ok(place)
}

/// The database of W1 with seven months paid.
fn paid_months(folder: &Path, cluster: Option<&Cluster>, engine: Engine, recipients: u64) -> Result<Prepared> {
    let (place, done) = kept(folder, cluster, engine, &format!("paid-{recipients}"))?;
    if done {
        return Ok(place);
    }
    let from = prepared(folder, cluster, engine, recipients)?;
    eprintln!("paying seven months to {recipients} recipients on {} …", name(engine));
    let base = Place { folder, cluster, engine, size: recipients, from };
    base.fresh_copy("paid")?;
    // In a process of its own, because request numbers are those of a process.
    let months: i64 = in_child(&["w3-prepare", &path_text(&base.work("paid"))])?;
    ensure!(months == 7, "{months} months were paid");
    if let Some(cluster) = cluster {
        cluster.script(&format!("DROP DATABASE IF EXISTS {}", place.database))?;
        cluster.script(&format!("ALTER DATABASE paid RENAME TO {}", place.database))?;
    }
    fs::rename(base.work("paid"), &place.folder)?;
    finish(&place, engine)?;
    Ok(place)
}

fn finish(place: &Prepared, engine: Engine) -> Result<()> {
    if engine == Engine::Sqlite {
        let mut db = store::open(&Location::Sqlite(place.folder.join("shebao.db")))?;
        db.script("PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    ensure!(place.folder.join("shebao.toml").exists(), "nothing was prepared");
    Ok(fs::write(place.folder.join("prepared"), "")?)
}
