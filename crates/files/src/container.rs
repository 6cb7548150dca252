//! A look at a zip container's directory before anything in it is unpacked (F2, F3).

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::{FileError, limits};

/// Refuses containers that are no workbook, or that no spreadsheet program would have written.
pub(crate) fn check<R: Read + Seek>(source: R) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(source).map_err(damaged)?;
    if archive.len() > limits::ZIP_ENTRIES {
        return Err(FileError::Suspicious(format!("压缩包内有 {} 个文件", archive.len())));
    }
    let mut unpacked = 0u64;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        check_entry(&entry)?;
        unpacked = unpacked.saturating_add(entry.size());
        names.push(entry.name().map_err(damaged)?.into_owned());
    }
    if unpacked > limits::ZIP_UNPACKED_BYTES {
        return Err(FileError::Suspicious(format!("解压后有 {} MB", unpacked / 1_048_576)));
    }
    check_is_workbook(&names)
}

fn check_entry<R: Read>(entry: &ZipFile<'_, R>) -> Result<(), FileError> {
    let suspicious = |what: &str| Err(FileError::Suspicious(what.to_owned()));
    if entry.encrypted() {
        return Err(FileError::Encrypted);
    }
    if entry.enclosed_name().is_none() || entry.is_symlink() {
        return suspicious("压缩包内有指向外部的路径");
    }
    let (size, packed) = (entry.size(), entry.compressed_size().max(1));
    if size > limits::ZIP_RATIO_FROM_BYTES && size / packed > limits::ZIP_RATIO {
        return suspicious("压缩比过高");
    }
    let name = entry.name().map_err(damaged)?;
    if name.ends_with("styles.xml") && size > limits::STYLES_BYTES {
        return suspicious("单元格样式过多");
    }
    if name.ends_with("sharedStrings.xml") && size > limits::SHARED_STRINGS_BYTES {
        return suspicious("文本表过大");
    }
    Ok(())
}

fn check_is_workbook(names: &[String]) -> Result<(), FileError> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/vbaProject.bin") {
        return Err(FileError::Macros);
    }
    if has("xl/workbook.xml") {
        return Ok(());
    }
    Err(FileError::NotATable(if has("word/document.xml") {
        "Word 文档"
    } else if has("ppt/presentation.xml") {
        "演示文稿"
    } else if has("xl/workbook.bin") {
        "二进制工作簿（xlsb）"
    } else if has("content.xml") {
        "OpenDocument 文档"
    } else {
        "压缩包（请先解压）"
    }))
}

fn damaged(error: zip::result::ZipError) -> FileError {
    FileError::Damaged { format: "xlsx ", detail: error.to_string() }
}
