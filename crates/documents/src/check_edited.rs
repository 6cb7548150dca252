//! Which figures of a report were changed after it was written: each stands between the marks of
//! [`crate::official::Marks`], and the document itself says what it was.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use files::package::Package;
use files::{DocumentError, DocumentReader, FileError, docx, make_in_child};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use crate::official::{CUSTOM, PREFIX, first_number};

/// The hidden subcommand of the binary that runs [`check_child_main`].
pub const CHECK_COMMAND: &str = "__check-edited";

/// Characters before a figure by which a reader finds it.
const BEFORE: usize = 16;

/// What became of the figures of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedFigures {
    /// How many figures the document was written with.
    pub figures: usize,
    /// Those that are another text now, or are gone, in the order of the text.
    pub edited: Vec<Edited>,
}

/// A figure that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// The name of its bookmark: number, definition, value.
    pub name: String,
    /// As written.
    pub before: String,
    /// As it stands now; none where it or its mark is gone.
    pub now: Option<String>,
    /// What stands behind it, where the document still says so.
    pub behind: String,
    /// The words before it in its paragraph.
    pub context: String,
}

/// A bookmark with what stands in it now.
struct Marked {
    id: String,
    text: String,
    context: String,
}

/// Compares every marked figure of a `.docx` with what was written. Whoever worked on it since may have made anything
/// of it, so it is parsed in a child process.
///
/// # Errors
/// The document cannot be read.
pub fn check_edited_in_child(reader: &DocumentReader, file: &Path) -> Result<CheckedFigures, FileError> {
    let made = reader.made_in_child(CHECK_COMMAND, &[file.as_os_str().to_owned()])?;
    serde_json::from_slice(&made).map_err(|_| FileError::Child("没有给出完整的结果".to_owned()))
}

/// What the hidden subcommand runs: `args` is the path.
pub fn check_child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Some(path) = args.into_iter().next() else { return ExitCode::from(2) };
    make_in_child(|| {
        let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
        let checked = check_edited(&bytes).map_err(|error| error.to_string())?;
        serde_json::to_vec(&checked).map_err(|error| error.to_string())
    })
}

fn check_edited(bytes: &[u8]) -> Result<CheckedFigures, DocumentError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part(docx::MAIN_PART)?;
    let missing = || DocumentError::Damaged { format: "Word ", detail: "没有正文".to_owned() };
    let found = marked(&package.part(&main)?.ok_or_else(missing)?)?;
    let behind = match package.part(CUSTOM)? {
        Some(xml) => properties(&xml)?,
        None => BTreeMap::new(),
    };
    let mut names: Vec<&String> = found.keys().chain(behind.keys()).collect();
    names.sort_by_key(|name| number_of(name));
    names.dedup();
    let edited = names.iter().filter_map(|name| edited(name, found.get(*name), behind.get(*name))).collect();
    Ok(CheckedFigures { figures: names.len(), edited })
}

fn edited(name: &str, marked: Option<&Marked>, behind: Option<&String>) -> Option<Edited> {
    let mut parts = behind.map(String::as_str).unwrap_or_default().splitn(3, '|');
    let said = parts.next().filter(|text| !text.is_empty());
    let behind = parts.nth(1).unwrap_or_default().to_owned();
    let number = number_in(name);
    let now = marked.map(|m| m.text.trim().to_owned()).filter(|text| !text.is_empty());
    let same = match (&now, said) {
        (None, _) => false,
        (Some(now), Some(said)) => plain(now) == plain(said),
        // The properties are gone, the name still holds the first number.
        (Some(now), None) => first_number(&plain(now)) == number,
    };
    let before = said.map(str::to_owned).or(number).unwrap_or_default();
    let context = marked.map(|m| m.context.clone()).unwrap_or_default();
    (!same).then(|| Edited { name: name.to_owned(), before, now, behind, context })
}

/// The running number of one of our names.
fn number_of(name: &str) -> Option<usize> {
    name.strip_prefix(PREFIX)?.split('_').next()?.parse().ok()
}

/// The number in a name: `fig3_declared_760p216`.
fn number_in(name: &str) -> Option<String> {
    let number = name.rsplit('_').next()?.replace('p', ".").replace('m', "-");
    (!number.is_empty()).then_some(number)
}

/// Without blanks and separators, digits in one width: a new layout is no new number.
fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | '％' | '．' | '－' | '（' | '）' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' | '–' => '-',
        other => other,
    };
    text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != ',').collect()
}

/// Every one of our bookmarks with its text.
fn marked(xml: &str) -> Result<BTreeMap<String, Marked>, DocumentError> {
    let mut found: BTreeMap<String, Marked> = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let (mut paragraph, mut in_text, mut moved_away) = (String::new(), false, 0_usize);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("正文"))? {
            Event::Eof => return Ok(found),
            Event::Start(element) | Event::Empty(element) if is(&element, "bookmarkStart") => {
                let name = attribute(&element, "name");
                if number_of(&name).is_some() {
                    let skip = paragraph.chars().count().saturating_sub(BEFORE);
                    let context = paragraph.chars().skip(skip).collect();
                    found.insert(name.clone(), Marked { id: attribute(&element, "id"), text: String::new(), context });
                    open.push(name);
                }
            }
            Event::Start(element) | Event::Empty(element) if is(&element, "bookmarkEnd") => {
                let id = attribute(&element, "id");
                open.retain(|name| found.get(name).is_some_and(|mark| mark.id != id));
            }
            Event::Start(element) if is(&element, "p") => paragraph.clear(),
            // What somebody moved stands at its new place as well.
            Event::Start(element) if is(&element, "moveFrom") => moved_away += 1,
            Event::End(element) if element.local_name().into_inner() == "moveFrom" => moved_away -= 1,
            Event::Start(element) => in_text = is(&element, "t") && moved_away == 0,
            Event::End(_) => in_text = false,
            Event::Text(text) if in_text => {
                add(&text.xml_content(quick_xml::XmlVersion::Implicit1_0), &mut paragraph, &open, &mut found);
            }
            Event::GeneralRef(reference) if in_text => {
                let text = reference.resolve_char_ref().ok().flatten().unwrap_or('&').to_string();
                add(&text, &mut paragraph, &open, &mut found);
            }
            _ => {}
        }
    }
}

fn add(text: &str, paragraph: &mut String, open: &[String], found: &mut BTreeMap<String, Marked>) {
    paragraph.push_str(text);
    for name in open {
        if let Some(mark) = found.get_mut(name) {
            mark.text.push_str(text);
        }
    }
}

/// Our properties: what stands behind each mark.
fn properties(xml: &str) -> Result<BTreeMap<String, String>, DocumentError> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut name = String::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("文档属性"))? {
            Event::Eof => return Ok(found),
            Event::Start(element) if is(&element, "property") => name = attribute(&element, "name"),
            Event::Text(text) if number_of(&name).is_some() => {
                let text = text.xml_content(quick_xml::XmlVersion::Implicit1_0);
                found.entry(name.clone()).or_default().push_str(text.trim_matches('\n'));
            }
            Event::GeneralRef(reference) if number_of(&name).is_some() => {
                let resolved = reference.resolve_char_ref().ok().flatten();
                let sign = resolved.map(String::from).unwrap_or_else(|| named(reference.as_ref()).to_owned());
                found.entry(name.clone()).or_default().push_str(&sign);
            }
            Event::End(element) if element.local_name().into_inner() == "property" => name.clear(),
            _ => {}
        }
    }
}

/// The signs that XML names.
fn named(entity: &str) -> &str {
    match entity {
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "&",
    }
}

fn is(element: &BytesStart<'_>, name: &str) -> bool {
    element.local_name().into_inner() == name
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name);
    let value = found.and_then(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()));
    value.unwrap_or_default()
}

fn broken(part: &str) -> DocumentError {
    DocumentError::Damaged { format: "Word ", detail: format!("{part}的 XML 有误") }
}
