//! A review as plain Chinese text: first what cannot be right, then what was recomputed and holds.

use base::document::Document;
use review::{Confidence, Finding, Review, Severity};

use crate::review_passages::{Passages, bracketed};

/// The severities, worst first.
pub(crate) const SEVERITIES: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// A review for people, ending with a line break.
pub fn review_text(document: &Document, review: &Review) -> String {
    let passages = Passages::new(document);
    let mut out = format!("{}：{}\n", shown_name(document), verdict(review));
    for (number, finding) in numbered(review) {
        out.push('\n');
        one_finding(&mut out, &passages, number, finding);
    }
    out.push('\n');
    out.push_str(&held(review));
    out.push('\n');
    for left_out in &document.left_out {
        out.push_str(&format!("未能审查：{left_out}\n"));
    }
    out
}

/// The findings with the numbers under which people talk about them: worst first, and in reading
/// order among the equally bad.
pub(crate) fn numbered(review: &Review) -> Vec<(usize, &Finding)> {
    let mut findings: Vec<&Finding> = review.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.severity, finding.confidence != Confidence::Question));
    findings.into_iter().enumerate().map(|(at, finding)| (at + 1, finding)).collect()
}

/// In one sentence: how many of each severity.
pub(crate) fn verdict(review: &Review) -> String {
    if review.findings.is_empty() {
        return "没有发现问题。".to_owned();
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (_, finding) in numbered(review) {
        let weight = weight(finding);
        match counts.iter_mut().find(|(title, _)| *title == weight) {
            Some((_, count)) => *count += 1,
            None => counts.push((weight, 1)),
        }
    }
    let counts: Vec<String> = counts.into_iter().map(|(weight, count)| format!("{weight} {count} 处")).collect();
    format!("{}。", counts.join("，"))
}

/// What was recomputed and holds, in one sentence.
pub(crate) fn held(review: &Review) -> String {
    let held = review.held();
    if held.is_empty() {
        return "没有可以复算的数字关系。".to_owned();
    }
    let kinds: Vec<String> = held.iter().map(|(relation, count)| format!("{} {count} 项", relation.title())).collect();
    format!("已复算并成立：{}。", kinds.join("，"))
}

/// How bad it is; what is asked and not said has a word of its own.
pub(crate) fn weight(finding: &Finding) -> &'static str {
    if is_asked(finding) { "待核" } else { finding.severity.title() }
}

fn is_asked(finding: &Finding) -> bool {
    finding.confidence == Confidence::Question && finding.severity == Severity::Low
}

/// How to take a finding that rests on more than arithmetic.
pub(crate) fn caution(finding: &Finding) -> Option<&'static str> {
    match finding.confidence {
        Confidence::Certain => None,
        Confidence::Likely => Some("根据文字或版式推断，请对照原文确认"),
        Confidence::Question if is_asked(finding) => {
            Some("可能有合理原因，也可能对错了数，请对照原文，必要时向填报单位核实")
        }
        Confidence::Question => Some("可能有合理原因，请向填报单位核实"),
    }
}

fn shown_name(document: &Document) -> &str {
    if document.name.is_empty() { "报告" } else { &document.name }
}

fn one_finding(out: &mut String, passages: &Passages<'_>, number: usize, finding: &Finding) {
    let kind = finding.kind;
    out.push_str(&format!("{number}.【{}】{}（{}）　{}\n", weight(finding), kind.title(), kind.id(), finding.place));
    for passage in passages.of(&finding.quotes) {
        line(out, "原文", &bracketed(&passage));
    }
    line(out, "依据", &finding.calc);
    line(out, "建议", &finding.suggestion);
    if let Some(caution) = caution(finding) {
        line(out, "说明", caution);
    }
    for consequence in &finding.consequences {
        let words = passages.in_line(&consequence.quotes);
        let kind = consequence.kind;
        line(out, "连带", &format!("{}（{}）：{words}。{}", kind.title(), kind.id(), consequence.calc));
    }
}

fn line(out: &mut String, label: &str, text: &str) {
    if !text.trim().is_empty() {
        out.push_str(&format!("   {label}：{}\n", text.trim().replace('\n', "\n         ")));
    }
}
