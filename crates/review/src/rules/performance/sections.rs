//! Headings and what stands under them.

use std::ops::Range;

use crate::finding::Quote;
use crate::reading::Reading;
use crate::text::item_mark;

/// A heading and the passages under it, up to the next heading.
pub(super) struct Section {
    /// The heading without its number.
    pub title: String,
    /// The passage of the heading.
    pub heading: usize,
    /// Where in that passage the body goes on, when it does.
    pub rest: usize,
    /// The passages of the body.
    pub body: Range<usize>,
}

/// All sections in reading order.
pub(super) struct Sections(pub Vec<Section>);

impl Sections {
    /// A heading stands alone, or begins a passage and ends at its first full stop or colon.
    pub fn of(reading: &Reading<'_>) -> Sections {
        let mut sections: Vec<Section> = Vec::new();
        for (index, passage) in reading.text.passages.iter().enumerate() {
            if passage.cell {
                continue;
            }
            let mark = item_mark(&passage.chars);
            let end = passage.chars.iter().position(|sign| matches!(sign, '。' | '：' | '，' | '；'));
            let title_end = end.unwrap_or(passage.chars.len());
            let titled = passage.heading || (mark > 0 && title_end <= mark + 24 && title_end > mark);
            if !titled || (end.is_some_and(|at| passage.chars[at] == '，') && !passage.heading) {
                continue;
            }
            if let Some(last) = sections.last_mut() {
                last.body.end = index;
            }
            let title = passage.slice(mark.min(title_end)..title_end);
            let rest = end.map_or(passage.chars.len(), |at| at + 1);
            let body = index + 1..reading.text.passages.len();
            sections.push(Section { title, heading: index, rest, body });
        }
        Sections(sections)
    }

    /// The section of problems when it only says that there are none.
    pub fn empty_problems(&self, reading: &Reading<'_>) -> Option<(Vec<Quote>, String)> {
        self.0.iter().find_map(|section| {
            let deviations = section.title.contains("偏离") && section.title.contains("原因");
            let problems = section.title.contains("问题")
                && !section.title.contains("其他需要说明")
                && !section.title.contains("其他问题")
                && (section.title.contains("存在")
                    || section.title.contains("主要问题")
                    || section.title.starts_with("问题"));
            let text = section.text(reading);
            // 没有存在的问题。下一步，…
            let (first, rest) = text.split_once('。').unwrap_or((text.as_str(), ""));
            let goes_on =
                ["问题", "不足", "困难", "差距", "偏差", "未", "但", "因"].iter().any(|word| rest.contains(word));
            // 无。 in a paragraph of its own answers the heading, whatever stands behind.
            let bare = section.rest >= reading.text.passages[section.heading].chars.len();
            let answer = reading.text.passages.get(section.body.start).filter(|_| bare && !section.body.is_empty());
            let nothing = answer.is_some_and(|answer| !answer.cell && says_nothing(&answer.text()))
                || says_nothing(&text)
                || closes_with_nothing(&text)
                || first.chars().count() >= 4 && !goes_on && says_nothing(first);
            let words = reading.text.quotes(section.heading, 0..reading.text.passages[section.heading].chars.len());
            ((problems || deviations) && nothing).then(|| (words, section.title.clone()))
        })
    }
}

impl Section {
    /// The body as one text.
    pub fn text(&self, reading: &Reading<'_>) -> String {
        let passages = &reading.text.passages;
        let first = passages[self.heading].slice(self.rest..passages[self.heading].chars.len());
        let others = passages[self.body.clone()].iter().map(|passage| passage.text());
        std::iter::once(first).chain(others).collect()
    }
}

/// 各项目标均已完成，无存在问题: one sentence.
fn closes_with_nothing(text: &str) -> bool {
    let sentence = text.trim_end_matches('。');
    let last = sentence.rsplit_once('，').map_or("", |(_, last)| last);
    !sentence.contains('。') && last.contains("问题") && says_nothing(last)
}

/// 无, 暂无, 未发现问题: the section says that there is nothing to say.
fn says_nothing(text: &str) -> bool {
    let bare = text.trim_end_matches(['。', '；', '.', '！']);
    let short = bare.chars().count() <= 12;
    let nothing = [
        "无",
        "暂无",
        "没有",
        "不存在",
        "无明显问题",
        "未发现问题",
        "暂未发现问题",
        "没有发现问题",
        "无存在问题",
        "无问题",
        "没有存在的问题",
        "没有存在问题",
        "不存在偏离",
    ];
    nothing.contains(&bare)
        || (short
            && ["不存在问题", "没有问题", "无问题", "未发现问题", "未发现明显问题", "没有发现问题"]
                .iter()
                .any(|word| bare.ends_with(word)))
}
