//! Running text made comparable: one shape for digits, brackets and spaces, paragraphs that a page
//! or a line end cut in two joined again, and every character with its place in the source.

use crate::finding::Quote;
use base::document::{Block, Document, Paragraph};
use std::ops::Range;

/// A stretch of text that belongs together: a paragraph, or several that a page end cut.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The normalised characters.
    pub chars: Vec<char>,
    /// For each character: index into [`Text::sources`], and its index in that paragraph.
    origin: Vec<(usize, usize)>,
    /// A cell of a table, or a line with tabs: its words are no sentence of the running text.
    pub cell: bool,
    /// A heading by its mark, its number or its shortness.
    pub heading: bool,
}

/// All passages of a document in reading order.
#[derive(Debug, Default)]
pub struct Text<'d> {
    /// The passages.
    pub passages: Vec<Passage>,
    sources: Vec<&'d Paragraph>,
}

impl<'d> Text<'d> {
    /// Normalises and joins.
    pub fn new(document: &'d Document) -> Text<'d> {
        let mut text = Text::default();
        let lines = crate::table::lines(document);
        for block in &document.blocks {
            let in_table = matches!(block, Block::Table(_));
            for paragraph in block.paragraphs() {
                let line = !in_table && lines.contains(&paragraph.number);
                let separator = if in_table { None } else { separator(&paragraph.text, line) };
                text.add(paragraph, in_table || line, separator);
            }
        }
        text
    }

    /// A paragraph, or the cells of a line between separators.
    fn add(&mut self, paragraph: &'d Paragraph, cell: bool, separator: Option<char>) {
        let source = self.sources.len();
        self.sources.push(paragraph);
        let mut start = 0;
        let raw: Vec<char> = paragraph.text.chars().collect();
        let cell = cell || separator.is_some();
        for at in 0..=raw.len() {
            if at == raw.len() || separator == Some(raw[at]) {
                self.add_piece(&raw[start..at], (source, start), cell, paragraph.heading.is_some());
                start = at + 1;
            }
        }
    }

    fn add_piece(&mut self, raw: &[char], (source, start): (usize, usize), cell: bool, marked: bool) {
        let piece = normalise(raw);
        if piece.is_empty() {
            return;
        }
        let chars: Vec<char> = piece.iter().map(|(c, _)| *c).collect();
        let origin: Vec<(usize, usize)> = piece.iter().map(|(_, at)| (source, start + at)).collect();
        let heading = !cell && (marked || is_heading(&chars));
        if !cell
            && !heading
            && let Some(last) = self.passages.last_mut()
            && !last.cell
            && !last.heading
            && is_cut(&last.chars)
            && !starts_item(&chars)
        {
            last.chars.extend(chars);
            last.origin.extend(origin);
            return;
        }
        self.passages.push(Passage { chars, origin, cell, heading });
    }

    /// The words at `span` of a passage, one quote for each paragraph they touch.
    pub fn quotes(&self, passage: usize, span: Range<usize>) -> Vec<Quote> {
        let Some(origin) = self.passages.get(passage).and_then(|p| p.origin.get(span)) else { return Vec::new() };
        let mut quotes: Vec<(usize, Range<usize>)> = Vec::new();
        for &(source, at) in origin {
            match quotes.last_mut() {
                Some((last, range)) if *last == source => range.end = at + 1,
                _ => quotes.push((source, at..at + 1)),
            }
        }
        quotes.into_iter().filter_map(|(source, range)| self.quote(source, range)).collect()
    }

    fn quote(&self, source: usize, range: Range<usize>) -> Option<Quote> {
        let paragraph = self.sources.get(source)?;
        let text = paragraph.text.chars().skip(range.start).take(range.len()).collect();
        Some(Quote { paragraph: paragraph.number, from: range.start, to: range.end, text })
    }
}

/// What stands between the cells of a line of text; nothing in a sentence.
fn separator(text: &str, line: bool) -> Option<char> {
    let barred = |text: &str| text.starts_with('|') && text.ends_with('|') && text.matches('|').count() > 2;
    if text.contains('\t') {
        return (!line).then_some('\t');
    }
    (line && text.contains('|') || barred(text.trim())).then_some('|')
}

impl Passage {
    /// The normalised text of a span, up to the end where the span goes beyond it.
    pub fn slice(&self, span: Range<usize>) -> String {
        let end = span.end.min(self.chars.len());
        self.chars.get(span.start..end).unwrap_or_default().iter().collect()
    }

    /// The whole normalised text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }
}

/// One shape for every character that has several; spaces only where digits would run together.
fn normalise(raw: &[char]) -> Vec<(char, usize)> {
    let mut out: Vec<(char, usize)> = Vec::with_capacity(raw.len());
    let mut space = false;
    for (at, &c) in raw.iter().enumerate() {
        if c.is_whitespace() || matches!(c, '*' | '\u{200b}' | '\u{feff}') {
            space = true;
            continue;
        }
        if out.is_empty() && (matches!(c, '#' | '>') || (c == '-' && raw.get(at + 1) == Some(&' '))) {
            continue;
        }
        let c = one_shape(c);
        if space && keeps_apart(&out, c) {
            out.push((' ', at));
        }
        space = false;
        out.push((c, at));
    }
    punctuate(&mut out);
    out
}

/// Whether a space between these two carries meaning. `101. 92%` is one number cut by a scanner,
/// `1. 92 people` at the start of a paragraph is an item.
fn keeps_apart(out: &[(char, usize)], next: char) -> bool {
    let Some(&(last, _)) = out.last() else { return false };
    if last == '.' && next.is_ascii_digit() {
        let digits = out[..out.len() - 1].iter().rev().take_while(|(c, _)| c.is_ascii_digit()).count();
        return !(digits >= 2 && out.len() > digits + 1);
    }
    last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()
}

fn one_shape(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match c {
        '[' | '【' | '〔' => '〔',
        ']' | '】' | '〕' => '〕',
        '(' => '（',
        ')' => '）',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '–' | '—' | '‐' | '−' | '―' => '-',
        '〜' | '～' => '~',
        '％' | '﹪' => '%',
        '｡' => '。',
        '＜' => '<',
        '＞' => '>',
        '≦' | '⩽' => '≤',
        '≧' | '⩾' => '≥',
        '\u{2f00}'..='\u{2fd5}' => c,
        _ => c,
    }
}

/// `,` and `:` are punctuation unless they stand in a number.
fn punctuate(out: &mut [(char, usize)]) {
    let chars: Vec<char> = out.iter().map(|(c, _)| *c).collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    for at in 0..chars.len() {
        match chars[at] {
            ',' => {
                let before = at > 0 && digit(at - 1);
                let group = (1..=3).all(|k| digit(at + k)) && !digit(at + 4);
                if !(before && group) {
                    out[at].0 = '，';
                }
            }
            ':' if !(at > 0 && digit(at - 1) && digit(at + 1)) => out[at].0 = '：',
            _ => {}
        }
    }
}

/// A passage that ends in the middle of a sentence.
fn is_cut(chars: &[char]) -> bool {
    let running = chars.len() >= 24 || chars.contains(&'，') || chars.contains(&'。');
    let ended = chars.last().is_some_and(|c| matches!(c, '。' | '！' | '？' | '；' | '：' | '…' | '.'));
    // 其中： opens what follows, also where the line was full.
    let ended = ended && !chars.ends_with(&['其', '中', '：']);
    // A title has no punctuation and says what the paper is.
    let text: String = chars.iter().collect();
    let title = ["报告", "情况说明", "自评表", "评分表"].iter().any(|word| text.ends_with(word))
        && !chars.iter().any(|c| matches!(c, '，' | '。' | '：' | '《'));
    running && chars.len() >= 12 && !ended && !title
}

/// `一、`, `（二）`, `3.`, `4、`, `①`, `一是`, `附件`: a new item, not the rest of a sentence.
fn starts_item(chars: &[char]) -> bool {
    const LABELS: [&str; 8] =
        ["项目名称", "评价年度", "自评年度", "填报日期", "评价单位", "主管部门", "实施单位", "填报单位"];
    let seal = || chars.len() <= 30 && chars.iter().collect::<String>().contains("（公章）");
    let labelled = LABELS.iter().any(|label| starts_with(chars, label)) || seal();
    item_mark(chars) > 0
        || labelled
        || starts_with(chars, "附件")
        || starts_with(chars, "附表")
        || starts_with(chars, "（此")
}

/// How many characters of an item's number stand at the start of `chars`.
pub(crate) fn item_mark(chars: &[char]) -> usize {
    let numeral = |c: &char| "一二三四五六七八九十".contains(*c);
    let Some(&first) = chars.first() else { return 0 };
    if ('①'..='⑳').contains(&first) {
        return 1;
    }
    let open = usize::from(first == '（');
    let ordinal = usize::from(first == '第');
    let start = open + ordinal;
    let chinese = chars[start..].iter().take_while(|c| numeral(c)).count();
    let digits = chars[start..].iter().take_while(|c| c.is_ascii_digit()).count();
    let count = chinese.max(digits);
    if count == 0 || count > 3 {
        return 0;
    }
    let end = start + count;
    let Some(&mark) = chars.get(end) else { return 0 };
    let next_digit = chars.get(end + 1).is_some_and(char::is_ascii_digit);
    let marks = match (open, ordinal, chinese > 0) {
        (1, _, _) => mark == '）',
        // 第六部分
        (_, 1, _) if mark == '部' && chars.get(end + 1) == Some(&'分') => return end + 2,
        (_, 1, _) => matches!(mark, '章' | '节' | '、' | '，'),
        (_, _, true) => matches!(mark, '、' | '是' | '.' | '）' | '，'),
        _ => (matches!(mark, '.' | '．') && !next_digit) || matches!(mark, '、' | '）'),
    };
    if marks && count <= 2 { end + 1 } else { 0 }
}

/// A short numbered line that is no sentence is a heading: 二、…, （一）…（分值20分）.
fn is_heading(chars: &[char]) -> bool {
    let mark = item_mark(chars);
    if mark == 0 || chars.len() > 40 {
        return false;
    }
    let rest = &chars[mark..];
    // 2022年工作打算: a year is no figure.
    let year = |at: usize| at >= 4 && rest[at] == '年' && rest[at - 4..at].iter().all(char::is_ascii_digit);
    let years = (0..rest.len()).filter(|at| year(*at)).count();
    let figures = rest.iter().filter(|sign| sign.is_ascii_digit()).count() > 4 * years;
    let comma = rest.contains(&'，') || rest.contains(&'；');
    let stop = rest.contains(&'。');
    let scored = rest.last() == Some(&'）') && !stop;
    scored || (!figures && !comma && (!stop || chars.last() == Some(&'。')))
}

fn starts_with(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}
