//! Finds what cannot be right in a performance report: text in, findings out.
//!
//! This crate never reads a file, a clock or a database, knows no place, no scheme's figures and no
//! model, never uses a floating-point number, and stays silent where it would have to guess.
//!
//! The way of a text: [`base::document::Document`] → [`reading::Reading`] (passages, sentences,
//! quantities) → rules, one small file each → [`Review`].

mod finding;
pub mod interval;
mod kind;
mod merge;
pub mod number;
mod place;
pub mod quantity;
pub mod reading;
mod rules;
pub mod table;
#[cfg(test)]
mod testing;
pub mod text;
pub mod unit;

pub use finding::{Checked, Confidence, Consequence, Finding, Quote, Relation, Review};
pub use kind::{Kind, Severity};

use base::document::Document;

/// Reads a document and says what cannot be right in it, and what was recomputed and holds.
pub fn review(document: &Document) -> Review {
    let reading = reading::Reading::new(document);
    let mut review = Review::default();
    for rule in rules::RULES {
        rule(&reading, &mut review);
    }
    merge::join(&mut review);
    rules::doubted::check(&reading, &mut review);
    place::finish(document, &mut review);
    review
}
