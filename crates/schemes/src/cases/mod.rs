//! Worked examples that a policy officer can read and add to: a TOML text in, what the rules give
//! out. The runner calls the same public functions as the counter operations; a case names the
//! rule, never its own code.
//!
//! A case may bring law rows of its own with their source (`[law]`). They belong to an invented
//! county below the nation, and pass the same checks as the real files: what the nation does not
//! delegate cannot be overlaid.

mod rules;

use std::collections::BTreeMap;

use base::{Month, RegionCode};
use law::Law;
use serde::{Deserialize, Serialize};

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
    example: Vec<Example>,
}

/// Law rows of the invented county, by the level whose file would hold them.
#[derive(Deserialize)]
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
    let file: CaseFile = toml::from_str(case).map_err(|e| CaseError(e.to_string()))?;
    let law = load(file.law.as_ref(), law_texts)?;
    let code = match (file.place, &file.law) {
        (Some(place), None) => place,
        (None, Some(_)) => INVENTED.parse().map_err(|e: base::RegionCodeError| CaseError(e.to_string()))?,
        _ => return Err(CaseError("place（真实县区）和 [law]（自带参数）只写一个".to_owned())),
    };
    let place = law.place(&code).map_err(|e| CaseError(e.to_string()))?;
    let rule = rules::find(&file.rule)
        .ok_or_else(|| CaseError(format!("没有名为“{}”的规则，可用：{}", file.rule, rules::names())))?;
    let run_example = |(i, example): (usize, Example)| {
        let id = if i == 0 { file.id.clone() } else { format!("{}-{}", file.id, i + 1) };
        let expected: BTreeMap<String, String> = example.expected.iter().map(|(k, v)| (k.clone(), plain(v))).collect();
        let got = match rule(&place, file.month, example.facts) {
            Ok(got) => got,
            Err(error) => BTreeMap::from([("error".to_owned(), error)]),
        };
        let ok = !expected.is_empty() && expected.iter().all(|(key, value)| got.get(key) == Some(value));
        Outcome { id, ok, expected, got }
    };
    Ok(file.example.into_iter().enumerate().map(run_example).collect())
}

fn load(own: Option<&CaseLaw>, law_texts: &[(&str, &str)]) -> Result<Law, CaseError> {
    let mut texts: Vec<(String, String)> =
        law_texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    if let Some(own) = own {
        for (path, text) in &mut texts {
            match path.as_str() {
                "places.toml" => text.push_str(INVENTED_PLACES),
                "sources.toml" => text.push_str(&tables("source", &own.source)?),
                _ => {}
            }
        }
        let files = [("case", &own.province), ("case/city", &own.city), ("case/city/county", &own.county)];
        for (folder, parameters) in files {
            texts.push((format!("{folder}/resident.toml"), tables("parameter", parameters)?));
        }
    }
    Law::from_texts(texts).map_err(|e| CaseError(e.to_string()))
}

fn tables(name: &str, rows: &[toml::Table]) -> Result<String, CaseError> {
    let list: toml::Table = [(name.to_owned(), rows.to_vec().into())].into_iter().collect();
    let text = toml::to_string(&list).map_err(|e| CaseError(e.to_string()))?;
    Ok(if rows.is_empty() { String::new() } else { format!("\n{text}") })
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
