//! The clean reports of the reviewer's trial as real `.docx` files: read, reviewed, commented.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

#[path = "../../review/tests/trial/source.rs"]
#[allow(dead_code)]
mod source;

use std::io::{Cursor, Read};
use std::path::Path;

use base::document::{Block, Document};
use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
use review::{Kind, Severity};
use shebao_documents::{annotate_docx, review_comments};
use source::Layout;

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../review/tests/trial/clean");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

fn text(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

/// A row as Word keeps it: a cell merged from above stands there again, empty.
fn row(document: &base::document::Table, at: usize) -> TableRow {
    let mut cells = Vec::new();
    for (above, row) in document.rows.iter().enumerate().take(at + 1) {
        for cell in row.iter().filter(|cell| above + cell.rows as usize > at) {
            let merge = match (above == at, cell.rows) {
                (true, 1) => None,
                (true, _) => Some(VMergeType::Restart),
                (false, _) => Some(VMergeType::Continue),
            };
            let shown = if above == at { cell.text() } else { String::new() };
            let mut made = TableCell::new().add_paragraph(text(&shown));
            if cell.columns > 1 {
                made = made.grid_span(cell.columns as usize);
            }
            if let Some(merge) = merge {
                made = made.vertical_merge(merge);
            }
            cells.push((cell.column, made));
        }
    }
    cells.sort_by_key(|(column, _)| *column);
    TableRow::new(cells.into_iter().map(|(_, cell)| cell).collect())
}

fn docx(source: &str) -> Vec<u8> {
    let document = Layout::Tables.of(source);
    let mut docx = Docx::new();
    for block in &document.blocks {
        docx = match block {
            Block::Paragraph(paragraph) => docx.add_paragraph(text(&paragraph.text)),
            Block::Table(table) => docx.add_table(Table::new((0..table.rows.len()).map(|at| row(table, at)).collect())),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

fn read(bytes: &[u8]) -> Document {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.docx");
    std::fs::write(&path, bytes).unwrap();
    files::document_in_process(&path).unwrap()
}

#[test]
fn a_clean_report_is_clean_as_a_word_file_too() {
    for (name, source) in sources() {
        let document = read(&docx(&source));
        let tables = document.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
        let expected = Layout::Tables.of(&source);
        assert_eq!(tables, expected.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count(), "{name}");
        let review = review::review(&document);
        let raised: Vec<_> = review.findings.iter().filter(|f| f.severity <= Severity::Medium).collect();
        assert!(raised.is_empty(), "{name}: {raised:#?}");
    }
}

#[test]
fn what_is_wrong_in_a_table_becomes_a_comment_at_its_cell() {
    let (_, source) = sources().into_iter().find(|(name, _)| name.contains("injury_table")).unwrap();
    let wrong = source.replace("|171.36|10|96.00%|9.6|", "|171.36|10|92.00%|9.6|");
    assert_ne!(wrong, source);
    let original = docx(&wrong);
    let review = review::review(&read(&original));
    let finding = review.findings.iter().find(|finding| finding.kind == Kind::RatioMismatch).unwrap();
    let comments = review_comments(&review);
    let own = comments.iter().find(|comment| comment.text.contains("比率不符（A02）")).unwrap();
    assert_eq!(own.paragraph, finding.quotes[0].paragraph);
    let date = base::parse_date("2024-03-01").unwrap();
    let commented = annotate_docx(&original, &comments, date).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(commented.clone())).unwrap();
    // The library that wrote the original leaves an empty list behind which belongs to nothing.
    let mut list = String::new();
    for name in ["word/comments.xml", "word/comments1.xml"] {
        if let Ok(mut part) = zip.by_name(name) {
            part.read_to_string(&mut list).unwrap();
        }
    }
    assert!(list.contains("比率不符（A02）") && list.contains("171.36 ÷ 178.50"), "{list}");
    assert_eq!(read(&commented).blocks, read(&original).blocks, "the text is as it was");
}
