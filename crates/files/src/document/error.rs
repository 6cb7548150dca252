//! Why a report cannot be read, and what to do now.

use crate::{FileError, limits};

/// Why a report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Refused by size before reading.
    #[error(
        "文件有 {mib} MB，超过{what}的上限 {limit_mib} MB，没有读取。请压缩或删去其中的图片，或拆成几份后再试",
        mib = bytes / 1_048_576,
        limit_mib = limit / 1_048_576
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit for its kind.
        limit: u64,
        /// Its kind in words.
        what: &'static str,
    },
    /// No text in it.
    #[error("文件里没有文字。请确认拿到的是完整的报告后再试")]
    Empty,
    /// Recognised as something else.
    #[error("这不是报告文件，而是{0}。请提供 Word（.docx、.doc）、PDF、Excel（.xlsx、.xls）、网页或文本文件")]
    NotADocument(&'static str),
    /// Needs a password.
    #[error("文件设有打开密码，无法读取。请取消密码后另存，再试")]
    Encrypted,
    /// Truncated or damaged.
    #[error(
        "{format}文件不完整或已损坏（{detail}）。可能是下载或拷贝没有完成，请重新获取，或用办公软件打开并另存后再试"
    )]
    Damaged {
        /// Which format it claims to be.
        format: &'static str,
        /// What the reader met.
        detail: String,
    },
    /// A container built to exhaust the reader.
    #[error("文件结构异常（{0}），不像是办公软件保存的，没有读取。请用办公软件打开它，另存为新文件后再试")]
    Suspicious(String),
    /// More text than a report has.
    #[error("文件的{0}，超过一份报告的上限，没有读取。请拆成几份后再试")]
    TooLong(&'static str),
    /// Pages without text.
    #[error(
        "这是扫描件：{what}，没有可读的文字。请向填报单位要 Word 原件或带文字的 PDF，或用文字识别（OCR）软件转换后再试"
    )]
    Scanned {
        /// What it consists of.
        what: String,
    },
    /// More undecodable bytes than a damaged spot explains.
    #[error("看不出文件的文字编码（第 {line} 行起有大量无法识别的字节）。请用记事本打开它，另存为 UTF-8 编码后再试")]
    Encoding {
        /// The first such line, from 1.
        line: u32,
    },
    /// Only a program that is not installed can open it.
    #[error(
        "这是{what}，读取它需要 LibreOffice，本机没有安装。请用 Word 或 WPS 打开它，另存为 .docx 后再试；也可请管理员安装 LibreOffice"
    )]
    NoConverter {
        /// Its kind in words.
        what: &'static str,
    },
    /// The program that should convert it did not.
    #[error("LibreOffice 没能把{what}转换为 .docx（{detail}）。请用 Word 或 WPS 打开它，另存为 .docx 后再试")]
    Conversion {
        /// Its kind in words.
        what: &'static str,
        /// What happened.
        detail: &'static str,
    },
    /// A PDF whose pages did not become pictures.
    #[error("PDF 扫描件没能转成图片（{0}）。请把各页另存为 PNG 或 JPG 后再试")]
    NoPictures(&'static str),
    /// The reading child was stopped at a limit.
    #[error("读取文件时{0}，已停止。请用办公软件打开它，另存为新文件后再试；仍不成功可拆成几份")]
    Stopped(&'static str),
    /// The reading child could not be started or did not finish its answer.
    #[error("读取文件的子进程异常（{0}）。文件可能已损坏，请用办公软件打开并另存后再试；仍不成功请联系系统管理员")]
    Child(String),
}

/// The limits of [`crate::sandbox`] in the words of a report.
pub(crate) fn in_report_words(error: FileError) -> FileError {
    match error {
        FileError::Stopped(why) => DocumentError::Stopped(why).into(),
        FileError::Child(why) => DocumentError::Child(why).into(),
        other => other,
    }
}

/// More paragraphs or characters than a report has.
pub(crate) fn within_limits(paragraphs: usize, chars: usize) -> Result<(), DocumentError> {
    if paragraphs > limits::REPORT_PARAGRAPHS {
        return Err(DocumentError::TooLong("段落和单元格超过 30 万个"));
    }
    if chars > limits::REPORT_CHARS {
        return Err(DocumentError::TooLong("文字超过 500 万字"));
    }
    Ok(())
}

/// The refusals of the readers of tables in the words of a report.
pub(crate) fn of_table(error: FileError) -> DocumentError {
    match error {
        FileError::Document(error) => error,
        FileError::Encrypted => DocumentError::Encrypted,
        FileError::Suspicious(why) => DocumentError::Suspicious(why),
        FileError::NotATable(what) => DocumentError::NotADocument(what),
        FileError::Macros => DocumentError::Suspicious("含有宏".to_owned()),
        FileError::Damaged { format, detail } => DocumentError::Damaged { format, detail },
        other => DocumentError::Damaged { format: "Excel ", detail: other.to_string() },
    }
}
