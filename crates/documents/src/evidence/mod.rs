//! 佐证材料册: a cover with a catalogue, then per indicator its figure sheet, the first rows of
//! what was counted, and the pages that were scanned. All rows stand in a workbook beside it.

mod picture;
mod rows;

use std::collections::BTreeMap;

use base::document::{Document, Part};
use docx_rs::{AlignmentType, Docx, FieldCharType, InstrText, Paragraph, Pic, Run};
use evaluation::{CountedRows, FigureSheet, Parent, Project, SheetFigure};

use crate::DocumentError;
use crate::official::{self, Cell, Grid, Marks};

pub use picture::{Picture, PictureError};
pub use rows::evidence_rows_xlsx;

/// So many rows of a figure are printed; all of them stand in the workbook.
const PRINTED_ROWS: usize = 15;
/// The width of the text and what fits on a page below a caption, in English metric units.
const WIDEST: u32 = 5_616_000;
const HIGHEST: u32 = 7_560_000;

/// What was scanned for a sheet.
pub struct Scan {
    /// The sheet's id.
    pub of: String,
    /// What it is called in the catalogue.
    pub title: String,
    /// Its pages.
    pub pages: Vec<Picture>,
}

/// Everything in the book.
pub struct Evidence<'a> {
    /// Whose book it is.
    pub project: &'a Project,
    /// The sheets in order.
    pub sheets: &'a [FigureSheet],
    /// The rows of computed figures by definition.
    pub rows: &'a BTreeMap<String, CountedRows>,
    /// What was scanned.
    pub scans: &'a [Scan],
}

/// The words that begin the heading of a sheet, by which its page is found.
fn evidence_heading(number: usize) -> String {
    format!("佐证材料{number}")
}

/// The book with its page numbers. `laid_out` sets a `.docx` and reads the pages back, where a layout
/// program is installed: the book is set twice, the first time tells on which page each sheet begins.
/// No numbers are printed where not every one was found.
///
/// # Errors
/// When the container cannot be written.
pub fn evidence_book(
    evidence: &Evidence<'_>,
    laid_out: impl FnOnce(&[u8]) -> Option<Document>,
) -> Result<(Vec<u8>, Vec<u32>), DocumentError> {
    let unpaged = evidence_docx(evidence, &[])?;
    let pages = laid_out(&unpaged).map(|read| pages(&read, evidence.sheets.len())).unwrap_or_default();
    let book = if pages.is_empty() { unpaged } else { evidence_docx(evidence, &pages)? };
    Ok((book, pages))
}

/// The page on which each sheet begins; none unless every one was found.
fn pages(read: &Document, sheets: usize) -> Vec<u32> {
    let page_of = |number: usize| {
        let heading = evidence_heading(number);
        read.paragraphs().find_map(|paragraph| {
            let rest = paragraph.text.trim().strip_prefix(&heading)?;
            match (&paragraph.part, rest.starts_with(|c: char| c.is_ascii_digit())) {
                (Some(Part::Page(page)), false) => Some(*page),
                _ => None,
            }
        })
    };
    (1..=sheets).map(page_of).collect::<Option<Vec<u32>>>().unwrap_or_default()
}

/// The book as `.docx`. `pages` are the pages of the sheets as a layout program counted them; a
/// word processor counts them again when it updates the fields.
///
/// # Errors
/// When the container cannot be written.
fn evidence_docx(evidence: &Evidence<'_>, pages: &[u32]) -> Result<Vec<u8>, DocumentError> {
    let mut marks = Marks::new(true);
    let mut docx = cover(evidence, pages);
    for (n, sheet) in evidence.sheets.iter().enumerate() {
        docx = one_sheet(docx, evidence, sheet, n + 1, &mut marks);
    }
    marks.pack(docx)
}

fn cover(evidence: &Evidence<'_>, pages: &[u32]) -> Docx {
    let project = evidence.project;
    let mut docx = official::upright().add_paragraph(official::title("绩效评价佐证材料册"));
    for text in [
        format!("项目名称：{}", project.name),
        format!("评价年度：{}年度", project.assess_year),
        format!("填报单位：{}", project.unit),
    ] {
        docx = docx.add_paragraph(official::line(&text));
    }
    docx = docx.add_paragraph(official::line("")).add_paragraph(official::line("目　录").align(AlignmentType::Center));
    for (n, sheet) in evidence.sheets.iter().enumerate() {
        let page = pages.get(n).map_or_else(|| "—".to_owned(), u32::to_string);
        let scans = evidence.scans.iter().filter(|scan| scan.of == sheet.id).count();
        let more = if scans > 0 { format!("（附扫描件{scans}件）") } else { String::new() };
        docx = docx.add_paragraph(catalogued(n + 1, &format!("{}.{}{more}", n + 1, sheet.name), &page));
    }
    docx
}

/// A line of the catalogue; its page is a field, so that it follows what people insert.
fn catalogued(number: usize, text: &str, page: &str) -> Paragraph {
    let field = Run::new()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::Unsupported(format!(" PAGEREF {} ", bookmark(number))))
        .add_field_char(FieldCharType::Separate, false);
    official::line(text)
        .add_tab(docx_rs::Tab::new().val(docx_rs::TabValueType::Right).leader(docx_rs::TabLeaderType::Dot).pos(8840))
        .add_run(Run::new().add_tab())
        .add_run(field)
        .add_run(official::text(page))
        .add_run(Run::new().add_field_char(FieldCharType::End, false))
}

fn bookmark(number: usize) -> String {
    format!("evidence_{number}")
}

fn one_sheet(mut docx: Docx, evidence: &Evidence<'_>, sheet: &FigureSheet, n: usize, marks: &mut Marks) -> Docx {
    let heading = official::heading(1, &format!("{}　{}", evidence_heading(n), sheet.name)).page_break_before(true);
    // Ids of these marks stand above those of the figures.
    let id = 100_000 + n;
    docx = docx.add_paragraph(heading.add_bookmark_start(id, bookmark(n)).add_bookmark_end(id));
    if !sheet.facts.is_empty() {
        docx = official::add_table(docx, &facts(sheet), marks).add_paragraph(official::after_table());
    }
    let mut scans = evidence.scans.iter().filter(|scan| scan.of == sheet.id).peekable();
    if sheet.figures.is_empty() {
        let told = match scans.peek() {
            Some(_) => "没有计数的数据，依据见上表和所附扫描件。",
            None => "没有计数的数据，也没有附扫描件，佐证材料待补充。",
        };
        docx = docx.add_paragraph(body(told));
    }
    for figure in &sheet.figures {
        docx = one_figure(docx, evidence, figure, marks);
    }
    for scan in scans {
        docx = scanned(docx, scan);
    }
    docx
}

fn facts(sheet: &FigureSheet) -> Grid {
    let row = |(name, value): &(&'static str, String)| vec![Cell::head(0, 1, *name), Cell::words(1, 1, value)];
    Grid { widths: vec![2400, 6440], rows: sheet.facts.iter().map(row).collect(), tables: vec![(0, 0)] }
}

fn one_figure(mut docx: Docx, evidence: &Evidence<'_>, figure: &SheetFigure, marks: &mut Marks) -> Docx {
    let SheetFigure { label, text, figure } = figure;
    let printed = official::Printed { text, value: figure.value, parent: &figure.parent };
    let line = official::body().add_run(official::text(&format!("{label}：")));
    docx = docx.add_paragraph(marks.add(line, official::text(text), &printed));
    if let Parent::Calculated { how, .. } = &figure.parent {
        docx = docx.add_paragraph(body(&format!("算法：{how}")));
    }
    for root in figure.parent.roots() {
        docx = docx.add_paragraph(body(&format!("来源：{}。", source(root))));
        let Parent::Computed { definition, .. } = root else { continue };
        let Some(rows) = evidence.rows.get(definition) else { continue };
        docx = docx.add_paragraph(body(&format!("口径：{}——{}", rows.title, rows.meaning)));
        docx = official::add_table(docx, &counted(rows), marks).add_paragraph(official::after_table());
        let shown = rows.lines.len().min(PRINTED_ROWS);
        docx = docx.add_paragraph(body(&format!(
            "共{}行，列出前{shown}行；全部见佐证数据明细.xlsx的“{}”表。",
            rows.lines.len(),
            rows.title
        )));
    }
    docx
}

/// The parent in words, as a sentence of the book.
fn source(root: &Parent) -> String {
    match root {
        Parent::Declared { document, page, who } if page.is_empty() => format!("{document}，{who}填报"),
        Parent::Declared { document, page, who } => format!("{document}，{page}，{who}填报"),
        other => official::described(other),
    }
}

fn counted(rows: &CountedRows) -> Grid {
    let header = rows::header(rows).iter().enumerate().map(|(n, name)| Cell::head(n, 1, *name)).collect();
    let mut grid = Grid { widths: vec![2210; 4], rows: vec![header], tables: vec![(0, 1)] };
    for line in rows.lines.iter().take(PRINTED_ROWS) {
        grid.rows.push(line.iter().enumerate().map(|(n, text)| Cell::words(n, 1, text).centred()).collect());
    }
    grid
}

fn scanned(mut docx: Docx, scan: &Scan) -> Docx {
    for (n, page) in scan.pages.iter().enumerate() {
        let caption = format!("{}（第{}页，共{}页）", scan.title, n + 1, scan.pages.len());
        let (width, height) = page.fitted(WIDEST, HIGHEST);
        let picture = Pic::new_with_dimensions(page.png().to_vec(), 1, 1).size(width, height);
        docx = docx
            .add_paragraph(official::line(&caption).page_break_before(true).keep_next(true))
            .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(Run::new().add_image(picture)));
    }
    docx
}

fn body(text: &str) -> Paragraph {
    official::body().add_run(official::text(text))
}
