//! From a file to a raw table.

use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::raw::RawTable;
use crate::sniff::{self, Kind};
use crate::workbook::{self, SheetChoice};
use crate::{FileError, delimited, limits, page};

/// Which reader a file needs, after its size has been found within that reader's limit.
pub(crate) fn inspect(path: &Path) -> Result<Kind, FileError> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        // Opening a pipe waits for whoever writes into it, perhaps forever.
        return Err(FileError::NotATable("目录、设备或管道"));
    }
    let mut file = File::open(path)?;
    let bytes = found.len();
    let largest = limits::TEXT_BYTES.max(limits::WORKBOOK_BYTES);
    if bytes > largest {
        return Err(FileError::TooLarge { bytes, limit: largest, what: "文件" });
    }
    let mut head = Vec::new();
    file.by_ref().take(sniff::HEAD_BYTES as u64).read_to_end(&mut head)?;
    let kind = sniff::kind_of(&head)?;
    let (limit, what) = match kind {
        Kind::Text => (limits::TEXT_BYTES, "文本文件"),
        Kind::Zip | Kind::CompoundFile => (limits::WORKBOOK_BYTES, "工作簿"),
        Kind::Html => (limits::HTML_BYTES, "网页表格"),
    };
    if bytes > limit { Err(FileError::TooLarge { bytes, limit, what }) } else { Ok(kind) }
}

/// Reads a table in this process. This is what the sandbox child runs; everybody else uses
/// [`crate::Reader`], because a workbook from outside may make its parser take all memory.
///
/// A parser that panics on a damaged file is reported as damage.
pub fn read_in_process(path: &Path, choice: &SheetChoice) -> Result<RawTable, FileError> {
    let kind = inspect(path)?;
    let read = AssertUnwindSafe(|| match kind {
        Kind::Text => delimited::read(std::fs::read(path)?),
        Kind::Zip => workbook::read_xlsx(path, choice),
        Kind::CompoundFile => workbook::read_xls(path, choice),
        Kind::Html => page::read(std::fs::read(path)?),
    });
    let table = catch_unwind(read).unwrap_or_else(|_| {
        Err(FileError::Damaged { format: "表格", detail: "解析程序无法继续".to_owned() })
    })?;
    if table.rows.is_empty() { Err(FileError::Empty) } else { Ok(table) }
}

/// Reads delimited text that is already in memory.
pub fn read_text(bytes: &[u8]) -> Result<RawTable, FileError> {
    let table = delimited::read(bytes.to_vec())?;
    if table.rows.is_empty() { Err(FileError::Empty) } else { Ok(table) }
}
