//! Official papers as `.docx`: letters, notices, requests and sheets (GB/T 9704-2012, handbook part e).

use docx_rs::{AlignmentType, Docx, LineSpacing, Paragraph};
use evaluation::{Block, Paper, PaperTable, Span};

use crate::evaluation_report::set;
use crate::official::{self, Align, Cell, Content, Grid, Marks, add_table};
use crate::{DocumentError, Figures};

/// Width of the text in twentieths of a point: 156 mm.
const TEXT: usize = 8844;
/// A Chinese character of the body, and a digit.
const CHARACTER: i32 = 320;
const DIGIT: i32 = 160;

/// The paper on upright pages.
///
/// # Errors
/// When the container cannot be written.
pub fn paper_docx(paper: &Paper, figures: Figures) -> Result<Vec<u8>, DocumentError> {
    let mut marks = figures.marks();
    let mut docx = official::upright();
    if !paper.number.is_empty() {
        // 信函格式: the number stands at the right edge above the title.
        docx = docx.add_paragraph(official::line(&paper.number).align(AlignmentType::Right));
    }
    for line in paper.title.lines() {
        docx = docx.add_paragraph(official::title(line).snap_to_grid(false));
    }
    docx = docx.add_paragraph(official::line(""));
    if !paper.addressee.is_empty() {
        docx = docx.add_paragraph(official::line(&format!("{}：", paper.addressee)));
    }
    for block in &paper.blocks {
        docx = block_of(docx, block, &mut marks);
    }
    docx = attached(docx, &paper.attached);
    marks.pack(signed(docx, paper))
}

fn block_of(docx: Docx, block: &Block, marks: &mut Marks) -> Docx {
    match block {
        Block::Text(element) => docx.add_paragraph(set(element, marks)),
        Block::Table(table) => add_table(docx, &grid(table), marks).add_paragraph(official::after_table()),
        Block::Note(text) => docx.add_paragraph(small(text)),
        Block::Signatures(names) => {
            add_table(docx.add_paragraph(small("")), &signatures(names), marks).add_paragraph(official::after_table())
        }
    }
}

fn small(text: &str) -> Paragraph {
    Paragraph::new()
        .snap_to_grid(false)
        .line_spacing(LineSpacing::new().line(320).before(60).after(60))
        .add_run(official::table_text(text, false))
}

fn widths(shares: impl Iterator<Item = u16> + Clone) -> Vec<usize> {
    let all: usize = shares.clone().map(usize::from).sum::<usize>().max(1);
    shares.map(|share| usize::from(share) * TEXT / all).collect()
}

fn grid(table: &PaperTable) -> Grid {
    let headed = table.columns.iter().any(|(title, _)| !title.is_empty());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    if headed {
        rows.push(table.columns.iter().enumerate().map(|(n, (title, _))| Cell::head(n, 1, *title)).collect());
    }
    // Without heads labels and values take turns.
    let label = |column: usize| !headed && column.is_multiple_of(2);
    rows.extend(table.rows.iter().map(|row| {
        row.iter()
            .enumerate()
            .map(|(n, span)| if label(n) { Cell::head(n, 1, span.text()) } else { cell(n, span) })
            .collect()
    }));
    let tables = vec![(0, usize::from(headed))];
    Grid { widths: widths(table.columns.iter().map(|(_, share)| *share)), rows, tables }
}

fn cell(column: usize, span: &Span) -> Cell {
    match span {
        Span::Words(text) => Cell::words(column, 1, text),
        Span::Figure { text, figure } => {
            let (value, parent) = (figure.value, Some(figure.parent.clone()));
            let content = Content::Number { printed: text.clone(), value, formula: None, parent, format: "#,##0.00" };
            Cell { content, align: Align::Right, ..Cell::words(column, 1, "") }
        }
    }
}

/// A line of names with room below for hand and seal.
fn signatures(names: &[&str]) -> Grid {
    let cells = |text: fn(&str) -> String| names.iter().enumerate().map(move |(n, name)| Cell::head(n, 1, text(name)));
    let rows = vec![cells(str::to_owned).collect(), cells(|_| "\n年　月　日".to_owned()).collect()];
    Grid { widths: widths(names.iter().map(|_| 1)), rows, tables: vec![(0, 0)] }
}

/// 附件 below the text: two characters in, after a blank line, without a full stop.
fn attached(docx: Docx, names: &[String]) -> Docx {
    let mut docx = docx;
    for (n, name) in names.iter().enumerate() {
        let label = if n == 0 { "附件：" } else { "　　　" };
        let number = if names.len() > 1 { format!("{}.", n + 1) } else { String::new() };
        let line = official::body().add_run(official::text(&format!("{label}{number}{name}")));
        docx =
            if n == 0 { docx.add_paragraph(official::line("")).add_paragraph(line) } else { docx.add_paragraph(line) };
    }
    docx
}

/// The day stands four characters in from the right, the unit centred over it; both stay on the
/// page of the last paragraph, where the seal covers them.
fn signed(docx: Docx, paper: &Paper) -> Docx {
    let Some(on) = paper.on else { return docx };
    let day = format!("{}年{}月{}日", on.year(), on.month(), on.day());
    let (unit_width, day_width) = (width(&paper.unit), width(&day));
    let unit_in = (4 * CHARACTER + (day_width - unit_width) / 2).max(0);
    let day_in = unit_in + (unit_width - day_width) / 2;
    let line = |text: &str, indent: i32| {
        official::line(text).align(AlignmentType::Right).indent(None, None, Some(indent.max(0)), None)
    };
    docx.add_paragraph(official::line("").keep_next(true))
        .add_paragraph(line(&paper.unit, unit_in).keep_next(true))
        .add_paragraph(line(&day, day_in))
}

fn width(text: &str) -> i32 {
    text.chars().map(|c| if c.is_ascii() { DIGIT } else { CHARACTER }).sum()
}
