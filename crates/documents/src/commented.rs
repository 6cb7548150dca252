//! The commented copy of somebody else's report is made in a child process, as the report is read: comments are put
//! into its bytes by parsing them.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::process::ExitCode;

use base::{Date, parse_date};
use files::{DocumentReader, FileError, document_in_process, make_in_child};
use tempfile::NamedTempFile;

use crate::{annotate_docx, review_comments};

/// The hidden subcommand of the binary that runs [`comment_child_main`].
pub const COMMENT_COMMAND: &str = "__comment-report";

/// A `.docx` with the findings of its review as comments.
pub fn commented_in_child(reader: &DocumentReader, docx: &[u8], date: Date) -> Result<Vec<u8>, FileError> {
    let mut file = NamedTempFile::new()?;
    file.write_all(docx)?;
    let args: [OsString; 2] = [file.path().as_os_str().to_owned(), date.to_string().into()];
    reader.made_in_child(COMMENT_COMMAND, &args)
}

/// The same in this process: what the child runs.
pub fn commented_in_process(docx: &std::path::Path, date: Date) -> Result<Vec<u8>, String> {
    let document = document_in_process(docx).map_err(|error| error.to_string())?;
    let comments = review_comments(&review::review(&document));
    let bytes = fs::read(docx).map_err(|error| error.to_string())?;
    annotate_docx(&bytes, &comments, date).map_err(|error| error.to_string())
}

/// What the hidden subcommand runs: `args` are the path and the date of the comments.
pub fn comment_child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let (Some(path), Some(date)) = (args.next(), args.next()) else { return ExitCode::from(2) };
    let Some(date) = date.to_str().and_then(|text| parse_date(text).ok()) else { return ExitCode::from(2) };
    make_in_child(|| commented_in_process(path.as_ref(), date))
}
