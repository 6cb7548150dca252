//! E01 in one sentence of a goal: 确保医疗保险待遇按月足额发放，为参保老人发放基础养老金. One insurance is named, and what is paid belongs to
//! another alone.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;

/// An insurance, and what only it pays.
const OWN: [(&str, &[&str]); 5] = [
    ("养老保险", &["基础养老金", "个人账户养老金", "丧葬补助金和抚恤"]),
    ("医疗保险", &["住院费用", "门诊统筹", "医疗费用报销", "大病保险"]),
    ("失业保险", &["失业补助金", "稳岗返还", "技能提升补贴"]),
    ("工伤保险", &["伤残津贴", "伤残补助金", "工亡补助金", "工伤医疗"]),
    ("生育保险", &["生育津贴"]),
];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for sentence in &reading.sentences {
        let passage = &reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        let aimed = ["目标", "确保", "保障", "用于"].iter().any(|word| text.contains(word));
        let Some((named, word)) = foreign(&text).filter(|_| aimed && !passage.cell) else { continue };
        let Some(at) = text.find(named) else { continue };
        let from = sentence.span.start + text[..at].chars().count();
        let quotes = reading.text.quotes(sentence.passage, from..from + named.chars().count());
        let said = |known: &Finding| known.kind == Kind::WrongDomain && known.quotes.iter().any(|q| quotes.contains(q));
        if !review.findings.iter().any(said) {
            let calc = format!("写的是“{named}”，发放的却是“{word}”，不属于{named}");
            let finding = Finding::new(Kind::WrongDomain, quotes, calc, "核对险种与待遇项目，可能是照抄其他报告");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// The only insurance of a sentence whose benefits are told, and they are of another.
fn foreign(text: &str) -> Option<(&'static str, &'static str)> {
    let mut named = OWN.iter().filter(|(name, _)| text.contains(&format!("{name}待遇")));
    let ((name, own), None) = (named.next()?, named.next()) else { return None };
    let others =
        ["社会保险", "各项", "各险种", "衔接", "五险", "、失业", "、养老", "、医疗", "、工伤", "以及", "同时", "不"];
    let mixed = others.iter().any(|word| text.contains(word))
        || OWN.iter().any(|(other, _)| other != name && text.contains(other))
        || own.iter().any(|word| text.contains(word));
    let word = OWN.iter().filter(|(other, _)| other != name).flat_map(|(_, words)| words.iter());
    let mut word = word.copied().filter(|word| text.contains(word));
    word.next().filter(|_| !mixed).map(|word| (*name, word))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "E01")
    }

    #[test]
    fn an_insurance_pays_its_own() {
        assert_eq!(ids("本项目总体目标是保障失业保险待遇按时发放，为工伤职工及时支付伤残津贴。"), ["E01"]);
        assert!(ids("本项目总体目标是保障工伤保险待遇按时发放，为工伤职工及时支付伤残津贴。").is_empty());
        assert!(ids("确保工伤保险、失业保险待遇按时发放，支付伤残津贴和失业补助金。").is_empty());
    }
}
