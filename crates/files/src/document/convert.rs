//! Files that only a word processor can open: LibreOffice, where it is installed, makes a `.docx`
//! or `.xlsx` of them, in a folder and with a profile of its own that are gone afterwards.
//!
//! It runs under limits like every parser: the program's own hidden subcommand lowers them and
//! becomes LibreOffice.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use tempfile::TempDir;

use super::error::DocumentError;
use super::reader::DOCUMENT_COMMAND;
use crate::{FileError, limits, sandbox};

/// The first argument of the hidden subcommand that converts instead of reading.
pub(super) const CONVERT: &str = "--convert";

/// What is made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Into {
    Docx,
    Xlsx,
    Pdf,
}

impl Into {
    fn extension(self) -> &'static str {
        match self {
            Into::Docx => "docx",
            Into::Xlsx => "xlsx",
            Into::Pdf => "pdf",
        }
    }
}

/// A converted file; it is deleted with this value.
pub(super) struct Converted {
    folder: TempDir,
    into: Into,
}

impl Converted {
    pub fn is_docx(&self) -> bool {
        self.into == Into::Docx
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("out").join(format!("report.{}", self.into.extension()))
    }
}

/// Converts a file, `what` being its kind in words.
pub(super) fn convert(exe: &Path, file: &Path, into: Into, what: &'static str) -> Result<Converted, FileError> {
    let Some(office) = office() else { return Err(DocumentError::NoConverter { what }.into()) };
    let folder = tempfile::tempdir()?;
    // Under a plain name: the foreign one is never an argument of another program.
    let copy = folder.path().join("report.in");
    std::fs::copy(file, &copy)?;
    let converted = Converted { folder, into };
    let folder = converted.folder.path().as_os_str();
    let args: [&OsStr; 5] =
        [DOCUMENT_COMMAND.as_ref(), CONVERT.as_ref(), office.as_os_str(), folder, into.extension().as_ref()];
    let args = args.map(OsStr::to_owned);
    let failed = |detail| FileError::from(DocumentError::Conversion { what, detail });
    match sandbox::in_child(exe, &args, limits::CONVERT_SECONDS, |output| {
        Ok(std::io::copy(output, &mut std::io::sink())?)
    }) {
        Ok(_) if converted.path().is_file() => Ok(converted),
        Ok(_) | Err(FileError::Child(_)) => Err(failed("文件可能已损坏，或设有密码")),
        Err(FileError::Stopped(why)) => Err(failed(why)),
        Err(other) => Err(other),
    }
}

/// What the hidden subcommand runs: `args` are the program, the folder and the wanted format.
pub(super) fn child_main(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(office), Some(folder), Some(format)) = (args.next(), args.next().map(PathBuf::from), args.next()) else {
        return ExitCode::from(2);
    };
    if sandbox::lower_limits(limits::CONVERTER).is_err() {
        return ExitCode::from(3);
    }
    let mut profile = OsString::from("-env:UserInstallation=file://");
    profile.push(folder.join("profile"));
    let mut command = Command::new(office);
    command
        .env("HOME", &folder)
        .env("TMPDIR", &folder)
        .arg(profile)
        .args(["--headless", "--norestore", "--nolockcheck", "--nologo", "--convert-to"])
        .arg(format)
        .arg("--outdir")
        .arg(folder.join("out"))
        .arg(folder.join("report.in"));
    become_program(command)
}

#[cfg(unix)]
pub(super) fn become_program(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    // Only comes back when the program could not be started.
    let _error = command.exec();
    ExitCode::from(4)
}

#[cfg(not(unix))]
pub(super) fn become_program(mut command: Command) -> ExitCode {
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::from(4),
    }
}

/// The installed LibreOffice.
fn office() -> Option<PathBuf> {
    installed(if cfg!(windows) { &["soffice.exe", "libreoffice.exe"] } else { &["soffice", "libreoffice"] })
}

/// The first program of these names that is installed.
pub(super) fn installed(names: &[&str]) -> Option<PathBuf> {
    let usual = [
        "/usr/bin",
        "/usr/local/bin",
        "/usr/lib/libreoffice/program",
        "/opt/libreoffice/program",
        "/Applications/LibreOffice.app/Contents/MacOS",
        "C:\\Program Files\\LibreOffice\\program",
    ];
    let searched: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let mut folders = searched.into_iter().chain(usual.iter().map(PathBuf::from));
    folders.find_map(|folder| names.iter().map(|name| folder.join(name)).find(|program| program.is_file()))
}
