//! A bureau's form is filled in a child process: it is somebody else's file, and filling it parses it.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use evaluation::Draft;
use files::{DocumentReader, FileError, make_in_child};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::plan::Values;
use super::{FilledCell, FilledTemplate, LeftCell, Mapping};

/// The hidden subcommand of the binary that runs [`fill_child_main`].
pub const FILL_COMMAND: &str = "__fill-form";

/// What goes into a form.
#[derive(Serialize, Deserialize)]
struct Asked {
    values: Values,
    mapping: Mapping,
}

/// What was done to it: a line before the bytes of the filled form.
#[derive(Serialize, Deserialize)]
struct Told {
    filled: Vec<FilledCell>,
    left: Vec<LeftCell>,
}

/// Fills a form from an evaluation.
///
/// # Errors
/// The form cannot be read or written. A cell that cannot be filled is no error: it is said.
pub fn fill_template_in_child(
    reader: &DocumentReader,
    form: &Path,
    draft: &Draft,
    mapping: &Mapping,
) -> Result<FilledTemplate, FileError> {
    let asked = Asked { values: Values::of(draft), mapping: mapping.clone() };
    let mut file = NamedTempFile::new()?;
    file.write_all(&serde_json::to_vec(&asked).map_err(std::io::Error::from)?)?;
    let args: [OsString; 2] = [form.as_os_str().to_owned(), file.path().as_os_str().to_owned()];
    let made = reader.made_in_child(FILL_COMMAND, &args)?;
    let incomplete = || FileError::Child("没有给出完整的结果".to_owned());
    let end = made.iter().position(|byte| *byte == b'\n').ok_or_else(incomplete)?;
    let (told, bytes) = made.split_at(end);
    let Told { filled, left } = serde_json::from_slice(told).map_err(|_| incomplete())?;
    Ok(FilledTemplate { bytes: bytes[1..].to_vec(), filled, left })
}

/// What the hidden subcommand runs: `args` are the path of the form and that of what goes into it.
pub fn fill_child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let (Some(form), Some(asked)) = (args.next(), args.next()) else { return ExitCode::from(2) };
    make_in_child(|| made(form.as_ref(), asked.as_ref()))
}

fn made(form: &Path, asked: &Path) -> Result<Vec<u8>, String> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| error.to_string());
    let Asked { values, mapping } = serde_json::from_slice(&read(asked)?).map_err(|error| error.to_string())?;
    let FilledTemplate { bytes, filled, left } =
        super::filled(&read(form)?, &values, &mapping).map_err(|error| error.to_string())?;
    // JSON on one line holds no line break of its own.
    let mut made = serde_json::to_vec(&Told { filled, left }).map_err(|error| error.to_string())?;
    made.push(b'\n');
    made.extend(bytes);
    Ok(made)
}
