//! `cargo xtask review-eval DIR`: precision and recall of the reviewer on reports whose faults are
//! known, listed in `expected.toml` beside them.

mod expected;
mod score;
mod speed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::document::Document;
use files::DocumentReader;
use serde_json::json;

use self::expected::Expected;
use self::score::{Scored, Verdict, score};

/// What is known about the five public reports. The texts themselves are not part of the tree.
const FIVE_REPORTS: &str = include_str!("../../data/five_reports.toml");

/// The chore.
pub fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["--speed"] => return speed::run(crate::root(), None),
        ["--speed", shebao] => return speed::run(crate::root(), Some(Path::new(shebao))),
        _ => {}
    }
    let as_json = arguments.contains(&"--json");
    let folders: Vec<&&str> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let [folder] = folders.as_slice() else { bail!("say which folder: cargo xtask review-eval DIR [--json]") };
    let folder = Path::new(folder);
    let list = folder.join(expected::NAME);
    // The five reports lie in a folder that holds no list of ours.
    let expected = if list.exists() { Expected::read(&list)? } else { Expected::from_text(FIVE_REPORTS)? };
    let scored = scored(folder, &expected)?;
    if as_json {
        println!("{}", serde_json::to_string_pretty(&values(&scored))?);
    } else {
        print!("{}", text(&scored));
    }
    Ok(())
}

fn scored(folder: &Path, expected: &Expected) -> Result<Vec<Scored>> {
    let reader = DocumentReader::new(std::env::current_exe()?);
    expected
        .file
        .iter()
        .map(|file| {
            let path: PathBuf = file.path(folder)?;
            let document: Document = reader.read(&path).with_context(|| path.display().to_string())?;
            Ok(score(file, &document, &review::review(&document)))
        })
        .collect()
}

/// Counts of a kind or of everything.
#[derive(Clone, Copy, Default)]
struct Tally {
    known: usize,
    found: usize,
    right: usize,
    false_alarms: usize,
}

impl Tally {
    fn recall(self) -> String {
        percent(self.found, self.known)
    }

    fn precision(self) -> String {
        percent(self.right, self.right + self.false_alarms)
    }
}

/// Hundredths without a floating-point number; a dash where there is nothing to count.
fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{}.{} %", part * 100 / whole, part * 1000 / whole % 10),
    }
}

/// By the severity of the list, and by the first type under which a fault may be reported.
fn tallies(scored: &[Scored]) -> (BTreeMap<String, Tally>, BTreeMap<String, Tally>) {
    let (mut by_kind, mut by_severity) = (BTreeMap::<String, Tally>::new(), BTreeMap::<String, Tally>::new());
    for file in scored {
        for known in &file.known {
            for key in [by_kind.entry(known.types[0].clone()), by_severity.entry(known.severity.clone())] {
                let tally = key.or_default();
                tally.known += 1;
                tally.found += usize::from(known.found);
            }
        }
        for reported in file.reported.iter().filter(|reported| reported.counts()) {
            let severity = reported.severity.letter().to_owned();
            for key in [by_kind.entry(reported.kind.to_owned()), by_severity.entry(severity)] {
                let tally = key.or_default();
                tally.right += usize::from(!reported.false_alarm());
                tally.false_alarms += usize::from(reported.false_alarm());
            }
        }
    }
    (by_kind, by_severity)
}

fn text(scored: &[Scored]) -> String {
    let (by_kind, by_severity) = tallies(scored);
    let mut out = String::from("severity  known  found  recall   right  false  precision\n");
    for (key, tally) in by_severity.iter().chain(&by_kind) {
        let Tally { known, found, right, false_alarms } = *tally;
        out.push_str(&format!(
            "{key:8}  {known:5}  {found:5}  {:7}  {right:5}  {false_alarms:5}  {}\n",
            tally.recall(),
            tally.precision()
        ));
    }
    let goal: Vec<_> = scored.iter().flat_map(|file| &file.known).filter(|known| known.goal).collect();
    out.push_str(&format!("goal: {} of {} found\n", goal.iter().filter(|known| known.found).count(), goal.len()));
    for file in scored {
        out.push_str(&format!("\n{}: {} relations hold\n", file.file, file.held));
        for missed in file.known.iter().filter(|known| !known.found) {
            let goal = if missed.goal { " (goal)" } else { "" };
            out.push_str(&format!("  missed {} {} {}{goal}\n", missed.id, missed.severity, missed.types.join("/")));
        }
        for wrong in file.reported.iter().filter(|reported| reported.false_alarm()) {
            let what = if wrong.verdict == Verdict::OnClean { "on clean words" } else { "not on the list" };
            let severity = wrong.severity.letter();
            out.push_str(&format!("  {what}: {} {severity} {} ({})\n", wrong.kind, wrong.words, wrong.calc));
        }
    }
    out
}

fn values(scored: &[Scored]) -> serde_json::Value {
    let (by_kind, by_severity) = tallies(scored);
    let tally = |(key, t): (&String, &Tally)| {
        (key.clone(), json!({ "known": t.known, "found": t.found, "right": t.right, "false": t.false_alarms }))
    };
    let table = |tallies: &BTreeMap<String, Tally>| tallies.iter().map(tally).collect::<serde_json::Map<_, _>>();
    let files: Vec<_> = scored
        .iter()
        .map(|file| {
            json!({
                "file": file.file,
                "missed": file.known.iter().filter(|k| !k.found).map(|k| &k.id).collect::<Vec<_>>(),
                "false": file.reported.iter().filter(|r| r.false_alarm())
                    .map(|r| json!({ "type": r.kind, "severity": r.severity, "words": r.words, "calc": r.calc }))
                    .collect::<Vec<_>>(),
                "holds": file.held,
            })
        })
        .collect();
    json!({ "severity": table(&by_severity), "type": table(&by_kind), "files": files })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beside the checkout, or where SHEBAO_SEEDS says.
    fn five_reports() -> Option<PathBuf> {
        let named = std::env::var_os("SHEBAO_SEEDS").map(PathBuf::from);
        let beside = crate::root().join("../shared/seeds");
        named.or(Some(beside)).filter(|folder| folder.is_dir())
    }

    #[test]
    fn every_fault_of_the_goal_is_found_in_the_five_reports_and_nothing_on_what_reconciles() {
        let Some(folder) = five_reports() else {
            println!("the five public reports are not here: set SHEBAO_SEEDS to their folder to score them");
            return;
        };
        let scored = scored(&folder, &Expected::from_text(FIVE_REPORTS).unwrap()).unwrap();
        println!("{}", text(&scored));
        for file in &scored {
            for known in file.known.iter().filter(|known| known.goal) {
                assert!(known.found, "{} is missed\n{}", known.id, text(&scored));
            }
            for reported in &file.reported {
                let words = (&file.file, reported.kind, &reported.words);
                assert!(reported.verdict != Verdict::OnClean || !reported.false_alarm(), "{words:?}");
            }
        }
    }

    #[test]
    fn a_report_is_scored_by_type_and_place() {
        let list = "[[file]]\nname = \"a\"\nclean = [{ quote = \"1500＋80\" }]\n\
            [[file.find]]\nid = \"1\"\ntypes = [\"A02\"]\nseverity = \"H\"\nquotes = [\"完成 75%\"]\n\
            [[file.find]]\nid = \"2\"\ntypes = [\"A01\"]\nseverity = \"M\"\nquotes = [\"别处\"]\n";
        let expected = Expected::from_text(list).unwrap();
        let document = files::document_from_text("a", "执行760万元，完成75%。\n合计1500+80=1580".as_bytes()).unwrap();
        let quote = |paragraph, from, to| review::Quote { paragraph, from, to, text: String::new() };
        let finding = |kind, quote| review::Finding::new(kind, vec![quote], "", "");
        let mut review = review::Review::default();
        review.findings.push(finding(review::Kind::RatioMismatch, quote(0, 2, 6)));
        review.findings.push(finding(review::Kind::SumMismatch, quote(1, 2, 6)));
        let scored = score(&expected.file[0], &document, &review);
        assert_eq!(scored.known.iter().map(|known| known.found).collect::<Vec<_>>(), [true, false]);
        assert!(!scored.reported[0].false_alarm());
        assert!(scored.reported[1].verdict == Verdict::OnClean && scored.reported[1].false_alarm());
        assert!(Expected::from_text(&list.replace("A02", "A99")).is_err(), "a type that does not exist");
    }
}
