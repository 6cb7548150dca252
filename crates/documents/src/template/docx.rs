//! The tables of a `.docx`: where their cells stand in the bytes, and how text is put into one.

use files::package::Package;
use files::{DocumentError, docx};
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::form::{FormCell, Sheet};
use super::plan::Fill;
use super::{Edits, Parts, TemplateError, edited};
use crate::container::rewritten;

/// The main part of a text.
pub(super) struct Text {
    name: String,
    xml: String,
    tables: Vec<Vec<TextCell>>,
}

/// A cell with the place of its first paragraph.
#[derive(Clone, Debug, Default)]
struct TextCell {
    cell: FormCell,
    continues: bool,
    paragraph: Option<Place>,
}

/// A paragraph in the bytes.
#[derive(Clone, Debug, Default)]
struct Place {
    start_tag: (usize, usize),
    /// `<w:p/>`
    empty: bool,
    end: usize,
    /// From its first run to the end of its last.
    runs: Option<(usize, usize)>,
    /// The properties of its first run, or of its mark.
    properties: Option<(usize, usize)>,
}

impl Text {
    pub(super) fn read(package: &mut Package<'_>) -> Result<Text, DocumentError> {
        let name = package.main_part(docx::MAIN_PART)?;
        let missing = || DocumentError::Damaged { format: "Word ", detail: "没有正文".to_owned() };
        let xml = package.part(&name)?.ok_or_else(missing)?;
        let tables = Walk::new(&xml).run()?;
        Ok(Text { name, xml, tables })
    }

    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let sheet = |(n, cells): (usize, &Vec<TextCell>)| Sheet {
            name: format!("表{}", n + 1),
            cells: cells.iter().map(|c| c.cell.clone()).collect(),
        };
        self.tables.iter().enumerate().map(sheet).collect()
    }

    pub(super) fn filled(&self, package: &mut Package<'_>, fills: &[Fill]) -> Result<Vec<u8>, TemplateError> {
        let mut edits = Edits::new();
        for fill in fills {
            let cells = self.tables.get(fill.sheet).into_iter().flatten();
            let mut found = cells.filter(|c| (c.cell.row, c.cell.column) == (fill.row, fill.column));
            if let Some(place) = found.next().and_then(|c| c.paragraph.as_ref()) {
                let (from, to, text) = self.run(place, &fill.text);
                edits.insert(from, (to, text));
            }
        }
        let changed = Parts::from([(self.name.clone(), edited(&self.xml, &edits))]);
        Ok(rewritten(package, changed)?)
    }

    /// The bytes that are replaced, and the run that takes their place; it looks like what was there.
    fn run(&self, place: &Place, text: &str) -> (usize, usize, String) {
        let tag = self.xml.get(place.start_tag.0..place.start_tag.1).unwrap_or("<w:p>");
        let name = tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || "/>".contains(c)).next();
        let w = name.unwrap_or("w:p").strip_suffix('p').unwrap_or("w:");
        let properties = place.properties.and_then(|(from, to)| self.xml.get(from..to)).unwrap_or_default();
        let lines: Vec<String> =
            text.lines().map(|line| format!("<{w}t xml:space=\"preserve\">{}</{w}t>", escape(line))).collect();
        let run = format!("<{w}r>{properties}{}</{w}r>", lines.join(&format!("<{w}br/>")));
        if place.empty {
            let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
            return (place.start_tag.0, place.start_tag.1, format!("{open}>{run}</{w}p>"));
        }
        match place.runs {
            Some((from, to)) => (from, to, run),
            None => (place.end, place.end, run),
        }
    }
}

/// Reads the tables; a table in a cell belongs to that cell and is not filled.
struct Walk<'a> {
    xml: &'a str,
    reader: Reader<&'a [u8]>,
    tables: Vec<Vec<TextCell>>,
    depth: usize,
    row: usize,
    column: usize,
    cell: Option<TextCell>,
    paragraph: Option<Place>,
    in_run: bool,
    in_text: bool,
    properties_from: Option<usize>,
}

impl<'a> Walk<'a> {
    fn new(xml: &'a str) -> Walk<'a> {
        Walk {
            xml,
            reader: Reader::from_str(xml),
            tables: Vec::new(),
            depth: 0,
            row: 0,
            column: 0,
            cell: None,
            paragraph: None,
            in_run: false,
            in_text: false,
            properties_from: None,
        }
    }

    fn run(mut self) -> Result<Vec<Vec<TextCell>>, DocumentError> {
        let broken = || DocumentError::Damaged { format: "Word ", detail: "正文的 XML 有误".to_owned() };
        loop {
            let from = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let event = self.reader.read_event().map_err(|_| broken())?;
            let to = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Event::Eof => break,
                Event::Start(element) => self.start(&element, from, to, false),
                Event::Empty(element) => self.start(&element, from, to, true),
                Event::End(element) => self.end(element.local_name().into_inner(), from, to),
                Event::Text(text) if self.in_text => {
                    self.add(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
                }
                Event::GeneralRef(reference) if self.in_text => {
                    self.add(&reference.resolve_char_ref().ok().flatten().unwrap_or('&').to_string());
                }
                _ => {}
            }
        }
        for table in &mut self.tables {
            merged(table);
        }
        Ok(self.tables)
    }

    fn start(&mut self, element: &BytesStart<'_>, from: usize, to: usize, empty: bool) {
        match element.local_name().into_inner() {
            "tbl" if !empty => {
                self.depth += 1;
                if self.depth == 1 {
                    self.tables.push(Vec::new());
                    self.row = 0;
                }
            }
            "tr" if self.depth == 1 => self.column = 0,
            "gridBefore" if self.depth == 1 => self.column += number(element),
            "tc" if self.depth == 1 => {
                let cell = FormCell { row: self.row, column: self.column, rows: 1, columns: 1, ..FormCell::default() };
                self.cell = Some(TextCell { cell, ..TextCell::default() });
            }
            "gridSpan" if self.depth == 1 => self.in_cell(|cell| cell.cell.columns = number(element).max(1)),
            "vMerge" if self.depth == 1 => {
                let restart = attribute(element, "val").as_deref() == Some("restart");
                self.in_cell(|cell| cell.continues = !restart);
            }
            "p" if self.depth == 1 && self.cell.is_some() => {
                let place = Place { start_tag: (from, to), empty, end: to, ..Place::default() };
                match empty {
                    true => self.keep(place),
                    false => self.paragraph = Some(place),
                }
            }
            "r" if !empty => {
                self.in_run = true;
                if let Some(place) = &mut self.paragraph {
                    place.runs.get_or_insert((from, to));
                }
            }
            "rPr" if !empty && self.paragraph.is_some() => self.properties_from = Some(from),
            "t" => self.in_text = !empty,
            // A field that computes: { =SUM(ABOVE) }.
            "fldSimple" => {
                let computes = attribute(element, "instr").is_some_and(|i| i.trim_start().starts_with('='));
                self.in_cell(|cell| cell.cell.formula |= computes);
            }
            "instrText" if !empty => {
                let rest = self.xml.get(to..).unwrap_or_default().trim_start();
                let computes = rest.starts_with('=');
                self.in_cell(|cell| cell.cell.formula |= computes);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, from: usize, to: usize) {
        match name {
            "tbl" => self.depth = self.depth.saturating_sub(1),
            "tr" if self.depth == 1 => self.row += 1,
            "tc" if self.depth == 1 => {
                if let (Some(cell), Some(table)) = (self.cell.take(), self.tables.last_mut()) {
                    self.column += cell.cell.columns;
                    table.push(cell);
                }
            }
            "p" if self.depth == 1 => {
                if let Some(place) = self.paragraph.take() {
                    self.keep(Place { end: from, ..place });
                }
                self.add("\n");
            }
            "r" => {
                self.in_run = false;
                if let Some(runs) = self.paragraph.as_mut().and_then(|place| place.runs.as_mut()) {
                    runs.1 = to;
                }
            }
            "rPr" => {
                let (in_run, started) = (self.in_run, self.properties_from.take());
                if let (Some(from), Some(place)) = (started, &mut self.paragraph) {
                    // The first run's properties count more than those of the paragraph's mark.
                    let first_run =
                        in_run && place.runs.is_some_and(|(start, _)| place.properties.is_none_or(|p| p.0 < start));
                    if first_run || place.properties.is_none() {
                        place.properties = Some((from, to));
                    }
                }
            }
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn in_cell(&mut self, change: impl FnOnce(&mut TextCell)) {
        if let Some(cell) = &mut self.cell {
            change(cell);
        }
    }

    fn keep(&mut self, place: Place) {
        self.in_cell(|cell| {
            cell.paragraph.get_or_insert(place);
        });
    }

    fn add(&mut self, text: &str) {
        self.in_cell(|cell| cell.cell.text.push_str(text));
    }
}

/// Cells that continue the one above make it taller.
fn merged(cells: &mut Vec<TextCell>) {
    let continued: Vec<FormCell> = cells.iter().filter(|c| c.continues).map(|c| c.cell.clone()).collect();
    cells.retain(|c| !c.continues);
    for below in continued {
        let above = cells.iter_mut().filter(|c| c.cell.column == below.column && c.cell.row < below.row);
        if let Some(top) = above.max_by_key(|c| c.cell.row) {
            top.cell.rows = below.row + 1 - top.cell.row;
        }
    }
    for cell in cells {
        cell.cell.text = cell.cell.text.trim().to_owned();
    }
}

fn number(element: &BytesStart<'_>) -> usize {
    attribute(element, "val").and_then(|value| value.parse().ok()).unwrap_or(0)
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}
