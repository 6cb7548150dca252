//! What `report` says about an evaluation, for people and for programs.

use std::path::PathBuf;

use evaluation::{Draft, Submission, compare};
use serde_json::json;

use super::submit::Changed;
use super::template::Form;
use office::performance::{ProjectFile, TwoRates};

pub(super) fn tell(draft: &Draft, example: &ProjectFile) {
    let project = draft.project();
    sayln!("{}（{}年度）", project.name, project.assess_year);
    match (draft.total(), draft.grade()) {
        (Some(total), Some(grade)) => sayln!("得分 {}，等级 {}", total.normalize(), grade.word()),
        _ if !project.form.has_points() => sayln!("本表不计分，结果见各项指标完成情况"),
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
        let verdict = match cell.same() {
            true => "相同",
            false if cell.same_but_rounded() => "相近",
            false => "不同",
        };
        let published = &cell.published;
        sayln!("  {verdict}  {}：公开 {}（{}），本表 {ours}", published.cell, published.printed, published.place);
        if let Some(wrong) = &published.wrong {
            sayln!("        公开的数不能成立：{wrong}");
        }
        if let Some(rounded) = published.rounded.as_ref().filter(|_| cell.same_but_rounded()) {
            sayln!("        四舍五入之差，两个数都对：{rounded}");
        }
    }
    example.two_rates.iter().for_each(tell_heads);
}

/// Whether whole people at two rates give what was published.
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

pub(super) fn as_json(
    draft: &Draft,
    example: &ProjectFile,
    changed: &[Changed],
    written: &[PathBuf],
    form: Option<&Form>,
) -> serde_json::Value {
    let pending: Vec<_> = draft.pending().iter().map(|p| json!({ "place": p.place, "what": p.what })).collect();
    let compared: Vec<_> = compare(draft, &example.published)
        .into_iter()
        .map(|c| {
            let (same, rounded) = (c.same(), c.same_but_rounded());
            let p = c.published;
            json!({ "cell": p.cell, "published": p.printed, "place": p.place, "ours": c.ours, "same": same,
                "same_but_rounded": rounded, "wrong": p.wrong })
        })
        .collect();
    let changed: Vec<_> = changed
        .iter()
        .map(|(submission, found)| {
            let places: Vec<_> = found.iter().map(|d| json!({ "cell": d.place, "before": d.before, "now": d.now })).collect();
            json!({ "occasion": submission.occasion.word(), "on": submission.on, "who": submission.who, "changed": places })
        })
        .collect();
    json!({
        "changed_since": changed,
        "project": draft.project().name,
        "total": draft.total().map(|total| total.normalize().to_string()),
        "grade": draft.grade().map(|grade| grade.word()),
        "pending": pending,
        "compared": compared,
        "cells": evaluation::cells(draft),
        "files": written,
        "template": form.map(Form::as_json),
    })
}

/// What changed since the submissions.
pub(super) fn tell_changed(changed: &[Changed]) {
    for (submission, found) in changed {
        let Submission { occasion, who, on, .. } = submission;
        match found.len() {
            0 => sayln!("{on}由{who}{}的数据没有变动", occasion.word()),
            count => sayln!("{on}由{who}{}之后有 {count} 处变动，见差异表", occasion.word()),
        }
    }
}
