//! The section that a measurement adds to BENCHMARKS.md. Whole numbers only: milliseconds,
//! hundredths.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use store::Engine;

use super::cluster::SETTINGS;
use super::measure::Cost;
use super::prepare::{PEOPLE, SEED, name};
use super::workload::Workload;

/// All measurements of one engine and size.
pub struct Table {
    what: Workload,
    engine: Engine,
    size: u64,
    /// Payments of one run, or lines of one file.
    pub payments: i64,
    /// What else was found, in words.
    pub words: String,
    costs: BTreeMap<&'static str, Vec<Cost>>,
}

/// In the order of the report.
const WHO: [&str; 5] = ["ours", "ceiling", "SQL by hand", "exact join in SQL", "verify"];

impl Table {
    /// Empty.
    pub fn new(what: Workload, engine: Engine, size: u64) -> Table {
        Table { what, engine, size, payments: 0, words: String::new(), costs: BTreeMap::new() }
    }

    /// Adds a measurement.
    pub fn add(&mut self, who: &'static str, cost: Cost) {
        self.costs.entry(who).or_default().push(cost);
    }

    fn median(&self, who: &str, of: impl Fn(&Cost) -> u64) -> u64 {
        median(self.costs.get(who).into_iter().flatten().map(of).collect())
    }

    /// As Markdown.
    pub fn text(&self) -> String {
        let (unit, rate) = self.what.units();
        let mut text = format!("\n### {} {unit}, {}\n\n", thousands(self.size), title(self.engine));
        let _ = writeln!(
            text,
            "| | wall ms, median (range) | {rate}/s | own CPU ms | server CPU ms | peak MB | MB written | of the ceiling |"
        );
        text += "|---|---|---|---|---|---|---|---|\n";
        let ceiling = self.median("ceiling", |c| c.wall).max(1);
        for who in WHO {
            let Some(costs) = self.costs.get(who) else { continue };
            let wall = self.median(who, |c| c.wall).max(1);
            let least = costs.iter().map(|c| c.wall).min().unwrap_or_default();
            let most = costs.iter().map(|c| c.wall).max().unwrap_or_default();
            let rate = u64::try_from(self.payments).unwrap_or_default() * 1_000_000 / wall;
            // The ceiling holds all rows in memory before it starts, so its peak says nothing.
            let peak =
                if who == "ceiling" { "–".to_owned() } else { (self.median(who, |c| c.peak_kib) / 1024).to_string() };
            let ratio = if who == "verify" { "–".to_owned() } else { hundredths(wall * 100 / ceiling) };
            let _ = writeln!(
                text,
                "| {who} | {} ({}–{}) | {} | {} | {} | {peak} | {} | {ratio} |",
                wall / 1_000,
                least / 1_000,
                most / 1_000,
                thousands(rate),
                self.median(who, |c| c.processor) / 1_000,
                self.median(who, |c| c.server) / 1_000,
                self.median(who, |c| c.written) >> 20,
            );
        }
        let _ = writeln!(text, "\nOurs by step (median ms): {}.", self.steps());
        if !self.words.is_empty() {
            let _ = writeln!(text, "Checked: {}.", self.words);
        }
        text += &self.goals(self.median("ours", |c| c.wall), ceiling);
        text
    }

    fn steps(&self) -> String {
        let mut steps: Vec<(String, Vec<u64>)> = Vec::new();
        for (name, micros) in self.costs.get("ours").into_iter().flatten().flat_map(|c| &c.steps) {
            match steps.iter_mut().find(|(known, _)| known == name) {
                Some((_, all)) => all.push(*micros),
                None => steps.push((name.clone(), vec![*micros])),
            }
        }
        let words: Vec<String> =
            steps.into_iter().map(|(name, all)| format!("{name} {}", median(all) / 1_000)).collect();
        words.join(", ")
    }

    /// The goals stand for a million recipients; smaller sizes are held to the ratio only.
    fn goals(&self, wall: u64, ceiling: u64) -> String {
        if self.what != Workload::Month {
            return String::new();
        }
        let limit = match self.engine {
            Engine::Sqlite => 200,
            Engine::Postgres => 160,
        };
        let mut goals =
            vec![goal(&format!("at most {} of the ceiling", hundredths(limit)), wall * 100 <= limit * ceiling)];
        if self.size == 1_000_000 {
            goals.push(goal("at most 10 s", wall <= 10_000_000));
            goals.push(goal("at most 512 MB", self.median("ours", |c| c.peak_kib) <= 512 * 1024));
        }
        format!("Goals: {}.\n", goals.join("; "))
    }
}

fn goal(what: &str, met: bool) -> String {
    format!("{what}: {}", if met { "met" } else { "**not met**" })
}

fn title(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}×", number / 100, number % 100)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A dated section with the machine.
pub fn of(root: &Path, title: &str, note: &str, lines: &str) -> Result<String> {
    let commit = said_by(root, "git", &["rev-parse", "--short", "HEAD"]);
    let when = said_by(root, "date", &["-u", "+%Y-%m-%d %H:%M UTC"]);
    Ok(format!("\n## {title}, {when}, commit {commit}\n\n{}\n{note}\n{lines}", machine()?))
}

/// The dated section with machine, settings and all tables.
pub fn section(root: &Path, what: Workload, tables: &[Table], server: &str, note: &str) -> Result<String> {
    let commit = said_by(root, "git", &["rev-parse", "--short", "HEAD"]);
    let mut text = format!(
        "\n## {}, {}, commit {commit}\n\n",
        what.title(),
        said_by(root, "date", &["-u", "+%Y-%m-%d %H:%M UTC"])
    );
    let _ = writeln!(text, "{}", machine()?);
    let _ = writeln!(
        text,
        "Prepared with seed {SEED}: {}. Warm page cache; every measurement in its own process on a fresh copy that is \
         on the disk. SQLite {} (bundled): WAL, synchronous=FULL, cache 64 MiB, page 4096. PostgreSQL {}: fsync, \
         full_page_writes, synchronous_commit on; {}; unix socket.",
        match what {
            Workload::Month | Workload::Adjustment => format!(
                "a district of {} insured taken on through the operations, its recipients then copied under new people \
                 through the desk",
                thousands(PEOPLE)
            ),
            Workload::Matching | Workload::Fees => "a whole district taken on and January paid, all through the \
                                                    operations"
                .to_owned(),
        },
        rusqlite::version(),
        if server.is_empty() { "not measured" } else { server },
        SETTINGS.trim().replace('\n', ", "),
    );
    if !note.is_empty() {
        let _ = writeln!(text, "{note}");
    }
    let engines: Vec<&str> = tables.iter().map(|table| name(table.engine)).collect();
    let _ = writeln!(
        text,
        "Again: `cargo run --release -p xtask -- bench {}` (measured here: {}).",
        what.word(),
        engines.join(", ")
    );
    tables.iter().for_each(|table| text += &table.text());
    Ok(text)
}

fn machine() -> Result<String> {
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split(':').nth(1).unwrap_or_default().trim().to_owned()
    };
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let cores = std::thread::available_parallelism()?;
    let memory = field(&fs::read_to_string("/proc/meminfo")?, "MemTotal");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let mounts = fs::read_to_string("/proc/mounts")?;
    let root = mounts.lines().find(|line| line.split(' ').nth(1) == Some("/")).unwrap_or_default();
    let root: Vec<&str> = root.split(' ').skip(2).take(2).collect();
    let load = fs::read_to_string("/proc/loadavg")?;
    let load: Vec<&str> = load.split(' ').take(3).collect();
    Ok(format!(
        "Machine: {} × {cores}, {memory} memory, Linux {}, root file system {}, load {} at the end.",
        field(&cpu, "model name"),
        kernel.trim(),
        root.join(" "),
        load.join(" "),
    ))
}

fn said_by(root: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root).output();
    output.map_or_else(|_| "?".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

const HEAD: &str = "\
# Benchmarks

Written by `cargo run --release -p xtask -- bench`; only appended to. The complete monthly run (建立 → 计算 → 汇总 →
经办、复核、审批签字 with the month-on-month balance → bank file) stands beside the **ceiling**, a program that uses neither
our store nor our office and inserts the finished run's rows (one due and one disbursement per recipient) into identical
empty tables with identical durability and chunks, and beside **SQL by hand**, two INSERT … SELECT in one transaction
without signatures, audit or resumption. A time counts only when all three owe and send the same to everyone (count, sum,
hash over award, month, fen). Goals: 1 M recipients in at most 10 s and 2.0× the ceiling on SQLite, 1.6× on PostgreSQL, at
most 512 MB.
";

/// Adds a section to BENCHMARKS.md.
pub fn append(root: &Path, section: &str) -> Result<()> {
    let path = root.join("BENCHMARKS.md");
    if !path.exists() {
        fs::write(&path, HEAD)?;
    }
    OpenOptions::new().append(true).open(&path)?.write_all(section.as_bytes())?;
    Ok(())
}
