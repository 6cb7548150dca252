//! `expected.toml`: what is known to be wrong, and to be right, in the reports of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use review::Kind;
use serde::Deserialize;

/// The name of the file beside the reports.
pub const NAME: &str = "expected.toml";

/// What is known about the reports of a folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// One for each report.
    pub file: Vec<ExpectedFile>,
}

/// What is known about a report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFile {
    /// The beginning of the file's name.
    pub name: String,
    /// What is wrong in it.
    #[serde(default)]
    pub find: Vec<Fault>,
    /// What is right in it: nothing may be raised there.
    #[serde(default)]
    pub clean: Vec<Clean>,
}

/// A known fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What people call it.
    pub id: String,
    /// The kinds under which it may be reported.
    pub types: Vec<String>,
    /// H, M, L or I.
    pub severity: String,
    /// Words at its place, any of them.
    pub quotes: Vec<String>,
    /// Whether the goal of the project names its class, so that missing it fails.
    #[serde(default)]
    pub goal: bool,
}

/// Words that are right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clean {
    /// The words.
    pub quote: String,
}

impl Expected {
    /// Reads and checks a list.
    pub fn read(path: &Path) -> Result<Expected> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::from_text(&text).with_context(|| path.display().to_string())
    }

    /// Checks a list: a kind or a severity that does not exist would never be found.
    pub fn from_text(text: &str) -> Result<Expected> {
        let expected: Expected = toml::from_str(text)?;
        for fault in expected.file.iter().flat_map(|file| &file.find) {
            ensure!(!fault.types.is_empty() && !fault.quotes.is_empty(), "{} names no type or no quote", fault.id);
            if let Some(unknown) = fault.types.iter().find(|id| Kind::from_id(id).is_none()) {
                bail!("{}: there is no type {unknown}", fault.id);
            }
            ensure!(["H", "M", "L", "I"].contains(&fault.severity.as_str()), "{}: severity", fault.id);
        }
        Ok(expected)
    }
}

impl ExpectedFile {
    /// The file of this name in the folder.
    pub fn path(&self, folder: &Path) -> Result<PathBuf> {
        let mut found: Vec<PathBuf> = fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&self.name)))
            .collect();
        found.sort();
        found.into_iter().next().with_context(|| format!("no file {}… in {}", self.name, folder.display()))
    }
}
