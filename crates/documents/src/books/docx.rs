//! Tables of the books as pages.

use docx_rs::{AlignmentType, Docx, LineSpacing, Paragraph, Tab, TabValueType};

use super::page::{CHARACTER, grid, pages, text_width, widths};
use super::{BookRow, BookTable};
use crate::DocumentError;
use crate::official::{self, Marks};

/// The tables as `.docx`, each beginning on a new page. All of one document lie or all stand.
///
/// # Errors
/// When the container cannot be written.
pub fn book_docx(tables: &[BookTable]) -> Result<Vec<u8>, DocumentError> {
    let lying = tables.iter().any(|table| table.lying);
    let mut docx = if lying { official::lying() } else { official::upright() };
    let mut marks = Marks::new(false);
    let mut first = true;
    for table in tables {
        let pages = pages(table);
        for (number, rows) in pages.iter().enumerate() {
            docx = page(docx, table, (rows, first), (number, pages.len()), &mut marks);
            first = false;
        }
        if !table.notes_title.is_empty() {
            docx = docx.add_paragraph(official::title(&table.notes_title).page_break_before(true));
        }
        for note in &table.notes {
            docx = docx.add_paragraph(small(note));
        }
    }
    marks.pack(docx)
}

fn page(
    docx: Docx,
    table: &BookTable,
    (rows, first): (&[BookRow], bool),
    (number, of): (usize, usize),
    marks: &mut Marks,
) -> Docx {
    let continued = if number > 0 { "（续）" } else { "" };
    let title = official::title(&format!("{}{continued}", table.title)).page_break_before(!first);
    let mut docx = docx.add_paragraph(title);
    let width: usize = widths(table).iter().sum();
    if fits_beside(&table.form, &table.period, width) {
        docx = docx.add_paragraph(three(width, "", &table.period, &table.form));
    } else {
        docx =
            docx.add_paragraph(tight().align(AlignmentType::Right).add_run(official::table_text(&table.form, false)));
        docx = docx.add_paragraph(three(width, "", &table.period, ""));
    }
    docx = docx.add_paragraph(two(width, &table.unit, &table.measure));
    docx = official::add_table(docx, &grid(table, rows, 1), marks);
    let last = number + 1 == of;
    docx.add_paragraph(if last && !table.foot.is_empty() { small(&table.foot) } else { official::after_table() })
}

/// Whether the form's number on the right leaves the period in the middle its place.
fn fits_beside(form: &str, period: &str, width: usize) -> bool {
    text_width(form) + text_width(period) / 2 + CHARACTER < width / 2
}

/// Small text on both ends of a line.
fn two(width: usize, left: &str, right: &str) -> Paragraph {
    let run = official::table_text(left, false).add_tab().add_text(right);
    tight().add_tab(Tab::new().val(TabValueType::Right).pos(width)).add_run(run)
}

fn tight() -> Paragraph {
    Paragraph::new().snap_to_grid(false).line_spacing(LineSpacing::new().line(300))
}

/// Small text on the left, in the middle and on the right of a line.
fn three(width: usize, left: &str, middle: &str, right: &str) -> Paragraph {
    let run = official::table_text(left, false).add_tab().add_text(middle).add_tab().add_text(right);
    tight()
        .add_tab(Tab::new().val(TabValueType::Center).pos(width / 2))
        .add_tab(Tab::new().val(TabValueType::Right).pos(width))
        .add_run(run)
}

fn small(text: &str) -> Paragraph {
    Paragraph::new()
        .snap_to_grid(false)
        .line_spacing(LineSpacing::new().line(320).before(60))
        .add_run(official::table_text(text, false))
}
