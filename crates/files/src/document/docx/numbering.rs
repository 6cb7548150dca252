//! The numbers that Word sets before paragraphs by itself (一、 （一） 1.): they are printed, so
//! they are read. Bullets are not.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::package::{attribute, local};

/// Deepest level that Word knows.
const LEVELS: usize = 9;
/// A number counted further is no number of a report.
const HIGHEST: u32 = 9_999;

/// How one level is numbered.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    style: Option<String>,
}

/// A list: which pattern it follows, and levels that begin anew with it.
#[derive(Clone, Debug, Default)]
struct List {
    pattern: String,
    restarts: Vec<(usize, u32)>,
    used: bool,
}

/// The lists of a document and how far each has been counted.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    patterns: HashMap<String, Vec<Level>>,
    lists: HashMap<String, List>,
    counted: HashMap<String, [Option<u32>; LEVELS]>,
}

impl Numbering {
    /// Reads `numbering.xml`. A document whose numbering is broken is read without numbers.
    pub fn read(xml: Option<&str>) -> Numbering {
        let mut found = Numbering::default();
        let mut reader = Reader::from_str(xml.unwrap_or_default());
        let (mut pattern, mut list, mut level) = (String::new(), String::new(), 0);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    let value = || attribute(&element, "val").unwrap_or_default();
                    match local(&element) {
                        "abstractNum" => pattern = attribute(&element, "abstractNumId").unwrap_or_default(),
                        "num" => list = attribute(&element, "numId").unwrap_or_default(),
                        "abstractNumId" => found.lists.entry(list.clone()).or_default().pattern = value(),
                        "lvl" | "lvlOverride" => level = index(&element),
                        "startOverride" => {
                            let start = value().parse().unwrap_or(1).min(HIGHEST);
                            found.lists.entry(list.clone()).or_default().restarts.push((level, start));
                        }
                        name => found.describe(&pattern, level, name, value()),
                    }
                }
                Ok(Event::Eof) | Err(_) => return found,
                _ => {}
            }
        }
    }

    fn describe(&mut self, pattern: &str, level: usize, name: &str, value: String) {
        if !matches!(name, "start" | "numFmt" | "lvlText" | "pStyle") {
            return;
        }
        let levels = self.patterns.entry(pattern.to_owned()).or_insert_with(|| vec![Level::default(); LEVELS]);
        let Some(level) = levels.get_mut(level) else { return };
        match name {
            "start" => level.start = value.parse().unwrap_or(1).min(HIGHEST),
            "numFmt" => level.format = value,
            // A longer pattern is none: it would be repeated before every paragraph.
            "lvlText" => level.text = Some(value).filter(|text| text.len() <= 100).unwrap_or_default(),
            _ => level.style = Some(value),
        }
    }

    /// The level that a list keeps for a style.
    pub fn level_of(&self, list: &str, style: &str) -> Option<usize> {
        let levels = self.patterns.get(&self.lists.get(list)?.pattern)?;
        levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts a paragraph and gives the number printed before it.
    pub fn next(&mut self, list: &str, level: usize) -> Option<String> {
        let found = self.lists.get_mut(list)?;
        let levels = self.patterns.get(&found.pattern)?;
        let counted = self.counted.entry(found.pattern.clone()).or_insert([None; LEVELS]);
        if !std::mem::replace(&mut found.used, true) {
            for (level, start) in &found.restarts {
                if let Some(count) = counted.get_mut(*level) {
                    *count = start.checked_sub(1);
                }
            }
        }
        let here = levels.get(level)?;
        let count = counted.get_mut(level)?;
        *count = Some(count.map_or(here.start, |count| count.saturating_add(1)).min(HIGHEST));
        counted.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        if matches!(here.format.as_str(), "bullet" | "none") {
            return None;
        }
        let mut text = here.text.clone();
        for (at, level) in levels.iter().enumerate() {
            let count = counted[at].unwrap_or(level.start);
            text = text.replace(&format!("%{}", at + 1), &written(count, &level.format));
        }
        if text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            text.push(' ');
        }
        Some(text).filter(|text| !text.is_empty())
    }
}

fn index(element: &BytesStart<'_>) -> usize {
    attribute(element, "ilvl").and_then(|level| level.trim().parse().ok()).unwrap_or(LEVELS)
}

/// A count in the characters of its format; an unknown format counts in digits.
fn written(count: u32, format: &str) -> String {
    let letter = |first: u8| (1..=26).contains(&count).then(|| char::from(first + (count - 1) as u8).to_string());
    let one_of = |signs: &str| signs.chars().nth((count as usize).wrapping_sub(1)).map(String::from);
    let special = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital" => chinese(count),
        "ideographTraditional" => one_of("甲乙丙丁戊己庚辛壬癸"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(count.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect())
        }
        "lowerLetter" => letter(b'a'),
        "upperLetter" => letter(b'A'),
        _ => None,
    };
    special.unwrap_or_else(|| count.to_string())
}

/// 一 to 九十九.
fn chinese(count: u32) -> Option<String> {
    let digit =
        |n: u32| "一二三四五六七八九".chars().nth((n as usize).wrapping_sub(1)).map(String::from).unwrap_or_default();
    let tens = match count / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        n => format!("{}十", digit(n)),
    };
    (1..100).contains(&count).then(|| tens + &digit(count % 10))
}
