//! What a sentence compares with, where it says so: 与上年的86户、312.40万元相比, 比2021年的4127.30万元.

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
        let compared = ["相比", "比较", "相较"].iter().any(|word| last.tail.starts_with(word));
        let past = all[at].prior || words.contains('年');
        if compared || direct && past {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// 比, 较, 与, and the few words from there to the figure, dates too.
fn opening(reading: &Reading<'_>, q: &Quantity) -> Option<(char, String)> {
    // 与 parts the items of a list and is no word of the lead.
    let words = reading.between(q.passage, q.lead_start.saturating_sub(1)..q.number.span.start);
    let at = words.rfind(['比', '较', '与', '同'])?;
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
