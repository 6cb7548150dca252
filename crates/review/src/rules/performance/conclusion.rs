//! D12: an excellent result over problems that deny it.

use rust_decimal::Decimal;

use super::Report;
use super::claims;
use super::sections::Sections;
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;

/// Words that deny the result itself; 有待加强 and the like are custom and no contradiction.
const DENIALS: [&str; 16] = [
    "进展缓慢",
    "不够理想",
    "效果不理想",
    "弱化",
    "没能建立",
    "未能建立",
    "尚未建立",
    "没有建立",
    "严重滞后",
    "意识不足",
    "意识淡薄",
    "流于形式",
    "未按要求",
    "未能完成",
    "没有完成",
    "尚未完成",
];

/// Two denials in the section of problems under a score of 95 or more.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let scores = claims::scores(reading);
    for section in Sections::of(reading).0.iter().filter(|section| section.title.contains("问题")) {
        // The score that was told last before the section is the one it qualifies.
        let Some(score) = scores.iter().rev().find(|score| score.passage < section.heading) else { continue };
        if score.value < Decimal::from(95) {
            continue;
        }
        let found = denials(report, section.heading, section_end(report, section.heading));
        if found.len() < 2 {
            continue;
        }
        let words = found.iter().map(|(word, _)| format!("“{word}”")).collect::<String>();
        let calc = format!("自评 {} 分，问题部分却说{words}", score.value);
        let quotes = found.into_iter().flat_map(|(_, quotes)| quotes).chain(score.quotes.clone()).collect();
        let suggestion = "按问题扣分，或说明这些问题为什么不影响结果";
        review
            .findings
            .push(Finding::new(Kind::ConclusionVsProblems, quotes, calc, suggestion).confidence(Confidence::Likely));
    }
}

/// Problems have sub-headings of their own; the section ends with measures or advice.
fn section_end(report: &Report<'_, '_>, heading: usize) -> usize {
    let passages = &report.reading.text.passages;
    let ends = |text: &str| ["改进", "措施", "建议", "意见", "下一步"].iter().any(|word| text.contains(word));
    (heading + 1..passages.len())
        .find(|index| {
            let text = passages[*index].text();
            let head: String = text.chars().take(16).collect();
            ends(&head) && (passages[*index].heading || crate::text::item_mark(&passages[*index].chars) > 0)
        })
        .unwrap_or(passages.len())
}

fn denials(report: &Report<'_, '_>, from: usize, to: usize) -> Vec<(&'static str, Vec<Quote>)> {
    let mut found: Vec<(&'static str, Vec<Quote>)> = Vec::new();
    for index in from..to {
        let text = report.reading.text.passages[index].text();
        for word in DENIALS {
            if let Some(at) = text.find(word).filter(|_| found.iter().all(|(known, _)| *known != word)) {
                let start = text[..at].chars().count();
                found.push((word, report.reading.text.quotes(index, start..start + word.chars().count())));
            }
        }
    }
    found
}
