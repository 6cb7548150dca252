//! From a file to a document: the kind, the limits, the child.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use base::document::Document;
use serde::{Deserialize, Serialize};

use super::convert::{self, Converted, Into};
use super::error::{DocumentError, in_report_words};
use super::kind::{self, Compound, Kind, Zipped};
use super::package::Package;
use super::{docx, html, pdf, pictures, sheets, text};
use crate::{FileError, limits, sandbox, sniff};

/// The hidden subcommand of the binary that runs [`document_child_main`].
pub const DOCUMENT_COMMAND: &str = "__read-document";

/// Reads reports that come from outside.
#[derive(Clone, Debug)]
pub struct DocumentReader {
    exe: PathBuf,
    time: Duration,
}

impl DocumentReader {
    /// `exe` is the program whose subcommand [`DOCUMENT_COMMAND`] calls [`document_child_main`]:
    /// for the binary `shebao` its own path.
    pub fn new(exe: PathBuf) -> DocumentReader {
        DocumentReader { exe, time: limits::CHILD_SECONDS }
    }

    /// The same with another time limit for the child.
    pub fn with_time_limit(self, time: Duration) -> DocumentReader {
        DocumentReader { time, ..self }
    }

    /// Reads a report. Plain text is read in this process, everything else in the child; what only
    /// a word processor can open goes through LibreOffice first, where it is installed.
    pub fn read(&self, path: &Path) -> Result<Document, FileError> {
        let kind = kind::inspect(path)?;
        if kind == Kind::Text {
            return document_in_process(path);
        }
        let document = match self.converted(path, kind)? {
            Some(converted) => self.read_in_child(&converted.path()),
            None => self.read_in_child(path),
        };
        // A converted file has a name of its own, which nobody knows.
        document.map(|document| Document { name: name_of(path), ..document })
    }

    /// The bytes of a report as `.docx`, converted if need be, for whoever writes comments into
    /// it. `None` when it is no text document.
    pub fn as_docx(&self, path: &Path) -> Result<Option<Vec<u8>>, FileError> {
        let kind = kind::inspect(path)?;
        match self.converted(path, kind)? {
            Some(converted) if converted.is_docx() => Ok(Some(std::fs::read(converted.path())?)),
            None if kind == Kind::Zip => {
                let bytes = std::fs::read(path)?;
                let is_word = kind::zipped(&Package::open(&bytes)?)? == Zipped::Word;
                Ok(is_word.then_some(bytes))
            }
            _ => Ok(None),
        }
    }

    /// A document of our own as PDF, where LibreOffice is installed; `None` where it is not.
    pub fn as_pdf(&self, path: &Path) -> Result<Option<Vec<u8>>, FileError> {
        match convert::convert(&self.exe, path, Into::Pdf, "Word 文档") {
            Ok(converted) => Ok(Some(std::fs::read(converted.path())?)),
            Err(FileError::Document(DocumentError::NoConverter { .. })) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The pages of a scanned PDF as PNG, made by `pdftoppm`.
    pub fn pdf_pictures(&self, path: &Path) -> Result<Vec<Vec<u8>>, FileError> {
        match kind::inspect(path)? {
            Kind::Pdf => pictures::pictures(&self.exe, path),
            _ => Err(DocumentError::NotADocument("PDF").into()),
        }
    }

    /// Runs a hidden subcommand of the program, one that ends with [`make_in_child`], on a foreign file: what
    /// it made of it, or its words for why not.
    pub fn made_in_child(&self, command: &str, args: &[OsString]) -> Result<Vec<u8>, FileError> {
        let args = [&[command.into()], args].concat();
        sandbox::in_child(&self.exe, &args, self.time, |output| {
            let mut made = Vec::new();
            output.take(limits::CHILD_OUTPUT_BYTES).read_to_end(&mut made)?;
            match made.split_first() {
                Some((&MADE, bytes)) => Ok(bytes.to_vec()),
                Some((&REFUSED, words)) => Err(FileError::Refused(String::from_utf8_lossy(words).into_owned())),
                _ => Err(FileError::Child("没有给出完整的结果".to_owned())),
            }
        })
    }

    fn converted(&self, path: &Path, kind: Kind) -> Result<Option<Converted>, FileError> {
        let (into, what) = match kind {
            Kind::Foreign(what) => (Into::Docx, what),
            Kind::CompoundFile => match kind::compound(&std::fs::read(path)?)? {
                Compound::Word => (Into::Docx, OLDER_WORD),
                Compound::Excel => (Into::Xlsx, "旧版 Excel 工作簿（.xls）"),
            },
            Kind::Text | Kind::Html | Kind::Zip | Kind::Pdf => return Ok(None),
        };
        match convert::convert(&self.exe, path, into, what) {
            // An older workbook can be read without help, only its number formats cannot.
            Err(FileError::Document(DocumentError::NoConverter { .. } | DocumentError::Conversion { .. }))
                if into == Into::Xlsx =>
            {
                Ok(None)
            }
            converted => converted.map(Some),
        }
    }

    fn read_in_child(&self, path: &Path) -> Result<Document, FileError> {
        let args = [DOCUMENT_COMMAND.into(), path.as_os_str().to_owned()];
        sandbox::in_child(&self.exe, &args, self.time, |output| read_answer(output)).map_err(in_report_words)
    }
}

const OLDER_WORD: &str = "旧版 Word 文档（.doc）";

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a report in this process. This is what the sandbox child runs; everybody else uses
/// [`DocumentReader`], because a file from outside may make its parser take all memory.
///
/// A parser that panics on a damaged file is reported as damage.
pub fn document_in_process(path: &Path) -> Result<Document, FileError> {
    let kind = kind::inspect(path)?;
    let name = name_of(path);
    if kind == Kind::Pdf {
        return Ok(unpanicked(|| pdf::read(&name, path))?);
    }
    let bytes = std::fs::read(path)?;
    Ok(read_as(kind, &name, bytes)?)
}

/// Reads plain text that is already in memory.
pub fn document_from_text(name: &str, bytes: &[u8]) -> Result<Document, FileError> {
    Ok(read_as(Kind::Text, name, bytes.to_vec())?)
}

/// Reads bytes that are already in memory, in this process: for tests and fuzzing. A PDF is read
/// from a file only.
pub fn document_from_bytes(name: &str, bytes: &[u8]) -> Result<Document, FileError> {
    let kind = kind::kind_of(&bytes[..bytes.len().min(sniff::HEAD_BYTES)])?;
    Ok(read_as(kind, name, bytes.to_vec())?)
}

/// Reads what `pdftotext -bbox-layout` printed, in this process: for tests and fuzzing.
pub fn document_from_pdf_words(name: &str, xml: &str) -> Result<Document, FileError> {
    Ok(unpanicked(|| pdf::from_words(name, xml))?)
}

fn read_as(kind: Kind, name: &str, bytes: Vec<u8>) -> Result<Document, DocumentError> {
    unpanicked(|| match kind {
        Kind::Text => text::read(name, bytes),
        Kind::Html => html::read(name, bytes),
        Kind::Zip => match kind::zipped(&Package::open(&bytes)?)? {
            Zipped::Word => docx::read(name, &bytes),
            Zipped::Excel => sheets::read_xlsx(name, &bytes),
        },
        Kind::CompoundFile => match kind::compound(&bytes)? {
            Compound::Word => Err(DocumentError::NoConverter { what: OLDER_WORD }),
            Compound::Excel => sheets::read_xls(name, &bytes),
        },
        Kind::Pdf => Err(DocumentError::NotADocument("PDF")),
        Kind::Foreign(what) => Err(DocumentError::NoConverter { what }),
    })
}

/// A parser that panics on a damaged file reports damage.
fn unpanicked(read: impl FnOnce() -> Result<Document, DocumentError>) -> Result<Document, DocumentError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(DocumentError::Damaged { format: "", detail: "解析程序无法继续".to_owned() }))
}

/// What the child writes to its parent, as JSON.
#[derive(Serialize, Deserialize)]
enum Answer {
    Document(Document),
    Refused(String),
}

/// What the hidden subcommand runs: `args` is the path (or asks for a conversion). Lowers the limits of its own process,
/// reads the report and writes it to standard output.
pub fn document_child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let path = match args.next() {
        Some(first) if first == convert::CONVERT => return convert::child_main(args),
        Some(first) if first == pictures::PICTURES => return pictures::child_main(args),
        Some(path) => PathBuf::from(path),
        None => return ExitCode::from(2),
    };
    if sandbox::lower_limits(limits::READER).is_err() {
        return ExitCode::from(3);
    }
    let answer = match document_in_process(&path) {
        Ok(document) => Answer::Document(document),
        Err(error) => Answer::Refused(error.to_string()),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = serde_json::to_writer(&mut out, &answer).map_err(std::io::Error::from).and_then(|()| out.flush());
    match (written, answer) {
        (Ok(()), Answer::Document(_)) => ExitCode::SUCCESS,
        (Ok(()), Answer::Refused(_)) => ExitCode::from(1),
        (Err(_), _) => ExitCode::from(4),
    }
}

const MADE: u8 = b'+';
const REFUSED: u8 = b'-';

/// What a hidden subcommand runs that makes something of a foreign file: lowers the limits of its own
/// process, then makes it and writes it to standard output.
pub fn make_in_child(make: impl FnOnce() -> Result<Vec<u8>, String>) -> ExitCode {
    if sandbox::lower_limits(limits::READER).is_err() {
        return ExitCode::from(3);
    }
    let made = catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| Err("文件损坏，解析程序无法继续".to_owned()));
    let (mark, bytes, code) = match &made {
        Ok(bytes) => (MADE, bytes.as_slice(), ExitCode::SUCCESS),
        Err(words) => (REFUSED, words.as_bytes(), ExitCode::from(1)),
    };
    let mut out = std::io::stdout().lock();
    let written = out.write_all(&[mark]).and_then(|()| out.write_all(bytes)).and_then(|()| out.flush());
    written.map_or(ExitCode::from(4), |()| code)
}

/// Reads what the child wrote. The child is as untrusted as the file.
fn read_answer(from: impl Read) -> Result<Document, FileError> {
    let from = std::io::BufReader::new(from.take(limits::CHILD_OUTPUT_BYTES));
    match serde_json::from_reader(from) {
        Ok(Answer::Document(document)) => Ok(document),
        Ok(Answer::Refused(words)) => Err(FileError::Refused(words)),
        Err(_) => Err(FileError::Child("没有给出完整的结果".to_owned())),
    }
}
