//! A package's tree of files, and what its control file says of them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Copies a file to its place in the tree; nobody's umask decides about its mode.
pub fn put(from: &Path, to: &Path, wanted: u32) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
        mode(folder, 0o755)?;
    }
    fs::copy(from, to).with_context(|| format!("{} into the package", from.display()))?;
    mode(to, wanted)
}

/// Sets a file's mode.
pub fn mode(path: &Path, mode: u32) -> Result<()> {
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}

/// Puts values in the places of a text; a place that stays empty is a fault.
pub fn fill(text: &str, values: &[(&str, &str)]) -> Result<String> {
    let filled = values.iter().fold(text.to_owned(), |text, (key, value)| text.replace(&format!("@{key}@"), value));
    let left = filled.lines().find(|line| line.split('@').count() > 2);
    match left {
        Some(line) => bail!("nothing says what belongs into: {line}"),
        None => Ok(filled),
    }
}

/// What the tree takes up, in KiB as dpkg counts.
pub fn kib(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        sum += match entry.file_type()?.is_dir() {
            true => kib(&entry.path())?,
            false => entry.metadata()?.len().div_ceil(1024),
        };
    }
    Ok(sum)
}

/// Debian's name for the processor that an ELF binary is for.
pub fn architecture(binary: &[u8]) -> Result<&'static str> {
    match (binary.get(..4), binary.get(18..20)) {
        (Some(b"\x7fELF"), Some([62, 0])) => Ok("amd64"),
        (Some(b"\x7fELF"), Some([183, 0])) => Ok("arm64"),
        _ => bail!("not a program for amd64 or arm64"),
    }
}

/// The newest version of the C library that a binary asks for. The names of symbol versions stand
/// as plain text in its dynamic string table.
pub fn glibc(binary: &[u8]) -> Result<String> {
    let mark = b"GLIBC_2.";
    let found = binary.windows(mark.len()).enumerate().filter(|(_, window)| window == mark).filter_map(|(at, _)| {
        let digits: Vec<u8> =
            binary.iter().skip(at + mark.len()).copied().take_while(u8::is_ascii_digit).take(3).collect();
        String::from_utf8(digits).ok()?.parse::<u32>().ok()
    });
    let newest = found.max().context("the binary names no version of the C library")?;
    Ok(format!("2.{newest}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // helpers of tests
    use super::*;

    #[test]
    fn the_newest_c_library_is_asked_for() {
        assert_eq!(glibc(b"..GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.2.5\0GLIBC_PRIVATE").unwrap(), "2.34");
        assert!(glibc(b"static").is_err());
    }

    #[test]
    fn the_processor_is_read_from_the_binary() {
        let this = std::fs::read("/proc/self/exe").unwrap();
        let expected = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
        assert_eq!(architecture(&this).unwrap(), expected);
        assert!(architecture(b"#!/bin/sh").is_err());
    }

    #[test]
    fn a_place_that_nobody_fills_is_a_fault() {
        assert_eq!(fill("Version: @VERSION@ <a@b>", &[("VERSION", "1.2")]).unwrap(), "Version: 1.2 <a@b>");
        assert!(fill("Size: @SIZE@", &[("VERSION", "1.2")]).is_err());
    }
}
