//! What a file is, decided by its bytes. Its name is not looked at.

use crate::FileError;
use crate::encoding;

/// The reader that a file needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Zip,
    CompoundFile,
    Html,
}

/// Enough bytes to recognise every kind.
pub(crate) const HEAD_BYTES: usize = 4096;

pub(crate) const ZIP: &[u8] = b"PK\x03\x04";
pub(crate) const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Starts of files that people send by mistake.
const FOREIGN: [(&[u8], &str); 12] = [
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xFF\xD8\xFF", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"Rar!", "RAR 压缩包（请先解压）"),
    (b"7z\xBC\xAF\x27\x1C", "7z 压缩包（请先解压）"),
    (b"\x1F\x8B", "gzip 压缩包（请先解压）"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3", "数据库文件"),
    (b"MIME-Version:", "单个文件网页（MHT）"),
    (b"PK\x05\x06", "空的压缩包"),
    (b"MZ", "可执行程序"),
];

/// Decides from the first [`HEAD_BYTES`] of a file.
pub(crate) fn kind_of(head: &[u8]) -> Result<Kind, FileError> {
    if head.is_empty() {
        return Err(FileError::Empty);
    }
    if head.starts_with(ZIP) {
        return Ok(Kind::Zip);
    }
    if head.starts_with(COMPOUND_FILE) {
        return Ok(Kind::CompoundFile);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(FileError::NotATable(what));
    }
    text_or_page(head)
}

fn text_or_page(head: &[u8]) -> Result<Kind, FileError> {
    let start = match encoding::detect(head) {
        (encoding, _) if encoding.title().starts_with("UTF-16") => return Ok(Kind::Text),
        (_, mark) => String::from_utf8_lossy(&head[mark..]).trim_start().to_ascii_lowercase(),
    };
    // A stray NUL is a row's problem; many are a binary file.
    if head.iter().filter(|b| **b == 0).count() * 20 > head.len() {
        return Err(FileError::NotATable("二进制文件，或没有字节顺序标记的 UTF-16 文本"));
    }
    if start.starts_with("<?xml") && start.contains("spreadsheet") && !start.contains("<html") {
        return Err(FileError::NotATable("XML 电子表格 2003"));
    }
    let page = start.starts_with('<') && ["<html", "<table", "<!doctype html"].iter().any(|tag| start.contains(tag));
    Ok(if page { Kind::Html } else { Kind::Text })
}
