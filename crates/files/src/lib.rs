//! Foreign bytes in and out: tables that other people's programs wrote (text, workbooks, web
//! pages) become checked records, and rows become CSV and workbooks.
//!
//! This crate never repairs a value by guessing, never parses a container in the process of its
//! caller (see [`Reader`]), never trusts a file's name, never logs a cell, and knows no database
//! and no operation: what a record means and whether it is taken over is decided by its callers.
//!
//! The way of a table: [`Reader::read_for`] → [`RawTable`] → [`Profile::apply`] → [`Imported`].
//! The way of a report: [`DocumentReader::read`] → [`base::document::Document`].

mod apply;
mod container;
mod delimited;
mod document;
mod encoding;
mod error;
mod frame;
mod header;
pub mod limits;
mod page;
mod problem;
mod profile;
mod raw;
mod read;
mod record;
mod sandbox;
mod sniff;
mod totals;
mod value;
mod workbook;
mod write;

pub use apply::{Imported, Preview};
pub use document::{
    DOCUMENT_COMMAND, DocumentError, DocumentReader, document_child_main, document_from_bytes, document_from_pdf_words,
    document_from_text, document_in_process, make_in_child,
};
pub use document::{docx, package};
pub use error::{FileError, ProfileError, WriteError};
pub use problem::{Notice, Problem, problems_csv};
pub use profile::{Bad, Column, Kind, Profile};
pub use raw::{Format, RawCell, RawRow, RawTable, TextEncoding, Undecodable};
pub use read::{read_in_process, read_text};
pub use record::Record;
pub use sandbox::{CHILD_COMMAND, Reader, child_main};
pub use totals::TotalCheck;
pub use workbook::SheetChoice;
pub use write::{Cell, CsvWriter, WriteEncoding, XlsxWriter};
