//! Which paragraphs stand beside one another: headings of one level with what is below them, or paragraphs one behind the
//! other.

use crate::reading::Reading;
use crate::text::item_mark;
use std::ops::Range;

/// More items are a register.
const ITEMS: std::ops::RangeInclusive<usize> = 2..=15;

/// How deep a numbered paragraph stands: 一、 above （一） above 1.
fn depth(chars: &[char]) -> Option<usize> {
    let mark = &chars[..item_mark(chars)];
    let digit = mark.iter().any(char::is_ascii_digit);
    match mark.first()? {
        '（' if digit => Some(4),
        '（' => Some(2),
        _ if digit => Some(3),
        _ if mark.last() == Some(&'是') => Some(5),
        _ => Some(1),
    }
}

/// Paragraphs, or headings with what stands below them, one behind the other.
pub(super) fn groups(reading: &Reading<'_>) -> Vec<Vec<Range<usize>>> {
    let passages = &reading.text.passages;
    let depths: Vec<Option<usize>> = passages.iter().map(|p| if p.cell { None } else { depth(&p.chars) }).collect();
    let mut groups = Vec::new();
    for level in 2..=5 {
        let mut run: Vec<Range<usize>> = Vec::new();
        for at in 0..=passages.len() {
            let here = depths.get(at).copied().flatten();
            let above = at == passages.len() || here.is_some_and(|depth| depth < level);
            if here == Some(level) || above {
                if let Some(last) = run.last_mut() {
                    last.end = at;
                }
                if above {
                    groups.push(std::mem::take(&mut run));
                } else {
                    run.push(at..at);
                }
            }
        }
    }
    groups.extend(plain_runs(reading, &depths));
    groups.retain(|group| ITEMS.contains(&group.len()));
    groups
}

/// Paragraphs without number under one heading, with and without the first and the last.
fn plain_runs(reading: &Reading<'_>, depths: &[Option<usize>]) -> Vec<Vec<Range<usize>>> {
    let passages = &reading.text.passages;
    let mut runs = Vec::new();
    let mut from = 0;
    for at in 0..=passages.len() {
        if at == passages.len() || passages[at].cell || passages[at].heading || depths[at].is_some() {
            for (start, end) in
                [(from, at), (from + 1, at), (from, at.saturating_sub(1)), (from + 1, at.saturating_sub(1))]
            {
                if start + 2 < end {
                    runs.push((start..end).map(|at| at..at + 1).collect());
                }
            }
            from = at + 1;
        }
    }
    runs
}
