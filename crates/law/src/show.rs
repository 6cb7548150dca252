//! `law show`: every value in force in one place and month, on one page.

use std::fmt::Write;

use base::{Date, Month};
use serde::Serialize;

use crate::law::Row;
use crate::place::{PlaceLaw, file_name};

/// What we have for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Published as such.
    Published,
    /// Worked out from what was published.
    Inferred,
    /// Declared as not known.
    Gap,
    /// No row at all.
    Missing,
}

impl Standing {
    pub(crate) fn of(row: Option<&Row>) -> Standing {
        match row {
            None => Standing::Missing,
            Some(row) if row.value.is_err() => Standing::Gap,
            Some(row) if row.inferred.is_some() => Standing::Inferred,
            Some(_) => Standing::Published,
        }
    }

    /// The word in lists.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Published => "公布",
            Standing::Inferred => "推断",
            Standing::Gap => "未查到",
            Standing::Missing => "无规定",
        }
    }
}

/// One parameter in one place and month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownRow {
    /// Full name.
    pub parameter: String,
    /// Chinese title.
    pub title: String,
    /// The value as text, or who should publish it.
    pub value: String,
    /// Published, inferred, gap or missing.
    pub standing: Standing,
    /// First day of the row.
    pub from: Option<Date>,
    /// The file that holds the row.
    pub file: String,
    /// The document with its article.
    pub document: String,
}

/// Every parameter of a scheme in a place and month.
pub fn show(place: &PlaceLaw, scheme: &str, month: Month) -> Vec<ShownRow> {
    let law = place.law();
    let prefix = format!("{scheme}.");
    let of_scheme = law.parameters.iter().filter(|(name, _)| name.starts_with(&prefix));
    let row = |(name, parameter)| {
        let found = place.in_force(parameter, month.first_day());
        let row = found.map(|(_, row)| row);
        let source = row.and_then(|row| law.sources.get(&row.source));
        let document = source.map(|s| s.text()).unwrap_or_default();
        let article = row.map(|row| row.article.as_str()).unwrap_or_default();
        ShownRow {
            parameter: String::clone(name),
            title: parameter.title.clone(),
            value: row.map_or_else(String::new, |row| match &row.value {
                Ok(value) => value.text(),
                Err(who) => format!("应由{who}公布"),
            }),
            standing: Standing::of(row),
            from: row.map(|row| row.from),
            file: found.map(|(folder, _)| format!("{folder}/{}", file_name(name))).unwrap_or_default(),
            document: format!("{document} {article}").trim().to_owned(),
        }
    };
    of_scheme.map(row).collect()
}

/// The same as text.
pub fn shown_text(place: &PlaceLaw, scheme: &str, month: Month) -> String {
    let rows = show(place, scheme, month);
    let mut out = format!("{} {month} 的政策参数（{}）\n", place.full_name(), place.law().version_name());
    for row in rows {
        // Writing to a String cannot fail.
        let _ = write!(out, "[{}] {}（{}）", row.standing.title(), row.title, row.parameter);
        if let Some(from) = row.from {
            let _ = write!(out, "：{}\n      {from} 起，{}，{}", row.value, row.document, row.file);
        }
        out.push('\n');
    }
    out
}
