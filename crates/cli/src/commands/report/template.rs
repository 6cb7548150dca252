//! `report --template`: the finance bureau's own form, filled where it can be.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use documents::{FilledTemplate, Mapping, fill_template_in_child};
use evaluation::Draft;
use serde_json::json;

use super::keep;
use crate::arguments::Reported;
use crate::open;

/// A form that was filled.
pub(super) struct Form {
    pub(super) file: PathBuf,
    filled: FilledTemplate,
}

/// Fills the form that was asked for into the output folder.
pub(super) fn fill(asked: &Reported, draft: &Draft, out: &Path) -> Result<Option<Form>> {
    let Some(template) = &asked.template else { return Ok(None) };
    fs::metadata(template).with_context(|| format!("读不了模板 {}，请核对路径", template.display()))?;
    let mapping = mapping(asked.mapping.as_deref(), template)?;
    let filled = fill_template_in_child(&open::document_reader()?, template, draft, &mapping)
        .with_context(|| format!("模板 {} 没有填写", template.display()))?;
    if filled.filled.is_empty() {
        for left in &filled.left {
            sayln!("✗ {}：{}", left.place, left.what);
        }
        bail!("模板 {} 里没有认出一个可以填的格；请写一个对照文件，用 --mapping 指明", template.display());
    }
    let name = template.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if out.join(&name).canonicalize().ok() == template.canonicalize().ok() {
        bail!("模板就在输出目录里，填写会盖掉它；请用 --out 换一个输出目录");
    }
    Ok(Some(Form { file: keep::write(out, &name, &filled.bytes)?, filled }))
}

fn mapping(named: Option<&Path>, template: &Path) -> Result<Mapping> {
    let beside = template.with_extension("toml");
    let Some(file) = named.or(beside.is_file().then_some(beside.as_path())) else { return Ok(Mapping::default()) };
    let text = fs::read_to_string(file).with_context(|| format!("读不了对照文件 {}", file.display()))?;
    toml::from_str(&text).with_context(|| format!("对照文件 {} 的内容不对", file.display()))
}

impl Form {
    /// What was filled and what was left.
    pub(super) fn tell(&self) {
        sayln!("模板填写了 {} 格", self.filled.filled.len());
        if !self.filled.left.is_empty() {
            sayln!("没有填的 {} 处：", self.filled.left.len());
            self.filled.left.iter().for_each(|left| sayln!("  {}：{}", left.place, left.what));
        }
    }

    pub(super) fn as_json(&self) -> serde_json::Value {
        let filled = &self.filled;
        let cells: Vec<_> =
            filled.filled.iter().map(|f| json!({ "place": f.place, "value": f.value, "text": f.text })).collect();
        let left: Vec<_> = filled.left.iter().map(|l| json!({ "place": l.place, "what": l.what })).collect();
        json!({ "file": self.file, "filled": cells, "left": left })
    }
}
