//! An official paper as a value: a letter, a notice, a request, a sheet about one person. Every
//! figure in it keeps its parent, as in a report.

use base::Date;

use crate::{Element, Span};

/// A paper that can be set in the official layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// 函〔2019〕1号; empty where a paper has none.
    pub number: String,
    /// The title; a long one is broken where its sense breaks.
    pub title: String,
    /// To whom, without the colon; empty for a sheet.
    pub addressee: String,
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Below the text: 附件.
    pub attached: Vec<String>,
    /// Who issues it, and on which day.
    pub unit: String,
    /// The day under the unit.
    pub on: Option<Date>,
}

/// A piece of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading or a paragraph.
    Text(Element),
    /// A table.
    Table(PaperTable),
    /// Small print below a table.
    Note(String),
    /// Room for signatures: 经办人、复核人…
    Signatures(Vec<&'static str>),
}

/// A table of a paper; figures stand on the right of their cells, words on the left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperTable {
    /// Heads, each with its share of the width; without words there is no line of heads.
    pub columns: Vec<(&'static str, u16)>,
    /// Rows; the first cell of a row without heads is a label.
    pub rows: Vec<Vec<Span>>,
}

impl Block {
    /// A paragraph of words.
    pub fn words(text: impl Into<String>) -> Block {
        Block::Text(Element::Body(vec![Span::Words(text.into())]))
    }

    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Block {
        Block::Text(Element::Heading(level, text.into()))
    }
}
