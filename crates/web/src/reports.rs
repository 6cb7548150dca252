//! Reports of other people: who reads their bytes, and where one lies while its reader looks at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::Date;
use base::document::Document;
use desk::{Digest, StaffId};
use files::{DocumentReader, FileError};

/// Reads a report that came from outside. The program does it in a child process, tests in their
/// own.
pub trait ReadReports: Send + Sync {
    /// The text with its places.
    fn read(&self, path: &Path) -> Result<Document, FileError>;

    /// A copy as `.docx` with the findings as comments; `None` when it is no text document.
    fn commented(&self, path: &Path, date: Date) -> Result<Option<Vec<u8>>, FileError>;

    /// A document as it is laid out on pages; `None` where no layout program is installed.
    fn as_pdf(&self, path: &Path) -> Result<Option<Vec<u8>>, FileError>;

    /// The pages of a scanned PDF as pictures.
    fn pdf_pictures(&self, path: &Path) -> Result<Vec<Vec<u8>>, FileError>;
}

impl ReadReports for DocumentReader {
    fn read(&self, path: &Path) -> Result<Document, FileError> {
        DocumentReader::read(self, path)
    }

    fn commented(&self, path: &Path, date: Date) -> Result<Option<Vec<u8>>, FileError> {
        let original = self.as_docx(path)?;
        original.map(|docx| documents::commented_in_child(self, &docx, date)).transpose()
    }

    fn as_pdf(&self, path: &Path) -> Result<Option<Vec<u8>>, FileError> {
        DocumentReader::as_pdf(self, path)
    }

    fn pdf_pictures(&self, path: &Path) -> Result<Vec<Vec<u8>>, FileError> {
        DocumentReader::pdf_pictures(self, path)
    }
}

/// How long a file lies here after it was brought.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How often what lies here longer is looked for, from the start on.
pub const LOOKED_FOR: Duration = Duration::from_secs(3600);

/// Files that somebody looks at without the agency taking them in: each belongs to whoever brought
/// it, nobody else can ask for it, and it is gone after a day.
pub struct Desktop {
    folder: PathBuf,
}

impl Desktop {
    pub fn of(office: &Path) -> Desktop {
        Desktop { folder: office.join("looked-at") }
    }

    /// The place of somebody's file. The name tells neither the person nor the content.
    fn place(&self, staff: StaffId, digest: &Digest) -> PathBuf {
        let own = Digest::of_parts(&[b"looked-at", staff.0.to_string().as_bytes(), digest.as_str().as_bytes()]);
        self.folder.join(own.as_str())
    }

    /// Keeps a file; the answer is what its owner asks for it by. The ending is kept because some
    /// kinds of files are told by it alone.
    pub fn keep(&self, staff: StaffId, file: &Path) -> std::io::Result<Digest> {
        fs::create_dir_all(&self.folder)?;
        let digest = Digest::of(&fs::read(file)?);
        fs::copy(file, self.place(staff, &digest))?;
        Ok(digest)
    }

    /// The file, if it is this person's and still there.
    pub fn find(&self, staff: StaffId, digest: &Digest) -> Option<PathBuf> {
        Some(self.place(staff, digest)).filter(|place| place.is_file())
    }

    /// What is older than a day goes; what cannot be removed is tried again next time.
    pub fn clear(&self) {
        self.clear_older(KEPT);
    }

    fn clear_older(&self, kept: Duration) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age >= kept) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_only_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "报告").unwrap();
        let desktop = Desktop::of(folder.path());
        let digest = desktop.keep(StaffId(1), &file).unwrap();
        assert!(desktop.find(StaffId(1), &digest).is_some());
        assert!(desktop.find(StaffId(2), &digest).is_none());
        assert!(desktop.find(StaffId(1), &Digest::of(b"other")).is_none());
        desktop.clear();
        assert!(desktop.find(StaffId(1), &digest).is_some(), "it lies here for a day");
        desktop.clear_older(Duration::ZERO);
        assert!(desktop.find(StaffId(1), &digest).is_none());
    }
}
