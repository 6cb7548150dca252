//! The pages of a PDF as pictures, made by `pdftoppm` where it is installed, under the limits of
//! every parser.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::convert::{become_program, installed};
use super::error::DocumentError;
use super::reader::DOCUMENT_COMMAND;
use crate::{FileError, limits, sandbox};

/// The first argument of the hidden subcommand that makes pictures instead of reading.
pub(super) const PICTURES: &str = "--pictures";

/// Enough for a page of a book.
const DOTS_PER_INCH: &str = "130";
/// More pages than this are no scan of a document, but a book of their own.
const MOST_PAGES: &str = "200";

/// The pages as PNG, in order.
pub(super) fn pictures(exe: &Path, file: &Path) -> Result<Vec<Vec<u8>>, FileError> {
    let Some(program) = installed(&["pdftoppm", "pdftoppm.exe"]) else {
        return Err(DocumentError::NoPictures("本机没有安装 pdftoppm").into());
    };
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("report.pdf");
    std::fs::copy(file, &copy)?;
    let args: [&OsStr; 4] =
        [DOCUMENT_COMMAND.as_ref(), PICTURES.as_ref(), program.as_os_str(), folder.path().as_os_str()];
    let args = args.map(OsStr::to_owned);
    let ended = sandbox::in_child(exe, &args, limits::CONVERT_SECONDS, |output| {
        Ok(std::io::copy(output, &mut std::io::sink())?)
    });
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder.path())?.flatten().map(|entry| entry.path()).collect();
    pages.retain(|path| path.extension().is_some_and(|e| e == "png"));
    pages.sort();
    if ended.is_err() || pages.is_empty() {
        return Err(DocumentError::NoPictures("文件可能已损坏，或设有密码").into());
    }
    Ok(pages.iter().map(std::fs::read).collect::<Result<_, _>>()?)
}

/// What the hidden subcommand runs: `args` are the program and the folder.
pub(super) fn child_main(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(program), Some(folder)) = (args.next(), args.next().map(PathBuf::from)) else {
        return ExitCode::from(2);
    };
    if sandbox::lower_limits(limits::CONVERTER).is_err() {
        return ExitCode::from(3);
    }
    let mut command = Command::new(program);
    command
        .args(["-png", "-r", DOTS_PER_INCH, "-l", MOST_PAGES])
        .arg(folder.join("report.pdf"))
        .arg(folder.join("page"));
    become_program(command)
}
