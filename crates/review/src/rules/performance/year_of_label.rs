//! C03 of the head: 评价年度：2021年, 评价基准日为2021年12月31日, in a report of another year.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;

/// Words directly before the year that is evaluated.
const LABELS: [&str; 6] = ["评价年度：", "评价年度为", "自评年度：", "自评年度为", "基准日为", "基准日："];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let Some(year) = title_year(report).or(report.reading.year) else { return };
    for (index, passage) in report.reading.text.passages.iter().enumerate() {
        let text = passage.text();
        let labelled = LABELS.iter().find_map(|label| Some(text.find(label)? + label.len())).or_else(|| period(&text));
        let Some(told) = labelled.and_then(|at| text.get(at..)) else { continue };
        let own: Option<i32> = told.get(..4).and_then(|digits| digits.parse().ok());
        let behind: String = told.chars().skip(4).collect();
        // 基准日为2024年4月15日 is the day on which it was looked at.
        let whole = !told.contains('月') || behind.starts_with("年12月31日") || behind.starts_with("年1月1日");
        let several = behind.starts_with(['-', '~', '—', '至', '、', '和']);
        let Some(own) = own.filter(|own| (1990..2100).contains(own) && *own != year && whole && !several) else {
            continue;
        };
        let from = text[..text.len() - told.len()].chars().count();
        let quotes = report.reading.text.quotes(index, from..from + 5);
        if !review.has_said(Kind::YearMismatch, &quotes) {
            let calc = format!("报告为 {year} 年度，这里写 {own} 年");
            let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对年份，全文和附表使用同一评价年度");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 以2020年1月1日至12月31日为评价时段, 评价时段为2020年1月1日至2020年12月31日: one whole year, and where it begins.
fn period(text: &str) -> Option<usize> {
    let words = ["评价时段", "评价期间", "评价时期", "评价区间", "评价期限"];
    let named = words.iter().find_map(|word| text.find(word))?;
    let marks = ['，', '。', '；'];
    let start = text[..named].rfind(marks).map_or(0, |mark| mark + '，'.len_utf8());
    let end = text[named..].find(marks).map_or(text.len(), |mark| named + mark);
    let clause = &text[start..end];
    let at = clause.find("年1月1日")?.checked_sub(4)?;
    let year = clause.get(at..at + 4)?;
    let behind = clause[at + 4..].strip_prefix("年1月1日")?.trim_start_matches(['至', '到', '—', '-', '～', '~']);
    let whole =
        behind.starts_with("12月31日") || behind.strip_prefix(year).is_some_and(|end| end.starts_with("年12月31日"));
    whole.then_some(start + at)
}

/// 2022年度…报告: the label may be what is wrong.
fn title_year(report: &Report<'_, '_>) -> Option<i32> {
    let titles = report.reading.text.passages.iter().take(3).map(crate::text::Passage::text);
    let mut named = titles.filter(|text| {
        let plain = !text.contains(['：', '，', '。']) && text.chars().count() <= 60;
        plain && ["报告", "自评"].iter().any(|word| text.contains(word))
    });
    let title = named.next()?;
    let (before, _) = title.split_once("年度")?;
    let digits: String = before.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    let single = !before.trim_end_matches(digits.as_str()).ends_with(['-', '~', '—', '至', '、']);
    digits.parse().ok().filter(|year| single && (1990..2100).contains(year))
}
