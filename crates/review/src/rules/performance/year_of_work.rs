//! C03 of the evaluation itself: a year cannot be evaluated before it is over. 2023年度…自评报告, and the 自评 was done
//! in 2023年3月.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::{Token, tokens};

/// What is done when a year is evaluated.
const WORK: [&str; 6] = ["自评工作", "自评报告", "评价报告", "评价工作", "开展自评", "开展了自评"];

/// Work on another year, or within the year.
const OTHER: [&str; 10] = ["监控", "中期", "上半年", "半年", "事前", "目标", "上年", "通知", "办法", "上一年"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let Some(year) = report.reading.year else { return };
    // 2023年绩效自评报告 may be written in 2023 about the year before: only 2023年度 is the year that is evaluated.
    let evaluated = format!("{year}年度");
    if !report.reading.text.passages.iter().take(12).any(|passage| passage.text().contains(&evaluated)) {
        return;
    }
    begun(report, year, review);
    for sentence in &report.reading.sentences {
        let passage = &report.reading.text.passages[sentence.passage];
        let signs = &passage.chars[sentence.span.clone()];
        let text: String = signs.iter().collect();
        if passage.cell || !WORK.iter().any(|word| text.contains(word)) || OTHER.iter().any(|word| text.contains(word))
        {
            continue;
        }
        let dates: Vec<_> = tokens(signs)
            .into_iter()
            .filter_map(|token| match token {
                Token::Date(date) if date.year.is_some() => Some(date),
                _ => None,
            })
            .collect();
        // One date and no other year that it might be about.
        let [date] = &dates[..] else { continue };
        let early = date.year.is_some_and(|own| own == year) && date.month.is_some_and(|month| month <= 9);
        if early {
            let span = sentence.span.start + date.span.start..sentence.span.start + date.span.end;
            let quotes = report.reading.text.quotes(sentence.passage, span.clone());
            let calc = format!("评价年度为 {year} 年，{}这一年还没有结束，不能评价全年", passage.slice(span));
            let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对评价工作的日期");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 于2023年2月对2023年度…开展了自评, 我中心于2021年3月至4月组织开展了自评: what follows the date is the evaluation itself.
fn begun(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    for sentence in &report.reading.sentences {
        let passage = &report.reading.text.passages[sentence.passage];
        let signs = &passage.chars[sentence.span.clone()];
        let text: String = signs.iter().collect();
        let done = ["开展了自评", "开展了绩效自评", "进行了自评", "进行了绩效自评", "开展了绩效评价"]
            .iter()
            .any(|word| text.contains(word));
        if passage.cell || !done || ["上年", "监控", "中期", "半年"].iter().any(|word| text.contains(word)) {
            continue;
        }
        for token in tokens(signs) {
            let Token::Date(date) = token else { continue };
            let early = date.year.is_some_and(|own| own <= year) && date.month.is_some_and(|month| month <= 9);
            let behind: String = signs[date.span.end..].iter().take(8).collect();
            let behind = behind
                .split_once("月")
                .filter(|(lead, _)| lead.starts_with('至'))
                .map_or(behind.as_str(), |(_, rest)| rest);
            let of_year = behind.starts_with(&format!("对{year}年")) || behind.starts_with("组织开展");
            let led = date.span.start > 0 && signs[date.span.start - 1] == '于';
            if early && of_year && led {
                let span = sentence.span.start + date.span.start..sentence.span.start + date.span.end;
                let quotes = report.reading.text.quotes(sentence.passage, span.clone());
                let calc = format!("评价年度为 {year} 年，{}这一年还没有结束，不能评价全年", passage.slice(span));
                let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对评价工作的日期");
                review.findings.push(finding.confidence(Confidence::Likely));
            }
        }
    }
}
