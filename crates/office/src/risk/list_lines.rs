//! Lines of other offices' lists, as they are matched: who is meant, and what is said.

use base::{Date, IdNumber, Month, ParsedId};
use desk::Digest;
use files::{Imported, Record};

use crate::identifiers::Identifiers;
use crate::registry::clean_name;
use crate::tables::LeadKind;

/// A line of a list.
pub(crate) struct ListLine {
    pub(crate) name: String,
    pub(crate) id: Option<IdNumber>,
    /// The number had 15 digits: it was brought to 18 to be looked up.
    pub(crate) from_legacy: bool,
    /// Sound numbers that differ from an unsound one by two neighbouring digits.
    pub(crate) transposed: Vec<IdNumber>,
    /// The birth date that the number carries, also when its check digit is wrong: good enough to
    /// ask a question, never to answer it.
    pub(crate) birth: Option<Date>,
    pub(crate) said: Said,
    pub(crate) evidence: Digest,
}

/// What a line says.
pub(crate) struct Said {
    pub(crate) kind: LeadKind,
    /// The day it speaks of.
    pub(crate) event_on: Date,
    /// The day it ends.
    pub(crate) ends_on: Option<Date>,
    /// Who knows more.
    pub(crate) elsewhere: String,
    /// In words.
    pub(crate) words: String,
    /// What tells it from others about the same person: the same source says it again, and it is
    /// the same evidence.
    pub(crate) source: String,
}

/// The lines that could be read.
pub(crate) fn lines_of(
    imported: &Imported,
    identifiers: &Identifiers<'_>,
    read: fn(&Record) -> Option<Said>,
) -> Vec<ListLine> {
    imported.records.iter().filter_map(|record| line(record, identifiers, read(record)?)).collect()
}

fn line(record: &Record, identifiers: &Identifiers<'_>, said: Said) -> Option<ListLine> {
    let name = clean_name(record.text("aac003")?);
    let (id, from_legacy) = match record.id("aac002") {
        Some(ParsedId::Current(id)) => (Some(id), false),
        Some(ParsedId::Legacy(old)) => (old.upgraded(), true),
        None => (None, false),
    };
    let unread = record.unread("aac002").unwrap_or_default();
    let lookup = id.map_or_else(|| identifiers.lookup_of_unread(unread), |id| identifiers.lookup_of(&id));
    let evidence = Digest::of(format!("{}\n{lookup}\n{name}\n{}", said.source, said.event_on).as_bytes());
    let birth = id.map(|id| id.birth()).or_else(|| birth_in(unread));
    let transposed = if id.is_none() { transposed(unread) } else { Vec::new() };
    Some(ListLine { name, id, from_legacy, transposed, birth, said, evidence })
}

impl ListLine {
    /// The 15-digit number that the same person had before, for people of the last century.
    pub(crate) fn legacy(&self) -> Option<String> {
        let id = self.id?;
        let text = id.reveal();
        (text.get(6..8)? == "19").then(|| format!("{}{}", &text[..6], &text[8..17]))
    }
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

/// The check digit of an ID number catches every swap of two neighbours, so the number that was
/// meant is among those that pass after swapping one pair back.
fn transposed(text: &str) -> Vec<IdNumber> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 18 {
        return Vec::new();
    }
    let swapped = (0..17).filter(|at| digits[*at] != digits[at + 1]).filter_map(|at| {
        let mut digits = digits.clone();
        digits.swap(at, at + 1);
        digits.into_iter().collect::<String>().parse().ok()
    });
    swapped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_was_meant_is_among_the_swapped_ones() {
        let body = "53011319550612901";
        let id: IdNumber = format!("{body}{}", IdNumber::check_character(body).unwrap()).parse().unwrap();
        let text: Vec<char> = id.reveal().chars().collect();
        for at in 0..17 {
            let mut wrong = text.clone();
            wrong.swap(at, at + 1);
            let wrong: String = wrong.into_iter().collect();
            if wrong != id.reveal() {
                assert!(transposed(&wrong).contains(&id), "{at}");
            }
        }
        assert!(transposed("530113").is_empty());
    }
}
