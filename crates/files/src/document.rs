//! Reports that other people wrote, as text with places: Word, PDF, workbooks, web pages, text.
//!
//! The bytes decide what a file is. Containers and PDF are parsed in the sandbox child; a picture
//! is said to be one and never guessed at.

mod build;
mod convert;
pub mod docx;
mod error;
mod html;
mod kind;
mod number_format;
pub mod package;
mod pdf;
mod pictures;
mod reader;
mod sheets;
mod text;

pub use error::DocumentError;
pub use reader::{
    DOCUMENT_COMMAND, DocumentReader, document_child_main, document_from_bytes, document_from_pdf_words,
    document_from_text, document_in_process, make_in_child,
};
