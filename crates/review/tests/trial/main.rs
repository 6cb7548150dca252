//! The reviewer on clean reports, on the same reports broken on purpose, and on harmless edits.
//!
//! `cargo test -p shebao-review --test trial -- --nocapture` prints the tables; every miss and
//! every false alarm is written to the file that SHEBAO_TRIAL_MISSES names.

mod breaks;
mod chance;
mod edits;
mod source;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use shebao_review::{Finding, Quote, Severity, review};
use source::Layout;

use breaks::Broken;

/// The clean reports: name and source.
fn reports() -> Vec<(String, String)> {
    let sources = [
        ("injury_table", include_str!("clean/injury_table.txt")),
        ("institution_department", include_str!("clean/institution_department.txt")),
        ("relief_evaluation", include_str!("clean/relief_evaluation.txt")),
        ("farmland_transfer", include_str!("clean/farmland_transfer.txt")),
        ("resident_flattened", include_str!("clean/resident_flattened.txt")),
        ("unemployment_accounts", include_str!("clean/unemployment_accounts.txt")),
    ];
    sources.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
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
    if whole == 0 { "–".to_owned() } else { format!("{}.{}%", part * 100 / whole, part * 1000 / whole % 10) }
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

#[test]
fn nothing_is_raised_on_a_clean_report_in_any_layout() {
    let mut wrong = Vec::new();
    let mut holds = BTreeMap::new();
    for (name, source) in reports() {
        for layout in Layout::ALL {
            let review = review(&layout.of(&source));
            holds.insert((name.clone(), layout), review.checked.len());
            wrong.extend(
                review.findings.iter().filter(|f| raised(f)).map(|f| format!("{name} {layout:?}: {}", told(f))),
            );
        }
    }
    for ((name, layout), count) in &holds {
        println!("{name:24} {:12} {count:3} relations hold", format!("{layout:?}"));
    }
    write_misses("clean", &wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_broken_is_found() {
    let mut by_kind: BTreeMap<String, Tally> = BTreeMap::new();
    let mut by_layout: BTreeMap<Layout, Tally> = BTreeMap::new();
    let (mut all, mut misses, mut false_alarms) = (Tally::default(), Vec::new(), Vec::new());
    for (at, broken) in breaks::all(&reports()).iter().enumerate() {
        let layout = Layout::ALL[at % Layout::ALL.len()];
        let findings = review(&layout.of(&broken.source)).findings;
        let found = findings.iter().any(|finding| finds(finding, broken));
        if !found {
            let instead: Vec<String> = findings.iter().filter(|f| raised(f)).map(told).collect();
            misses.push(format!(
                "{} {} {layout:?}: {}\n    said: {}",
                broken.types.join("/"),
                broken.report,
                broken.what,
                instead.join("; ")
            ));
        }
        let alarms: Vec<&Finding> =
            findings.iter().filter(|f| raised(f) && !follows(f, broken) && !finds(f, broken)).collect();
        let right = findings.iter().filter(|f| raised(f)).count() - alarms.len();
        false_alarms
            .extend(alarms.iter().map(|f| format!("{} {layout:?} [{}]: {}", broken.report, broken.what, told(f))));
        for tally in
            [by_kind.entry(broken.types[0].clone()).or_default(), by_layout.entry(layout).or_default(), &mut all]
        {
            tally.made += 1;
            tally.found += usize::from(found);
            tally.right += right;
            tally.false_alarms += alarms.len();
        }
    }
    let mut table = String::from("               made  found  recall  right  false precision\n");
    by_kind.iter().for_each(|(kind, tally)| table.push_str(&line(kind, tally)));
    by_layout.iter().for_each(|(layout, tally)| table.push_str(&line(&format!("{layout:?}"), tally)));
    table.push_str(&line("all", &all));
    println!("{table}");
    write_misses("missed", &misses);
    write_misses("false", &false_alarms);
    let mut said = String::new();
    misses.iter().chain(&false_alarms).for_each(|one| writeln!(said, "{one}").unwrap());
    assert!(all.found * 100 >= all.made * 95, "recall below 95 %\n{table}{said}");
    assert!(all.right * 100 >= (all.right + all.false_alarms) * 98, "precision below 98 %\n{table}{said}");
}

#[test]
fn nothing_is_raised_after_a_harmless_edit() {
    let mut by_edit: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, edited) in edits::all(&reports()).iter().enumerate() {
        let layout = Layout::ALL[at % Layout::ALL.len()];
        let alarms: Vec<String> =
            review(&layout.of(&edited.source)).findings.iter().filter(|f| raised(f)).map(told).collect();
        let tally = by_edit.entry(edited.what).or_default();
        tally.0 += 1;
        tally.1 += usize::from(!alarms.is_empty());
        wrong.extend(alarms.iter().map(|alarm| format!("{} {layout:?} [{}]: {alarm}", edited.report, edited.what)));
    }
    let (made, hit) = by_edit.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    for (what, (made, hit)) in &by_edit {
        println!("{what:24} {made:4} edits, {hit:3} with an alarm");
    }
    println!("{made} edits, {hit} with an alarm");
    write_misses("harmless", &wrong);
    assert!(hit * 100 <= made * 2, "{hit} of {made} harmless edits raised something\n{}", wrong.join("\n"));
}
