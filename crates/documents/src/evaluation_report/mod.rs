//! A performance evaluation as documents: the report, its table, and the table as a workbook.

mod table;
mod workbook;

use std::io::Cursor;

use docx_rs::{Docx, Paragraph};
use evaluation::{Draft, Element, Span, cells, report};

use crate::DocumentError;
use crate::official::{self, Marks};

pub use workbook::evaluation_table_xlsx;

/// Whether figures carry their bookmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// Each computed or declared figure carries a bookmark that names where it comes from.
    #[default]
    Marked,
    /// Nothing is added to the text.
    Plain,
}

/// The report (自评报告) as `.docx`, cover included.
///
/// # Errors
/// When the container cannot be written.
pub fn evaluation_report_docx(draft: &Draft, figures: Figures) -> Result<Vec<u8>, DocumentError> {
    let report = report(draft);
    let mut marks = Marks::new(figures == Figures::Marked);
    let mut docx = official::upright().add_paragraph(official::line("")).add_paragraph(official::title(&report.title));
    docx = docx.add_paragraph(official::line(""));
    for (name, value) in &report.cover {
        docx = docx.add_paragraph(official::line(&format!("{name}：{value}")));
    }
    docx = docx.add_paragraph(official::line(&format!("填报单位（公章）：{}", draft.project().unit)));
    for (number, element) in report.elements.iter().enumerate() {
        let paragraph = set(element, &mut marks);
        docx = docx.add_paragraph(if number == 0 { paragraph.page_break_before(true) } else { paragraph });
    }
    docx = docx.add_paragraph(official::line(""));
    docx = docx.add_paragraph(official::body().add_run(official::text(&format!("附件：{}", table::title(draft)))));
    packed(marks.finish(docx))
}

/// The table (自评表) as `.docx` on a lying page.
///
/// # Errors
/// When the container cannot be written.
pub fn evaluation_table_docx(draft: &Draft, figures: Figures) -> Result<Vec<u8>, DocumentError> {
    let mut marks = Marks::new(figures == Figures::Marked);
    let grid = table::grid(draft);
    let table = official::docx_table(&grid, &mut marks);
    let docx = official::lying()
        .add_paragraph(official::title(table::title(draft)))
        .add_paragraph(
            official::line(&format!("（{}年度）", draft.project().assess_year)).align(docx_rs::AlignmentType::Center),
        )
        .add_table(table)
        .add_paragraph(official::after_table());
    packed(marks.finish(docx))
}

fn set(element: &Element, marks: &mut Marks) -> Paragraph {
    match element {
        Element::Heading(level, text) => official::heading(*level, text),
        Element::Body(spans) => spans.iter().fold(official::body(), |paragraph, span| match span {
            Span::Words(words) => paragraph.add_run(official::text(words)),
            Span::Figure { text, parent } => marks.add(paragraph, official::text(text), text, parent),
        }),
    }
}

pub(crate) fn packed(docx: Docx) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| DocumentError(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// The printed amount of a cell that [`cells`] names.
fn printed(draft: &Draft, name: &str) -> String {
    cells(draft).remove(name).unwrap_or_default()
}
