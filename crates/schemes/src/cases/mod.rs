//! Worked examples that a policy officer can read and add to: a TOML text in, what the rules give
//! out. The runner calls the same public functions as the counter operations; a case names the
//! rule, never its own code.
//!
//! A case may bring law rows of its own with their source (`[law]`). They lie over those of the place
//! that it names, or belong to an invented county below the nation, and pass the same checks as the
//! real files: what the nation does not delegate cannot be overlaid.

mod arithmetic;
mod assess;
mod changes;
mod clearing;
mod overlay;
mod rules;

pub use assess::{Assessed, assess};

use std::collections::BTreeMap;

use base::{Month, RegionCode};
use law::Law;
use serde::{Deserialize, Serialize};

use rules::Ask;

/// One example of a case file, run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The case's id, with `-2`, `-3` … for its further examples.
    pub id: String,
    /// Whether everything expected was given.
    pub ok: bool,
    /// What the case expects.
    pub expected: BTreeMap<String, String>,
    /// What the rule gives: all of it, or `error`.
    pub got: BTreeMap<String, String>,
    /// What a source printed instead.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub published: BTreeMap<String, String>,
    /// Why what it printed cannot be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
}

/// Why a case file cannot be run at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("案例写法不对：{0}")]
pub struct CaseError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    id: String,
    #[allow(dead_code)] // for the reader
    title: String,
    #[allow(dead_code)] // for the reader
    source: String,
    #[allow(dead_code)] // for the reader
    #[serde(default)]
    note: String,
    place: Option<RegionCode>,
    month: Month,
    rule: String,
    #[serde(default)]
    law: Option<CaseLaw>,
    /// Rows that a following version puts in the place of, or after, those of `law`.
    #[serde(default)]
    new_law: Option<CaseLaw>,
    /// Why a published figure cannot be right.
    #[serde(default)]
    rejected: Option<String>,
    example: Vec<Example>,
}

/// Law rows over the place's own or of the invented county, by the level whose file would hold them.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseLaw {
    #[serde(default)]
    source: Vec<toml::Table>,
    #[serde(default)]
    province: Vec<toml::Table>,
    #[serde(default)]
    city: Vec<toml::Table>,
    #[serde(default)]
    county: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    facts: toml::Table,
    expected: BTreeMap<String, toml::Value>,
    /// What a source printed, where that is not what the rule gives.
    #[serde(default)]
    published: BTreeMap<String, toml::Value>,
}

/// Runs every example of one case file against law texts (embedded, or of an overriding folder).
pub fn run(case: &str, law_texts: &[(&str, &str)]) -> Result<Vec<Outcome>, CaseError> {
    let file = read(case)?;
    let rule = rules::find(&file.rule)
        .ok_or_else(|| CaseError(format!("没有名为“{}”的规则，可用：{}", file.rule, rules::names())))?;
    let law = overlay::load(&file, None, law_texts)?;
    let new_law = file.new_law.as_ref().map(|new| overlay::load(&file, Some(new), law_texts)).transpose()?;
    let code = overlay::code(&file)?;
    let place = |law| Law::place(law, &code).map_err(|e| CaseError(e.to_string()));
    let ask = Ask { place: place(&law)?, new: new_law.as_ref().map(place).transpose()?, month: file.month };
    let run_example = |(i, example): (usize, &Example)| {
        let got = match rule(&ask, example.facts.clone()) {
            Ok(got) => got,
            Err(error) => BTreeMap::from([("error".to_owned(), error)]),
        };
        outcome(&file, i, example, got)
    };
    Ok(file.example.iter().enumerate().map(run_example).collect())
}

fn read(case: &str) -> Result<CaseFile, CaseError> {
    toml::from_str(case).map_err(|e| CaseError(e.to_string()))
}

fn id(file: &CaseFile, i: usize) -> String {
    if i == 0 { file.id.clone() } else { format!("{}-{}", file.id, i + 1) }
}

/// A published figure of a rejected case must really be another than what the rule gives,
/// otherwise it was rejected wrongly.
fn outcome(file: &CaseFile, i: usize, example: &Example, got: BTreeMap<String, String>) -> Outcome {
    let plain = |all: &BTreeMap<String, toml::Value>| all.iter().map(|(k, v)| (k.clone(), plain(v))).collect();
    let (expected, published): (BTreeMap<_, _>, BTreeMap<_, _>) = (plain(&example.expected), plain(&example.published));
    let agrees = !expected.is_empty() && expected.iter().all(|(key, value)| got.get(key) == Some(value));
    let rejected = file.rejected.clone();
    let differs = !published.is_empty()
        && published.iter().all(|(key, value)| got.contains_key(key) && got.get(key) != Some(value));
    let reason = rejected.as_ref().is_none_or(|reason| !reason.trim().is_empty());
    let ok = agrees && reason && (rejected.is_none() || differs);
    Outcome { id: id(file, i), ok, expected, got, published, rejected }
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
