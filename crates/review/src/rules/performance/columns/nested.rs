//! A01 of rows with rows under them: 一、基金收入 over 1.…, 2.…. Columns that hold say that the table is built so.

use super::added::{down, tell};
use super::{Figures, is_added};
use crate::finding::Review;

/// Each row with an ordinal of the first order against the numbered rows below it.
pub(super) fn check(figures: &Figures<'_>, review: &mut Review) {
    let columns: Vec<usize> = (0..figures.titles.len()).filter(|column| is_added(&figures.titles[*column])).collect();
    for (parent, parts) in groups(figures) {
        let found: Vec<_> = columns.iter().filter_map(|column| down(figures, parent, &parts, *column)).collect();
        let holding = found.iter().filter(|sum| sum.holds).count();
        // One column that does not hold is wrong only where others do.
        if holding > found.len() - holding {
            tell(found, review, "核对这一列的总数与下列各行");
        }
    }
}

fn groups(figures: &Figures<'_>) -> Vec<(usize, Vec<usize>)> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for row in 0..figures.rows.len() {
        let name = figures.name(row).trim_start();
        let chinese = name.starts_with(|c: char| "一二三四五六七八九十".contains(c));
        let item: String = name.chars().take_while(char::is_ascii_digit).collect();
        if chinese && name.contains('、') {
            groups.push((row, Vec::new()));
        } else if let Some((_, parts)) = groups.last_mut()
            && item.parse() == Ok(parts.len() + 1)
            && name[item.len()..].starts_with(['.', '、', '．'])
        {
            parts.push(row);
        }
    }
    groups.retain(|(_, parts)| parts.len() > 1);
    groups
}
