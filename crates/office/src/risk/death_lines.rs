//! Lines of a death list, as they are matched.

use base::{Date, IdNumber, Month, ParsedId};
use desk::Digest;
use files::{Imported, Record};

use crate::identifiers::Identifiers;
use crate::registry::clean_name;
use crate::risk::import_deaths::words_of;

/// A line of a list.
pub(crate) struct DeathLine {
    pub(crate) name: String,
    pub(crate) id: Option<IdNumber>,
    /// The birth date that the number carries, also when its check digit is wrong: good enough to
    /// ask a question, never to answer it.
    pub(crate) birth: Option<Date>,
    pub(crate) died_on: Date,
    pub(crate) evidence: Digest,
    source: String,
}

impl DeathLine {
    /// Where it comes from, in words.
    pub(crate) fn words(&self) -> String {
        words_of(&self.source, self.died_on)
    }
}

/// The lines that could be read.
pub(crate) fn lines_of(imported: &Imported, identifiers: &Identifiers<'_>) -> Vec<DeathLine> {
    imported.records.iter().filter_map(|record| line(record, identifiers)).collect()
}

fn line(record: &Record, identifiers: &Identifiers<'_>) -> Option<DeathLine> {
    let (source, died_on) = (record.text("source")?, record.date("death_on")?);
    let name = clean_name(record.text("aac003")?);
    let id = match record.id("aac002") {
        Some(ParsedId::Current(id)) => Some(id),
        Some(ParsedId::Legacy(old)) => old.upgraded(),
        None => None,
    };
    let unread = record.unread("aac002").unwrap_or_default();
    let lookup = id.map_or_else(|| identifiers.lookup_of_unread(unread), |id| identifiers.lookup_of(&id));
    let evidence = Digest::of(format!("{source}\n{lookup}\n{name}\n{died_on}").as_bytes());
    let birth = id.map(|id| id.birth()).or_else(|| birth_in(unread));
    Some(DeathLine { name, id, birth, died_on, evidence, source: title_of(source).to_owned() })
}

/// Digits 7 to 14 of something of the length of an ID number.
fn birth_in(text: &str) -> Option<Date> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 18 {
        return None;
    }
    let number: i64 = digits.get(6..14)?.iter().collect::<String>().parse().ok()?;
    let date = base::date_from_number(number).ok()?;
    Month::from_number(number / 100).ok().map(|_| date)
}

fn title_of(source: &str) -> &str {
    match source {
        "police" => "公安",
        "civil" => "民政",
        "health" => "卫健",
        "funeral" => "殡葬",
        "village" => "村居上报",
        other => other,
    }
}
