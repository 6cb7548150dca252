//! Documents for tests, written as text: `|a|b|` is a row of a real table, where `<` goes on from
//! the left cell and `^` from the one above; every other line is a paragraph.

use base::document::{Block, Cell, Document, Paragraph, Table};

/// A document with real tables.
pub fn document(text: &str) -> Document {
    build(text, true)
}

/// What is said of a text, of one kind alone.
pub fn only(text: &str, id: &str) -> Vec<&'static str> {
    let found = crate::review(&document(text)).findings;
    found.iter().map(|finding| finding.kind.id()).filter(|kind| *kind == id).collect()
}

/// The same text as plain lines only: tables are flattened.
pub fn flat(text: &str) -> Document {
    build(text, false)
}

fn build(text: &str, tables: bool) -> Document {
    let mut document = Document { name: "测试".into(), ..Document::default() };
    let mut rows: Vec<(u32, &str)> = Vec::new();
    let mut number = 0;
    for line in text.split('\n') {
        if tables && line.starts_with('|') {
            rows.push((number, line));
            number += line.matches('|').count() as u32;
            continue;
        }
        if !rows.is_empty() {
            document.blocks.push(Block::Table(table(&std::mem::take(&mut rows))));
        }
        if !line.trim().is_empty() || line.contains('\t') {
            document.blocks.push(Block::Paragraph(paragraph(number, line)));
        }
        number += 1;
    }
    if !rows.is_empty() {
        document.blocks.push(Block::Table(table(&rows)));
    }
    document
}

fn paragraph(number: u32, text: &str) -> Paragraph {
    Paragraph { number, text: text.to_owned(), heading: None, part: None }
}

fn table(lines: &[(u32, &str)]) -> Table {
    let mut table = Table::default();
    for (number, line) in lines {
        let mut row: Vec<Cell> = Vec::new();
        for (column, text) in line.trim_matches('|').split('|').enumerate() {
            let column = column as u32;
            match text.trim() {
                "<" => row.last_mut().unwrap().columns += 1,
                "^" => {
                    let above = table
                        .rows
                        .iter_mut()
                        .rev()
                        .flatten()
                        .find(|cell| (cell.column..cell.column + cell.columns).contains(&column));
                    let above = above.unwrap();
                    if above.column == column {
                        above.rows += 1;
                    }
                }
                _ => row.push(Cell { column, columns: 1, rows: 1, paragraphs: vec![paragraph(number + column, text)] }),
            }
        }
        table.rows.push(row);
    }
    table
}
