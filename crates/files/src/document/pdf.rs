//! PDF files with text: `pdftotext` tells where each word stands, where it is installed; otherwise
//! a library gives the text line by line. A page that is a picture is said to be one.

mod flow;
mod grid;
mod layout;
mod words;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use base::document::Document;

use super::build::{Builder, is_blank};
use super::error::DocumentError;
use crate::limits;
use words::Page;

/// Reads a PDF file.
pub(crate) fn read(name: &str, path: &Path) -> Result<Document, DocumentError> {
    match with_pdftotext(path)? {
        Some(xml) => from_words(name, &xml),
        None => from_pages(name, &with_library(path)?),
    }
}

/// A document from what `pdftotext -bbox-layout` prints.
pub(crate) fn from_words(name: &str, xml: &str) -> Result<Document, DocumentError> {
    build(name, words::pages_of_words(xml)?)
}

/// A document from text with blanks between columns, one page after the other.
pub(crate) fn from_pages(name: &str, pages: &[String]) -> Result<Document, DocumentError> {
    build(name, pages.iter().map(|page| words::page_of_lines(page)).collect())
}

fn build(name: &str, pages: Vec<Page>) -> Result<Document, DocumentError> {
    let mut builder = Builder::new(name);
    let count = pages.len();
    let without_text: Vec<usize> = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.words.iter().all(|w| is_blank(&w.text)))
        .map(|(at, _)| at + 1)
        .collect();
    if without_text.len() == count || is_stamped_scan(&pages) {
        return Err(DocumentError::Scanned { what: format!("PDF 的 {count} 页都是图片") });
    }
    for page in without_text {
        builder.leave_out(format!("第 {page} 页没有文字，可能是图片，没有读取"));
    }
    flow::blocks(pages, &mut builder)?;
    builder.finish()
}

/// Pages on which nothing stands but the short line that a scanning program adds to each.
fn is_stamped_scan(pages: &[Page]) -> bool {
    let chars = |page: &Page| page.words.iter().map(|w| w.text.chars().count()).sum::<usize>();
    pages.len() > 1 && pages.iter().all(|page| chars(page) < 20)
}

/// What `pdftotext` prints, or nothing where it is not installed. It inherits the limits of this
/// process.
fn with_pdftotext(path: &Path) -> Result<Option<String>, DocumentError> {
    let mut command = Command::new("pdftotext");
    command.args(["-bbox-layout", "-enc", "UTF-8"]).arg(path).arg("-");
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() else {
        return Ok(None);
    };
    let damaged = |detail: &str| DocumentError::Damaged { format: "PDF ", detail: detail.to_owned() };
    let (Some(out), Some(complaints)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(damaged("没有输出"));
    };
    let complaints = std::thread::spawn(move || {
        let mut text = Vec::new();
        // A damaged file is complained about at length; the first lines say why.
        let _ = complaints.take(64 << 10).read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut printed = Vec::new();
    let read = out.take(limits::REPORT_XML_BYTES + 1).read_to_end(&mut printed);
    if printed.len() as u64 > limits::REPORT_XML_BYTES {
        // The pipe is closed with `out`, which ends the program.
        return Err(DocumentError::TooLong("文字超过 500 万字"));
    }
    let status = child.wait().map_err(|e| damaged(&e.to_string()))?;
    let complaints = complaints.join().unwrap_or_default();
    if complaints.contains("Incorrect password") {
        return Err(DocumentError::Encrypted);
    }
    match (read, status.success()) {
        (Ok(_), true) => Ok(Some(String::from_utf8_lossy(&printed).into_owned())),
        _ if complaints.contains("not allowed") => Err(DocumentError::Encrypted),
        _ => Err(damaged("打不开其中的页面")),
    }
}

fn with_library(path: &Path) -> Result<Vec<String>, DocumentError> {
    pdf_extract::extract_text_by_pages(path).map_err(|error| {
        let detail = error.to_string();
        if detail.to_lowercase().contains("encrypt") || detail.to_lowercase().contains("password") {
            return DocumentError::Encrypted;
        }
        DocumentError::Damaged { format: "PDF ", detail }
    })
}
