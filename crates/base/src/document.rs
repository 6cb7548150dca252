//! A document as its reader sees it: blocks in reading order, each text with the place where it
//! stands. `files` makes it from foreign bytes, `review` reads it, `documents` marks it.

use serde::{Deserialize, Serialize};

/// A whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The file's name, for messages.
    pub name: String,
    /// Paragraphs and tables in reading order.
    pub blocks: Vec<Block>,
    /// What could not be read, in words for the user (pictures, a page without text).
    pub left_out: Vec<String>,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph of running text or a heading.
    Paragraph(Paragraph),
    /// A table with cells.
    Table(Table),
}

/// A paragraph; its text has no line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The running number of the paragraph in its source, from 0, cells included: for a `.docx`
    /// the number of the `w:p` element in `word/document.xml`, for text that of the line.
    pub number: u32,
    /// The text as printed: nothing is normalised here.
    pub text: String,
    /// The level of the heading (1 is the highest) where the source declares one.
    pub heading: Option<u8>,
    /// The page (from 1) or the sheet, where the source has them.
    pub part: Option<Part>,
}

/// The part of a source in which a text stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// A page, from 1.
    Page(u32),
    /// A sheet of a workbook, by name.
    Sheet(String),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The rows from the top; a merged cell stands once, in its top row and left column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The column of its left edge, from 0, merged cells counted by their width.
    pub column: u32,
    /// How many columns it covers, at least 1.
    pub columns: u32,
    /// How many rows it covers, at least 1.
    pub rows: u32,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

impl Document {
    /// All paragraphs in reading order, those in cells included.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.blocks.iter().flat_map(Block::paragraphs)
    }
}

impl Block {
    /// The paragraphs of the block in reading order.
    pub fn paragraphs(&self) -> Box<dyn Iterator<Item = &Paragraph> + '_> {
        match self {
            Block::Paragraph(paragraph) => Box::new(std::iter::once(paragraph)),
            Block::Table(table) => Box::new(table.rows.iter().flatten().flat_map(|cell| &cell.paragraphs)),
        }
    }
}

impl Cell {
    /// The text of the cell, its paragraphs joined by a line break.
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}
