//! The reviewer on clean reports, on the same reports broken on purpose, and on harmless edits.
//!
//! `cargo test -p shebao-review --test trial -- --nocapture` prints the tables; every miss and
//! every false alarm is written to the folder that SHEBAO_TRIAL_MISSES names; SHEBAO_TRIAL_SET tries
//! one set alone.

#![allow(clippy::unwrap_used)] // a trial stops where it fails

mod breaks;
mod chance;
mod edits;
mod extracts;
mod source;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use shebao_review::{Finding, Quote, Severity, review};
use source::Layout;

use breaks::Broken;

/// Clean reports, name and source, and how they are broken.
struct Set {
    name: &'static str,
    /// The recall in percent that must not be lost again. The goal is 95: measured 96.0 on the known
    /// reports, 87.6, 86.6 and 95.1 on the others; those gave 67.6, 62.2 and 76.3 when they were
    /// tried for the first time, with a precision of 45.3, 67.0 and 90.2. Four reports that are kept out of
    /// here say more (BENCHMARKS.md, Reviewer): there every figure is changed once.
    floor: usize,
    reports: Vec<(String, String)>,
    breaks: String,
}

/// The reports that the rules were written with, and those that were written and broken before
/// any rule was tried on them.
fn sets() -> Vec<Set> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trial");
    let mut sets = vec![
        set("known", 96, &here),
        set("held out", 86, &here.join("held_out")),
        set("blind", 86, &here.join("blind")),
        set("second", 95, &here.join("second")),
    ];
    sets.retain(|set| std::env::var("SHEBAO_TRIAL_SET").map_or(true, |name| name == set.name));
    assert!(!sets.is_empty(), "SHEBAO_TRIAL_SET names no set");
    sets
}

fn set(name: &'static str, floor: usize, folder: &Path) -> Set {
    let clean = std::fs::read_dir(folder.join("clean")).unwrap();
    let mut paths: Vec<_> = clean.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let report = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let breaks = std::fs::read_to_string(folder.join("breaks.toml")).unwrap();
    Set { name, floor, reports: paths.iter().map(report).collect(), breaks }
}

fn raised(finding: &Finding) -> bool {
    finding.severity <= Severity::Medium
}

fn told(finding: &Finding) -> String {
    let words: Vec<&str> = finding.quotes.iter().map(|quote| quote.text.as_str()).collect();
    format!(
        "{} {} 「{}」 {} ({})",
        finding.kind.id(),
        finding.severity.letter(),
        words.join("」「"),
        finding.calc,
        finding.place
    )
}

/// Whether the finding is about the wrong words: it quotes them, or computes with them.
fn about(finding: &Finding, wrong: &str) -> bool {
    let plain = |text: &str| text.replace([',', ' ', '，'], "");
    let number = |text: &str| plain(text).trim_end_matches('0').trim_end_matches('.').to_owned();
    let is_number = wrong.chars().all(|c| c.is_ascii_digit() || c == '.');
    let quotes = finding.quotes.iter().chain(finding.consequences.iter().flat_map(|one| &one.quotes));
    let calcs = std::iter::once(&finding.calc).chain(finding.consequences.iter().map(|one| &one.calc));
    if is_number {
        let shortest = if wrong.contains('.') { number(wrong) } else { wrong.to_owned() };
        quotes.map(|quote| &quote.text).chain(calcs).any(|text| plain(text).contains(&shortest))
    } else {
        let touches = |quote: &Quote| wrong.contains(quote.text.trim()) || quote.text.contains(wrong);
        finding.quotes.iter().any(touches) || finding.consequences.iter().flat_map(|one| &one.quotes).any(touches)
    }
}

/// Any contradiction of figures follows from a changed figure; the rest only where it is listed.
fn follows(finding: &Finding, broken: &Broken) -> bool {
    let id = finding.kind.id();
    let listed = broken.types.iter().chain(&broken.also).any(|kind| kind == id);
    let of_figures = id.starts_with('A') || ["B05", "B06", "C01", "C02"].contains(&id);
    listed || (of_figures && about(finding, &broken.wrong))
}

fn finds(finding: &Finding, broken: &Broken) -> bool {
    let kinds = std::iter::once(finding.kind).chain(finding.consequences.iter().map(|one| one.kind));
    kinds.map(|kind| kind.id()).any(|id| broken.types.iter().any(|kind| kind == id))
}

#[derive(Default)]
struct Tally {
    made: usize,
    found: usize,
    right: usize,
    false_alarms: usize,
}

fn percent(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        Some(thousandths) => format!("{}.{}%", thousandths / 10, thousandths % 10),
        None => "–".to_owned(),
    }
}

fn line(key: &str, tally: &Tally) -> String {
    let Tally { made, found, right, false_alarms } = *tally;
    let (recall, precision) = (percent(found, made), percent(right, right + false_alarms));
    format!("{key:12} {made:6} {found:6} {recall:>7} {right:6} {false_alarms:6} {precision:>7}\n")
}

/// What went wrong, each with the layout and the text that shows it.
fn write_misses(name: &str, misses: &[String]) {
    if let Some(path) = std::env::var_os("SHEBAO_TRIAL_MISSES") {
        let path = std::path::PathBuf::from(path).join(format!("{name}.txt"));
        std::fs::write(path, misses.join("\n")).unwrap();
    }
}

/// The alarms on the clean reports.
fn alarms_on_clean(set: &Set) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, source) in &set.reports {
        let mut holds = Vec::new();
        for layout in Layout::ALL {
            let review = review(&layout.of(source));
            holds.push(format!("{layout:?} {}", review.checked.len()));
            let alarms = review.findings.iter().filter(|f| raised(f));
            wrong.extend(alarms.map(|f| format!("{name} {layout:?}: {}", told(f))));
        }
        println!("{name:24} relations that hold: {}", holds.join(", "));
    }
    write_misses(&format!("{}.clean", set.name), &wrong);
    wrong
}

/// What became of the broken reports, and a table of it.
fn scored(set: &Set) -> (Tally, String) {
    let mut by_kind: BTreeMap<String, Tally> = BTreeMap::new();
    let mut by_layout: BTreeMap<Layout, Tally> = BTreeMap::new();
    let (mut all, mut misses, mut false_alarms) = (Tally::default(), Vec::new(), Vec::new());
    for (at, broken) in breaks::all(&set.reports, &set.breaks).iter().enumerate() {
        let layout = Layout::ALL[at % Layout::ALL.len()];
        let findings = review(&layout.of(&broken.source)).findings;
        let found = findings.iter().any(|finding| finds(finding, broken));
        let (right, wrong): (Vec<&Finding>, Vec<&Finding>) =
            findings.iter().filter(|f| raised(f)).partition(|f| follows(f, broken) || finds(f, broken));
        if !found {
            let instead: Vec<String> = right.iter().chain(&wrong).map(|f| told(f)).collect();
            let (types, instead) = (broken.types.join("/"), instead.join("; "));
            misses.push(format!("{types} {} {layout:?}: {}\n    said: {instead}", broken.report, broken.what));
        }
        false_alarms
            .extend(wrong.iter().map(|f| format!("{} {layout:?} [{}]: {}", broken.report, broken.what, told(f))));
        let of_kind = by_kind.entry(broken.types[0].clone()).or_default();
        for tally in [of_kind, by_layout.entry(layout).or_default(), &mut all] {
            tally.made += 1;
            tally.found += usize::from(found);
            tally.right += right.len();
            tally.false_alarms += wrong.len();
        }
    }
    let mut table = format!("{:12}   made  found  recall  right  false precision\n", set.name);
    by_kind.iter().for_each(|(kind, tally)| table.push_str(&line(kind, tally)));
    by_layout.iter().for_each(|(layout, tally)| table.push_str(&line(&format!("{layout:?}"), tally)));
    table.push_str(&line("all", &all));
    println!("{table}");
    write_misses(&format!("{}.missed", set.name), &misses);
    write_misses(&format!("{}.false", set.name), &false_alarms);
    misses.iter().chain(&false_alarms).for_each(|one| writeln!(table, "{one}").unwrap());
    (all, table)
}

/// How many harmless edits there are, how many raised something, and what.
fn alarms_on_edits(set: &Set) -> (usize, usize, Vec<String>) {
    let mut by_edit: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, edited) in edits::all(&set.reports).iter().enumerate() {
        let layout = Layout::ALL[at % Layout::ALL.len()];
        let findings = review(&layout.of(&edited.source)).findings;
        let alarms: Vec<String> = findings.iter().filter(|f| raised(f)).map(told).collect();
        let tally = by_edit.entry(edited.what).or_default();
        tally.0 += 1;
        tally.1 += usize::from(!alarms.is_empty());
        wrong.extend(alarms.iter().map(|alarm| format!("{} {layout:?} [{}]: {alarm}", edited.report, edited.what)));
    }
    for (what, (made, hit)) in &by_edit {
        println!("{what:24} {made:4} edits, {hit:3} with an alarm");
    }
    let (made, hit) = by_edit.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{}: {made} edits, {hit} with an alarm", set.name);
    write_misses(&format!("{}.harmless", set.name), &wrong);
    (made, hit, wrong)
}

#[test]
fn nothing_is_raised_on_a_clean_report_in_any_layout() {
    let wrong: Vec<String> = sets().iter().flat_map(alarms_on_clean).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reports written without knowledge of the rules, right in every figure. When they were tried for the first time they
/// raised about one false alarm each; what it was is a silent case of rules.toml.
#[test]
fn nothing_is_raised_on_ordinary_correct_reports() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trial/ordinary");
    let mut wrong = Vec::new();
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        read += 1;
        for layout in Layout::ALL {
            let review = review(&layout.of(&source));
            assert!(!review.checked.is_empty(), "{}: nothing was recomputed", path.display());
            let alarms = review.findings.iter().filter(|f| raised(f));
            wrong.extend(alarms.map(|f| format!("{} {layout:?}: {}", path.display(), told(f))));
        }
    }
    assert!(read >= 165, "{read} reports");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_broken_is_found() {
    let scores: Vec<_> = sets().iter().map(|set| (set.floor, scored(set))).collect();
    for (floor, (all, table)) in scores {
        assert!(all.found * 100 >= all.made * floor, "recall below {floor} %\n{table}");
        assert!(all.right * 100 >= (all.right + all.false_alarms) * 98, "precision below 98 %\n{table}");
    }
}

#[test]
fn nothing_is_raised_after_a_harmless_edit() {
    let alarms: Vec<_> = sets().iter().map(alarms_on_edits).collect();
    for (made, hit, wrong) in alarms {
        assert!(hit * 100 <= made * 2, "{hit} of {made} harmless edits raised something\n{}", wrong.join("\n"));
    }
}
