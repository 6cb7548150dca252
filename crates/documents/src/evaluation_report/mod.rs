//! A performance evaluation as documents: the report, its table, the table as a workbook, the
//! monitoring form and the difference sheet.

mod accounts;
mod difference;
mod indicators;
mod money;
mod monitoring;
mod table;
mod workbook;

use docx_rs::{Docx, Footer, Paragraph};
use evaluation::{Draft, Element, Span, report};

use crate::DocumentError;
use crate::official::{self, Grid, Marks, Printed};

pub use difference::difference_docx;
pub use monitoring::{MonitoringError, monitoring_docx};
pub use workbook::evaluation_table_xlsx;
pub(crate) use workbook::{TWIPS_PER_CHARACTER, fill};

/// Whether figures carry their bookmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// Each computed or declared figure carries a bookmark that names where it comes from.
    #[default]
    Marked,
    /// Nothing is added to the text.
    Plain,
}

impl Figures {
    pub(crate) fn marks(self) -> Marks {
        Marks::new(self == Figures::Marked)
    }
}

/// Every document of an evaluation by its file name.
///
/// # Errors
/// As [`monitoring_docx`].
pub fn report_files(draft: &Draft, figures: Figures) -> Result<Vec<(&'static str, Vec<u8>)>, MonitoringError> {
    let mut files = vec![
        ("自评报告.docx", evaluation_report_docx(draft, figures)?),
        ("自评表.docx", evaluation_table_docx(draft, figures)?),
        ("自评表.xlsx", evaluation_table_xlsx(draft)?),
    ];
    if let Some(monitoring) = &draft.project().monitoring {
        files.push(("执行监控表.docx", monitoring_docx(draft.project(), monitoring, figures)?.0));
    }
    Ok(files)
}

/// The report (自评报告) as `.docx`, cover included.
///
/// # Errors
/// When the container cannot be written.
pub fn evaluation_report_docx(draft: &Draft, figures: Figures) -> Result<Vec<u8>, DocumentError> {
    let report = report(draft);
    let mut marks = figures.marks();
    // A cover has no page number.
    let mut docx = official::upright()
        .first_footer(Footer::new())
        .add_paragraph(official::line(""))
        .add_paragraph(official::title(&report.title));
    docx = docx.add_paragraph(official::line(""));
    for (name, value) in &report.cover {
        docx = docx.add_paragraph(official::line(&format!("{name}：{value}")));
    }
    let last = report.elements.len().saturating_sub(1);
    for (number, element) in report.elements.iter().enumerate() {
        let paragraph = set(element, &mut marks);
        // The list of attachments does not stand alone on a page.
        let paragraph = if number == last { paragraph.keep_next(true) } else { paragraph };
        docx = docx.add_paragraph(if number == 0 { paragraph.page_break_before(true) } else { paragraph });
    }
    let attached = format!("附件：{}", draft.project().form.table_title());
    docx = docx.add_paragraph(official::line("").keep_next(true));
    docx = docx.add_paragraph(official::body().add_run(official::text(&attached)));
    marks.pack(docx)
}

/// The table (自评表) as `.docx` on a lying page.
///
/// # Errors
/// When the container cannot be written.
pub fn evaluation_table_docx(draft: &Draft, figures: Figures) -> Result<Vec<u8>, DocumentError> {
    let year = format!("（{}年度）", draft.project().assess_year);
    on_lying_page(draft.project().form.table_title(), &year, &table::grid(draft), figures.marks())
}

/// One table under its title.
fn on_lying_page(title: &str, below: &str, grid: &Grid, mut marks: Marks) -> Result<Vec<u8>, DocumentError> {
    let docx: Docx = official::lying()
        .add_paragraph(official::title(title))
        .add_paragraph(official::line(below).align(docx_rs::AlignmentType::Center));
    let docx = official::add_table(docx, grid, &mut marks).add_paragraph(official::after_table());
    marks.pack(docx)
}

/// A heading or paragraph with its figures marked.
pub(crate) fn set(element: &Element, marks: &mut Marks) -> Paragraph {
    match element {
        Element::Heading(level, text) => official::heading(*level, text),
        Element::Body(spans) => spans.iter().fold(official::body(), |paragraph, span| match span {
            Span::Words(words) => paragraph.add_run(official::text(words)),
            Span::Figure { text, figure } => {
                let printed = Printed { text, value: figure.value, parent: &figure.parent };
                marks.add(paragraph, official::text(text), &printed)
            }
        }),
    }
}
