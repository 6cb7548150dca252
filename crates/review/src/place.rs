//! Where a finding stands, in words for people, and the order of the findings.

use crate::finding::Review;
use base::document::{Block, Document, Part};
use std::collections::HashMap;

/// Sorts the findings in reading order and writes their places.
pub(crate) fn finish(document: &Document, review: &mut Review) {
    let places = places(document);
    for finding in &mut review.findings {
        let mut words: Vec<&str> = Vec::new();
        for quote in &finding.quotes {
            if let Some((_, place)) = places.get(&quote.paragraph)
                && !words.contains(&place.as_str())
            {
                words.push(place);
            }
        }
        finding.place = words.join("；");
    }
    review.findings.sort_by_key(|finding| {
        finding.quotes.first().map(|q| (places.get(&q.paragraph).map_or(usize::MAX, |(order, _)| *order), q.from))
    });
}

/// The reading order and the place of every paragraph, by its number.
fn places(document: &Document) -> HashMap<u32, (usize, String)> {
    let mut places = HashMap::new();
    let mut tables = 0;
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let text = format!("{}第{}段", part(paragraph.part.as_ref()), paragraph.number + 1);
                places.insert(paragraph.number, (places.len(), text));
            }
            Block::Table(table) => {
                tables += 1;
                for (row, cells) in table.rows.iter().enumerate() {
                    for cell in cells {
                        for paragraph in &cell.paragraphs {
                            let part = part(paragraph.part.as_ref());
                            let text = format!("{part}表{tables}第{}行第{}列", row + 1, cell.column + 1);
                            places.insert(paragraph.number, (places.len(), text));
                        }
                    }
                }
            }
        }
    }
    places
}

fn part(part: Option<&Part>) -> String {
    match part {
        Some(Part::Page(page)) => format!("第{page}页"),
        Some(Part::Sheet(sheet)) => format!("“{sheet}”"),
        None => String::new(),
    }
}
