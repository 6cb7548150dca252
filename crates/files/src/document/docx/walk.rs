//! The way through `document.xml`, element by element, without recursion.

use std::ops::Range;

use base::document::{Block, Paragraph, Table};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::headings::{Headings, outline_level};
use super::merge::{CellMaking, Merge, RowMaking, TableMaking};
use super::numbering::Numbering;
use super::paragraph::{ParagraphMaking, Target};
use super::place::ParagraphPlace;
use super::symbol::symbol;
use crate::document::build::Builder;
use crate::document::error::DocumentError;
use crate::document::package::{attribute, broken_xml, local};
use crate::limits;

/// The namespace of Word's own elements, in both editions of the standard.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// What was found.
pub(crate) struct Walked {
    pub blocks: Vec<Block>,
    pub places: Vec<ParagraphPlace>,
    pub seen: Seen,
}

/// How often something stood there that is not read.
#[derive(Default)]
pub(crate) struct Seen {
    pub pictures: usize,
    pub charts: usize,
    pub objects: usize,
    pub formulas: usize,
    pub notes: usize,
    pub hidden: usize,
}

/// An open element, as far as it matters to what stands inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Other,
    Paragraph,
    ParagraphProperties,
    NumberProperties,
    Run,
    RunProperties,
    Text,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    TextBox,
}

/// What collects finished paragraphs.
enum Container {
    Table { slot: usize, table: TableMaking },
    Cell(CellMaking),
    TextBox,
}

pub(crate) struct Walk<'a> {
    xml: &'a str,
    headings: &'a Headings,
    numbering: Numbering,
    builder: &'a mut Builder,
    prefix: Option<String>,
    open: Vec<Open>,
    /// How many elements of a subtree that nobody sees are open.
    unseen: usize,
    containers: Vec<Container>,
    paragraphs: Vec<ParagraphMaking>,
    blocks: Vec<Option<Block>>,
    next_number: u32,
    keep_places: bool,
    places: Vec<ParagraphPlace>,
    seen: Seen,
}

impl<'a> Walk<'a> {
    pub fn new(xml: &'a str, headings: &'a Headings, numbering: Numbering, builder: &'a mut Builder) -> Walk<'a> {
        Walk {
            xml,
            headings,
            numbering,
            builder,
            prefix: None,
            open: Vec::new(),
            unseen: 0,
            containers: Vec::new(),
            paragraphs: Vec::new(),
            blocks: Vec::new(),
            next_number: 0,
            keep_places: false,
            places: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// Also keeps where each character stands.
    pub fn with_places(self) -> Walk<'a> {
        Walk { keep_places: true, ..self }
    }

    pub fn run(mut self) -> Result<Walked, DocumentError> {
        let mut reader = Reader::from_str(self.xml);
        loop {
            let from = position(reader.buffer_position());
            let event = reader.read_event().map_err(|_| broken_xml("正文", reader.error_position()))?;
            let bytes = from..position(reader.buffer_position());
            match event {
                Event::Start(element) => self.start(&element, bytes)?,
                Event::Empty(element) => {
                    self.start(&element, bytes.clone())?;
                    self.end(bytes.end..bytes.end)?;
                }
                Event::End(_) => self.end(bytes)?,
                Event::Text(text) => self.text(&text, bytes, true),
                Event::CData(text) => self.text(&text, bytes, false),
                Event::GeneralRef(reference) => {
                    let c = resolve(&reference);
                    self.character(c, bytes);
                }
                // Word never writes one; they are how entities are made to explode.
                Event::DocType(_) => return Err(DocumentError::Suspicious("正文里有文档类型声明".to_owned())),
                Event::Eof => break,
                _ => {}
            }
        }
        if !self.open.is_empty() {
            return Err(broken_xml("正文", self.xml.len() as u64));
        }
        self.places.sort_by_key(|place| place.number);
        Ok(Walked { blocks: self.blocks.into_iter().flatten().collect(), places: self.places, seen: self.seen })
    }

    /// The name of one of Word's own elements.
    fn own<'e>(&mut self, element: &'e BytesStart<'_>) -> Option<&'e str> {
        let name = element.name().into_inner();
        let prefix = self.prefix.get_or_insert_with(|| declared_prefix(element));
        if prefix.is_empty() { Some(name).filter(|n| !n.contains(':')) } else { name.strip_prefix(prefix.as_str()) }
    }

    fn start(&mut self, element: &BytesStart<'_>, bytes: Range<usize>) -> Result<(), DocumentError> {
        if self.open.len() + self.unseen >= limits::XML_DEPTH {
            return Err(DocumentError::Suspicious("元素嵌套过深".to_owned()));
        }
        let name = self.own(element);
        if self.unseen > 0 || self.is_unseen(name, local(element)) {
            self.unseen += 1;
            self.next_number += u32::from(name == Some("p"));
            return Ok(());
        }
        let open = match name {
            Some(name) => self.start_own(name, element, bytes)?,
            None => {
                self.note_foreign(local(element));
                Open::Other
            }
        };
        self.open.push(open);
        Ok(())
    }

    /// Subtrees that do not stand on the page.
    fn is_unseen(&self, own: Option<&str>, local: &str) -> bool {
        match own {
            // As a property they mark a row or a paragraph's end and enclose nothing.
            Some("del" | "moveFrom") => !matches!(
                self.open.last(),
                Some(
                    Open::RowProperties
                        | Open::RunProperties
                        | Open::ParagraphProperties
                        | Open::NumberProperties
                        | Open::CellProperties
                )
            ),
            // The small sounds above characters, and tracked earlier properties.
            Some("rt" | "pPrChange" | "rPrChange" | "trPrChange" | "tcPrChange" | "tblPrChange" | "sectPrChange") => {
                true
            }
            Some(_) => false,
            None => local == "Fallback",
        }
    }

    fn note_foreign(&mut self, local: &str) {
        match local {
            "blip" | "imagedata" => self.seen.pictures += 1,
            "chart" => self.seen.charts += 1,
            "oMath" => self.seen.formulas += 1,
            _ => {}
        }
    }

    fn start_own(&mut self, name: &str, element: &BytesStart<'_>, bytes: Range<usize>) -> Result<Open, DocumentError> {
        let parent = self.open.last().copied();
        Ok(match (name, parent) {
            ("p", _) => self.start_paragraph(bytes),
            ("pPr", Some(Open::Paragraph)) => Open::ParagraphProperties,
            ("r", _) => {
                self.with_paragraph(|p| p.start_run(bytes));
                Open::Run
            }
            ("rPr", Some(Open::Run)) => {
                self.with_paragraph(|p| p.start_run_properties(bytes.start));
                Open::RunProperties
            }
            ("t", Some(Open::Run)) => match self.with_paragraph(|p| p.start_piece(bytes)) {
                Some(true) => Open::Text,
                _ => Open::Other,
            },
            ("tbl", _) => {
                self.containers.push(Container::Table { slot: self.blocks.len(), table: TableMaking::default() });
                self.blocks.push(None);
                Open::Table
            }
            ("tr", _) => self.start_row(),
            ("trPr", Some(Open::Row)) => Open::RowProperties,
            ("tc", _) => self.start_cell(),
            ("tcPr", Some(Open::Cell)) => Open::CellProperties,
            ("txbxContent", _) => {
                self.containers.push(Container::TextBox);
                Open::TextBox
            }
            ("numPr", Some(Open::ParagraphProperties)) => Open::NumberProperties,
            (_, Some(Open::NumberProperties)) => self.number_property(name, element),
            (_, Some(Open::ParagraphProperties)) => self.paragraph_property(name, element),
            (_, Some(Open::RunProperties)) => self.run_property(name, element),
            (_, Some(Open::RowProperties)) => self.row_property(name, element),
            (_, Some(Open::CellProperties)) => self.cell_property(name, element),
            (_, Some(Open::Run)) => self.in_run(name, element, bytes),
            _ => Open::Other,
        })
    }

    fn start_paragraph(&mut self, bytes: Range<usize>) -> Open {
        let number = self.next_number;
        self.next_number += 1;
        let inner = self.containers.iter_mut().enumerate().rev().find_map(|(container, c)| match c {
            Container::Cell(cell) => Some((container, cell)),
            _ => None,
        });
        // The place is taken when the paragraph begins, so that a text box stands after the
        // paragraph it hangs on.
        let target = match inner {
            Some((container, cell)) => {
                cell.paragraphs.push(None);
                Target::Cell { container, index: cell.paragraphs.len() - 1 }
            }
            None => {
                self.blocks.push(None);
                Target::Block(self.blocks.len() - 1)
            }
        };
        let mut making = ParagraphMaking::new(number, bytes, target);
        making.place.around = self.paragraphs.first().map(|outermost| outermost.place.number);
        self.paragraphs.push(making);
        Open::Paragraph
    }

    /// Does something to the paragraph that is open, if one is.
    fn with_paragraph<T>(&mut self, change: impl FnOnce(&mut ParagraphMaking) -> T) -> Option<T> {
        self.paragraphs.last_mut().map(change)
    }

    fn paragraph_property(&mut self, name: &str, element: &BytesStart<'_>) -> Open {
        let value = attribute(element, "val");
        match (name, self.paragraphs.last_mut()) {
            ("pStyle", Some(paragraph)) => {
                paragraph.heading = value.as_deref().and_then(|style| self.headings.level(style));
                paragraph.style = value;
            }
            ("outlineLvl", Some(paragraph)) => {
                paragraph.heading = value.and_then(|level| level.trim().parse().ok()).and_then(outline_level);
            }
            _ => {}
        }
        Open::Other
    }

    fn number_property(&mut self, name: &str, element: &BytesStart<'_>) -> Open {
        let value = attribute(element, "val");
        match (name, self.paragraphs.last_mut()) {
            ("numId", Some(paragraph)) => paragraph.list = value,
            ("ilvl", Some(paragraph)) => paragraph.list_level = value.and_then(|level| level.trim().parse().ok()),
            _ => {}
        }
        Open::Other
    }

    /// Ends a paragraph's properties: now it is known whether Word numbers it.
    fn end_properties(&mut self, end: usize) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        paragraph.place.content = end;
        let style = paragraph.style.as_deref().unwrap_or_default();
        let by_style = self.headings.list(style);
        let list = paragraph.list.as_deref().or(by_style.map(|(list, _)| list));
        let Some(list) = list else { return };
        let linked = || self.numbering.level_of(list, style);
        let level = paragraph.list_level.or_else(linked).or(by_style.and_then(|(_, level)| level)).unwrap_or(0);
        if let Some(number) = self.numbering.next(list, level) {
            paragraph.number(&number);
        }
    }

    fn run_property(&mut self, name: &str, element: &BytesStart<'_>) -> Open {
        if name == "vanish" && is_on(element) && self.with_paragraph(ParagraphMaking::hide_run) == Some(true) {
            self.seen.hidden += 1;
        }
        Open::Other
    }

    fn row_property(&mut self, name: &str, element: &BytesStart<'_>) -> Open {
        if let Some(Container::Table { table, .. }) = self.containers.last_mut()
            && let Some(row) = &mut table.row
        {
            match name {
                "gridBefore" => row.skip(number(element).unwrap_or(0)),
                "del" => row.deleted = true,
                _ => {}
            }
        }
        Open::Other
    }

    fn start_row(&mut self) -> Open {
        match self.containers.last_mut() {
            Some(Container::Table { table, .. }) if table.row.is_none() => {
                table.row = Some(RowMaking::default());
                Open::Row
            }
            _ => Open::Other,
        }
    }

    fn start_cell(&mut self) -> Open {
        match self.containers.last() {
            Some(Container::Table { table, .. }) if table.row.is_some() => {
                self.containers.push(Container::Cell(CellMaking { columns: 1, ..CellMaking::default() }));
                Open::Cell
            }
            _ => Open::Other,
        }
    }

    fn cell_property(&mut self, name: &str, element: &BytesStart<'_>) -> Open {
        if let Some(Container::Cell(cell)) = self.containers.last_mut() {
            let merge = || match attribute(element, "val").as_deref() {
                Some("restart") => Merge::Begins,
                _ => Merge::Continues,
            };
            match name {
                "gridSpan" => cell.columns = number(element).unwrap_or(1),
                "vMerge" => cell.down = merge(),
                "hMerge" => cell.across = merge(),
                _ => {}
            }
        }
        Open::Other
    }

    /// What stands in a run beside text.
    fn in_run(&mut self, name: &str, element: &BytesStart<'_>, bytes: Range<usize>) -> Open {
        let c = match name {
            "tab" | "ptab" => Some('\t'),
            // A paragraph's text has no line break; what it separates stays separated.
            "br" => Some(' ').filter(|_| !matches!(attribute(element, "type").as_deref(), Some("page" | "column"))),
            "cr" => Some(' '),
            "noBreakHyphen" => Some('-'),
            "sym" => symbol(element),
            "object" => {
                self.seen.objects += 1;
                None
            }
            "footnoteReference" | "endnoteReference" => {
                self.seen.notes += 1;
                None
            }
            _ => None,
        };
        if let Some(c) = c {
            self.with_paragraph(|p| p.sign(c, bytes));
        }
        Open::Other
    }

    fn text(&mut self, text: &str, bytes: Range<usize>, divisible: bool) {
        // What the XML reader changed on the way cannot be counted in the bytes.
        let divisible = divisible && self.xml.get(bytes.clone()) == Some(text);
        if let Some(paragraph) = self.open_text() {
            paragraph.text(text, bytes, divisible);
        }
    }

    fn character(&mut self, c: char, bytes: Range<usize>) {
        if let Some(paragraph) = self.open_text() {
            paragraph.text(c.encode_utf8(&mut [0; 4]), bytes, true);
        }
    }

    /// The paragraph whose text is open.
    fn open_text(&mut self) -> Option<&mut ParagraphMaking> {
        let in_text = self.unseen == 0 && self.open.last() == Some(&Open::Text);
        self.paragraphs.last_mut().filter(|_| in_text)
    }

    fn end(&mut self, bytes: Range<usize>) -> Result<(), DocumentError> {
        if self.unseen > 0 {
            self.unseen -= 1;
            return Ok(());
        }
        match self.open.pop() {
            Some(Open::Paragraph) => self.end_paragraph(bytes.start)?,
            Some(Open::ParagraphProperties) => self.end_properties(bytes.end),
            Some(Open::Run) => {
                self.with_paragraph(|p| p.end_run(bytes.end));
            }
            Some(Open::RunProperties) => {
                self.with_paragraph(|p| p.end_run_properties(bytes.end));
            }
            Some(Open::Text) => {
                self.with_paragraph(|p| p.end_piece(bytes.end));
            }
            Some(Open::Row) => {
                if let Some(Container::Table { table, .. }) = self.containers.last_mut() {
                    table.end_row();
                }
            }
            Some(Open::Table | Open::Cell | Open::TextBox) => self.end_container(),
            Some(Open::Other | Open::NumberProperties | Open::RowProperties | Open::CellProperties) | None => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self, end: usize) -> Result<(), DocumentError> {
        let Some(making) = self.paragraphs.pop() else { return Ok(()) };
        let mut place = making.place;
        place.end = end;
        place.empty = end == place.start_tag.end && self.xml[..end].ends_with("/>");
        self.builder.count(&place.text)?;
        let paragraph =
            Paragraph { number: place.number, text: place.text.clone(), heading: making.heading, part: None };
        match making.target {
            Target::Block(slot) => {
                if let Some(slot) = self.blocks.get_mut(slot) {
                    *slot = Some(Block::Paragraph(paragraph));
                }
            }
            Target::Cell { container, index } => {
                if let Some(Container::Cell(cell)) = self.containers.get_mut(container)
                    && let Some(slot) = cell.paragraphs.get_mut(index)
                {
                    *slot = Some(paragraph);
                }
            }
        }
        if self.keep_places {
            self.places.push(place);
        }
        Ok(())
    }

    fn end_container(&mut self) {
        match self.containers.pop() {
            Some(Container::Cell(cell)) => {
                if let Some(Container::Table { table, .. }) = self.containers.last_mut() {
                    table.cell(cell);
                }
            }
            Some(Container::Table { slot, table }) => {
                let table: Table = table.finish();
                if let Some(slot) = self.blocks.get_mut(slot) {
                    *slot = Some(Block::Table(table));
                }
            }
            Some(Container::TextBox) | None => {}
        }
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Whether a part declares the namespace of the strict edition.
pub(super) fn is_strict(xml: &str) -> bool {
    let root_end = xml.match_indices('>').nth(1).map_or(xml.len(), |(at, _)| at);
    xml[..root_end].contains(NAMESPACES[1])
}

/// The prefix that the root element gives to Word's own elements, with its colon.
fn declared_prefix(root: &BytesStart<'_>) -> String {
    let mut attributes = root.attributes();
    let declared = attributes.with_checks(false).flatten().find_map(|a| {
        let key = a.key.into_inner();
        let known = NAMESPACES.contains(&&*a.value);
        match key.strip_prefix("xmlns") {
            Some("") if known => Some(String::new()),
            Some(prefix) if known => prefix.strip_prefix(':').map(|prefix| format!("{prefix}:")),
            _ => None,
        }
    });
    declared.unwrap_or_else(|| "w:".to_owned())
}

/// A switch is on unless it says otherwise.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off"))
}

fn number(element: &BytesStart<'_>) -> Option<u32> {
    attribute(element, "val")?.trim().parse().ok()
}

/// The character of a reference; entities are never looked up.
pub(crate) fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> char {
    match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => reference.resolve_char_ref().ok().flatten().unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
