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
    /// Lines outside the tables that wait for a year: `（    年度）`.
    years: Vec<Place>,
}

/// A cell with the places of its paragraphs.
#[derive(Clone, Debug, Default)]
struct TextCell {
    cell: FormCell,
    continues: bool,
    paragraphs: Vec<Place>,
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
        let (tables, years) = Walk::new(&xml).run()?;
        Ok(Text { name, xml, tables, years })
    }

    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let sheet = |(n, cells): (usize, &Vec<TextCell>)| Sheet {
            name: format!("表{}", n + 1),
            cells: cells.iter().map(|c| c.cell.clone()).collect(),
        };
        self.tables.iter().enumerate().map(sheet).collect()
    }

    /// Whether a line outside the tables waits for the year.
    pub(super) fn asks_year(&self) -> bool {
        !self.years.is_empty()
    }

    pub(super) fn filled(
        &self,
        package: &mut Package<'_>,
        fills: &[Fill],
        year: &str,
    ) -> Result<Vec<u8>, TemplateError> {
        let mut edits = Edits::new();
        for place in &self.years {
            let (from, to, text) = self.run(place, year);
            edits.insert(from, (to, text));
        }
        for fill in fills {
            let cells = self.tables.get(fill.sheet).into_iter().flatten();
            let mut found = cells.filter(|c| (c.cell.row, c.cell.column) == (fill.row, fill.column));
            let Some((first, others)) = found.next().and_then(|c| c.paragraphs.split_first()) else { continue };
            let (from, to, text) = self.run(first, &fill.text);
            edits.insert(from, (to, text));
            // A hint may go on in further paragraphs; all of it gives way.
            for (from, to) in others.iter().filter_map(|place| place.runs) {
                edits.insert(from, (to, String::new()));
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

/// A table that is being read.
#[derive(Default)]
struct Level {
    /// Its number among all tables, by where they begin.
    table: usize,
    row: usize,
    column: usize,
    cell: Option<TextCell>,
}

/// What stands in the place of a table in the text of the cell around it.
const TABLE: &str = "\u{fffc}";

/// Reads the tables, those in cells of others included; a cell with a table in it has no room of its own.
struct Walk<'a> {
    xml: &'a str,
    reader: Reader<&'a [u8]>,
    tables: Vec<Vec<TextCell>>,
    years: Vec<Place>,
    levels: Vec<Level>,
    /// The text of a paragraph outside all tables.
    outside: String,
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
            years: Vec::new(),
            levels: Vec::new(),
            outside: String::new(),
            paragraph: None,
            in_run: false,
            in_text: false,
            properties_from: None,
        }
    }

    fn run(mut self) -> Result<(Vec<Vec<TextCell>>, Vec<Place>), DocumentError> {
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
        Ok((self.tables, self.years))
    }

    fn start(&mut self, element: &BytesStart<'_>, from: usize, to: usize, empty: bool) {
        match element.local_name().into_inner() {
            "tbl" if !empty => {
                self.add(TABLE);
                self.levels.push(Level { table: self.tables.len(), ..Level::default() });
                self.tables.push(Vec::new());
            }
            "tr" => self.in_table(|level| level.column = 0),
            "gridBefore" => self.in_table(|level| level.column += number(element)),
            "tc" => self.in_table(|level| {
                let (row, column) = (level.row, level.column);
                let cell = FormCell { row, column, rows: 1, columns: 1, ..FormCell::default() };
                level.cell = Some(TextCell { cell, ..TextCell::default() });
            }),
            "gridSpan" => self.in_cell(|cell| cell.cell.columns = number(element).max(1)),
            "vMerge" => {
                let restart = attribute(element, "val").as_deref() == Some("restart");
                self.in_cell(|cell| cell.continues = !restart);
            }
            "p" => {
                self.outside.clear();
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
            "tbl" => drop(self.levels.pop()),
            "tr" => self.in_table(|level| level.row += 1),
            "tc" => {
                let Some(level) = self.levels.last_mut() else { return };
                if let (Some(cell), Some(table)) = (level.cell.take(), self.tables.get_mut(level.table)) {
                    level.column += cell.cell.columns;
                    table.push(cell);
                }
            }
            "p" => {
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

    fn in_table(&mut self, change: impl FnOnce(&mut Level)) {
        if let Some(level) = self.levels.last_mut() {
            change(level);
        }
    }

    fn in_cell(&mut self, change: impl FnOnce(&mut TextCell)) {
        if let Some(cell) = self.levels.last_mut().and_then(|level| level.cell.as_mut()) {
            change(cell);
        }
    }

    fn keep(&mut self, place: Place) {
        if self.levels.is_empty() && waits_for_year(&self.outside) {
            self.years.push(place);
            return;
        }
        self.in_cell(|cell| cell.paragraphs.push(place));
    }

    fn add(&mut self, text: &str) {
        if self.levels.is_empty() {
            self.outside.push_str(text);
        }
        self.in_cell(|cell| cell.cell.text.push_str(text));
    }
}

/// `（    年度）`, `（20  年度）`: a line in brackets with room for a year.
fn waits_for_year(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"_＿".contains(*c)).collect();
    matches!(bare.as_str(), "（年度）" | "(年度)" | "（20年度）" | "(20年度)")
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
