//! Where the marks of a comment go, and how a run is divided for them.

use std::collections::BTreeMap;
use std::ops::Range;

use files::docx::{ParagraphPlace, Piece};

/// How the bytes around a place are closed before a mark and opened again after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Division {
    close: String,
    open: String,
}

/// A place in the bytes.
struct Spot {
    at: usize,
    division: Division,
}

/// Marks at one place, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    End(u64),
    /// A comment on a paragraph without content.
    Whole(u64),
    Start(u64),
}

/// What stands at one place of the new text.
#[derive(Default)]
struct Splice {
    division: Division,
    prefix: String,
    marks: Vec<Mark>,
    /// The `/>` of an element without content becomes `>` … `</p>`.
    unfold: bool,
}

/// What is put between the bytes of a document, by place.
#[derive(Default)]
pub(super) struct Splices {
    by_place: BTreeMap<usize, Splice>,
    /// Ends of start tags that get the attribute `xml:space="preserve"`, because an end of their
    /// text that is a blank would otherwise be lost.
    preserve: BTreeMap<usize, ()>,
}

impl Splices {
    /// Adds the marks of a comment on some characters, or on the whole paragraph.
    pub fn comment(&mut self, xml: &str, place: &ParagraphPlace, chars: Option<Range<usize>>, id: u64) {
        let length = place.pieces.last().map_or(0, |piece| piece.chars.end);
        let wanted = chars.map(|c| c.start.min(length)..c.end.min(length)).filter(|c| c.start < c.end);
        let found = wanted.and_then(|c| Some((self.start(xml, place, c.start)?, self.end(xml, place, c.end)?)));
        let spots = found.filter(|(start, end)| start.at < end.at);
        let prefix = prefix(xml, place);
        match spots {
            Some((start, end)) => {
                self.mark(start, &prefix, Mark::Start(id));
                self.mark(end, &prefix, Mark::End(id));
            }
            None if place.content >= place.end => {
                self.mark(bare(place.content), &prefix, Mark::Whole(id));
                if let Some(splice) = self.by_place.get_mut(&place.content) {
                    splice.unfold = place.empty;
                }
            }
            None => {
                self.mark(bare(place.content), &prefix, Mark::Start(id));
                self.mark(bare(place.end), &prefix, Mark::End(id));
            }
        }
    }

    fn mark(&mut self, spot: Spot, prefix: &str, mark: Mark) {
        let splice = self.by_place.entry(spot.at).or_default();
        splice.division = spot.division;
        prefix.clone_into(&mut splice.prefix);
        splice.marks.push(mark);
    }

    /// The place before a character.
    fn start(&mut self, xml: &str, place: &ParagraphPlace, char: usize) -> Option<Spot> {
        let at = place.pieces.iter().position(|p| p.chars.contains(&char))?;
        let piece = &place.pieces[at];
        let first_of_run = at == 0 || place.pieces[at - 1].run != piece.run;
        if !piece.direct || (char == piece.chars.start && first_of_run) {
            return Some(bare(piece.run.start));
        }
        if char == piece.chars.start {
            return Some(between(xml, piece, piece.element.start));
        }
        Some(self.inside(xml, piece, char).unwrap_or_else(|| bare(piece.run.start)))
    }

    /// The place after the characters before `char`.
    fn end(&mut self, xml: &str, place: &ParagraphPlace, char: usize) -> Option<Spot> {
        let at = place.pieces.iter().position(|p| p.chars.contains(&(char - 1)))?;
        let piece = &place.pieces[at];
        let last_of_run = place.pieces.get(at + 1).is_none_or(|next| next.run != piece.run);
        if !piece.direct || (char == piece.chars.end && last_of_run) {
            return Some(bare(piece.run.end));
        }
        if char == piece.chars.end {
            return Some(between(xml, piece, piece.element.end));
        }
        Some(self.inside(xml, piece, char).unwrap_or_else(|| bare(piece.run.end)))
    }

    /// The place before a character in the middle of a text.
    fn inside(&mut self, xml: &str, piece: &Piece, char: usize) -> Option<Spot> {
        let segment = piece.segments.iter().find(|s| s.chars.contains(&char))?;
        let written = xml.get(segment.bytes.clone())?;
        let offset = written.char_indices().nth(char - segment.chars.start).map(|(offset, _)| offset)?;
        let start_tag = xml.get(piece.start_tag.clone())?;
        if !start_tag.contains("xml:space") {
            self.preserve.insert(piece.start_tag.end - 1, ());
        }
        let mut spot = between(xml, piece, segment.bytes.start + offset);
        let name = element_name(start_tag);
        spot.division.close.insert_str(0, &format!("</{name}>"));
        spot.division.open.push_str(&format!("<{name} xml:space=\"preserve\">"));
        Some(spot)
    }

    /// The bytes with everything put between them.
    pub fn apply(&self, xml: &str) -> String {
        let mut new = String::with_capacity(xml.len() + self.by_place.len() * 300);
        let mut done = 0;
        let places = self.by_place.keys().chain(self.preserve.keys());
        let mut places: Vec<usize> = places.copied().collect();
        places.sort_unstable();
        places.dedup();
        for at in places {
            new.push_str(xml.get(done..at).unwrap_or_default());
            done = at;
            if self.preserve.contains_key(&at) {
                new.push_str(" xml:space=\"preserve\"");
            }
            if let Some(splice) = self.by_place.get(&at) {
                splice.write(&mut new);
            }
        }
        new.push_str(xml.get(done..).unwrap_or_default());
        new
    }
}

impl Splice {
    fn write(&self, new: &mut String) {
        let w = &self.prefix;
        if self.unfold {
            new.truncate(new.trim_end_matches("/>").len());
            new.push('>');
        }
        new.push_str(&self.division.close);
        let mut marks = self.marks.clone();
        marks.sort_unstable();
        for mark in marks {
            if let Mark::Whole(id) | Mark::Start(id) = mark {
                new.push_str(&format!("<{w}commentRangeStart {w}id=\"{id}\"/>"));
            }
            if let Mark::Whole(id) | Mark::End(id) = mark {
                new.push_str(&format!(
                    "<{w}commentRangeEnd {w}id=\"{id}\"/><{w}r><{w}commentReference {w}id=\"{id}\"/></{w}r>"
                ));
            }
        }
        new.push_str(&self.division.open);
        if self.unfold {
            new.push_str(&format!("</{w}p>"));
        }
    }
}

/// A place between runs.
fn bare(at: usize) -> Spot {
    Spot { at, division: Division::default() }
}

/// A place between two children of a run: the run ends before it and begins again after it, with
/// the same properties.
fn between(xml: &str, piece: &Piece, at: usize) -> Spot {
    let start_tag = xml.get(piece.run.start..).and_then(|rest| rest.split_inclusive('>').next()).unwrap_or_default();
    let properties = piece.run_properties.clone().and_then(|bytes| xml.get(bytes)).unwrap_or_default();
    let close = format!("</{}>", element_name(start_tag));
    Spot { at, division: Division { close, open: format!("{start_tag}{properties}") } }
}

/// The name in a start tag.
fn element_name(start_tag: &str) -> &str {
    let name = start_tag.trim_start_matches('<');
    name.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or(name)
}

/// The prefix of the paragraph's element, with its colon.
fn prefix(xml: &str, place: &ParagraphPlace) -> String {
    let name = element_name(xml.get(place.start_tag.clone()).unwrap_or_default());
    name.strip_suffix('p').unwrap_or("w:").to_owned()
}
