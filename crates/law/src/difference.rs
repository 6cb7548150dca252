//! `law diff`: what changes for whom when one version of the law follows another.

use std::collections::BTreeSet;
use std::fmt;

use base::Date;
use serde::Serialize;

use crate::law::{Law, Row};
use crate::place::file_name;

/// One row that is not the same in both versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Full name.
    pub parameter: String,
    /// Chinese title.
    pub title: String,
    /// Name of the place whose file holds the row.
    pub place: String,
    /// The file.
    pub file: String,
    /// First day of the row.
    pub from: Date,
    /// In the old version: value and last day; absent when there was no such row.
    pub old: Option<String>,
    /// In the new version.
    pub new: Option<String>,
    /// When the new row's document was published, where known.
    pub published: Option<Date>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "（没有这一行）".to_owned());
        write!(
            f,
            "{} {}（{}）{} 起：{} → {}",
            self.place,
            self.title,
            self.file,
            self.from,
            side(&self.old),
            side(&self.new)
        )
    }
}

/// Rows that differ in value, length or delegation. A row that is only cited or checked anew does
/// not differ.
pub fn difference(old: &Law, new: &Law) -> Vec<Difference> {
    let keys: BTreeSet<_> = keys(old).into_iter().chain(keys(new)).collect();
    let mut out = Vec::new();
    for (parameter, folder, from) in keys {
        let (was, is) = (row(old, &parameter, &folder, from), row(new, &parameter, &folder, from));
        let (before, after) = (was.map(text), is.map(text));
        if before == after {
            continue;
        }
        let law = if after.is_some() { new } else { old };
        let title = law.parameters.get(&parameter).map(|p| p.title.clone()).unwrap_or_default();
        let place = law.name_of(&folder).to_owned();
        let file = format!("{folder}/{}", file_name(&parameter));
        let published = is.and_then(|row| row.published);
        out.push(Difference { parameter, title, place, file, from, old: before, new: after, published });
    }
    out
}

fn row<'a>(law: &'a Law, parameter: &str, folder: &str, from: Date) -> Option<&'a Row> {
    law.parameters.get(parameter)?.rows.get(folder)?.iter().find(|row| row.from == from)
}

fn keys(law: &Law) -> Vec<(String, String, Date)> {
    let rows = |(name, p): (&String, &crate::law::Parameter)| {
        let name = name.clone();
        let each = p.rows.iter().flat_map(|(folder, rows)| rows.iter().map(|row| (folder.clone(), row.from)));
        each.map(|(folder, from)| (name.clone(), folder, from)).collect::<Vec<_>>()
    };
    law.parameters.iter().flat_map(rows).collect()
}

fn text(row: &Row) -> String {
    let value = match &row.value {
        Ok(value) => value.text(),
        Err(who) => format!("未查到（应由{who}公布）"),
    };
    let to = row.to.map(|to| format!("，至 {to}")).unwrap_or_default();
    let delegated = if row.delegated { "，下级可另定" } else { "" };
    format!("{value}{to}{delegated}")
}
