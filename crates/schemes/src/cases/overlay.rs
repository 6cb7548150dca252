//! A case's own law rows, laid over the place that the case names or over an invented county.

use base::RegionCode;
use law::Law;

use super::{CaseError, CaseFile, CaseLaw};

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

/// The county that a case is about: a real one, or the invented one with the case's own rows.
pub(super) fn code(file: &CaseFile) -> Result<RegionCode, CaseError> {
    match file.place {
        Some(place) => Ok(place),
        None => INVENTED.parse().map_err(|e: base::RegionCodeError| CaseError(e.to_string())),
    }
}

/// The law of a case: the texts, the case's own rows over them, and those of a following version
/// over both.
pub(super) fn load(file: &CaseFile, new: Option<&CaseLaw>, law_texts: &[(&str, &str)]) -> Result<Law, CaseError> {
    let mut texts: Vec<(String, String)> =
        law_texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let folders = match file.place {
        Some(place) if file.law.is_some() || new.is_some() => folders_of(&place, law_texts)?,
        Some(_) => Vec::new(),
        None => {
            append(&mut texts, "places.toml", INVENTED_PLACES);
            ["case", "case/city", "case/city/county"].map(str::to_owned).to_vec()
        }
    };
    for law in file.law.iter().chain(new) {
        append(&mut texts, "sources.toml", &tables("source", &law.source)?);
        for (folder, rows) in folders.iter().zip([&law.province, &law.city, &law.county]) {
            lay_over(&mut texts, &format!("{folder}/resident.toml"), rows)?;
        }
    }
    Law::from_texts(texts).map_err(|e| CaseError(e.to_string()))
}

/// The folders of a real county's province, its city and itself.
fn folders_of(place: &RegionCode, law_texts: &[(&str, &str)]) -> Result<Vec<String>, CaseError> {
    let law = Law::from_texts(law_texts.iter().copied()).map_err(|e| CaseError(e.to_string()))?;
    let county = law.places().iter().rev().find(|known| known.code == place.county().as_str());
    let path = county.ok_or_else(|| CaseError(format!("places.toml 中没有代码为 {place} 的县区")))?.path.clone();
    let mut ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.push(path.len());
    Ok(ends.into_iter().map(|end| path[..end].to_owned()).collect())
}

fn append(texts: &mut [(String, String)], path: &str, more: &str) {
    texts.iter_mut().filter(|(name, _)| name == path).for_each(|(_, text)| text.push_str(more));
}

/// Puts rows into a law file, or makes the file.
fn lay_over(texts: &mut Vec<(String, String)>, path: &str, rows: &[toml::Table]) -> Result<(), CaseError> {
    if rows.is_empty() {
        return Ok(());
    }
    let Some((_, text)) = texts.iter_mut().find(|(name, _)| name == path) else {
        texts.push((path.to_owned(), tables("parameter", rows)?));
        return Ok(());
    };
    let file: toml::Table = toml::from_str(text).map_err(|e| CaseError(format!("{path}：{e}")))?;
    let own: Vec<toml::Table> = file
        .get("parameter")
        .and_then(toml::Value::as_array)
        .map(|list| list.iter().filter_map(toml::Value::as_table).cloned().collect())
        .unwrap_or_default();
    *text = tables("parameter", &over(&own, rows))?;
    Ok(())
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
