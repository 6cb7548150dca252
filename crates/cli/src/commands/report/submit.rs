//! `report submit`: freezes the figures of an evaluation; later runs list what changed since.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use documents::difference_docx;
use evaluation::{Difference, Draft, Occasion, Submission};

use super::{keep, project};
use crate::arguments::Common;
use crate::print;

/// Submissions lie beside the project file.
const FOLDER: &str = "提交";

/// A submission and what is another value now.
pub(super) type Changed = (Submission, Vec<Difference>);

/// Freezes the figures. Only an evaluation without gaps, and never over an earlier submission.
pub(super) fn submit(common: &Common, folder: &Path, occasion: Occasion, by: &str) -> Result<()> {
    if by.trim().is_empty() {
        bail!("请用 --by 写明对数据负责的人的姓名");
    }
    let file = project::file_of(folder);
    let (_, draft) = project::evaluated(common, &file)?;
    let complete = match draft.finish() {
        Ok(complete) => complete,
        Err(pending) => {
            pending.iter().for_each(|gap| sayln!("✗ {}：{}", gap.place, gap.what));
            bail!(
                "有 {} 处待说明，不能{}；草稿没有改动，请在 {} 中补齐",
                pending.len(),
                occasion.word(),
                file.display()
            );
        }
    };
    let on = jiff::Zoned::now().date();
    let submission = complete.submit(occasion, by.trim().to_owned(), on);
    let target = project::folder_of(&file).join(FOLDER).join(format!("{}-{on}.toml", occasion.word()));
    if target.exists() {
        bail!("{} 已经提交过，提交的数据不能覆盖；要更正的，请另行报告差异表", target.display());
    }
    let text = toml::to_string(&submission).context("提交的数据没有写成")?;
    fs::create_dir_all(project::folder_of(&target)).context("建不了提交目录，请核对权限")?;
    fs::write(&target, text).with_context(|| format!("写不了 {}，请核对目录权限和空间", target.display()))?;
    if common.json {
        return print::json(&serde_json::json!({ "file": target, "cells": submission.cells.len() }));
    }
    sayln!(
        "已{}：{} 项数据由{}负责，冻结在 {}",
        occasion.word(),
        submission.cells.len(),
        submission.who,
        target.display()
    );
    Ok(())
}

/// What changed since each submission; a sheet is written where something did.
pub(super) fn differences(
    draft: &Draft,
    folder: &Path,
    out: &Path,
    written: &mut Vec<PathBuf>,
) -> Result<Vec<Changed>> {
    let mut all = Vec::new();
    for file in submissions(&folder.join(FOLDER)) {
        let text = fs::read_to_string(&file).with_context(|| format!("读不了 {}", file.display()))?;
        let submission: Submission = toml::from_str(&text).with_context(|| format!("{} 被改坏了", file.display()))?;
        let found = evaluation::differences(&submission.cells, draft);
        if !found.is_empty() {
            let sheet = difference_docx(draft.project(), &submission, &found)?;
            let name = format!("差异表-{}-{}.docx", submission.occasion.word(), submission.on);
            written.push(keep::write(out, &name, &sheet)?);
        }
        all.push((submission, found));
    }
    Ok(all)
}

fn submissions(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
}
