//! D01 of a table without targets: the full points for what the text says was not reached.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Sentence;
use crate::table::cell::Cell;

/// Words that say so, directly before the target.
const MISSED: [&str; 6] = ["没有达到", "未达到", "未能达到", "没有完成", "未完成", "低于"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    // Few sentences say such a thing.
    let sentences = reading.sentences.iter().filter(|sentence| !reading.text.passages[sentence.passage].cell);
    let missed: Vec<(&Sentence, String)> = sentences
        .map(|sentence| (sentence, reading.text.passages[sentence.passage].slice(sentence.span.clone())))
        // 自评给满分不妥，复核扣0.23分: the report has noticed.
        .filter(|(_, text)| MISSED.iter().any(|word| text.contains(word)) && !text.contains('扣'))
        .collect();
    let rows = report.certain().flat_map(|table| &table.indicators).filter(|row| row.target.is_none());
    for row in rows {
        let points = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
        let (Some(weight), Some(score), Some(name)) = (points(&row.weight), points(&row.score), &row.name) else {
            continue;
        };
        let bare = name.text.trim_end_matches("情况");
        if weight != score || weight.is_zero() || bare.chars().count() < 3 {
            continue;
        }
        let told = missed.iter().find_map(|(sentence, text)| {
            let at = text.find(bare)?;
            // 知晓率85.93%，没有达到90%的目标: between them nothing else is named.
            let behind: String = text[at + bare.len()..].chars().take(30).collect();
            let word = MISSED.iter().filter_map(|word| Some((behind.find(word)?, word))).min()?;
            let rest: String = behind[word.0..].chars().take_while(|sign| !"，。；".contains(*sign)).collect();
            let between = &behind[..word.0];
            let own = between.chars().all(|sign| sign.is_ascii_digit() || "为达到是仅只.%，".contains(sign));
            let target = rest.contains("目标") || rest.contains("指标值");
            let from = sentence.span.start + text[..at].chars().count();
            let length = bare.chars().count() + between.chars().count() + rest.chars().count();
            (own && target).then(|| (rest, reading.text.quotes(sentence.passage, from..from + length)))
        });
        let Some((words, told)) = told else { continue };
        let calc = format!("正文说“{}”{words}，评分表却得满分 {score} 分", name.text);
        let all = quotes(row.score.iter()).into_iter().chain(told).collect();
        let finding = Finding::new(Kind::TargetMissedFullScore, all, calc, "按完成程度扣分，并说明未完成的原因");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
