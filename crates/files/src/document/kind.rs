//! What a report file is, decided by its bytes. Its name is not looked at.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::DocumentError;
use crate::{FileError, encoding, limits, sniff};

/// The reader that a report needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Zip,
}

impl Kind {
    fn limit(self) -> (u64, &'static str) {
        match self {
            Kind::Text => (limits::REPORT_TEXT_BYTES, "文本文件"),
            Kind::Zip => (limits::REPORT_BYTES, "报告"),
        }
    }
}

/// Which reader a file needs, after its size has been found within that reader's limit.
pub(crate) fn inspect(path: &Path) -> Result<Kind, FileError> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        // Opening a pipe waits for whoever writes into it, perhaps forever.
        return Err(DocumentError::NotADocument("目录、设备或管道").into());
    }
    let bytes = found.len();
    if bytes > limits::REPORT_BYTES {
        return Err(DocumentError::TooLarge { bytes, limit: limits::REPORT_BYTES, what: "报告" }.into());
    }
    let mut head = Vec::new();
    File::open(path)?.take(sniff::HEAD_BYTES as u64).read_to_end(&mut head)?;
    let kind = kind_of(&head)?;
    let (limit, what) = kind.limit();
    if bytes > limit { Err(DocumentError::TooLarge { bytes, limit, what }.into()) } else { Ok(kind) }
}

/// Decides from the first [`sniff::HEAD_BYTES`] of a file.
pub(crate) fn kind_of(head: &[u8]) -> Result<Kind, DocumentError> {
    if head.is_empty() {
        return Err(DocumentError::Empty);
    }
    if head.starts_with(sniff::ZIP) {
        return Ok(Kind::Zip);
    }
    let utf16 = encoding::detect(head).0.title().starts_with("UTF-16");
    // A stray NUL is damage; many are a binary file.
    if !utf16 && head.iter().filter(|b| **b == 0).count() * 20 > head.len() {
        return Err(DocumentError::NotADocument("无法识别的二进制文件"));
    }
    Ok(Kind::Text)
}
