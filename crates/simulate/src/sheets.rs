//! Writing tables in the columns of the import forms, with the dirt of layout: title rows, merged
//! headers, 合计 rows. Remembers on which line each planted fault stands.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use files::{Cell, Profile, ProfileError, WriteError, XlsxWriter};

use crate::faults::{Fault, Planted};

/// Why the files of a district could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A file or folder could not be made.
    #[error("{path}：{source}。请检查目录权限和磁盘空间", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A table could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An import form is missing.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A writing thread stopped.
    #[error("生成模拟文件的线程中断，请重试；仍不成功请减少 --people")]
    Thread,
}

/// Adds the path to what the operating system says.
pub(crate) fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T, SimulateError> {
    result.map_err(|source| SimulateError::Io { path: path.to_owned(), source })
}

/// The columns of an import form.
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) keys: Vec<String>,
    titles: Vec<String>,
}

impl Form {
    /// The columns of the form that the import of that name reads.
    pub(crate) fn named(name: &str) -> Result<Form, SimulateError> {
        let profile = Profile::named(name)?;
        Ok(Form {
            title: profile.title.clone(),
            keys: profile.columns.iter().map(|c| c.key.clone()).collect(),
            titles: profile.columns.iter().map(|c| c.title.clone()).collect(),
        })
    }

    /// The header.
    pub(crate) fn header(&self) -> Vec<Cell<'_>> {
        self.titles.iter().map(|title| Cell::from(title.as_str())).collect()
    }

    /// A header in two rows: columns that belong to a group stand below the group's merged title,
    /// the others have their title in the upper row.
    pub(crate) fn two_rows(&self, group: impl Fn(&str) -> Option<(&'static str, &'static str)>) -> TwoRows<'_> {
        let mut rows = TwoRows { upper: Vec::new(), lower: Vec::new() };
        for (key, title) in self.keys.iter().zip(&self.titles) {
            let (above, below) = group(key).unwrap_or((title, ""));
            match rows.upper.last_mut() {
                Some((columns, text)) if *text == above => *columns += 1,
                _ => rows.upper.push((1, above)),
            }
            rows.lower.push(Cell::from(below));
        }
        rows
    }

    /// A row: asks for the cell of each key.
    pub(crate) fn row<'a>(&self, cell: impl Fn(&str) -> Cell<'a>) -> Vec<Cell<'a>> {
        self.keys.iter().map(|key| cell(key)).collect()
    }

    /// How many columns it has.
    pub(crate) fn width(&self) -> u16 {
        u16::try_from(self.keys.len()).unwrap_or(u16::MAX)
    }

    fn widths(&self) -> Vec<u16> {
        self.titles.iter().map(|title| u16::try_from(title.chars().count() * 2 + 4).unwrap_or(20)).collect()
    }
}

/// A header in two rows.
pub(crate) struct TwoRows<'a> {
    /// Columns covered and text.
    upper: Vec<(u16, &'a str)>,
    lower: Vec<Cell<'a>>,
}

/// A workbook being written.
pub(crate) struct Book {
    writer: XlsxWriter,
    path: PathBuf,
    sheet: String,
    line: u32,
    planted: Vec<Planted>,
}

impl Book {
    /// Starts a workbook with its first sheet.
    pub(crate) fn new(path: PathBuf, sheet: &str, form: &Form) -> Result<Book, SimulateError> {
        let writer = XlsxWriter::new(sheet, &form.widths())?;
        Ok(Book { writer, path, sheet: sheet.to_owned(), line: 0, planted: Vec::new() })
    }

    /// Goes on to the next sheet.
    pub(crate) fn next_sheet(&mut self, sheet: &str, form: &Form) -> Result<(), SimulateError> {
        self.writer.next_sheet(sheet, &form.widths())?;
        sheet.clone_into(&mut self.sheet);
        self.line = 0;
        Ok(())
    }

    /// A title over the whole width: dirt that every printed list has.
    pub(crate) fn title(&mut self, text: &str, width: u16) -> Result<(), SimulateError> {
        self.merged(&[(width, text)])?;
        self.plant("", Fault::TitleRow);
        Ok(())
    }

    /// A header in two rows with merged cells: dirt that needs care to be read.
    pub(crate) fn two_rows(&mut self, header: &TwoRows<'_>) -> Result<(), SimulateError> {
        self.merged(&header.upper)?;
        self.plant("", Fault::MergedHeader);
        self.row(&header.lower)
    }

    fn merged(&mut self, groups: &[(u16, &str)]) -> Result<(), SimulateError> {
        self.writer.merged_row(groups)?;
        self.line += 1;
        Ok(())
    }

    /// A row.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), SimulateError> {
        self.writer.row(cells)?;
        self.line += 1;
        Ok(())
    }

    /// Notes that the row just written carries a fault.
    pub(crate) fn plant(&mut self, key: &'static str, what: Fault) {
        let (file, sheet) = (self.path.clone(), Some(self.sheet.clone()));
        self.planted.push(Planted { file, sheet, line: self.line, key, what });
    }

    /// Ends the workbook: its path and what was planted in it.
    pub(crate) fn finish(self) -> Result<(PathBuf, Vec<Planted>), SimulateError> {
        let file = at(&self.path, File::create(&self.path))?;
        self.writer.finish(BufWriter::new(file))?;
        Ok((self.path, self.planted))
    }
}
