//! What is wrong with a row, told so that a clerk can mend it.

use crate::WriteError;
use crate::profile::Kind;
use crate::write::{Cell, CsvWriter, WriteEncoding};

/// Something wrong in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the text or row of the sheet, from 1; 0 for the file as a whole.
    pub line: u32,
    /// Title of the column; empty when the whole row is meant.
    pub column_title: String,
    /// Key of the column; empty when the whole row is meant.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The value as written, personal identifiers masked.
    pub shown: String,
}

/// Something that was read without doubt but that a person should know, once per cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub message: String,
    /// How many rows it concerns.
    pub count: usize,
    /// The first of them; 0 for the file as a whole.
    pub first_line: u32,
}

/// The error list as a file to download: CSV in UTF-8 with byte-order mark.
pub fn problems_csv(problems: &[Problem]) -> Result<Vec<u8>, WriteError> {
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Utf8Bom)?;
    writer.row(&["行号", "列", "指标代码", "问题与处理办法", "原值（已遮盖）"].map(Cell::from))?;
    for problem in problems {
        writer.row(&[
            Cell::Integer(i64::from(problem.line)),
            Cell::from(problem.column_title.as_str()),
            Cell::from(problem.key.as_str()),
            Cell::from(problem.message.as_str()),
            Cell::from(problem.shown.as_str()),
        ])?;
    }
    writer.finish()
}

/// How much of a wrong value an error list shows.
const SHOWN_CHARS: usize = 40;

/// A value as error lists and previews show it.
pub(crate) fn masked(kind: Kind, text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    let (head, tail) = match kind {
        Kind::IdNumber if chars.len() >= 15 => (6, 2),
        Kind::Phone if chars.len() >= 7 => (3, 2),
        _ if !kind.is_personal() => return shortened(&chars),
        Kind::BankAccount if chars.len() >= 8 => (0, 4),
        _ => (chars.len().min(1), 0),
    };
    let stars = (chars.len() - head - tail).min(SHOWN_CHARS);
    let start: String = chars[..head].iter().collect();
    let end: String = chars[chars.len() - tail..].iter().collect();
    format!("{start}{}{end}", "*".repeat(stars))
}

fn shortened(chars: &[char]) -> String {
    let shown: String = chars.iter().take(SHOWN_CHARS).collect();
    if chars.len() > SHOWN_CHARS { format!("{shown}…") } else { shown }
}
