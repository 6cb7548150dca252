//! Dates in a text: 2024年, 2024年5月, 12月31日, 1-3月. What lasts so many days is a number.

use super::{DateWords, count_digits};
use crate::unit::{factor_at, starts, unit_at};

/// A date at this digit.
pub(super) fn date_at(chars: &[char], at: usize) -> Option<DateWords> {
    let digits = count_digits(chars, at);
    let value = |from: usize, n: usize| chars[from..from + n].iter().collect::<String>().parse::<u32>().ok();
    let first = value(at, digits.min(9))?;
    let next = chars.get(at + digits).copied();
    if digits == 4 && (1949..=2099).contains(&first) {
        return year_date(chars, at, first);
    }
    if digits <= 2 && (1..=12).contains(&first) && next == Some('月') && !starts(&chars[at + digits..], "月均") {
        let mut end = at + digits + 1;
        let day = count_digits(chars, end);
        if (1..=2).contains(&day) && matches!(chars.get(end + day), Some('日' | '号')) {
            end += day + 1;
        }
        return Some(DateWords { year: None, month: Some(first), span: at..end });
    }
    if digits <= 2 && (1..=12).contains(&first) && matches!(next, Some('-' | '~' | '至' | '、' | '到')) {
        // 1-12月, 6月30日 without the month's word.
        let second = count_digits(chars, at + digits + 1);
        let end = at + digits + 1 + second;
        if (1..=2).contains(&second) && chars.get(end) == Some(&'月') {
            // 1-3月 is a period of its own, 1-12月 the year.
            let last = value(at + digits + 1, second)?;
            let month = (first, last) != (1, 12);
            return Some(DateWords { year: None, month: month.then_some(first * 100 + last), span: at..end + 1 });
        }
    }
    let counted = chars.get(at.wrapping_sub(1)).is_some_and(|c| matches!(c, '每' | '月' | '前' | '个'));
    if digits <= 2
        && (1..=31).contains(&first)
        && next == Some('日')
        && (counted || !starts(&chars[at + digits..], "日内"))
        && !is_span_of_days(&chars[..at], &chars[at + digits + 1..])
    {
        return Some(DateWords { year: None, month: None, span: at..at + digits + 1 });
    }
    None
}

/// 减少21日, 缩短到21日, 21日缩短为…: what grows and shrinks is no day of the month.
fn is_span_of_days(before: &[char], behind: &[char]) -> bool {
    const RESIZED: [&str; 7] = ["减少", "增加", "缩短", "压缩", "压减", "缩减", "减"];
    let words: String = before[before.len().saturating_sub(3)..].iter().collect();
    let words = words.trim_end_matches(['了', '到', '至', '为']);
    RESIZED.iter().any(|verb| words.ends_with(verb) || starts(behind, verb))
}

/// Behind four digits that can be a year.
fn year_date(chars: &[char], at: usize, year: u32) -> Option<DateWords> {
    let date = |month, end| Some(DateWords { year: i32::try_from(year).ok(), month, span: at..end });
    let end = at + 4;
    match chars.get(end)? {
        '年' => {
            let mut end = end + 1 + usize::from(chars.get(end + 1) == Some(&'度'));
            let digits = count_digits(chars, end);
            let month = chars.get(end..end + digits).map(|d| d.iter().collect::<String>());
            let month = month.and_then(|m| m.parse::<u32>().ok()).filter(|m| (1..=12).contains(m));
            if month.is_some() && chars.get(end + digits) == Some(&'月') {
                end += digits + 1;
                let day = count_digits(chars, end);
                if (1..=2).contains(&day) && matches!(chars.get(end + day), Some('日' | '号')) {
                    end += day + 1;
                }
                return date(month, end);
            }
            date(None, end)
        }
        c @ ('-' | '/' | '.' | '~' | '至' | '到') => {
            let digits = count_digits(chars, end + 1);
            let after = end + 1 + digits;
            // 2019-2021年
            if digits == 4 && chars.get(after) == Some(&'年') {
                return date(None, after + 1 + usize::from(chars.get(after + 1) == Some(&'度')));
            }
            let third = if chars.get(after) == Some(c) { count_digits(chars, after + 1) } else { 0 };
            if (1..=2).contains(&digits) && (1..=2).contains(&third) {
                return date(None, after + 1 + third);
            }
            let month = (1..=2).contains(&digits) && matches!(c, '-' | '/');
            (month && unit_at(&chars[after..]).is_none() && factor_at(&chars[after..]).1 == 0)
                .then(|| date(None, after))
                .flatten()
        }
        _ => None,
    }
}
