//! The words that a finding is about, with as much of their sentence as a reader needs.

use std::collections::HashMap;

use base::document::{Block, Document, Paragraph, Table};
use review::Quote;

/// How many characters stand around the quoted words at most, on each side.
const AROUND: usize = 40;

/// Quotes of one paragraph that are further apart than this are shown one by one.
const TOGETHER: usize = 120;

/// Passages that are together no longer than this stand in one line.
const CELLS: usize = 36;

/// Where a sentence begins or ends.
const ENDS: &[char] = &['。', '；', '！', '？', '\n'];

/// A paragraph, and what its row is called where it stands in a table.
struct Spot<'a> {
    text: Vec<char>,
    row: Option<&'a str>,
}

/// A stretch of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The words.
    pub text: String,
    /// Whether the finding is about these.
    pub quoted: bool,
}

/// The paragraphs of a document by their number.
pub(crate) struct Passages<'a> {
    spots: HashMap<u32, Spot<'a>>,
}

impl<'a> Passages<'a> {
    /// Of a document.
    pub(crate) fn new(document: &'a Document) -> Passages<'a> {
        let mut spots = HashMap::new();
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    spots.insert(paragraph.number, Spot { text: chars(paragraph), row: None });
                }
                Block::Table(table) => in_table(table, &mut spots),
            }
        }
        Passages { spots }
    }

    /// Each passage once, in the order of the quotes.
    pub(crate) fn of(&self, quotes: &[Quote]) -> Vec<Vec<Piece>> {
        let mut groups: Vec<Vec<&Quote>> = Vec::new();
        for quote in quotes {
            let near = groups.iter_mut().find(|group| {
                group[0].paragraph == quote.paragraph
                    && group.iter().all(|other| other.to.max(quote.to) - other.from.min(quote.from) <= TOGETHER)
            });
            match near {
                Some(group) => group.push(quote),
                None => groups.push(vec![quote]),
            }
        }
        let mut shown: Vec<Vec<Piece>> = Vec::new();
        for passage in groups.iter().map(|group| self.passage(group)) {
            if shown.contains(&passage) {
                continue;
            }
            match shown.last_mut() {
                // Cells are short: they stand in one line.
                Some(last) if letters(last) + letters(&passage) <= CELLS => {
                    add(last, "；", false);
                    last.extend(passage);
                }
                _ => shown.push(passage),
            }
        }
        shown
    }

    /// The passages in one line of text, the quoted words between 「 and 」.
    pub(crate) fn in_line(&self, quotes: &[Quote]) -> String {
        self.of(quotes).iter().map(|passage| bracketed(passage)).collect::<Vec<_>>().join("；")
    }

    fn passage(&self, group: &[&Quote]) -> Vec<Piece> {
        let Some(spot) = self.spots.get(&group[0].paragraph) else {
            return group.iter().map(|quote| Piece { text: quote.text.clone(), quoted: true }).collect();
        };
        let length = spot.text.len();
        let first = group.iter().map(|quote| quote.from).min().unwrap_or(0).min(length);
        let last = group.iter().map(|quote| quote.to).max().unwrap_or(0).clamp(first, length);
        let (begin, end) = (begin_of(&spot.text, first), end_of(&spot.text, last));
        let mut pieces = Vec::new();
        if let Some(row) = spot.row {
            add(&mut pieces, row, false);
            add(&mut pieces, "｜", false);
        }
        if begin > 0 && !ENDS.contains(&spot.text[begin - 1]) {
            add(&mut pieces, "…", false);
        }
        for (at, letter) in spot.text.iter().enumerate().take(end).skip(begin) {
            let quoted = group.iter().any(|quote| (quote.from..quote.to).contains(&at));
            // Tabs and indents say nothing here.
            let letter = if letter.is_whitespace() { ' ' } else { *letter };
            let doubled = letter == ' ' && pieces.last().is_none_or(|piece: &Piece| piece.text.ends_with(' '));
            if !doubled {
                add(&mut pieces, letter.encode_utf8(&mut [0; 4]), quoted);
            }
        }
        if end < length && !ENDS.contains(&spot.text[end.saturating_sub(1)]) {
            add(&mut pieces, "…", false);
        }
        pieces
    }
}

/// The passage as text, the quoted words between 「 and 」.
pub(crate) fn bracketed(passage: &[Piece]) -> String {
    let shown = |piece: &Piece| if piece.quoted { format!("「{}」", piece.text) } else { piece.text.clone() };
    passage.iter().map(shown).collect()
}

fn letters(passage: &[Piece]) -> usize {
    passage.iter().map(|piece| piece.text.chars().count()).sum()
}

fn add(pieces: &mut Vec<Piece>, text: &str, quoted: bool) {
    match pieces.last_mut() {
        Some(last) if last.quoted == quoted => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), quoted }),
    }
}

fn chars(paragraph: &Paragraph) -> Vec<char> {
    paragraph.text.chars().collect()
}

fn in_table<'a>(table: &'a Table, spots: &mut HashMap<u32, Spot<'a>>) {
    for row in &table.rows {
        let mut name = None;
        for cell in row {
            for paragraph in &cell.paragraphs {
                spots.insert(paragraph.number, Spot { text: chars(paragraph), row: name });
            }
            // The nearest cell to the left that holds words names what stands in this one.
            let words = cell.paragraphs.first().map(|p| p.text.trim());
            name = words.filter(|text| is_name(text)).or(name);
        }
    }
}

fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=24).contains(&letters) && !text.chars().any(|c| c.is_ascii_digit())
}

fn begin_of(text: &[char], first: usize) -> usize {
    let earliest = first.saturating_sub(AROUND);
    (earliest..first).rev().find(|at| ENDS.contains(&text[*at])).map_or(earliest, |at| at + 1)
}

fn end_of(text: &[char], last: usize) -> usize {
    let latest = (last + AROUND).min(text.len());
    (last..latest).find(|at| ENDS.contains(&text[*at])).map_or(latest, |at| at + 1)
}
