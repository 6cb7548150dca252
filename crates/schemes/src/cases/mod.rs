//! Worked examples that a policy officer can read and add to: a TOML text in, what the rules give
//! out. The runner calls the same public functions as the counter operations; a case names the
//! rule, never its own code.
//!
//! A case may bring law rows of its own with their source (`[law]`). They belong to an invented
//! county below the nation, and pass the same checks as the real files: what the nation does not
//! delegate cannot be overlaid.

mod arithmetic;
mod assess;
mod changes;
mod clearing;
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

/// Law rows of the invented county, by the level whose file would hold them.
#[derive(Default, Deserialize)]
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

/// The code of the invented county.
const INVENTED: &str = "999999";

const INVENTED_PLACES: &str = r#"
[[place]]
path = "case"
code = "99"
name = "案例省"
from = "1949-10-01"
source = "gbt2260"
checked = "2026-11-21"
[[place]]
path = "case/city"
code = "9999"
name = "案例市"
from = "1949-10-01"
source = "gbt2260"
checked = "2026-11-21"
[[place]]
path = "case/city/county"
code = "999999"
name = "案例县"
from = "1949-10-01"
source = "gbt2260"
checked = "2026-11-21"
"#;

/// Runs every example of one case file against law texts (embedded, or of an overriding folder).
pub fn run(case: &str, law_texts: &[(&str, &str)]) -> Result<Vec<Outcome>, CaseError> {
    let file = read(case)?;
    let rule = rules::find(&file.rule)
        .ok_or_else(|| CaseError(format!("没有名为“{}”的规则，可用：{}", file.rule, rules::names())))?;
    let law = load(file.law.as_ref(), None, law_texts)?;
    let new_law = file.new_law.as_ref().map(|new| load(file.law.as_ref(), Some(new), law_texts)).transpose()?;
    let code = code(&file)?;
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

/// The county that a case is about: a real one, or the invented one with the case's own rows.
fn code(file: &CaseFile) -> Result<RegionCode, CaseError> {
    match (file.place, &file.law) {
        (Some(_), Some(_)) => Err(CaseError("place（真实县区）和 [law]（自带参数）只写一个".to_owned())),
        (Some(_), None) if file.new_law.is_some() => Err(CaseError("new_law 要与 [law] 一起写".to_owned())),
        (Some(place), None) => Ok(place),
        (None, _) => INVENTED.parse().map_err(|e: base::RegionCodeError| CaseError(e.to_string())),
    }
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

fn load(own: Option<&CaseLaw>, new: Option<&CaseLaw>, law_texts: &[(&str, &str)]) -> Result<Law, CaseError> {
    let nothing = CaseLaw::default();
    let (own, new) = (own.unwrap_or(&nothing), new.unwrap_or(&nothing));
    let mut texts: Vec<(String, String)> =
        law_texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    for (path, text) in &mut texts {
        match path.as_str() {
            "places.toml" => text.push_str(INVENTED_PLACES),
            "sources.toml" => text.push_str(&tables("source", &[&own.source[..], &new.source[..]].concat())?),
            _ => {}
        }
    }
    let files = [
        ("case", over(&own.province, &new.province)),
        ("case/city", over(&own.city, &new.city)),
        ("case/city/county", over(&own.county, &new.county)),
    ];
    for (folder, parameters) in files {
        texts.push((format!("{folder}/resident.toml"), tables("parameter", &parameters)?));
    }
    Law::from_texts(texts).map_err(|e| CaseError(e.to_string()))
}

/// The rows of a following version join the rows of the same parameter: a later `from` follows,
/// the same `from` is put in its place.
fn over(own: &[toml::Table], new: &[toml::Table]) -> Vec<toml::Table> {
    let mut all = own.to_vec();
    for parameter in new {
        let Some(same) = all.iter_mut().find(|p| p.get("name") == parameter.get("name")) else {
            all.push(parameter.clone());
            continue;
        };
        let added: Vec<toml::Value> = parameter.get("row").and_then(|r| r.as_array()).cloned().unwrap_or_default();
        if let Some(rows) = same.get_mut("row").and_then(|rows| rows.as_array_mut()) {
            rows.retain(|row| added.iter().all(|other| other.get("from") != row.get("from")));
            rows.extend(added);
        }
    }
    all
}

fn tables(name: &str, rows: &[toml::Table]) -> Result<String, CaseError> {
    let list: toml::Table = [(name.to_owned(), rows.to_vec().into())].into_iter().collect();
    let text = toml::to_string(&list).map_err(|e| CaseError(e.to_string()))?;
    Ok(if rows.is_empty() { String::new() } else { format!("\n{text}") })
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
