//! The project file of a folder, read and evaluated.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use evaluation::{Draft, self_evaluate};
use office::performance::ProjectFile;

use crate::arguments::Common;
use crate::commands::figures::whole_county;

/// The file of a folder, or the file itself.
pub(super) fn file_of(folder: &Path) -> PathBuf {
    if folder.is_dir() { folder.join("project.toml") } else { folder.to_owned() }
}

/// The folder of a project file.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("."))
}

/// Reads a project and evaluates it. What cannot be printed is said, and nothing is written.
pub(super) fn evaluated(common: &Common, file: &Path) -> Result<(ProjectFile, Draft)> {
    let text = fs::read_to_string(file).with_context(|| format!("读不了 {}，请核对目录", file.display()))?;
    let wrong = || format!("{} 的内容不对", file.display());
    let example = match ProjectFile::asks_office(&text) {
        false => ProjectFile::parse(&text).map_err(|e| anyhow::anyhow!(e.to_string())).with_context(wrong)?,
        true => whole_county(common)?.look(|look| ProjectFile::with_figures(look, &text)).with_context(wrong)?,
    };
    match self_evaluate(&example.project) {
        Ok(draft) => Ok((example, draft)),
        Err(refusals) => {
            refusals.iter().for_each(|refusal| sayln!("✗ {refusal}"));
            bail!("有 {} 处不能印出，请改正 {} 后再运行；没有生成文件", refusals.len(), file.display());
        }
    }
}
