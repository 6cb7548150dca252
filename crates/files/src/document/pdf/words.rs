//! Words with their places on a page.
//!
//! Places are whole hundredths of a point: nothing here calculates with floats.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::error::DocumentError;
use crate::document::package::{attribute, broken_xml};

/// A hundredth of a point.
pub(super) type Length = i64;

/// A word and its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub left: Length,
    pub right: Length,
    /// The height of its middle, from the top. The upper and lower edge depend on the font's
    /// declared ascent, which is often wrong; the middle hardly does.
    pub middle: Length,
    /// Words of one line as the PDF reader saw it have the same number.
    pub line: usize,
    pub text: String,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub width: Length,
    pub height: Length,
    pub words: Vec<Word>,
}

impl Word {
    /// The width of a Chinese character of its size, as far as it can be told.
    pub fn em(&self) -> Length {
        let halves = halves(&self.text).max(1);
        ((self.right - self.left) * 2 / halves).clamp(200, 10_000)
    }
}

/// The width of a text in halves of a Chinese character.
pub(super) fn halves(text: &str) -> Length {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Characters as wide as they are high.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Reads what `pdftotext -bbox-layout` prints.
pub(super) fn pages_of_words(xml: &str) -> Result<Vec<Page>, DocumentError> {
    let mut pages: Vec<Page> = Vec::new();
    let mut word: Option<Word> = None;
    let mut line = 0;
    let mut reader = Reader::from_str(xml);
    // The document's own title and author stand in the head unescaped by some versions.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let event = reader.read_event().map_err(|_| broken_xml("PDF ", reader.error_position()))?;
        match event {
            Event::Eof => return Ok(pages),
            Event::Start(element) | Event::Empty(element) => match element.name().into_inner() {
                "page" => pages.push(Page {
                    width: length(&element, "width"),
                    height: length(&element, "height"),
                    words: Vec::new(),
                }),
                "line" => line += 1,
                "word" => {
                    let middle = i64::midpoint(length(&element, "yMin"), length(&element, "yMax"));
                    let (left, right) = (length(&element, "xMin"), length(&element, "xMax"));
                    word = Some(Word { left, right: right.max(left), middle, line, text: String::new() });
                }
                _ => {}
            },
            Event::Text(text) => {
                if let Some(word) = &mut word {
                    word.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(word) = &mut word {
                    word.text.push(crate::document::docx::resolve(&reference));
                }
            }
            Event::End(element) if element.name().into_inner() == "word" => {
                if let (Some(page), Some(word)) = (pages.last_mut(), word.take())
                    && !word.text.is_empty()
                {
                    page.words.push(word);
                }
            }
            _ => {}
        }
    }
}

/// A coordinate as hundredths; far outside any page it is its edge.
fn length(element: &BytesStart<'_>, name: &str) -> Length {
    let text = attribute(element, name).unwrap_or_default();
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
    sign * (whole * 100 + hundredths.parse::<i64>().unwrap_or(0))
}

/// A page of text whose columns are kept apart by blanks: a character is 10 points wide.
pub(super) fn page_of_lines(text: &str) -> Page {
    const HALF: Length = 500;
    let mut words = Vec::new();
    let (mut middle, mut count) = (0, 0);
    for (line, content) in text.lines().enumerate() {
        middle += 1500;
        count += 1;
        let mut at = 0;
        for part in content.split_inclusive("  ") {
            let word = part.trim();
            if !word.is_empty() {
                let left = (at + halves(&part[..part.len() - part.trim_start().len()])) * HALF;
                let right = left + halves(word) * HALF;
                words.push(Word { left, right, middle, line, text: word.to_owned() });
            }
            at += halves(part);
        }
    }
    Page { width: 0, height: (count + 1) * 1500, words }
}
