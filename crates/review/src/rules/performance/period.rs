//! C03 of a period with its years: 2023年1月1日至2022年12月31日 ends before it begins, and 2022年1月1日至12月31日 is not the year of a
//! self-evaluation of 2023年度.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for sentence in &reading.sentences {
        let chars = &reading.text.passages[sentence.passage].chars[sentence.span.clone()];
        for at in (0..chars.len()).filter(|at| matches!(chars[*at], '至' | '—' | '-' | '到')) {
            let Some((from, first)) = before(chars, at) else { continue };
            let Some((to, last)) = behind(chars, at + 1) else { continue };
            let Some(wrong) = judge(chars, first, last, reading.year) else { continue };
            let start = sentence.span.start;
            let quotes = reading.text.quotes(sentence.passage, start + from..start + to);
            let about = |quote: &crate::finding::Quote| {
                quotes.iter().any(|own| own.paragraph == quote.paragraph && own.from < quote.to && quote.from < own.to)
            };
            let said = |known: &Finding| known.kind == Kind::YearMismatch && known.quotes.iter().any(about);
            if review.findings.iter().any(said) {
                continue;
            }
            let words: String = chars[from..to].iter().collect();
            let finding = Finding::new(Kind::YearMismatch, quotes, format!("“{words}”：{wrong}"), "核对起止日期的年份");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// A month, its day where it is printed, and its year where it is printed.
#[derive(Clone, Copy)]
struct Time {
    year: Option<i32>,
    month: i32,
    day: Option<i32>,
}

fn judge(chars: &[char], first: Time, last: Time, reported: Option<i32>) -> Option<String> {
    let year = first.year?;
    let place = |time: Time| (time.year.unwrap_or(year), time.month, time.day.unwrap_or(1));
    if last.year.is_some() && place(last) < place(first) {
        return Some("结束的日期早于开始的日期".to_owned());
    }
    let whole = first.month == 1
        && first.day.is_none_or(|day| day == 1)
        && last.month == 12
        && last.day.is_none_or(|day| day == 31)
        && last.year.is_none_or(|last| last == year);
    let text: String = chars.iter().collect();
    let labels = labels(chars);
    // 2023年度自评 names the year; several years name none.
    let label = match labels.first() {
        Some(label) => labels.iter().all(|other| other == label).then_some(*label),
        None => reported,
    }?;
    let judged = ["自评", "评价"].iter().any(|word| text.contains(word)) && !text.contains("上年");
    let told = !labels.is_empty()
        || ["评价期间", "评价期", "自评期间", "评价时段", "评价基准"].iter().any(|w| text.contains(w));
    (whole && judged && told && label != year).then(|| format!("评价年度是{label}年，期间却是{year}年"))
}

/// 2023年度: all years that are called so.
fn labels(chars: &[char]) -> Vec<i32> {
    let year = |four: &[char]| four.iter().collect::<String>().parse::<i32>().ok();
    let named =
        chars.windows(6).filter(|six| six[4] == '年' && six[5] == '度' && six[..4].iter().all(char::is_ascii_digit));
    named.filter_map(|six| year(&six[..4])).collect()
}

/// 2023年1月1日 directly before, with its beginning.
fn before(chars: &[char], end: usize) -> Option<(usize, Time)> {
    let number = |end: usize, unit: char| {
        let end = (chars.get(end.checked_sub(1)?) == Some(&unit)).then(|| end - 1)?;
        let digits = chars[..end].iter().rev().take_while(|sign| sign.is_ascii_digit()).count();
        let value: String = chars[end - digits..end].iter().collect();
        Some((value.parse::<i32>().ok()?, end - digits))
    };
    let (day, end) = number(end, '日').map_or((None, end), |(day, from)| (Some(day), from));
    let (month, end) = number(end, '月')?;
    let (year, end) = number(end, '年').map_or((None, end), |(year, from)| (Some(year), from));
    (1..=12).contains(&month).then_some((end, Time { year: year.filter(|year| *year > 1990), month, day }))
}

/// 2022年12月31日 directly behind, with its end.
fn behind(chars: &[char], start: usize) -> Option<(usize, Time)> {
    let number = |from: usize, unit: char| {
        let digits = chars.get(from..)?.iter().take_while(|sign| sign.is_ascii_digit()).count();
        let value: String = chars[from..from + digits].iter().collect();
        let value = value.parse::<i32>().ok()?;
        (chars.get(from + digits) == Some(&unit)).then_some((value, from + digits + 1))
    };
    let (year, start) = number(start, '年').map_or((None, start), |(year, to)| (Some(year), to));
    let (month, start) = number(start, '月')?;
    let (day, start) = number(start, '日').map_or((None, start), |(day, to)| (Some(day), to));
    (1..=12).contains(&month).then_some((start, Time { year, month, day }))
}
