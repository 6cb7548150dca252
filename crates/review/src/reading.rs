//! What a reader sees: passages, sentences and quantities, each with its place.

use base::document::Document;

/// A document as read, for the rules.
#[derive(Debug)]
pub struct Reading<'d> {
    /// The document.
    pub document: &'d Document,
}

impl<'d> Reading<'d> {
    /// Reads a document.
    pub fn new(document: &'d Document) -> Reading<'d> {
        Reading { document }
    }
}
