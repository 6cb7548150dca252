//! Which styles are headings, and of which level; which are numbered, and by which list.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::package::{attribute, local};

/// A style as far as headings go.
#[derive(Default)]
struct Style {
    level: Option<u8>,
    list: Option<String>,
    list_level: Option<usize>,
    based_on: Option<String>,
}

/// Levels by style id.
#[derive(Default)]
pub(crate) struct Headings(HashMap<String, Style>);

impl Headings {
    /// Reads `styles.xml`. A document whose styles are broken is read without headings.
    pub fn read(xml: Option<&str>) -> Headings {
        let mut found = Headings::default();
        let mut reader = Reader::from_str(xml.unwrap_or_default());
        let (mut id, mut style) = (String::new(), Style::default());
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) if local(&element) == "style" => {
                    (id, style) = (attribute(&element, "styleId").unwrap_or_default(), Style::default());
                }
                Ok(Event::Start(element) | Event::Empty(element)) => style.take(&element),
                Ok(Event::End(end)) if end.local_name().into_inner() == "style" => {
                    found.0.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                Ok(Event::Eof) | Err(_) => return found,
                _ => {}
            }
        }
    }

    /// The list that numbers the paragraphs of a style, and its level.
    pub fn list(&self, style: &str) -> Option<(&str, Option<usize>)> {
        let mut style = self.0.get(style)?;
        for _ in 0..20 {
            if let Some(list) = &style.list {
                return Some((list, style.list_level));
            }
            style = self.0.get(style.based_on.as_deref()?)?;
        }
        None
    }

    /// The level of a style, its own or that of the style it is based on.
    pub fn level(&self, style: &str) -> Option<u8> {
        let mut style = self.0.get(style)?;
        // Styles that are based on each other in a circle end here.
        for _ in 0..20 {
            if let Some(level) = style.level {
                return outline_level(level);
            }
            style = self.0.get(style.based_on.as_deref()?)?;
        }
        None
    }
}

impl Style {
    fn take(&mut self, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        match local(element) {
            "outlineLvl" => self.level = value().and_then(|v| v.trim().parse().ok()).or(self.level),
            "numId" => self.list = value(),
            "ilvl" => self.list_level = value().and_then(|v| v.trim().parse().ok()),
            "basedOn" => self.based_on = value(),
            // Some programs name the style and leave its level out.
            "name" => self.level = value().and_then(|v| named_level(&v)).or(self.level),
            _ => {}
        }
    }
}

/// From Word's outline level (0 to 8, 9 for body text) to the level of a heading from 1.
pub(crate) fn outline_level(level: u8) -> Option<u8> {
    (level < 9).then_some(level + 1)
}

fn named_level(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    number.trim().parse::<u8>().ok()?.checked_sub(1).filter(|level| *level < 9)
}
