//! The headings of a report as a tree: which stand side by side under one heading, and what stands under each.

use crate::reading::Reading;
use crate::text::item_mark;
use std::ops::Range;

/// A heading with all that stands under it, its own headings included.
pub(crate) struct Part {
    /// The passage of the heading.
    pub heading: usize,
    /// Its words without the number, and without what is bracketed at its end.
    pub title: String,
    /// The passages under it.
    pub body: Range<usize>,
    /// How its number is written; `#` for one without.
    kind: char,
    number: usize,
    depth: usize,
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// All headings in reading order.
pub(crate) fn outline(reading: &Reading<'_>) -> Vec<Part> {
    let passages = &reading.text.passages;
    let mut parts: Vec<Part> = Vec::new();
    let mut kinds: Vec<char> = Vec::new();
    for (index, passage) in passages.iter().enumerate().filter(|(_, passage)| passage.heading && !passage.cell) {
        let mark = item_mark(&passage.chars);
        let (kind, number) = numbered(&passage.chars[..mark]);
        let depth = kinds.iter().position(|known| *known == kind).unwrap_or(kinds.len());
        kinds.truncate(depth);
        kinds.push(kind);
        for part in parts.iter_mut().rev().filter(|part| part.body.end == usize::MAX && part.depth >= depth) {
            part.body.end = index;
        }
        let title = passage.slice(mark..passage.chars.len());
        let title = title.split('（').next().unwrap_or_default().trim_end_matches(['。', '：']).to_owned();
        parts.push(Part { heading: index, title, body: index + 1..usize::MAX, kind, number, depth });
    }
    for part in parts.iter_mut().filter(|part| part.body.end == usize::MAX) {
        part.body.end = passages.len();
    }
    parts
}

/// The headings that stand side by side and are numbered from one on, each run of them.
pub(crate) fn runs(parts: &[Part]) -> Vec<Vec<&Part>> {
    let mut runs: Vec<Vec<&Part>> = Vec::new();
    for part in parts.iter().filter(|part| part.number > 0) {
        let goes_on = |run: &&mut Vec<&Part>| {
            run.last().is_some_and(|last| {
                last.kind == part.kind && last.number + 1 == part.number && last.body.end == part.heading
            })
        };
        match runs.iter_mut().rev().find(goes_on) {
            Some(run) => run.push(part),
            None if part.number == 1 => runs.push(vec![part]),
            None => {}
        }
    }
    runs
}

/// 一、, （一）, 1.: how the number is written, and which it is.
pub(crate) fn numbered(mark: &[char]) -> (char, usize) {
    let digits: String = mark.iter().filter(|sign| sign.is_ascii_digit()).collect();
    let words: Vec<usize> =
        mark.iter().filter_map(|sign| NUMERALS.iter().position(|word| word == sign)).map(|at| at + 1).collect();
    let number = match (words[..].first(), words.len()) {
        (None, _) => digits.parse().unwrap_or(0),
        (Some(one), 1) => *one,
        (Some(10), 2) => 10 + words[1],
        (Some(tens), 2) => tens * 10,
        _ => 0,
    };
    let kind = match (mark.first(), digits.is_empty()) {
        (None, _) => '#',
        (Some('（'), true) => '（',
        (Some('（'), false) => '(',
        (_, false) => '1',
        (_, true) if mark.last() == Some(&'是') => '是',
        (_, true) => '一',
    };
    (kind, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::document;

    #[test]
    fn headings_side_by_side() {
        let text = "一、资金\n（一）到位\n全部到位。\n（二）支出\n已支出。\n二、结果\n（一）产出\n完成。\n（二）效益\n1.社会效益\n较好。\n（三）满意度\n较高。\n";
        let document = document(text);
        let reading = Reading::new(&document);
        let parts = outline(&reading);
        let titles = |run: &Vec<&Part>| run.iter().map(|part| part.title.clone()).collect::<Vec<_>>().join("、");
        let runs: Vec<String> = runs(&parts).iter().map(titles).collect();
        assert_eq!(runs, ["资金、结果", "到位、支出", "产出、效益、满意度", "社会效益"]);
    }
}
