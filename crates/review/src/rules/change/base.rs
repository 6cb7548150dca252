//! What a sentence compares with, where it says so: 与上年的86户、312.40万元相比, 比2021年的4127.30万元.

use super::{DOWN, Story, UP};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use std::ops::Range;

/// The bases of a sentence, as runs of its quantities.
pub(crate) fn bases(reading: &Reading<'_>, all: &[Quantity]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let Some((sign, words)) = opening(reading, &all[at]).filter(|_| is_level(&all[at])) else {
            // 上年同月86户，多了9户.
            let past = is_level(&all[at]) && all[at].prior && all[at].lead.starts_with(['上', '去']);
            if past && all.get(at + 1).is_some_and(|q| q.clause == all[at].clause + 1) {
                found.push(at..at + 1);
            }
            at += 1;
            continue;
        };
        let direct = matches!(sign, '比' | '较');
        let listed = |(k, q): &(usize, &Quantity)| {
            let short = q.lead.chars().count() <= 8 && q.clause == all[at].clause;
            is_level(q) && short && joins(reading, &all[k - 1], q)
        };
        let more = all.iter().enumerate().skip(at + 1).take_while(listed).count();
        let end = at + 1 + more;
        let last = &all[end - 1];
        let compared = ["相比", "比较", "相较"].iter().any(|word| last.tail.starts_with(word)) || last.tail == "比";
        let past = all[at].prior || words.contains('年');
        if compared || direct && past {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// Whether a figure is what its sentence compares with: 总收入较2019年的12105.36万元减少.
pub(crate) fn is_base(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let all = reading.in_sentence(quantity.sentence);
    bases(reading, all).into_iter().flat_map(|chain| &all[chain]).any(|base| std::ptr::eq(base, quantity))
}

/// 2020年84.72万元，2021年87.67万元，比2019年提高11.68%: the change names another base.
pub(super) fn names_another_year(reading: &Reading<'_>, story: &Story<'_>, prior: &Quantity) -> bool {
    let named = |change: &Quantity| {
        let words = reading.between(change.passage, change.lead_start..change.number.span.start);
        let year: String = words.split(['比', '较']).nth(1)?.chars().take_while(char::is_ascii_digit).collect();
        year.parse::<i32>().ok().filter(|_| year.len() == 4)
    };
    let first = [story.delta, story.rate].into_iter().flatten().min_by_key(|q| q.number.span.start);
    let apart = |(named, printed): (i32, i32)| named != printed;
    prior.year_printed && first.and_then(named).zip(prior.year).is_some_and(apart)
}

/// 比2024年目标提高3.45%、比2024年实际多28人: each change names a base of its own.
pub(super) fn differ(before: &str, after: &str) -> bool {
    let time = |words: &str| words.is_empty() || ["上年", "去年", "同期", "年初", "上年末"].contains(&words);
    compared(before).zip(compared(after)).is_some_and(|(a, b)| a != b && !(time(a) && time(b)))
}

/// What a change is compared with: 目标 of 比目标提高. A year leaves no words.
fn compared(lead: &str) -> Option<&str> {
    let words = lead.strip_prefix(['比', '较'])?;
    let end = UP.iter().chain(DOWN).filter_map(|way| words.rfind(way)).min()?;
    Some(words[..end].trim_end_matches(['的', '数', '值']))
}

/// 比, 较, 与, and the few words from there to the figure, dates too.
fn opening(reading: &Reading<'_>, q: &Quantity) -> Option<(char, String)> {
    // 与 parts the items of a list and is no word of the lead.
    let words = reading.between(q.passage, q.lead_start.saturating_sub(1)..q.number.span.start);
    let at = words.rfind(['比', '较', '与', '同', '和', '跟'])?;
    let mut rest = words[at..].chars();
    let sign = rest.next()?;
    let words: String = rest.collect();
    let named = words.starts_with(['例', '率', '重', '对', '期', '意', '步']);
    (words.chars().count() <= 14 && !named).then_some((sign, words))
}

/// Nothing but 、 or 和 parts the two.
fn joins(reading: &Reading<'_>, before: &Quantity, q: &Quantity) -> bool {
    let words = reading.between(q.passage, before.number.span.end..q.number.span.start);
    words.starts_with(['、', '和', '及'])
}

fn is_level(q: &Quantity) -> bool {
    let measured = !matches!(
        q.number.dimension,
        Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time | Dimension::Score
    );
    measured && q.number.is_operand() && !q.number.chinese && !q.is_change()
}
