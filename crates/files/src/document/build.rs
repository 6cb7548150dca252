//! A document in the making, within its limits.

use base::document::{Block, Document, Paragraph, Part};

use super::error::{DocumentError, within_limits};
use crate::limits;

/// Counts what every reader adds, so that no reader can forget a limit.
#[derive(Default)]
pub(crate) struct Builder {
    document: Document,
    paragraphs: usize,
    chars: usize,
    not_listed: usize,
}

impl Builder {
    pub fn new(name: &str) -> Builder {
        let document = Document { name: name.to_owned(), ..Document::default() };
        Builder { document, paragraphs: 0, chars: 0, not_listed: 0 }
    }

    /// Counts a paragraph's text against the limits.
    pub fn count(&mut self, text: &str) -> Result<(), DocumentError> {
        self.paragraphs += 1;
        self.chars += text.chars().count();
        within_limits(self.paragraphs, self.chars)
    }

    /// Counts and adds a paragraph outside tables.
    pub fn paragraph(&mut self, paragraph: Paragraph) -> Result<(), DocumentError> {
        self.count(&paragraph.text)?;
        self.block(Block::Paragraph(paragraph));
        Ok(())
    }

    /// Adds a block whose paragraphs were [counted](Builder::count); one without a visible
    /// character is left out, unless it is a tab: that is a blank cell of a flattened table.
    pub fn block(&mut self, block: Block) {
        if block.paragraphs().any(|p| !is_blank(&p.text) || p.text.contains('\t')) {
            self.document.blocks.push(block);
        }
    }

    /// Says what was not read; the first few one by one.
    pub fn leave_out(&mut self, what: String) {
        if self.document.left_out.contains(&what) {
            return;
        }
        if self.document.left_out.len() < limits::LEFT_OUT_LISTED {
            self.document.left_out.push(what);
        } else {
            self.not_listed += 1;
        }
    }

    /// The document; one without text is an error.
    pub fn finish(mut self) -> Result<Document, DocumentError> {
        if self.not_listed > 0 {
            self.document.left_out.push(format!("另有 {} 处没有读取", self.not_listed));
        }
        if self.document.blocks.is_empty() { Err(DocumentError::Empty) } else { Ok(self.document) }
    }
}

/// A paragraph of running text.
pub(crate) fn plain(number: usize, text: String, part: Option<Part>) -> Paragraph {
    Paragraph { number: u32::try_from(number).unwrap_or(u32::MAX), text, heading: None, part }
}

/// No visible character in it.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(crate::raw::is_blank_char)
}
