//! Lists as files: CSV for other programs, workbooks for people. What is there is not overwritten.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use files::{Cell, CsvWriter, WriteEncoding, XlsxWriter};

/// A list with its titles.
pub struct List<'a> {
    /// Name of the sheet, at most 31 characters.
    pub title: &'a str,
    /// Column titles, each with its width in characters.
    pub columns: &'a [(&'a str, u16)],
}

/// Writes a list; the file's ending chooses between .csv (UTF-8 with mark, as WPS reads it) and
/// .xlsx.
pub fn write(path: &Path, list: &List<'_>, rows: &[Vec<Cell<'_>>]) -> Result<()> {
    if path.exists() {
        bail!("文件 {} 已经存在，没有覆盖。请换一个文件名", path.display());
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let wrote = match ending.as_deref() {
        Some("csv") => csv(path, list, rows),
        Some("xlsx") => xlsx(path, list, rows),
        _ => bail!("文件 {} 的扩展名应为 .csv 或 .xlsx", path.display()),
    };
    if wrote.is_err() {
        // Half a list would be read as a whole one.
        let _ = fs::remove_file(path);
    }
    wrote.with_context(|| format!("无法写出文件 {}，请核对目录、权限和磁盘空间", path.display()))?;
    sayln!("已导出 {} 行到 {}。", rows.len(), path.display());
    Ok(())
}

fn csv(path: &Path, list: &List<'_>, rows: &[Vec<Cell<'_>>]) -> Result<()> {
    let mut writer = CsvWriter::new(File::create_new(path)?, WriteEncoding::Utf8Bom)?;
    writer.row(&list.columns.iter().map(|(title, _)| Cell::from(*title)).collect::<Vec<_>>())?;
    for row in rows {
        writer.row(row)?;
    }
    writer.finish()?.sync_all()?;
    Ok(())
}

fn xlsx(path: &Path, list: &List<'_>, rows: &[Vec<Cell<'_>>]) -> Result<()> {
    let widths: Vec<u16> = list.columns.iter().map(|(_, width)| *width).collect();
    let mut writer = XlsxWriter::new(list.title, &widths)?;
    writer.header(&list.columns.iter().map(|(title, _)| *title).collect::<Vec<_>>())?;
    for row in rows {
        writer.row(row)?;
    }
    writer.finish(File::create_new(path)?)?;
    Ok(())
}
