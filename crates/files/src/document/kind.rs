//! What a report file is, decided by its bytes. Its name is not looked at.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::DocumentError;
use super::package::Package;
use crate::{FileError, encoding, limits, sniff};

/// The reader that a report needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Html,
    /// Word or Excel; the directory of the container tells which.
    Zip,
    /// The older Word or Excel; the names of its streams tell which.
    CompoundFile,
    Pdf,
    /// What only a word processor can open, by its name.
    Foreign(&'static str),
}

impl Kind {
    fn limit(self) -> (u64, &'static str) {
        match self {
            Kind::Text => (limits::REPORT_TEXT_BYTES, "文本文件"),
            Kind::Html => (limits::HTML_BYTES, "网页"),
            Kind::Zip | Kind::CompoundFile | Kind::Pdf | Kind::Foreign(_) => (limits::REPORT_BYTES, "报告"),
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

/// Starts of files that people send by mistake.
const MISTAKEN: [(&[u8], &str); 10] = [
    (b"\x89PNG", "图片（PNG）"),
    (b"\xFF\xD8\xFF", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\0", "图片（TIFF）"),
    (b"Rar!", "RAR 压缩包（请先解压）"),
    (b"7z\xBC\xAF\x27\x1C", "7z 压缩包（请先解压）"),
    (b"\x1F\x8B", "gzip 压缩包（请先解压）"),
    (b"SQLite format 3", "数据库文件"),
    (b"MIME-Version:", "单个文件网页（MHT，请用 Word 打开并另存为 .docx）"),
    (b"PK\x05\x06", "空的压缩包"),
];

/// Decides from the first [`sniff::HEAD_BYTES`] of a file.
pub(crate) fn kind_of(head: &[u8]) -> Result<Kind, DocumentError> {
    if head.is_empty() {
        return Err(DocumentError::Empty);
    }
    if let Some((_, what)) = MISTAKEN.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(DocumentError::NotADocument(what));
    }
    if head.starts_with(sniff::ZIP) {
        return Ok(Kind::Zip);
    }
    if head.starts_with(sniff::COMPOUND_FILE) {
        return Ok(Kind::CompoundFile);
    }
    // The standard allows some bytes before the mark.
    if head.len() >= 5 && head[..head.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Kind::Foreign("RTF 文档"));
    }
    text_or_page(head)
}

fn text_or_page(head: &[u8]) -> Result<Kind, DocumentError> {
    let (encoding, mark) = encoding::detect(head);
    let start = if encoding.title().starts_with("UTF-16") {
        String::new()
    } else {
        // A stray NUL is damage; many are a binary file.
        if head.iter().filter(|b| **b == 0).count() * 20 > head.len() {
            return Err(DocumentError::NotADocument("无法识别的二进制文件"));
        }
        String::from_utf8_lossy(&head[mark..]).trim_start().to_ascii_lowercase()
    };
    let tags = ["<html", "<table", "<!doctype html", "<body", "<div", "<p>", "<meta"];
    if start.starts_with("<?xml") && start.contains("w:worddocument") {
        return Ok(Kind::Foreign("Word 2003 XML 文档"));
    }
    if start.starts_with("<?xml") && start.contains("spreadsheet") && !start.contains("<html") {
        return Err(DocumentError::NotADocument("XML 电子表格 2003"));
    }
    Ok(if start.starts_with('<') && tags.iter().any(|tag| start.contains(tag)) { Kind::Html } else { Kind::Text })
}

/// What a zip container holds, by its directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zipped {
    Word,
    Excel,
}

/// Looks at a container's directory.
pub(crate) fn zipped(package: &Package<'_>) -> Result<Zipped, DocumentError> {
    let has = |name: &str| package.has(name);
    if has("[Content_Types].xml") && package.names().any(|n| n.starts_with("word/")) {
        return Ok(Zipped::Word);
    }
    if has("xl/workbook.xml") {
        return Ok(Zipped::Excel);
    }
    Err(DocumentError::NotADocument(if has("ppt/presentation.xml") {
        "演示文稿"
    } else if has("xl/workbook.bin") {
        "二进制工作簿（xlsb）"
    } else if has("content.xml") {
        "OpenDocument 文档"
    } else if has("OFD.xml") {
        "OFD 版式文件（请用阅读软件另存为 PDF 或 Word）"
    } else {
        "压缩包（请先解压）"
    }))
}

/// What a compound file is, by the names of its streams.
pub(crate) fn compound(bytes: &[u8]) -> Result<Compound, DocumentError> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        Err(DocumentError::Encrypted)
    } else if has("WordDocument") {
        Ok(Compound::Word)
    } else if has("Workbook") || has("Book") {
        Ok(Compound::Excel)
    } else if has("PowerPoint Document") {
        Err(DocumentError::NotADocument("演示文稿"))
    } else {
        Err(DocumentError::NotADocument("无法识别的 Office 97-2003 文件"))
    }
}

/// The two compound files that are reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compound {
    Word,
    Excel,
}
