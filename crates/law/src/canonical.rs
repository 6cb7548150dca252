//! The text over which a version of the law is digested.

use std::fmt::Write;

use crate::law::{Law, Row};

pub(crate) fn text(law: &Law) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "version {}", law.version);
    out.push_str(&contents(law));
    out
}

/// Everything but the name.
pub(crate) fn contents(law: &Law) -> String {
    let mut out = String::new();
    for source in law.sources.values() {
        let date = source.date.map(|d| d.to_string()).unwrap_or_default();
        let _ = writeln!(
            out,
            "source {:?} {:?} {:?} {:?} {date} {:?}",
            source.id, source.title, source.number, source.issuer, source.confidence
        );
    }
    let mut places: Vec<_> = law.places.iter().collect();
    places.sort_by_key(|place| (&place.path, place.from));
    for place in places {
        let to = place.to.map(|d| d.to_string()).unwrap_or_default();
        let _ = writeln!(out, "place {} {} {:?} {} {to}", place.path, place.code, place.name, place.from);
    }
    law.calendar.write_canonical(&mut out);
    for (name, parameter) in &law.parameters {
        let _ = writeln!(out, "parameter {name} {:?} {}", parameter.title, parameter.owner.code());
        for (folder, rows) in &parameter.rows {
            rows.iter().for_each(|row| write_row(&mut out, folder, row));
        }
    }
    out
}

fn write_row(out: &mut String, folder: &str, row: &Row) {
    let value = match &row.value {
        Ok(value) => format!("= {}", value.canonical()),
        Err(who) => format!("gap {who:?}"),
    };
    let to = row.to.map(|d| d.to_string()).unwrap_or_default();
    let published = row.published.map(|d| d.to_string()).unwrap_or_default();
    let _ = writeln!(
        out,
        "  {folder} {} {to} {value} published={published} source={} article={:?} checked={} inferred={:?} delegated={}",
        row.from, row.source, row.article, row.checked, row.inferred, row.delegated
    );
}
