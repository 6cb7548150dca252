//! Values become documents: reports, tables, notices and letters as `.docx` and `.xlsx`, and
//! comments at the right places of somebody else's `.docx`.
//!
//! This crate never computes a figure and never changes more of a foreign file than the comments it adds.

mod review_html;
mod review_passages;
mod review_text;

pub use review_html::{REVIEW_STYLE, review_body, review_html};
pub use review_text::review_text;
