//! `report`: a performance report, its table and the comparison with what was published, from a
//! project file. Needs no office and no sign-in.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::Fen;
use documents::{Figures, evaluation_report_docx, evaluation_table_docx, evaluation_table_xlsx};
use evaluation::{Draft, Nearest, Project, Published, amount, compare, people_at_two_rates, self_evaluate};
use serde::Deserialize;
use serde_json::json;

use crate::arguments::Common;
use crate::print;

/// `project.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    project: Project,
    #[serde(default)]
    published: Vec<Published>,
    #[serde(default)]
    two_rates: Vec<TwoRates>,
}

/// A published amount that was paid by heads at two rates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TwoRates {
    name: String,
    people: u32,
    #[serde(with = "amount")]
    higher: Fen,
    #[serde(with = "amount")]
    lower: Fen,
    #[serde(with = "amount")]
    total: Fen,
    /// Half of the last printed digit.
    #[serde(with = "amount")]
    precision: Fen,
    place: String,
}

/// Writes the documents of a project into `out`.
pub fn report(common: &Common, folder: &Path, out: Option<&Path>, plain: bool) -> Result<()> {
    let file = if folder.is_dir() { folder.join("project.toml") } else { folder.to_owned() };
    let text = fs::read_to_string(&file).with_context(|| format!("读不了 {}，请核对目录", file.display()))?;
    let example: Example = toml::from_str(&text).with_context(|| format!("{} 的内容不对", file.display()))?;
    let draft = match self_evaluate(&example.project) {
        Ok(draft) => draft,
        Err(refusals) => {
            refusals.iter().for_each(|refusal| sayln!("✗ {refusal}"));
            bail!("有 {} 处不能印出，请改正 {} 后再运行；没有生成文件", refusals.len(), file.display());
        }
    };
    let out = out.map_or_else(|| folder_of(&file).join("out"), Path::to_owned);
    let figures = if plain { Figures::Plain } else { Figures::Marked };
    let written = write(&draft, &out, figures)?;
    if common.json {
        return print::json(&as_json(&draft, &example, &written));
    }
    tell(&draft, &example);
    written.iter().for_each(|path| sayln!("已生成：{}", path.display()));
    Ok(())
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("."))
}

fn write(draft: &Draft, out: &Path, figures: Figures) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(out).with_context(|| format!("建不了目录 {}", out.display()))?;
    let files = [
        ("自评报告.docx", evaluation_report_docx(draft, figures)?),
        ("自评表.docx", evaluation_table_docx(draft, figures)?),
        ("自评表.xlsx", evaluation_table_xlsx(draft)?),
    ];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = out.join(name);
        fs::write(&path, bytes).with_context(|| format!("写不了 {}，请核对目录权限和空间", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

fn tell(draft: &Draft, example: &Example) {
    let project = draft.project();
    sayln!("{}（{}年度）", project.name, project.assess_year);
    match (draft.total(), draft.grade()) {
        (Some(total), Some(grade)) => sayln!("得分 {}，等级 {}", total.normalize(), grade.word()),
        _ => sayln!("得分：待说明（见下）"),
    }
    if !draft.pending().is_empty() {
        sayln!("待说明 {} 处：", draft.pending().len());
        draft.pending().iter().for_each(|gap| sayln!("  {}：{}", gap.place, gap.what));
    }
    let compared = compare(draft, &example.published);
    if !compared.is_empty() {
        sayln!("与公开报告对照：");
    }
    for cell in &compared {
        let ours = cell.ours.as_deref().filter(|ours| !ours.is_empty()).unwrap_or(evaluation::TO_BE_EXPLAINED);
        let verdict = if cell.same() { "相同" } else { "不同" };
        let published = &cell.published;
        sayln!("  {verdict}  {}：公开 {}（{}），本表 {ours}", published.cell, published.printed, published.place);
        if let Some(wrong) = &published.wrong {
            sayln!("        公开的数不能成立：{wrong}");
        }
    }
    example.two_rates.iter().for_each(tell_heads);
}

fn tell_heads(heads: &TwoRates) {
    let TwoRates { name, people, place, .. } = heads;
    match heads.possible() {
        Ok(total) => sayln!("  可能  {name}（{place}）：{people}人按两种标准发，{total}元是整数人的结果"),
        Err(nearest) => sayln!(
            "  不能成立  {name}（{place}）：{people}人按{}元、{}元发，凑不出{}元；最近的是{}",
            heads.higher,
            heads.lower,
            heads.total,
            [nearest.below, nearest.above].iter().flatten().map(|n| format!("{n}元")).collect::<Vec<_>>().join("和")
        ),
    }
}

impl TwoRates {
    /// A total within the printed precision that whole people give.
    fn possible(&self) -> Result<Fen, Nearest> {
        let exact = people_at_two_rates(self.people, self.higher, self.lower, self.total);
        let Err(nearest) = exact else { return Ok(self.total) };
        let close = |total: &Fen| (*total - self.total).abs() <= self.precision;
        [nearest.below, nearest.above].into_iter().flatten().find(close).ok_or(nearest)
    }
}

fn as_json(draft: &Draft, example: &Example, written: &[PathBuf]) -> serde_json::Value {
    let pending: Vec<_> = draft.pending().iter().map(|p| json!({ "place": p.place, "what": p.what })).collect();
    let compared: Vec<_> = compare(draft, &example.published)
        .into_iter()
        .map(|c| {
            let same = c.same();
            let p = c.published;
            json!({ "cell": p.cell, "published": p.printed, "place": p.place, "ours": c.ours, "same": same, "wrong": p.wrong })
        })
        .collect();
    json!({
        "project": draft.project().name,
        "total": draft.total().map(|total| total.normalize().to_string()),
        "grade": draft.grade().map(|grade| grade.word()),
        "pending": pending,
        "compared": compared,
        "cells": evaluation::cells(draft),
        "files": written,
    })
}
