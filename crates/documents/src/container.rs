//! A zip container written again with some parts changed.

use std::collections::HashMap;
use std::io::{Cursor, Write};

use files::package::Package;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Why a container was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContainerError {
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The container with changed parts in their old places and new ones at the end; all others are
/// copied byte for byte.
pub(crate) fn rewritten(
    package: &mut Package<'_>,
    mut changed: HashMap<String, String>,
) -> Result<Vec<u8>, ContainerError> {
    let archive = package.archive();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.set_raw_comment(archive.comment().into())?;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name()?.into_owned();
        match changed.remove(&name) {
            None => out.raw_copy_file(entry)?,
            Some(text) => {
                let time = entry.last_modified().unwrap_or_default();
                out.start_file(name, SimpleFileOptions::default().last_modified_time(time))?;
                out.write_all(text.as_bytes())?;
            }
        }
    }
    let mut new: Vec<(String, String)> = changed.into_iter().collect();
    new.sort();
    for (name, text) in new {
        out.start_file(name, SimpleFileOptions::default())?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}
