//! C06: the reports that are announced are those of the projects that were evaluated.

use super::Report;
use crate::finding::{Finding, Review};
use crate::kind::{Kind, Severity};

/// The names between two signs in a text, with their place.
fn between(chars: &[char], open: char, close: char) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, sign) in chars.iter().enumerate() {
        if *sign == open {
            from = Some(at);
        } else if *sign == close
            && let Some(start) = from.take()
        {
            found.push((chars[start + 1..at].iter().collect(), start, at + 1));
        }
    }
    found
}

/// What distinguishes a project's name: without year, 项目 and the words for a report.
fn core(name: &str) -> String {
    let mut name = name.to_owned();
    for word in
        ["绩效评价报告", "绩效自评报告", "评价报告", "自评报告", "报告", "项目", "支出", "基本", "社会", "年度", "部门"]
    {
        name = name.replace(word, "");
    }
    name.chars().filter(|sign| !sign.is_ascii_digit() && !matches!(sign, '年' | ' ' | '“' | '”')).collect()
}

fn same(one: &str, other: &str) -> bool {
    let (one, other) = (core(one), core(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// Announced reports of projects that nobody evaluated.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let mut evaluated: Vec<String> = Vec::new();
    for passage in passages.iter().filter(|passage| !passage.cell) {
        let text = passage.text();
        if text.contains("部门绩效评价") || text.contains("部门评价") || text.contains("重点绩效评价") {
            evaluated.extend(between(&passage.chars, '“', '”').into_iter().map(|(name, _, _)| name));
        }
    }
    evaluated.retain(|name| !name.contains("附件") && core(name).chars().count() >= 2);
    if evaluated.is_empty() {
        return;
    }
    for (index, passage) in passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        if !text.contains("附件") && !text.contains("详见") {
            continue;
        }
        let announced: Vec<(String, usize, usize)> = between(&passage.chars, '《', '》')
            .into_iter()
            .filter(|(name, _, _)| name.ends_with("评价报告") && core(name).chars().count() >= 2)
            .collect();
        if announced.is_empty() || announced.iter().any(|(name, _, _)| evaluated.iter().any(|own| same(own, name))) {
            continue;
        }
        let quotes = announced.iter().flat_map(|(_, from, to)| report.reading.text.quotes(index, *from..*to)).collect();
        let calc = format!("开展评价的项目是{}，所列评价报告都不是这些项目的", quoted(&evaluated));
        let suggestion = "改附本部门所评价项目的报告";
        review.findings.push(Finding::new(Kind::AttachmentMismatch, quotes, calc, suggestion).severity(Severity::High));
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect()
}
