//! A figure in a document carries a bookmark whose name tells the definition and the number, and
//! the document's properties say what stands behind it: so a printed number leads back to its
//! rows, and a changed one is noticed ([`crate::check_edited`]).
//!
//! The name alone is enough for the check: LibreOffice and WPS keep bookmarks and properties when
//! they save, but not Word's document variables.

use std::collections::HashMap;
use std::io::Cursor;

use docx_rs::{Docx, Paragraph, Run};
use evaluation::Parent;
use files::package::Package;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use rust_decimal::Decimal;

use crate::DocumentError;
use crate::container::rewritten;

/// The beginning of the names of our bookmarks and properties.
pub(crate) const PREFIX: &str = "fig";
/// The part that holds a document's own properties.
pub(crate) const CUSTOM: &str = "docProps/custom.xml";
/// The part that holds the text.
const BODY: &str = "word/document.xml";
const PROPERTIES_START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#;
/// Word takes no longer names.
const NAME_LENGTH: usize = 40;

/// A number as it is printed.
pub(crate) struct Printed<'a> {
    pub(crate) text: &'a str,
    /// The exact value in the printed unit.
    pub(crate) value: Decimal,
    pub(crate) parent: &'a Parent,
}

/// Numbers the figures of one document.
pub(crate) struct Marks {
    on: bool,
    next: usize,
    behind: Vec<(String, String)>,
    /// Of each table in the order of the text: how many of its first rows are heads.
    heads: Vec<usize>,
}

impl Marks {
    /// `on` is false for a copy without marks.
    pub(crate) fn new(on: bool) -> Marks {
        Marks { on, next: 1, behind: Vec::new(), heads: Vec::new() }
    }

    /// Takes note of the next table.
    pub(crate) fn table(&mut self, heads: usize) {
        self.heads.push(heads);
    }

    /// Adds a figure to a paragraph.
    pub(crate) fn add(&mut self, paragraph: Paragraph, run: Run, printed: &Printed<'_>) -> Paragraph {
        if !self.on {
            return paragraph.add_run(run);
        }
        let id = self.next;
        self.next += 1;
        let name = name(id, printed);
        let value = printed.value.normalize();
        self.behind.push((name.clone(), format!("{}|{value}|{}", printed.text, described(printed.parent))));
        paragraph.add_bookmark_start(id, name).add_run(run).add_bookmark_end(id)
    }

    /// The document's properties (`docProps/custom.xml`) that say what stands behind the marks, in
    /// the order of the text. docx-rs would write them in an order that is another one each time.
    fn properties(&self) -> String {
        let one = |(n, (name, value)): (usize, &(String, String))| {
            // Word shows no more of a property.
            let value: String = value.chars().take(255).collect();
            format!(
                "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{}\" name=\"{name}\"><vt:lpwstr>{}</vt:lpwstr></property>",
                n + 2,
                escape(&value)
            )
        };
        let all: String = self.behind.iter().enumerate().map(one).collect();
        format!("{PROPERTIES_START}{all}</Properties>")
    }

    /// The document as a file.
    pub(crate) fn pack(self, docx: Docx) -> Result<Vec<u8>, DocumentError> {
        let failed = |error: &dyn std::fmt::Display| DocumentError(error.to_string());
        let mut bytes = Cursor::new(Vec::new());
        docx.build().pack(&mut bytes).map_err(|error| failed(&error))?;
        let mut package = Package::open(bytes.get_ref()).map_err(|error| failed(&error))?;
        let body = package.part(BODY).map_err(|error| failed(&error))?.unwrap_or_default();
        let body = with_heads(&body, &self.heads).map_err(|error| failed(&error))?;
        let changed = HashMap::from([(CUSTOM.to_owned(), self.properties()), (BODY.to_owned(), body)]);
        rewritten(&mut package, changed).map_err(|error| failed(&error))
    }
}

/// The document with the heads of its tables marked (`w:tblHeader`), so that they stand on every page again; docx-rs has
/// no word for it. Each of our rows has properties, because none may break between pages.
fn with_heads(xml: &str, heads: &[usize]) -> Result<String, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut marked = String::with_capacity(xml.len());
    let (mut copied, mut table, mut row) = (0, 0, 0);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event()? {
            Event::Start(element) => match element.name().into_inner() {
                "w:tbl" => (table, row) = (table + 1, 0),
                "w:tr" => row += 1,
                _ => {}
            },
            Event::End(element) if element.name().into_inner() == "w:trPr" => {
                let heads = heads.get(table.max(1) - 1).copied().unwrap_or_default();
                if row <= heads {
                    marked.push_str(&xml[copied..at]);
                    marked.push_str("<w:tblHeader/>");
                    copied = at;
                }
            }
            Event::Eof => return Ok(marked + &xml[copied..]),
            _ => {}
        }
    }
}

/// `fig12_pension_paid_6000p56`: the running number, the definition, the first number printed.
fn name(id: usize, printed: &Printed<'_>) -> String {
    let number = first_number(printed.text).unwrap_or_default().replace('.', "p").replace('-', "m");
    let tail = format!("_{number}");
    let head = format!("{PREFIX}{id}_{}", definition(printed.parent));
    let room = NAME_LENGTH.saturating_sub(tail.len());
    format!("{}{tail}", head.chars().take(room).collect::<String>())
}

/// What a name can hold of a parent.
fn definition(parent: &Parent) -> &str {
    match parent {
        Parent::Computed { definition, .. } => definition,
        Parent::Declared { .. } => "declared",
        Parent::Calculated { .. } => "calculated",
    }
}

/// The first number of a text, without separators of thousands.
pub(crate) fn first_number(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let negative = text[..start].ends_with(['-', '−', '－']);
    let digits: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .collect();
    Some(format!("{}{}", if negative { "-" } else { "" }, digits.trim_end_matches('.')))
}

/// The parent in words.
pub(crate) fn described(parent: &Parent) -> String {
    match parent {
        Parent::Computed { definition, seq } => format!("计算：{definition}，账务状态第{seq}号"),
        Parent::Declared { document, page, who } => {
            let page = if page.is_empty() { String::new() } else { format!("，{page}") };
            format!("填报：{document}{page}（{who}）")
        }
        Parent::Calculated { how, .. } => {
            let roots: Vec<String> = parent.roots().into_iter().map(described).collect();
            let more = if roots.len() > SAID_ROOTS { format!("等{}项", roots.len()) } else { String::new() };
            format!("{how}；{}{more}", roots.iter().take(SAID_ROOTS).cloned().collect::<Vec<_>>().join("；"))
        }
    }
}

/// A property has room for a few sources; all of them stand in the book of evidence.
const SAID_ROOTS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_rows_of_a_table_are_heads() {
        let row = |mark: &str| format!("<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr><w:tc/></w:tr>");
        let tables = |rows: [&[&str]; 3]| {
            let table =
                |rows: &&[&str]| format!("<w:tbl>{}</w:tbl><w:p/>", rows.iter().map(|m| row(m)).collect::<String>());
            format!("<w:body>{}</w:body>", rows.iter().map(table).collect::<String>())
        };
        let (none, head) = ("", "<w:tblHeader/>");
        let plain = tables([&[none, none], &[none, none, none], &[none]]);
        let marked = tables([&[none, none], &[head, head, none], &[head]]);
        assert_eq!(with_heads(&plain, &[0, 2, 1]).unwrap(), marked);
        assert_eq!(with_heads(&plain, &[]).unwrap(), plain);
        assert!(with_heads("<w:tbl></w:p>", &[1]).is_err());
    }
}
