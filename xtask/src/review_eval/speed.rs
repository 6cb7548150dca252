//! How fast the reviewer is: a report of a hundred pages in this process, and a thousand reports
//! by the binary itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// A page of GB/T 9704 has 22 lines of 28 letters; tables hold more, so this is on the safe side.
const LETTERS_PER_PAGE: usize = 1000;
const PAGES: usize = 100;
const REPORTS: usize = 1000;
const ROUNDS: usize = 5;

/// Measures and prints a section for BENCHMARKS.md.
pub fn run(root: &Path, shebao: Option<&Path>) -> Result<()> {
    ensure!(
        !cfg!(debug_assertions),
        "figures of a debug build mean nothing: cargo run --release -p xtask -- review-eval --speed"
    );
    let reports = reports(&root.join("crates/review/tests/trial/clean"))?;
    println!(
        "One report of {PAGES} pages ({LETTERS_PER_PAGE} letters each), text, in one thread: {}.",
        hundred_pages(&reports)?
    );
    if let Some(shebao) = shebao {
        println!("{}", thousand_reports(&root.join("target/review-speed"), shebao, &reports)?);
    }
    Ok(())
}

/// The clean reports as plain text, cells behind tabs.
fn reports(folder: &Path) -> Result<Vec<String>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|e| Some(e.ok()?.path()))
        .collect();
    paths.sort();
    let text = |path: &PathBuf| Ok(fs::read_to_string(path)?.lines().map(plain).collect());
    let reports: Vec<String> = paths.iter().map(text).collect::<Result<_>>()?;
    ensure!(!reports.is_empty(), "no reports in {}", folder.display());
    Ok(reports)
}

fn plain(line: &str) -> String {
    let line = match line.strip_prefix('|') {
        None => line.trim_start_matches('#').to_owned(),
        Some(row) => {
            let cells = row.trim_end_matches('|').split('|').filter(|cell| *cell != "<");
            cells.map(|cell| if cell == "^" { "" } else { cell }).collect::<Vec<_>>().join("\t")
        }
    };
    line + "\n"
}

fn hundred_pages(reports: &[String]) -> Result<String> {
    let mut text = String::new();
    let mut letters = 0;
    for report in reports.iter().cycle() {
        if letters >= PAGES * LETTERS_PER_PAGE {
            break;
        }
        letters += report.chars().count();
        text.push_str(report);
    }
    let mut times = Vec::new();
    let mut held = 0;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let document = files::document_from_text("speed.txt", text.as_bytes())?;
        held = review::review(&document).checked.len();
        times.push(begin.elapsed());
    }
    times.sort();
    let (least, median, most) = (times[0], times[ROUNDS / 2], times[ROUNDS - 1]);
    Ok(format!("{median:.0?} ({least:.0?}–{most:.0?}), {held} relations hold"))
}

fn thousand_reports(folder: &Path, shebao: &Path, reports: &[String]) -> Result<String> {
    fs::create_dir_all(folder)?;
    let mut paths = Vec::new();
    let mut letters = 0;
    for (number, report) in reports.iter().cycle().take(REPORTS).enumerate() {
        let path = folder.join(format!("{number:04}.txt"));
        letters += report.chars().count();
        fs::write(&path, report)?;
        paths.push(path);
    }
    let begin = Instant::now();
    let mut child = Command::new(shebao)
        .args(["review", "--json"])
        .args(&paths)
        .stdout(Stdio::from(fs::File::create(folder.join("answers.json"))?))
        .spawn()
        .with_context(|| format!("cannot start {}", shebao.display()))?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(peak_kib(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = begin.elapsed();
    ensure!(status.code().is_some_and(|code| code < 2), "shebao review ended with {status}");
    Ok(format!(
        "`shebao review --json` on {REPORTS} reports ({} letters each on average): {wall:.1?}, peak {} MB.",
        letters / REPORTS,
        peak / 1024
    ))
}

/// The most memory that a process has held so far; what it does in its last milliseconds is missed.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
