//! `cargo xtask bench`: the complete monthly run (W1) beside the engine's own ceiling and beside
//! SQL written by hand, in one go, on copies of one prepared database.
//!
//! Every measurement runs in a process of its own, on a fresh copy, after everything is on the
//! disk, and counts only when all three pay the same.

mod adjustment;
mod agree;
mod by_hand;
mod ceiling;
mod clerks;
mod cluster;
mod copies;
mod district;
mod fees;
mod matching;
mod measure;
mod ours;
mod prepare;
mod report;
mod workload;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use office::tables::{Run, schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Db, Engine, Location};

use self::agree::{owed, same};
use self::cluster::Cluster;
use self::measure::Cost;
use self::ours::Said;
use self::prepare::{Prepared, name, prepared};
use self::report::Table;
use self::workload::Workload;

/// What is asked for on the command line.
struct Wishes {
    sizes: Vec<u64>,
    engines: Vec<Engine>,
    runs: u32,
    note: String,
    record: bool,
}

/// The chore. The measurements themselves are this program again, called with `child`.
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    if let ["child", what, rest @ ..] = arguments {
        return child(what, rest);
    }
    if let ["web", rest @ ..] = arguments {
        return clerks::run(root, rest);
    }
    let (what, arguments) = match arguments {
        [word, rest @ ..] if !word.starts_with('-') => {
            (Workload::named(word).with_context(|| format!("no workload {word}: w1, w3, w4, w5"))?, rest)
        }
        rest => (Workload::Month, rest),
    };
    let wishes = wishes(what, arguments)?;
    let in_debug = cfg!(debug_assertions);
    ensure!(
        !(in_debug && wishes.record),
        "figures of a debug build mean nothing: cargo run --release -p xtask -- bench (or --no-record to try it)"
    );
    let folder = root.join("target/bench");
    fs::create_dir_all(&folder)?;
    let mut tables = Vec::new();
    let mut server = String::new();
    for engine in &wishes.engines {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(&folder.join("cluster"))?.context("PostgreSQL is not installed")?),
        };
        if let Some(cluster) = &cluster {
            server = cluster.version()?;
        }
        for size in &wishes.sizes {
            let table = workload::measure(what, &folder, cluster.as_ref(), (*engine, *size), wishes.runs)?;
            eprint!("{}", table.text());
            tables.push(table);
        }
    }
    let section = report::section(root, what, &tables, &server, &wishes.note)?;
    print!("{section}");
    if wishes.record { report::append(root, &section) } else { Ok(()) }
}

fn wishes(what: Workload, arguments: &[&str]) -> Result<Wishes> {
    let mut wishes = Wishes {
        sizes: what.sizes(),
        engines: vec![Engine::Sqlite, Engine::Postgres],
        runs: 3,
        note: String::new(),
        record: true,
    };
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        if *option == "--no-record" {
            wishes.record = false;
            continue;
        }
        let value = rest.next().with_context(|| format!("{option} needs a value"))?;
        match *option {
            "--people" => wishes.sizes = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--runs" => wishes.runs = value.parse()?,
            "--note" => wishes.note = (*value).to_owned(),
            "--engines" => {
                wishes.engines = value
                    .split(',')
                    .map(|engine| match engine {
                        "sqlite" => Ok(Engine::Sqlite),
                        "postgres" => Ok(Engine::Postgres),
                        other => Err(anyhow!("no engine {other}: sqlite, postgres")),
                    })
                    .collect::<Result<_>>()?;
            }
            other => {
                bail!("no option {other}: --people N,M --engines sqlite,postgres --runs N --note TEXT --no-record")
            }
        }
    }
    ensure!(wishes.runs > 0, "--runs must be at least 1");
    Ok(wishes)
}

/// A measurement in this process; the answer is one line of JSON.
fn child(what: &str, arguments: &[&str]) -> Result<()> {
    match (what, arguments) {
        ("ours", [folder]) => say(&ours::month(Path::new(folder))?),
        ("verify", [folder]) => say(&ours::verify(Path::new(folder))?),
        ("ceiling", ["sqlite", finished, empty, tables, since]) => {
            say(&ceiling::sqlite(Path::new(finished), Path::new(empty), tables, since.parse()?)?)
        }
        ("ceiling", ["postgres", finished, empty, tables, since]) => {
            say(&ceiling::postgres(finished, empty, tables, since.parse()?)?)
        }
        ("w3", [folder, _]) => say(&adjustment::ours(Path::new(folder))?),
        ("w3-prepare", [folder]) => say(&adjustment::prepare(Path::new(folder))?),
        ("w3-by-hand", [finished, to]) => {
            let (mut finished, mut to) = (store::open(&finished.parse()?)?, store::open(&to.parse()?)?);
            say(&adjustment::by_hand(to.as_mut(), finished.as_mut())?)
        }
        ("w4", [folder, people]) => say(&matching::ours(Path::new(folder), people.parse()?)?),
        ("w4-by-hand", [folder, people]) => say(&matching::by_hand(Path::new(folder), people.parse()?)?),
        ("w5", [folder, people]) => say(&fees::ours(Path::new(folder), people.parse()?)?),
        ("by-hand", [finished, to]) => {
            let mut finished = store::open(&finished.parse()?)?;
            let run = run_of(finished.as_mut())?;
            let agency: i64 = store::scalar(finished.as_mut(), "SELECT id FROM agency", &[])?;
            drop(finished);
            say(&by_hand::month(store::open(&to.parse()?)?.as_mut(), &run, agency)?)
        }
        _ => bail!("no measurement {what}"),
    }
}

fn run_of(db: &mut dyn Db) -> Result<Run> {
    store::select_one::<Run>(db, "", &[])?.context("the finished database has no run")
}

fn say<T: Serialize>(answer: &T) -> Result<()> {
    println!("{}", serde_json::to_string(answer)?);
    Ok(())
}

/// Runs a measurement in a process of its own.
fn in_child<T: DeserializeOwned>(arguments: &[&str]) -> Result<T> {
    // This very program, even when a build has replaced its file meanwhile.
    let output =
        Command::new("/proc/self/exe").args(["bench", "child"]).args(arguments).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{arguments:?} failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// One engine and size, with the databases that its measurements use.
struct Place<'a> {
    folder: &'a Path,
    cluster: Option<&'a Cluster>,
    engine: Engine,
    size: u64,
    from: Prepared,
}

impl<'a> Place<'a> {
    fn new(folder: &'a Path, cluster: Option<&'a Cluster>, engine: Engine, size: u64) -> Result<Place<'a>> {
        let from = prepared(folder, cluster, engine, size)?;
        Ok(Place { folder, cluster, engine, size, from })
    }

    fn measure(&self, runs: u32) -> Result<Table> {
        let mut table = Table::new(Workload::Month, self.engine, self.size);
        for run in 0..runs {
            eprintln!("{} {}: round {} of {runs}", name(self.engine), self.size, run + 1);
            let finished = self.fresh_copy("ours")?;
            let said: Said = in_child(&["ours", &path_text(&self.work("ours"))])?;
            let ours = owed(store::open(&finished)?.as_mut())?;
            ensure!(said.lines == ours.disbursements, "the bank file has {} lines: {ours:?}", said.lines);
            table.add("ours", said.cost);
            table.payments = ours.disbursements;
            let verified: Said = in_child(&["verify", &path_text(&self.work("ours"))])?;
            table.add("verify", verified.cost);

            let empty = self.empty("ceiling")?;
            let (from, to) = (address(&finished), address(&empty));
            let cost: Cost = in_child(&["ceiling", name(self.engine), &from, &to, "due,disbursement", "0"])?;
            same("the ceiling", &owed(store::open(&empty)?.as_mut())?, &ours)?;
            table.add("ceiling", cost);

            let by_hand = self.fresh_copy("by_hand")?;
            by_hand::give_rated_versions(store::open(&finished)?.as_mut(), store::open(&by_hand)?.as_mut())?;
            let cost: Cost = in_child(&["by-hand", &address(&finished), &address(&by_hand)])?;
            same("the SQL by hand", &owed(store::open(&by_hand)?.as_mut())?, &ours)?;
            table.add("SQL by hand", cost);
        }
        Ok(table)
    }

    fn work(&self, who: &str) -> PathBuf {
        self.folder.join("work").join(who)
    }

    /// A copy of the prepared installation, on the disk before it returns.
    fn fresh_copy(&self, who: &str) -> Result<Location> {
        let to = self.work(who);
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&self.from.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let copy = to.join(entry.file_name());
                fs::copy(entry.path(), &copy)?;
                fs::File::open(&copy)?.sync_all()?;
            }
        }
        // Received files never change, so that all copies share them.
        std::os::unix::fs::symlink(self.from.folder.join("received"), to.join("received"))?;
        let Some(cluster) = self.cluster else { return Ok(Location::Sqlite(to.join("shebao.db"))) };
        cluster.copy(&self.from.database, who)?;
        let address = cluster.address(who);
        let config = fs::read_to_string(to.join("shebao.toml"))?;
        let mut config: toml::Table = config.parse()?;
        config.insert("database".to_owned(), address.clone().into());
        fs::write(to.join("shebao.toml"), config.to_string())?;
        Ok(Location::Postgres(address))
    }

    /// A database with all tables and no row.
    fn empty(&self, who: &str) -> Result<Location> {
        let location = match self.cluster {
            None => {
                let to = self.work(who);
                if to.exists() {
                    fs::remove_dir_all(&to)?;
                }
                fs::create_dir_all(&to)?;
                Location::Sqlite(to.join("empty.db"))
            }
            Some(cluster) => {
                cluster.script(&format!("DROP DATABASE IF EXISTS {who}"))?;
                cluster.script(&format!("CREATE DATABASE {who}"))?;
                Location::Postgres(cluster.address(who))
            }
        };
        store::open(&location)?.script(&schema().ddl(self.engine))?;
        Ok(location)
    }
}

/// The address as another process needs it, unlike `Display` with everything in it.
fn address(location: &Location) -> String {
    match location {
        Location::Sqlite(path) => path_text(path),
        Location::Postgres(address) => address.clone(),
    }
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
