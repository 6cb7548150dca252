//! C03 of a time that ends before it begins: 4月28日至4月16日.

use super::Report;
use crate::finding::{Finding, Review};
use crate::kind::Kind;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let text = &report.reading.text;
    for (index, passage) in text.passages.iter().enumerate() {
        for at in (0..passage.chars.len()).filter(|at| matches!(passage.chars[*at], '至' | '—' | '-' | '到')) {
            let Some((from, first)) = day_before(&passage.chars, at) else { continue };
            let Some((to, second)) = day_behind(&passage.chars, at + 1) else { continue };
            // 11月20日至1月10日 goes over the end of a year.
            let over_the_year = first.0 >= 9 && second.0 <= 4;
            if second < first && !over_the_year {
                let words = passage.slice(from..to);
                let quotes = text.quotes(index, from..to);
                let calc = format!("“{words}”：结束的日期早于开始的日期");
                review.findings.push(Finding::new(Kind::YearMismatch, quotes, calc, "核对起止日期"));
            }
        }
    }
}

type Day = (u32, u32);

/// 4月28日 directly before; nothing where a year stands between the two dates.
fn day_before(chars: &[char], end: usize) -> Option<(usize, Day)> {
    let rest = chars[..end].strip_suffix(&['日'])?;
    let (day, from) = number_before(rest, rest.len())?;
    let rest = chars[..from].strip_suffix(&['月'])?;
    let (month, from) = number_before(rest, rest.len())?;
    is_day(month, day).then_some((from, (month, day)))
}

fn number_before(chars: &[char], end: usize) -> Option<(u32, usize)> {
    let digits = chars[..end].iter().rev().take_while(|sign| sign.is_ascii_digit()).count();
    let text: String = chars[end - digits..end].iter().collect();
    Some((text.parse().ok()?, end - digits))
}

fn day_behind(chars: &[char], start: usize) -> Option<(usize, Day)> {
    let number = |from: usize, unit: char| {
        let digits = chars[from..].iter().take_while(|sign| sign.is_ascii_digit()).count();
        let text: String = chars[from..from + digits].iter().collect();
        let value = text.parse::<u32>().ok()?;
        (chars.get(from + digits) == Some(&unit)).then_some((value, from + digits + 1))
    };
    let (month, from) = number(start, '月')?;
    let (day, end) = number(from, '日')?;
    is_day(month, day).then_some((end, (month, day)))
}

fn is_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(time: &str) -> Vec<&'static str> {
        testing::only(&format!("评价组于{time}开展现场评价。\n"), "C03")
    }

    #[test]
    fn what_ends_begins_before() {
        assert_eq!(ids("2024年4月28日至4月16日"), ["C03"]);
        assert!(ids("2024年4月16日至4月28日").is_empty());
        assert!(ids("2023年11月20日至1月10日").is_empty());
        assert!(ids("2023年12月20日至2024年1月10日").is_empty());
        assert!(ids("4月28日至30日").is_empty());
    }
}
