//! Where the characters of a paragraph stand in the bytes of its part.

use std::ops::Range;

/// A paragraph of a document part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParagraphPlace {
    /// Its number, as in [`base::document::Paragraph::number`].
    pub number: u32,
    /// Its text, as in [`base::document::Paragraph::text`].
    pub text: String,
    /// The bytes of its start tag.
    pub start_tag: Range<usize>,
    /// The first byte after its properties, where its content begins.
    pub content: usize,
    /// The first byte of its end tag; that after the start tag when the element is empty.
    pub end: usize,
    /// The start tag closes itself, so there is no end tag.
    pub empty: bool,
    /// The number of the outermost paragraph around it, when it stands in a text box.
    pub around: Option<u32>,
    /// What its text consists of, in order.
    pub pieces: Vec<Piece>,
}

/// A stretch of text, or a tab, break or symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its characters in the text of the paragraph.
    pub chars: Range<usize>,
    /// The bytes of its element.
    pub element: Range<usize>,
    /// The start tag of its element.
    pub start_tag: Range<usize>,
    /// Number of the run it stands in; pieces of one run follow each other.
    pub run: Range<usize>,
    /// The bytes of the run's properties.
    pub run_properties: Option<Range<usize>>,
    /// Child of the run itself, so that the run can be divided here.
    pub direct: bool,
    /// The characters in the bytes; empty for what is no text or cannot be divided.
    pub segments: Vec<Segment>,
}

/// Characters that stand in the bytes one by one, or one written as a reference (`&amp;`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The characters in the text of the paragraph.
    pub chars: Range<usize>,
    /// Their bytes.
    pub bytes: Range<usize>,
}
