//! The project file (`project.toml`).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::Fen;
use evaluation::{Draft, Nearest, Project, Published, amount, people_at_two_rates, self_evaluate};
use serde::Deserialize;

use super::computed;
use crate::arguments::Common;

/// `project.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub(super) project: Project,
    #[serde(default)]
    pub(super) published: Vec<Published>,
    #[serde(default)]
    pub(super) two_rates: Vec<TwoRates>,
    /// Scans for the book of evidence.
    #[serde(default)]
    pub(super) evidence: Vec<Scanned>,
}

/// A scanned document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scanned {
    /// The indicator's id, or 项目资金.
    pub(super) of: String,
    /// What it is called.
    pub(super) title: String,
    /// PDF, PNG or JPG, beside the project file.
    pub(super) file: PathBuf,
}

/// A published amount that was paid by heads at two rates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoRates {
    pub(super) name: String,
    pub(super) people: u32,
    #[serde(with = "amount")]
    pub(super) higher: Fen,
    #[serde(with = "amount")]
    pub(super) lower: Fen,
    #[serde(with = "amount")]
    pub(super) total: Fen,
    /// Half of the last printed digit.
    #[serde(with = "amount")]
    precision: Fen,
    pub(super) place: String,
}

impl TwoRates {
    /// A total within the printed precision that whole people give.
    pub(super) fn possible(&self) -> Result<Fen, Nearest> {
        let exact = people_at_two_rates(self.people, self.higher, self.lower, self.total);
        let Err(nearest) = exact else { return Ok(self.total) };
        let close = |total: &Fen| (*total - self.total).abs() <= self.precision;
        [nearest.below, nearest.above].into_iter().flatten().find(close).ok_or(nearest)
    }
}

/// The file of a folder, or the file itself.
pub(super) fn file_of(folder: &Path) -> PathBuf {
    if folder.is_dir() { folder.join("project.toml") } else { folder.to_owned() }
}

/// The folder of a project file.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("."))
}

/// Reads a project and evaluates it. What cannot be printed is said, and nothing is written.
pub(super) fn evaluated(common: &Common, file: &Path) -> Result<(Example, Draft)> {
    let text = fs::read_to_string(file).with_context(|| format!("读不了 {}，请核对目录", file.display()))?;
    let wrong = || format!("{} 的内容不对", file.display());
    let example: Example = match computed::asked(&text) {
        // Straight from the text: what is wrong is said with its line.
        false => toml::from_str(&text).with_context(wrong)?,
        true => computed::resolved(common, &text).with_context(wrong)?.try_into().with_context(wrong)?,
    };
    match self_evaluate(&example.project) {
        Ok(draft) => Ok((example, draft)),
        Err(refusals) => {
            refusals.iter().for_each(|refusal| sayln!("✗ {refusal}"));
            bail!("有 {} 处不能印出，请改正 {} 后再运行；没有生成文件", refusals.len(), file.display());
        }
    }
}
