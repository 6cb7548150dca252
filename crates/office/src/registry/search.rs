//! Finding people: by whole ID number, by number, by the beginning of the name, by the initials of
//! the name's pinyin, by village.

use base::{IdNumber, Month, RegionCode};
use desk::{Look, Unplanned};
use pinyin::ToPinyinMulti as _;
use store::{Field, Value};

use super::people::{current_person, known_people};
use super::person_card::region_name;
use crate::environment::Environment;
use crate::tables::{PersonId, Scheme};

/// How many people a search shows.
pub const FOUND_AT_MOST: usize = 50;

/// Candidates that are looked at for a search, most of them perhaps in regions that the reader does not cover.
const CANDIDATES: usize = 2_000;

/// Candidates whose village is asked for at once.
const A_PORTION: usize = 200;

/// Names that are read at once from the index.
const NAMES: i64 = 1_000;

/// Longest initials that are looked for: names have no more characters.
const INITIALS_AT_MOST: usize = 8;

/// A person in a list of those found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFound {
    /// Who.
    pub person: PersonId,
    /// Personal number of the old system.
    pub old_number: Option<String>,
    /// Name.
    pub name: String,
    /// ID number, masked.
    pub id_masked: String,
    /// Name of the village.
    pub region_name: String,
    /// Whether something must be mended.
    pub flagged: bool,
    /// First month of the pension, if there is one.
    pub pension_from: Option<Month>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// At most [`FOUND_AT_MOST`].
    pub people: Vec<PersonFound>,
    /// Whether there are others.
    pub more: bool,
}

/// People anywhere in the agency; see [`search_people`].
pub fn find_people(look: &mut Look<'_>, environment: &Environment, text: &str) -> Result<Vec<PersonFound>, Unplanned> {
    Ok(search_people(look, environment, text, &|_| true)?.people)
}

/// People by whole ID number, by personal number of here or of the old system, by the beginning
/// of the name, by pinyin initials such as `wxm`, or by the name or code of their village; only
/// those in regions that the reader covers.
pub fn search_people(
    look: &mut Look<'_>,
    environment: &Environment,
    text: &str,
    covers: &dyn Fn(&RegionCode) -> bool,
) -> Result<Found, Unplanned> {
    let text = text.trim();
    let mut search = Search { covers, people: Vec::new(), looked_at: 0 };
    let candidates = match text.parse::<IdNumber>() {
        _ if text.is_empty() => return Ok(Found::default()),
        Ok(id) => environment.identifiers().people_with(look, &id)?,
        Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => by_number(look, text)?,
        Err(_) if is_initials(text) => {
            by_initials(look, &text.to_ascii_lowercase(), &mut search)?;
            Vec::new()
        }
        Err(_) => by_name(look, text)?,
    };
    search.look_at(look, candidates)?;
    if search.looked_at == 0 {
        let villagers = of_villages(look, text)?;
        search.look_at(look, villagers)?;
    }
    let Search { mut people, .. } = search;
    let more = people.len() > FOUND_AT_MOST;
    people.truncate(FOUND_AT_MOST);
    let people = people.into_iter().map(|person| found(look, person)).filter_map(Result::transpose);
    Ok(Found { people: people.collect::<Result<_, _>>()?, more })
}

/// A search under way: it ends as soon as there are more than a page shows.
struct Search<'s> {
    covers: &'s dyn Fn(&RegionCode) -> bool,
    people: Vec<PersonId>,
    looked_at: usize,
}

impl Search<'_> {
    fn is_over(&self) -> bool {
        self.people.len() > FOUND_AT_MOST || self.looked_at >= CANDIDATES
    }

    fn look_at(&mut self, look: &mut Look<'_>, candidates: Vec<PersonId>) -> Result<(), Unplanned> {
        self.look_at_named(look, &candidates.into_iter().map(|person| (person, None)).collect::<Vec<_>>())
    }

    /// Keeps who lives where the reader may look. Where a name is given it must be the present
    /// one: an earlier name of somebody is none.
    fn look_at_named(
        &mut self,
        look: &mut Look<'_>,
        candidates: &[(PersonId, Option<String>)],
    ) -> Result<(), Unplanned> {
        for portion in candidates.chunks(A_PORTION) {
            if self.is_over() {
                break;
            }
            self.looked_at += portion.len();
            let ids: Vec<PersonId> = portion.iter().map(|(person, _)| *person).collect();
            let known = known_people(look, &ids)?;
            for (person, name) in portion {
                let Some(known) = known.get(person).filter(|known| (self.covers)(&known.region)) else { continue };
                let is_present = name.as_ref().is_none_or(|name| known.name == *name);
                // Two versions of the same name stand beside each other.
                if is_present && self.people.last() != Some(person) {
                    self.people.push(*person);
                }
            }
        }
        Ok(())
    }
}

fn is_initials(text: &str) -> bool {
    (2..=INITIALS_AT_MOST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic())
}

fn by_number(look: &mut Look<'_>, text: &str) -> Result<Vec<PersonId>, Unplanned> {
    let own = text.parse::<i64>().unwrap_or_default();
    let sql = "SELECT id FROM person WHERE agency = $1 AND (old_number = $2 OR id = $3) ORDER BY id";
    people(look, sql, &[Value::Int(look.agency().0), text.into(), Value::Int(own)])
}

/// By the present name. The end of the range is the character after every other, so that the
/// same condition works on both engines and a percent sign in a name is only a percent sign.
fn by_name(look: &mut Look<'_>, text: &str) -> Result<Vec<PersonId>, Unplanned> {
    let sql = "SELECT v.person FROM person_version v WHERE v.agency = $1 AND v.name >= $2 AND v.name < $3 \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               ORDER BY v.name, v.person LIMIT $4";
    let end = format!("{text}\u{10FFFF}");
    people(look, sql, &[Value::Int(look.agency().0), text.into(), end.into(), candidates()])
}

fn candidates() -> Value {
    Value::Int(i64::try_from(CANDIDATES).unwrap_or(i64::MAX))
}

/// By pinyin initials, from the index of names alone: the first characters are few, so each is
/// jumped to, and only the names of those that fit are read. A character may be read in several
/// ways (单, 曾): each counts.
fn by_initials(look: &mut Look<'_>, initials: &str, search: &mut Search<'_>) -> Result<(), Unplanned> {
    let mut from = String::new();
    while !search.is_over() {
        let sql = "SELECT MIN(name) FROM person_version WHERE agency = $1 AND name >= $2";
        let args = [Value::Int(look.agency().0), from.as_str().into()];
        let next = look.one(sql, &args, |row| Option::<String>::read(row, 0))?.flatten();
        let Some(first) = next.as_deref().and_then(|name| name.chars().next()) else { break };
        if initials.chars().next().is_some_and(|letter| sounds(first, letter)) {
            beginning_with(look, first, initials, search)?;
        }
        from = format!("{first}\u{10FFFF}");
    }
    Ok(())
}

/// The names with this first character, some at a time.
fn beginning_with(look: &mut Look<'_>, first: char, initials: &str, search: &mut Search<'_>) -> Result<(), Unplanned> {
    let sql = "SELECT name, person FROM person_version WHERE agency = $1 AND (name, person) > ($2, $3) AND name < $4 \
               ORDER BY name, person LIMIT $5";
    let mut behind = (first.to_string(), PersonId(0));
    let end = format!("{first}\u{10FFFF}");
    while !search.is_over() {
        let args = [Value::Int(look.agency().0), behind.0.as_str().into(), behind.1.value(), end.as_str().into()];
        let args = [&args[..], &[Value::Int(NAMES)]].concat();
        let (mut fitting, mut read) = (Vec::new(), 0);
        look.each(sql, &args, |row| {
            let (name, person) = (row.text(0)?, PersonId::read(row, 1)?);
            read += 1;
            behind = (name.to_owned(), person);
            if fits(name, initials) {
                fitting.push((person, Some(name.to_owned())));
            }
            Ok(())
        })?;
        search.look_at_named(look, &fitting)?;
        if read < NAMES {
            break;
        }
    }
    Ok(())
}

/// Whether the name's characters begin, in order, with these letters; more characters may follow.
fn fits(name: &str, initials: &str) -> bool {
    let mut characters = name.chars().filter(|c| !c.is_whitespace() && *c != '·');
    initials.chars().all(|letter| characters.next().is_some_and(|character| sounds(character, letter)))
}

fn sounds(character: char, letter: char) -> bool {
    if character.is_ascii_alphabetic() {
        return character.eq_ignore_ascii_case(&letter);
    }
    let mut buffer = [0; 4];
    let letter: &str = letter.encode_utf8(&mut buffer);
    character.to_pinyin_multi().is_some_and(|readings| readings.into_iter().any(|one| one.plain().starts_with(letter)))
}

/// Everybody in the villages of this name or code.
fn of_villages(look: &mut Look<'_>, text: &str) -> Result<Vec<PersonId>, Unplanned> {
    let sql = "SELECT v.person FROM person_version v WHERE v.agency = $1 \
               AND v.region IN (SELECT r.code FROM region r WHERE r.agency = $1 AND (r.code = $2 OR r.name = $2)) \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               ORDER BY v.name, v.person LIMIT $3";
    people(look, sql, &[Value::Int(look.agency().0), text.into(), candidates()])
}

fn people(look: &mut Look<'_>, sql: &str, args: &[Value]) -> Result<Vec<PersonId>, Unplanned> {
    let mut people = Vec::new();
    look.each(sql, args, |row| {
        people.push(PersonId::read(row, 0)?);
        Ok(())
    })?;
    Ok(people)
}

fn found(look: &mut Look<'_>, person: PersonId) -> Result<Option<PersonFound>, Unplanned> {
    let Some(now) = current_person(look, person, Scheme::Resident)? else { return Ok(None) };
    let sql = "SELECT masked FROM identifier WHERE person = $1 AND kind IN ('id', 'id15', 'bad_id') \
               ORDER BY CASE kind WHEN 'id' THEN 0 WHEN 'id15' THEN 1 ELSE 2 END, id DESC LIMIT 1";
    let id_masked = look.one(sql, &[Value::Int(person.0)], |row| Ok(row.text(0)?.to_owned()))?;
    let sql = "SELECT start FROM award WHERE person = $1 AND scheme = $2 AND origin <> 'once'";
    let pension_from = look.one(sql, &[Value::Int(person.0), Scheme::Resident.value()], |row| Month::read(row, 0))?;
    Ok(Some(PersonFound {
        person,
        region_name: region_name(look, &now)?,
        old_number: now.person.old_number,
        name: now.version.name,
        id_masked: id_masked.unwrap_or_default(),
        flagged: !now.version.flags.is_empty(),
        pension_from,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_fit_every_reading_of_a_character() {
        assert!(fits("王小明", "wxm") && fits("王小明", "wx") && fits("王小明", "WXM".to_ascii_lowercase().as_str()));
        assert!(!fits("王小明", "wm") && !fits("王小", "wxm"));
        // 曾 is read ceng and, as a surname, zeng; 单 dan and shan.
        assert!(fits("曾国", "zg") && fits("曾国", "cg") && fits("单田", "st"));
        assert!(fits("阿卜杜拉·买买提", "abdlmmt"));
        assert!(is_initials("wxm") && !is_initials("w") && !is_initials("w1"));
    }
}
