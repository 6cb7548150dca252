//! Every id of the taxonomy has a text in which it must be found, and a near miss in which it must not.

#![allow(clippy::unwrap_used)] // a trial stops where it fails

use serde::Deserialize;
use shebao_review::{Kind, review};

#[derive(Deserialize)]
struct Cases {
    /// A report with its table; most ids of tables are a change of it.
    clean: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    /// The whole text, or its change of the clean report: what stands there, what is wrong, what is nearly so.
    #[serde(default)]
    edits: Vec<[String; 3]>,
    #[serde(default)]
    wrong: String,
    #[serde(default)]
    near: String,
}

fn cases() -> Cases {
    toml::from_str(include_str!("every_id.toml")).unwrap()
}

impl Case {
    fn texts(&self, clean: &str) -> [String; 2] {
        let changed = |which: usize| {
            self.edits.iter().fold(clean.to_owned(), |text, edit| {
                assert_eq!(text.matches(&edit[0]).count(), 1, "{}: {} must stand once", self.id, edit[0]);
                text.replace(&edit[0], &edit[which])
            })
        };
        if self.edits.is_empty() { [self.wrong.clone(), self.near.clone()] } else { [changed(1), changed(2)] }
    }
}

fn ids(text: &str) -> Vec<(&'static str, String)> {
    let document = files::document_from_text("case.txt", text.as_bytes()).unwrap();
    review(&document).findings.into_iter().map(|finding| (finding.kind.id(), finding.calc)).collect()
}

#[test]
fn each_id_has_its_break_and_its_near_miss() {
    let cases = cases();
    let clean = ids(&cases.clean);
    assert!(clean.is_empty(), "the clean report: {clean:?}");
    let mut faults = Vec::new();
    for case in &cases.case {
        let [wrong, near] = case.texts(&cases.clean);
        let (found, beside) = (ids(&wrong), ids(&near));
        if !found.iter().any(|(id, _)| *id == case.id) {
            faults.push(format!("{} is not found: {found:?}", case.id));
        }
        if wrong == near || beside.iter().any(|(id, _)| *id == case.id) {
            faults.push(format!("{} in the near miss: {beside:?}", case.id));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A kind without a case would be a name that nothing says.
#[test]
fn no_id_is_left_out() {
    let told: Vec<String> = cases().case.into_iter().map(|case| case.id).collect();
    let missing: Vec<&str> =
        Kind::ALL.iter().map(|kind| kind.id()).filter(|id| !told.iter().any(|t| t == id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(told.iter().all(|id| Kind::from_id(id).is_some()), "{told:?}");
}
