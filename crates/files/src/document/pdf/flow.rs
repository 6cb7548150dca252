//! From rows to paragraphs: what the page's width and end have broken is put together again.

use base::document::{Block, Paragraph, Part};

use super::grid;
use super::layout::{Row, rows};
use super::words::{Length, Page, halves, is_wide};
use crate::document::build::{Builder, plain};
use crate::document::error::DocumentError;

/// The paragraph that may go on in the next row.
struct Open {
    paragraph: Paragraph,
    /// Its last row, and the edges of the text on its page.
    last: Row,
    edges: Edges,
    /// It stands at the end of its page.
    at_end: bool,
}

/// Left and right edge of a page's text, and the width of the page.
#[derive(Clone, Copy, Default)]
struct Edges {
    page: Length,
    left: Length,
    right: Length,
}

/// Adds the text of all pages.
pub(super) fn blocks(pages: Vec<Page>, builder: &mut Builder) -> Result<(), DocumentError> {
    let mut open: Option<Open> = None;
    let mut numbering = 0;
    for (number, page) in (1..).zip(pages) {
        let part = Part::Page(number);
        let (width, height) = (page.width, page.height);
        let mut rows = rows(page);
        without_page_number(&mut rows, height);
        let edges = Edges { page: width, ..edges(&rows) };
        let text_width = rows.iter().map(Row::right).max().unwrap_or(0) - rows.iter().map(Row::left).min().unwrap_or(0);
        if let Some(open) = &mut open {
            open.at_end = true;
        }
        let mut at = 0;
        while at < rows.len() {
            if let Some(found) = grid::find(&rows[at..], text_width) {
                close(&mut open, builder)?;
                at += found.rows;
                let table = found.table(&part, &mut numbering, builder)?;
                builder.block(Block::Table(table));
                continue;
            }
            let row = &rows[at];
            at += 1;
            match &mut open {
                Some(open) if goes_on(open, row, edges) => {
                    grid::join(&mut open.paragraph.text, &row.line());
                    (open.last, open.edges, open.at_end) = (row.clone(), edges, false);
                }
                _ => {
                    close(&mut open, builder)?;
                    let paragraph = plain(numbering, row.line(), Some(part.clone()));
                    numbering += 1;
                    open = Some(Open { paragraph, last: row.clone(), edges, at_end: false });
                }
            }
        }
    }
    close(&mut open, builder)
}

fn close(open: &mut Option<Open>, builder: &mut Builder) -> Result<(), DocumentError> {
    match open.take() {
        Some(open) => builder.paragraph(open.paragraph),
        None => Ok(()),
    }
}

/// A row goes on with the paragraph before it when that had no room left for its first character,
/// and it is not indented.
fn goes_on(open: &Open, row: &Row, edges: Edges) -> bool {
    let last = &open.last;
    let em = last.em.max(row.em);
    let no_room = last.right() + (first_unit(&row.line()) + 2) * em / 2 > open.edges.right
        // A page on which every line is short has broken none.
        && last.right() * 10 > open.edges.page * 6;
    let indented = row.left() - edges.left > em * 12 / 10 && row.left() > last.left() - em / 2;
    let same_size = (last.em - row.em).abs() * 4 < em;
    let near = open.at_end || row.middle - last.middle < em * 26 / 10;
    let plain = last.stretches.len() == 1 && row.stretches.len() == 1;
    no_room && !indented && same_size && near && plain && !begins_item(&row.line())
}

/// The width, in halves of a Chinese character, of what no line end may divide: opening brackets,
/// a number or word or one character, and closing marks.
fn first_unit(line: &str) -> Length {
    let opens = |c: char| "（(〔[《〈“‘【「".contains(c);
    let closes = |c: char| "）)〕]》〉”’】」，。、；：！？%％".contains(c);
    let mut unit = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next_if(|c| opens(*c)) {
        unit.push(c);
    }
    unit.extend(chars.next());
    while let Some(c) = chars.next_if(|c| closes(*c) || (c.is_ascii_graphic() && !unit.ends_with(is_wide))) {
        unit.push(c);
    }
    while let Some(c) = chars.next_if(|c| closes(*c)) {
        unit.push(c);
    }
    halves(&unit)
}

/// The edges of the text: where its longest rows begin and end.
fn edges(rows: &[Row]) -> Edges {
    let single = || rows.iter().filter(|row| row.stretches.len() == 1);
    // A mark may hang over the edge.
    let hangs = |row: &Row| row.stretches.last().is_some_and(|s| s.text.ends_with(['，', '。', '、', '；', '：', '”']));
    let right = |row: &Row| if hangs(row) { row.right() - row.em } else { row.right() };
    let left = single().map(Row::left).min().unwrap_or(0);
    Edges { left, right: single().map(right).max().unwrap_or(0), page: 0 }
}

/// 一、 （一） 1、 1. 第一条: the beginning of an item is never the rest of a paragraph.
fn begins_item(line: &str) -> bool {
    if line.starts_with(['●', '•', '◆', '■', '▪', '★', '※']) {
        return true;
    }
    let line = line.trim_start_matches(['-', ' ']);
    let mut rest = line.trim_start_matches(['（', '(', '第']);
    let bracketed = rest.len() < line.len();
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let digits = rest.chars().take_while(|c| c.is_ascii_digit()).count();
    let numerals = rest.chars().take_while(|c| numeral(*c)).count();
    if digits == 0 && numerals == 0 {
        return false;
    }
    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || numeral(c));
    match rest.chars().next() {
        Some('、') => true,
        Some('）' | ')' | '条' | '章' | '部') => bracketed,
        Some('.' | '．') => digits > 0 && !rest[1..].starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Takes the page's number away, which would stand in the middle of a paragraph.
fn without_page_number(rows: &mut Vec<Row>, height: Length) {
    let at_edge = |row: &Row| row.middle * 8 < height || row.middle * 8 > height * 7;
    if rows.last().is_some_and(|row| at_edge(row) && is_page_number(&row.line())) {
        rows.pop();
    }
    if rows.first().is_some_and(|row| at_edge(row) && is_page_number(&row.line())) {
        rows.remove(0);
    }
}

fn is_page_number(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let others = line.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-—–·/第页共".contains(c));
    (1..=8).contains(&digits) && others && !line.contains('.')
}
