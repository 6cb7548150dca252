//! Which paragraphs tell what is to come: under a heading of the next year, or of what will be done better. A goal there
//! is the next year's and need not be the one that this report measures by.

use crate::reading::Reading;
use crate::text::item_mark;

/// Headings of what comes next.
const NEXT: &[&str] =
    &["下一步", "下步", "打算", "工作计划", "下年", "次年", "明年", "改进", "整改", "建议", "展望", "努力方向"];

/// For each passage whether it tells of what is to come.
pub(crate) fn passages(reading: &Reading<'_>) -> Vec<bool> {
    let next = reading.year.map(|year| format!("{}年", year + 1));
    let mut opened: Option<u8> = None;
    let mut told = Vec::with_capacity(reading.text.passages.len());
    for passage in &reading.text.passages {
        if passage.heading {
            let text = passage.text();
            let found =
                NEXT.iter().any(|word| text.contains(word)) || next.as_ref().is_some_and(|next| text.contains(next));
            let level = level(&passage.slice(0..item_mark(&passage.chars)));
            // A heading under it does not close it.
            opened = if found { Some(level) } else { opened.filter(|above| *above < level) };
        }
        told.push(opened.is_some() && !passage.cell);
    }
    told
}

/// 一、 stands above （一）, and that above 1.
fn level(mark: &str) -> u8 {
    let mut signs = mark.chars();
    match signs.next() {
        Some('（') => 1,
        Some(sign) if sign.is_ascii_digit() => 2,
        _ => 0,
    }
}
