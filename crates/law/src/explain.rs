//! `law explain`: one parameter, everywhere and at all times.

use std::fmt::Write;

use base::Date;
use serde::Serialize;

use crate::errors::LawError;
use crate::law::Law;
use crate::place::file_name;
use crate::show::Standing;

/// A parameter with all its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Full name.
    pub parameter: String,
    /// Chinese title.
    pub title: String,
    /// What kind of value it has.
    pub kind: &'static str,
    /// Who sets it.
    pub owner: String,
    /// Every row: the nation first, then place by place, each in the order of time.
    pub rows: Vec<ExplainedRow>,
}

/// One dated row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedRow {
    /// Name of the place.
    pub place: String,
    /// The file.
    pub file: String,
    /// First day.
    pub from: Date,
    /// Last day, open when absent.
    pub to: Option<Date>,
    /// The value, or who should publish it.
    pub value: String,
    /// Published, inferred or gap.
    pub standing: Standing,
    /// The document with its article.
    pub document: String,
    /// How it was inferred.
    pub inferred: Option<String>,
    /// Whether lower levels may set another value.
    pub delegated: bool,
    /// Day the row was last compared with its source.
    pub checked: Date,
}

/// Looks a parameter up by its full name (`resident.funeral.months`) or without the scheme when
/// only one scheme has it.
pub fn explain(law: &Law, parameter: &str) -> Result<Explanation, LawError> {
    let suffix = format!(".{parameter}");
    let known = |name: &String| name == parameter || name.split_once('.').is_some_and(|(_, rest)| rest == &suffix[1..]);
    let found = law.parameters.iter().find(|(name, _)| known(name));
    let (name, declared) = found.ok_or_else(|| LawError::UnknownParameter {
        parameter: parameter.to_owned(),
        file: format!("national/{}", file_name(parameter)),
    })?;
    // "national" first: it holds for every place below.
    let folders =
        declared.rows.keys().filter(|f| *f == "national").chain(declared.rows.keys().filter(|f| *f != "national"));
    let rows = folders.flat_map(|folder| declared.rows[folder].iter().map(move |row| (folder, row)));
    let rows = rows.map(|(folder, row)| ExplainedRow {
        place: law.name_of(folder).to_owned(),
        file: format!("{folder}/{}", file_name(name)),
        from: row.from,
        to: row.to,
        value: match &row.value {
            Ok(value) => value.text(),
            Err(who) => format!("应由{who}公布"),
        },
        standing: Standing::of(Some(row)),
        document: law.sources.get(&row.source).map(|s| format!("{} {}", s.text(), row.article)).unwrap_or_default(),
        inferred: row.inferred.clone(),
        delegated: row.delegated,
        checked: row.checked,
    });
    Ok(Explanation {
        parameter: name.clone(),
        title: declared.title.clone(),
        kind: declared.kind.title(),
        owner: declared.owner.to_string(),
        rows: rows.collect(),
    })
}

impl Explanation {
    /// The same as text.
    pub fn to_text(&self) -> String {
        let mut out = format!("{}（{}）：{}，由{}定值\n", self.title, self.parameter, self.kind, self.owner);
        for row in &self.rows {
            let until = row.to.map_or_else(|| "今".to_owned(), |to| to.to_string());
            let delegated = if row.delegated { "，下级可另定" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "  {} {} 至 {until} [{}]：{}{delegated}",
                row.place,
                row.from,
                row.standing.title(),
                row.value
            );
            let _ = writeln!(out, "      {}（{}，{} 核对）", row.document.trim(), row.file, row.checked);
            if let Some(how) = &row.inferred {
                let _ = writeln!(out, "      推断：{how}");
            }
        }
        out
    }
}
