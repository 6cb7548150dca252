//! `report check-edited`: computed numbers that were changed in a word processor since.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use documents::{CheckedFigures, Edited};
use serde_json::json;

use crate::arguments::Common;
use crate::open;
use crate::print::{self, table};

/// Something was changed.
const CHANGED: u8 = 1;

/// Lists the figures of a `.docx` that are not as they were written.
pub(super) fn check_edited(common: &Common, file: &Path) -> Result<ExitCode> {
    fs::metadata(file).with_context(|| format!("读不了 {}，请核对路径", file.display()))?;
    let checked = documents::check_edited_in_child(&open::document_reader()?, file)
        .with_context(|| format!("{} 不能核对。请用 Word 或 WPS 打开，另存为 .docx 后再试", file.display()))?;
    if checked.figures == 0 {
        bail!("{} 里没有带出处的数字：可能是用 --plain 生成的，或另存时丢了书签，请用生成的原件核对", file.display());
    }
    match common.json {
        true => as_json(&checked)?,
        false => tell(&checked),
    }
    Ok(if checked.edited.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(CHANGED) })
}

fn tell(checked: &CheckedFigures) {
    let CheckedFigures { figures, edited } = checked;
    if edited.is_empty() {
        sayln!("{figures} 处数字与生成时相同");
        return;
    }
    let row = |e: &Edited| vec![e.context.clone(), e.before.clone(), now(e).to_owned(), e.behind.clone()];
    say!("{}", table(&["前文", "生成时", "现在", "出处"], &[], edited.iter().map(row)));
    sayln!("{figures} 处数字中有 {} 处不同于生成时。改错的请改回；数据确实变了的，先改来源再重新生成", edited.len());
}

fn now(edited: &Edited) -> &str {
    edited.now.as_deref().unwrap_or("（删去了，或整处重写）")
}

fn as_json(checked: &CheckedFigures) -> Result<()> {
    let edited: Vec<_> = checked
        .edited
        .iter()
        .map(|e| json!({ "name": e.name, "before": e.before, "now": e.now, "source": e.behind, "context": e.context }))
        .collect();
    print::json(&json!({ "figures": checked.figures, "edited": edited }))
}
