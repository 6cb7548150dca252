//! The layout of official documents (GB/T 9704-2012, handbook part e): page, title, headings,
//! body, page number, tables. A self-evaluation report follows it by custom, without a red head.

mod grid;
mod marks;

use docx_rs::{
    AlignmentType, DocGrid, DocGridType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum,
    PageOrientationType, Paragraph, Run, RunFonts, SpecialIndentType,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub(crate) use grid::{Align, Cell, Content, Grid, PERCENT, RED, add_table};
pub(crate) use marks::{CUSTOM, Marks, PREFIX, Printed, described, first_number};

/// 3号, in half points.
const SIZE_BODY: usize = 32;
/// 2号
const SIZE_TITLE: usize = 44;
/// 四号
const SIZE_PAGE_NUMBER: usize = 28;
/// 五号
const SIZE_TABLE: usize = 21;
/// 28.95 pt, exact: 22 lines on a page; 29 pt would overflow.
const LINE: i32 = 579;
/// The same for the page's grid.
const LINE_PITCH: usize = 579;

/// 28 characters of 16 pt in 156 mm stand a quarter of a point closer. A grid of characters would
/// say the same, but LibreOffice sets 18 on such a line.
const TIGHTER: i32 = -5;
/// Two characters; the count of characters alone is not read by LibreOffice.
const INDENT: Option<SpecialIndentType> = Some(SpecialIndentType::FirstLine(640));

const SONG_TITLE: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const FANG: &str = "仿宋_GB2312";
const SONG: &str = "宋体";

/// An upright A4 page: 37 mm above, 28 mm at the binding edge, 156 × 225 mm of text.
pub(crate) fn upright() -> Docx {
    let margin = PageMargin { top: 2098, bottom: 1985, left: 1588, right: 1474, header: 851, footer: 1587, gutter: 0 };
    page(Docx::new().page_size(11906, 16838).page_margin(margin))
}

/// A lying A4 page for wide tables, bound at its top.
pub(crate) fn lying() -> Docx {
    let margin = PageMargin { top: 1588, bottom: 1474, left: 2098, right: 1985, header: 851, footer: 1134, gutter: 0 };
    page(Docx::new().page_size(16838, 11906).page_orient(PageOrientationType::Landscape).page_margin(margin))
}

fn page(docx: Docx) -> Docx {
    let mut docx = docx.default_fonts(fonts(FANG)).default_size(SIZE_BODY).footer(page_number());
    let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch(LINE_PITCH);
    docx.document = docx.document.doc_grid(grid);
    docx
}

/// "— 1 —", 四号宋体, centred.
fn page_number() -> Footer {
    let run = |text: &str| Run::new().add_text(text).size(SIZE_PAGE_NUMBER).fonts(fonts(SONG));
    let paragraph = Paragraph::new()
        .align(AlignmentType::Center)
        .size(SIZE_PAGE_NUMBER)
        .add_run(run("— "))
        .add_page_num(PageNum::new())
        .add_run(run(" —"));
    Footer::new().add_paragraph(paragraph)
}

/// The title, centred and not bold, with a line of air below.
pub(crate) fn title(text: &str) -> Paragraph {
    let run = Run::new().add_text(text).size(SIZE_TITLE).fonts(fonts(SONG_TITLE));
    spaced(Paragraph::new().align(AlignmentType::Center).add_run(run)).outline_lvl(9)
}

/// A heading: 一、 in 黑体, （一） in 楷体, 1. in 仿宋.
pub(crate) fn heading(level: u8, text: &str) -> Paragraph {
    let font = match level {
        1 => HEI,
        2 => KAI,
        _ => FANG,
    };
    let run = Run::new().add_text(text).size(SIZE_BODY).fonts(fonts(font));
    let outline = usize::from(level.saturating_sub(1));
    spaced(Paragraph::new().add_run(run))
        .indent(None, INDENT, None, None)
        .first_line_chars(200)
        .outline_lvl(outline)
        .keep_next(true)
}

/// A paragraph of running text, to be filled with [`text`].
pub(crate) fn body() -> Paragraph {
    spaced(Paragraph::new().align(AlignmentType::Both)).indent(None, INDENT, None, None).first_line_chars(200)
}

/// A line without indent (cover, head of a table).
pub(crate) fn line(text: &str) -> Paragraph {
    spaced(Paragraph::new().add_run(self::text(text)))
}

/// The paragraph that has to follow a table, as small as it can be.
pub(crate) fn after_table() -> Paragraph {
    Paragraph::new()
        .size(2)
        .snap_to_grid(false)
        .line_spacing(LineSpacing::new().line(20).line_rule(LineSpacingType::Exact))
}

/// Words in the body's font.
pub(crate) fn text(text: &str) -> Run {
    Run::new().add_text(text).size(SIZE_BODY).fonts(fonts(FANG)).character_spacing(TIGHTER)
}

/// Words in a table.
pub(crate) fn table_text(text: &str, strong: bool) -> Run {
    Run::new().add_text(text).size(SIZE_TABLE).fonts(fonts(if strong { HEI } else { SONG }))
}

/// A workbook dated by the last day of the year that it is about: the same figures give the same
/// bytes, so that a document somebody changed is told from one that was only written again.
pub(crate) fn workbook(year: i16) -> Result<Workbook, XlsxError> {
    let day = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000).max(1900), 12, 31)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    Ok(workbook)
}

fn spaced(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().line(LINE).line_rule(LineSpacingType::Exact))
}

/// Digits and Latin letters stand in Times New Roman.
fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").cs("Times New Roman").east_asia(east_asia)
}
