//! One sheet of a workbook in its bytes.

use std::collections::BTreeMap;

use files::DocumentError;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::docx::attribute;
use super::form::{FormCell, Sheet, position, reference};
use super::plan::Fill;
use super::{Edits, edited};

/// A sheet's part.
pub(super) struct Part {
    name: String,
    pub(super) path: String,
    xml: String,
    cells: BTreeMap<(usize, usize), Written>,
    rows: BTreeMap<usize, Row>,
    merged: Vec<((usize, usize), (usize, usize))>,
    /// Where a new row can stand at the end.
    data_end: usize,
    prefix: String,
}

/// A cell in the bytes.
#[derive(Clone, Debug, Default)]
struct Written {
    bytes: (usize, usize),
    style: Option<String>,
    text: String,
    formula: bool,
    /// The element that holds what a formula had computed.
    value: Option<(usize, usize)>,
}

/// A row in the bytes.
struct Row {
    from: usize,
    /// Where a cell can be added at the end; the start tag closes itself when there is no cell.
    end: usize,
    empty: bool,
    start_tag: (usize, usize),
}

impl Part {
    pub(super) fn read(name: String, path: String, xml: String, shared: &[String]) -> Result<Part, DocumentError> {
        let mut part = Part {
            name,
            path,
            cells: BTreeMap::new(),
            rows: BTreeMap::new(),
            merged: Vec::new(),
            data_end: 0,
            prefix: String::new(),
            xml: String::new(),
        };
        Walk {
            part: &mut part,
            shared,
            open: None,
            row: 0,
            column: 0,
            in_text: false,
            kind: String::new(),
            value_from: 0,
        }
        .run(&xml)?;
        part.xml = xml;
        Ok(part)
    }

    pub(super) fn has_formulas(&self) -> bool {
        self.cells.values().any(|cell| cell.formula)
    }

    /// The cells within the used area, blank ones included: they are what is filled.
    pub(super) fn sheet(&self) -> Sheet {
        let ends = self.cells.keys().copied().chain(self.merged.iter().map(|(_, end)| *end));
        let (rows, columns) = ends.fold((0, 0), |(r, c), (row, column)| (r.max(row + 1), c.max(column + 1)));
        let mut cells = Vec::new();
        for row in 0..rows.min(MOST_ROWS) {
            for column in 0..columns.min(MOST_COLUMNS) {
                let area = self
                    .merged
                    .iter()
                    .find(|(from, to)| (from.0..=to.0).contains(&row) && (from.1..=to.1).contains(&column));
                if area.is_some_and(|(from, _)| *from != (row, column)) {
                    continue;
                }
                let (rows, columns) = area.map_or((1, 1), |(from, to)| (to.0 - from.0 + 1, to.1 - from.1 + 1));
                let written = self.cells.get(&(row, column));
                let text = written.map(|w| w.text.trim().to_owned()).unwrap_or_default();
                cells.push(FormCell { row, column, rows, columns, text, formula: written.is_some_and(|w| w.formula) });
            }
        }
        Sheet { name: self.name.clone(), cells }
    }

    /// The sheet with values in its cells, and without what its formulas had computed before.
    pub(super) fn filled(&self, fills: &[&Fill], percent: &[bool]) -> String {
        let mut edits = Edits::new();
        for written in self.cells.values().filter(|w| w.formula) {
            if let Some((from, to)) = written.value {
                edits.insert(from, (to, String::new()));
            }
        }
        // New cells that stand at one place come in the order of their columns.
        let mut new: BTreeMap<usize, BTreeMap<(usize, usize), String>> = BTreeMap::new();
        for fill in fills {
            let at = (fill.row, fill.column);
            match self.cells.get(&at) {
                Some(written) => {
                    let cell = self.cell(at, written.style.as_deref(), &fill.text, percent);
                    edits.insert(written.bytes.0, (written.bytes.1, cell));
                }
                None => {
                    let cell = self.cell(at, None, &fill.text, percent);
                    new.entry(self.place(at)).or_default().insert(at, cell);
                }
            }
        }
        for (place, cells) in new {
            let (end, text) = self.inserted(place, &cells, edits.remove(&place));
            edits.insert(place, (end, text));
        }
        edited(&self.xml, &edits)
    }

    /// Where a cell that is not written yet comes to stand.
    fn place(&self, (row, column): (usize, usize)) -> usize {
        match self.rows.get(&row) {
            Some(own) if own.empty => own.start_tag.0,
            Some(own) => {
                let next = self.cells.range((row, column)..(row + 1, 0)).next();
                next.map_or(own.end, |(_, written)| written.bytes.0)
            }
            None => self.rows.range(row..).next().map_or(self.data_end, |(_, next)| next.from),
        }
    }

    /// What is put at a place: cells, in their row or with a row of their own.
    fn inserted(
        &self,
        place: usize,
        cells: &BTreeMap<(usize, usize), String>,
        there: Option<(usize, String)>,
    ) -> (usize, String) {
        let p = &self.prefix;
        let mut text = String::new();
        let mut end = place;
        let mut by_row: BTreeMap<usize, String> = BTreeMap::new();
        for ((row, _), cell) in cells {
            by_row.entry(*row).or_default().push_str(cell);
        }
        for (row, cells) in by_row {
            match self.rows.get(&row) {
                Some(own) if own.empty => {
                    let tag = self.xml.get(own.start_tag.0..own.start_tag.1).unwrap_or_default();
                    let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
                    text.push_str(&format!("{open}>{cells}</{p}row>"));
                    end = own.start_tag.1;
                }
                Some(_) => text.push_str(&cells),
                None => text.push_str(&format!("<{p}row r=\"{}\">{cells}</{p}row>", row + 1)),
            }
        }
        match there {
            Some((to, replaced)) => (to.max(end), text + &replaced),
            None => (end, text),
        }
    }

    /// A cell with a value: a number where it is one, a share where the cell prints shares.
    fn cell(&self, (row, column): (usize, usize), style: Option<&str>, text: &str, percent: &[bool]) -> String {
        let p = &self.prefix;
        let reference = reference(row, column);
        let is_percent = style.and_then(|s| s.parse::<usize>().ok()).and_then(|s| percent.get(s)).copied();
        let style = style.map(|s| format!(" s=\"{}\"", escape(s))).unwrap_or_default();
        let number = match text.strip_suffix('%') {
            Some(share) if is_percent == Some(true) => share.parse().ok().map(|n: Decimal| n / Decimal::ONE_HUNDRED),
            _ => text.parse().ok(),
        };
        match number {
            Some(number) => format!("<{p}c r=\"{reference}\"{style}><{p}v>{}</{p}v></{p}c>", number.normalize()),
            None => format!(
                "<{p}c r=\"{reference}\"{style} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
                escape(text)
            ),
        }
    }
}

/// No form is wider or longer. WPS writes a formatted cell at row 1,048,576 sometimes.
const MOST_COLUMNS: usize = 256;
const MOST_ROWS: usize = 2_000;

/// Reads a sheet.
struct Walk<'a> {
    part: &'a mut Part,
    shared: &'a [String],
    open: Option<((usize, usize), Written)>,
    row: usize,
    column: usize,
    in_text: bool,
    kind: String,
    value_from: usize,
}

impl Walk<'_> {
    fn run(mut self, xml: &str) -> Result<(), DocumentError> {
        let mut reader = Reader::from_str(xml);
        loop {
            let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|_| broken("工作表"))?;
            let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Event::Eof => return Ok(()),
                Event::Start(element) => self.start(&element, from, to, false),
                Event::Empty(element) => self.start(&element, from, to, true),
                Event::End(element) => self.end(element.local_name().into_inner(), from, to),
                Event::Text(text) if self.in_text => {
                    self.add(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
                }
                Event::GeneralRef(sign) if self.in_text => {
                    self.add(&sign.resolve_char_ref().ok().flatten().unwrap_or('&').to_string());
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, from: usize, to: usize, empty: bool) {
        match element.local_name().into_inner() {
            "row" => {
                let stated = attribute(element, "r").and_then(|r| r.parse::<usize>().ok()?.checked_sub(1));
                self.row = stated.unwrap_or_else(|| self.part.rows.keys().next_back().map_or(0, |last| last + 1));
                self.column = 0;
                self.part.rows.insert(self.row, Row { from, end: to, empty, start_tag: (from, to) });
                let name = element.name().into_inner();
                self.part.prefix = name.strip_suffix("row").unwrap_or_default().to_owned();
            }
            "c" => {
                let at = attribute(element, "r").and_then(|r| position(&r)).unwrap_or((self.row, self.column));
                self.column = at.1 + 1;
                self.kind = attribute(element, "t").unwrap_or_default();
                let written = Written { bytes: (from, to), style: attribute(element, "s"), ..Written::default() };
                match empty {
                    true => drop(self.part.cells.insert(at, written)),
                    false => self.open = Some((at, written)),
                }
            }
            "f" => self.in_cell(|cell| cell.formula = true),
            "v" | "t" if !empty => {
                self.value_from = from;
                self.in_text = self.open.is_some();
            }
            "mergeCell" => {
                let area = attribute(element, "ref").unwrap_or_default();
                let ends = area.split_once(':').and_then(|(a, b)| Some((position(a)?, position(b)?)));
                self.part.merged.extend(ends);
            }
            "sheetData" => self.part.data_end = to,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, from: usize, to: usize) {
        match name {
            "v" | "t" => {
                let from = self.value_from;
                self.in_text = false;
                self.in_cell(|cell| cell.value = Some((from, to)));
            }
            "c" => {
                if let Some((at, mut written)) = self.open.take() {
                    written.bytes.1 = to;
                    if self.kind == "s" {
                        let shared = written.text.trim().parse::<usize>().ok().and_then(|n| self.shared.get(n));
                        written.text = shared.cloned().unwrap_or_default();
                    }
                    self.part.cells.insert(at, written);
                }
            }
            "row" => {
                if let Some(row) = self.part.rows.get_mut(&self.row) {
                    row.end = from;
                }
            }
            "sheetData" => self.part.data_end = from,
            _ => {}
        }
    }

    fn in_cell(&mut self, change: impl FnOnce(&mut Written)) {
        if let Some((_, cell)) = &mut self.open {
            change(cell);
        }
    }

    fn add(&mut self, text: &str) {
        self.in_cell(|cell| cell.text.push_str(text));
    }
}

pub(super) fn broken(part: &str) -> DocumentError {
    DocumentError::Damaged { format: "Excel ", detail: format!("{part}的 XML 有误") }
}
