//! D15: a self-evaluation reports indicators of output, and whole classes of the form are nowhere.

use super::Report;
use crate::finding::{Finding, Review};
use crate::kind::{Kind, Severity};

const OUTPUTS: [&str; 5] = ["产出指标", "数量指标", "质量指标", "时效指标", "成本指标"];

/// The other two classes of the form, and the words by which a report shows that it has them.
const CLASSES: [(&str, &[&str]); 2] = [
    ("效益指标", &["效益指标", "社会效益", "经济效益", "生态效益", "可持续影响", "效果指标", "效益情况"]),
    ("满意度指标", &["满意"]),
];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let text = &report.reading.text;
    let titled = text.passages.iter().take(12).any(|passage| passage.text().contains("自评"));
    // An indicator's own line: （1）时效指标：…
    let opening = text.passages.iter().enumerate().find_map(|(index, passage)| {
        let start: String = passage.chars.iter().take(12).collect();
        let word = OUTPUTS.into_iter().find(|word| start.contains(word))?;
        let from = start[..start.find(word)?].chars().count();
        (!passage.cell).then(|| (index, text.quotes(index, from..from + word.chars().count())))
    });
    let Some((index, quotes)) = opening.filter(|_| titled) else { return };
    // A text that breaks off in its indicators has the others on the next page.
    let goes_on = |passage: &crate::text::Passage| {
        passage.heading && passage.chars.first().is_some_and(|sign| "三四五六七八九".contains(*sign))
    };
    if !text.passages[index..].iter().any(goes_on) {
        return;
    }
    let told = |words: &[&str]| {
        report.reading.document.paragraphs().any(|paragraph| words.iter().any(|word| paragraph.text.contains(word)))
    };
    let missing: Vec<&str> = CLASSES.into_iter().filter(|(_, words)| !told(words)).map(|(class, _)| class).collect();
    if missing.is_empty() {
        return;
    }
    let calc = format!("只有产出类指标，没有{}", missing.join("、"));
    let suggestion = format!("补充{}的目标、完成情况和得分", missing.join("、"));
    let finding = Finding::new(Kind::IndicatorCoverage, quotes, calc, suggestion);
    let severity = if missing.len() == CLASSES.len() { Severity::Medium } else { Severity::Low };
    review.findings.push(finding.severity(severity));
}
