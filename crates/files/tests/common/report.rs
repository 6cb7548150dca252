//! Reports built on the spot.
#![allow(dead_code)]

use std::path::PathBuf;

use base::document::{Block, Document, Table};
use shebao_files::{DocumentReader, FileError};

use super::{write, zipped};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

pub fn document_reader() -> DocumentReader {
    DocumentReader::new(PathBuf::from(env!("CARGO_BIN_EXE_shebao-read-table")))
}

/// Reads bytes as a file of that name, through the child.
pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Document, FileError> {
    let dir = tempfile::tempdir().unwrap();
    document_reader().read(&write(dir.path(), name, bytes))
}

/// What the reader says to bytes that it refuses.
pub fn refusal(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let error = read(name, bytes).unwrap_err().to_string();
    assert!(error.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "in Chinese: {error}");
    error
}

pub fn docx_xml(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    )
}

/// A `.docx` with that body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_of(&docx_xml(body), &[])
}

/// A `.docx` with that main part and more parts.
pub fn docx_of(document: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        r#"<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
    );
    let rels = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types.into_bytes()),
        ("_rels/.rels".to_owned(), rels.into_bytes()),
        ("word/document.xml".to_owned(), document.as_bytes().to_vec()),
    ];
    parts.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
    zipped(&parts)
}

pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// All paragraphs, one a line: number, heading, text.
pub fn lines(document: &Document) -> Vec<String> {
    document.paragraphs().map(|p| format!("{}|{}", p.number, p.text)).collect()
}

pub fn table(document: &Document) -> &Table {
    let tables = document.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    tables.unwrap()
}

/// A table's cells, one row a line: column+width×height:text.
pub fn cells(table: &Table) -> Vec<String> {
    let row = |row: &Vec<base::document::Cell>| {
        row.iter().map(|c| format!("{}+{}×{}:{}", c.column, c.columns, c.rows, c.text())).collect::<Vec<_>>().join(" ")
    };
    table.rows.iter().map(row).collect()
}
