//! A clean report's source: lines of text, `#` before a heading, `|a|b|` for a row of a table in
//! which `<` continues the cell to the left and `^` the one above. Laid out in several ways, as
//! reports reach a reviewer.

use base::document::{Block, Cell, Document, Paragraph, Table};

/// How a report reaches the reviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Paragraphs and tables with merged cells, as from a `.docx`.
    Tables,
    /// Plain text, cells behind tabs.
    Tabs,
    /// Plain text, a line for each cell and an empty line between rows.
    CellPerLine,
    /// Plain text broken after so many letters, cells behind tabs, as from a `.pdf`.
    Wrapped,
    /// Plain text with a stroke at the right of each cell and nothing of merged cells but more strokes, as from a
    /// web page.
    Strokes,
    /// Plain text with a stroke on both sides of each cell, a line of dashes under the heading and nothing in merged
    /// cells, as from an editor's notes.
    Bars,
}

impl Layout {
    pub const ALL: [Layout; 6] =
        [Layout::Tables, Layout::Tabs, Layout::CellPerLine, Layout::Wrapped, Layout::Strokes, Layout::Bars];

    /// The source in this layout.
    pub fn of(self, source: &str) -> Document {
        let text = match self {
            Layout::Tables => return structured(source),
            Layout::Tabs => plain(source, tabbed, |line| vec![line.to_owned()]),
            Layout::CellPerLine => plain(source, cell_per_line, |line| vec![line.to_owned()]),
            Layout::Wrapped => plain(source, tabbed, wrapped),
            Layout::Strokes => plain(source, strokes, |line| vec![line.to_owned()]),
            Layout::Bars => plain(&with_dashes(source), bars, |line| vec![line.to_owned()]),
        };
        files::document_from_text("trial.txt", text.as_bytes()).unwrap()
    }
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split('|').map(str::trim).collect()
}

fn is_row(line: &str) -> bool {
    line.starts_with('|')
}

fn structured(source: &str) -> Document {
    let mut document = Document { name: "trial.docx".to_owned(), ..Document::default() };
    let mut number = 0;
    let mut paragraph = |text: &str, heading: Option<u8>| {
        number += 1;
        Paragraph { number: number - 1, text: text.to_owned(), heading, part: None }
    };
    let lines: Vec<&str> = source.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let rows: Vec<Vec<&str>> = lines[at..].iter().take_while(|line| is_row(line)).map(|line| cells(line)).collect();
        if rows.is_empty() {
            let marks = lines[at].bytes().take_while(|byte| *byte == b'#').count();
            let heading = u8::try_from(marks).ok().filter(|level| *level > 0);
            document.blocks.push(Block::Paragraph(paragraph(lines[at].trim_start_matches('#').trim(), heading)));
            at += 1;
        } else {
            at += rows.len();
            document.blocks.push(Block::Table(table(&rows, &mut |text| paragraph(text, None))));
        }
    }
    document
}

fn table(rows: &[Vec<&str>], paragraph: &mut impl FnMut(&str) -> Paragraph) -> Table {
    let mut table = Table::default();
    for (at, row) in rows.iter().enumerate() {
        let mut made = Vec::new();
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
            let columns = 1 + row[column + 1..].iter().take_while(|text| **text == "<").count();
            let below = rows[at + 1..].iter().take_while(|row| row.get(column) == Some(&"^")).count();
            made.push(Cell {
                column: u32::try_from(column).unwrap(),
                columns: u32::try_from(columns).unwrap(),
                rows: u32::try_from(1 + below).unwrap(),
                paragraphs: vec![paragraph(text)],
            });
        }
        table.rows.push(made);
    }
    table
}

fn plain(source: &str, row: fn(&[&str]) -> String, line: fn(&str) -> Vec<String>) -> String {
    let mut out = String::new();
    for text in source.lines() {
        if is_row(text) {
            out.push_str(&row(&cells(text)));
        } else {
            let bare = text.trim_start_matches('#').trim_start_matches(' ');
            for piece in line(bare) {
                out.push_str(&piece);
                out.push('\n');
            }
        }
    }
    out
}

fn shown<'a>(row: &'a [&str]) -> impl Iterator<Item = &'a str> {
    row.iter().filter(|cell| **cell != "<").map(|cell| if *cell == "^" { "" } else { cell })
}

fn tabbed(row: &[&str]) -> String {
    shown(row).collect::<Vec<_>>().join("\t") + "\n"
}

/// What is merged leaves its strokes at the end of the row, what hangs over from above leaves nothing.
fn strokes(row: &[&str]) -> String {
    let cells: String =
        row.iter().filter(|cell| !matches!(**cell, "<" | "^")).map(|cell| format!("{cell} | ")).collect();
    let merged = row.iter().filter(|cell| **cell == "<").count();
    format!("{}{}\n", cells.trim_end(), "|".repeat(merged))
}

fn bars(row: &[&str]) -> String {
    let cells: String =
        row.iter().map(|cell| format!(" {} |", if matches!(*cell, "<" | "^") { "" } else { cell })).collect();
    format!("|{cells}\n")
}

/// A line of dashes under the first row of each table.
fn with_dashes(source: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for line in source.lines() {
        out.push_str(line);
        out.push('\n');
        if is_row(line) && !within {
            out.push_str(&format!("|{}\n", "---|".repeat(cells(line).len())));
        }
        within = is_row(line);
    }
    out
}

fn cell_per_line(row: &[&str]) -> String {
    shown(row).map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n"
}

fn wrapped(line: &str) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    if line.contains('\t') || letters.is_empty() {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut from = 0;
    while from < letters.len() {
        let mut to = (from + 38).min(letters.len());
        // No program breaks a line inside a number.
        while to < letters.len() && to > from + 1 && number(letters[to - 1]) && number(letters[to]) {
            to -= 1;
        }
        lines.push(letters[from..to].iter().collect());
        from = to;
    }
    lines
}

fn number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '.' | ',' | '%' | '％') || ('０'..='９').contains(&letter)
}
