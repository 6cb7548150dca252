//! Web pages, also those named `.doc` or `.xls`: block elements are paragraphs, tables without
//! tables in them are tables.

use std::collections::HashSet;

use base::document::{Block, Cell, Document, Paragraph, Table};
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};

use super::build::{Builder, is_blank, plain};
use super::error::DocumentError;
use super::text;
use crate::limits;

/// Reads a page that is in memory.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Document, DocumentError> {
    let (text, damage) = text::decode(bytes)?;
    let page = Html::parse_document(&text);
    drop(text);
    let mut walk = Walk { builder: Builder::new(name), frames: frames(&page), ..Walk::default() };
    for edge in page.root_element().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node.value(), ElementRef::wrap(node))?,
            Edge::Close(node) => walk.close(node.value())?,
        }
    }
    walk.flush()?;
    damage.into_iter().for_each(|what| walk.builder.leave_out(what));
    if walk.pictures > 0 {
        walk.builder.leave_out(format!("{} 幅图片没有读取，其中的文字不在内", walk.pictures));
    }
    walk.builder.finish()
}

/// A table in the making: its rows, and the columns that cells of earlier rows still cover.
#[derive(Default)]
struct TableMaking {
    rows: Vec<Vec<Cell>>,
    covered: Vec<u32>,
    column: u32,
}

/// Blanks of the source since the last character.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
}

#[derive(Default)]
struct Walk {
    /// Tables around tables, which are there for the look of the page.
    frames: HashSet<NodeId>,
    builder: Builder,
    numbering: usize,
    line: String,
    gap: Gap,
    heading: Option<u8>,
    /// Open elements of a subtree that nobody sees.
    unseen: usize,
    preformatted: usize,
    pictures: usize,
    table: Option<TableMaking>,
    /// A cell of the table is open; paragraphs go into its last one.
    in_cell: bool,
}

impl Walk {
    fn open(&mut self, node: &Node, element: Option<ElementRef<'_>>) -> Result<(), DocumentError> {
        if let Node::Text(text) = node {
            return if self.unseen == 0 { self.text(text) } else { Ok(()) };
        }
        let Some(element) = element else { return Ok(()) };
        let name = element.value().name();
        if self.unseen > 0 || is_unseen(element) {
            self.unseen += 1;
            return Ok(());
        }
        if is_block(name) {
            self.flush()?;
        }
        match name {
            "pre" => self.preformatted += 1,
            "img" => self.pictures += 1,
            "table" if self.table.is_none() && !self.frames.contains(&element.id()) => {
                self.table = Some(TableMaking::default())
            }
            "tr" => self.start_row(),
            "td" | "th" => self.start_cell(element)?,
            _ => self.heading = heading(name).or(self.heading),
        }
        Ok(())
    }

    fn close(&mut self, node: &Node) -> Result<(), DocumentError> {
        let Node::Element(element) = node else { return Ok(()) };
        if self.unseen > 0 {
            self.unseen -= 1;
            return Ok(());
        }
        let name = element.name();
        if is_block(name) {
            self.flush()?;
        }
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "td" | "th" => self.in_cell = false,
            "table" => {
                if let Some(table) = self.table.take() {
                    self.builder.block(Block::Table(Table { rows: table.rows }));
                }
            }
            _ if heading(name).is_some() => self.heading = None,
            _ => {}
        }
        Ok(())
    }

    /// Line ends and indentation of the source are no content, except in preformatted text.
    fn text(&mut self, text: &str) -> Result<(), DocumentError> {
        if self.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.flush()?;
                }
                self.line.push_str(line.trim_end_matches('\r'));
            }
            return Ok(());
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\u{c}' => self.gap = self.gap.max(Gap::Blank),
                '\n' | '\r' => self.gap = Gap::Line,
                _ => {
                    let gap = std::mem::take(&mut self.gap);
                    // An editor's line end between two Chinese characters is no blank.
                    let joined = gap == Gap::Line && is_chinese(c) && self.line.ends_with(is_chinese);
                    if gap != Gap::None && !joined && !self.line.is_empty() {
                        self.line.push(' ');
                    }
                    self.line.push(c);
                }
            }
        }
        Ok(())
    }

    /// Ends the paragraph.
    fn flush(&mut self) -> Result<(), DocumentError> {
        let line = std::mem::take(&mut self.line);
        self.gap = Gap::None;
        let text = line.trim_matches([' ', '\u{a0}']);
        if is_blank(text) {
            return Ok(());
        }
        let paragraph = Paragraph { heading: self.heading, ..plain(self.numbering, text.to_owned(), None) };
        self.numbering += 1;
        let cell = self.table.as_mut().filter(|_| self.in_cell).and_then(|t| t.rows.last_mut()?.last_mut());
        match cell {
            Some(cell) => {
                self.builder.count(&paragraph.text)?;
                cell.paragraphs.push(paragraph);
                Ok(())
            }
            None => self.builder.paragraph(paragraph),
        }
    }

    fn start_row(&mut self) {
        if let Some(table) = &mut self.table {
            // One row of every span is used up, whether or not a cell stood there.
            if !table.rows.is_empty() {
                table.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            }
            table.rows.push(Vec::new());
            table.column = 0;
        }
    }

    fn start_cell(&mut self, element: ElementRef<'_>) -> Result<(), DocumentError> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let Some(row) = table.rows.last_mut() else { return Ok(()) };
        let span = |name: &str| element.attr(name).and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(1);
        let (columns, rows) = (span("colspan").clamp(1, limits::COLUMNS as u32), span("rowspan").clamp(1, 10_000));
        while table.covered.get(table.column as usize).is_some_and(|rows| *rows > 0) {
            table.column += 1;
        }
        let (first, end) = (table.column as usize, (table.column + columns) as usize);
        if end > limits::COLUMNS {
            return Err(DocumentError::TooLong("表格超过 256 列"));
        }
        if table.covered.len() < end {
            table.covered.resize(end, 0);
        }
        table.covered[first..end].fill(rows);
        row.push(Cell { column: table.column, columns, rows, paragraphs: Vec::new() });
        table.column += columns;
        self.in_cell = true;
        Ok(())
    }
}

fn is_unseen(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    let hidden = |style: &str| style.to_ascii_lowercase().replace(' ', "").contains("display:none");
    matches!(name, "script" | "style" | "head" | "noscript" | "template" | "select" | "textarea" | "object" | "svg")
        || element.attr("style").is_some_and(hidden)
        || element.attr("hidden").is_some()
}

/// Elements that begin a new line.
fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 34] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ];
    BLOCKS.contains(&name) || matches!(name, "td" | "th")
}

fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Tables that hold tables.
fn frames(page: &Html) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    let mut open = Vec::new();
    for edge in page.root_element().traverse() {
        let is_table = |node: &Node| node.as_element().is_some_and(|e| e.name() == "table");
        match edge {
            Edge::Open(node) if is_table(node.value()) => {
                found.extend(open.last().copied());
                open.push(node.id());
            }
            Edge::Close(node) if is_table(node.value()) => drop(open.pop()),
            _ => {}
        }
    }
    found
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
