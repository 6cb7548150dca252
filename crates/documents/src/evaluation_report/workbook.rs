//! The table as a workbook with live formulas: rates, points of execution and totals are computed
//! by the sheet, so a reader sees what happens when a number changes.

use evaluation::Draft;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

use super::table;
use crate::DocumentError;
use crate::official::{self, Align, Cell, Content, Grid};

/// Twentieths of a point in the width of one digit.
pub(crate) const TWIPS_PER_CHARACTER: u32 = 110;

/// A line of 10 pt and what is left free in a row.
const POINTS_PER_LINE: u32 = 14;
const POINTS_OF_AIR: u32 = 6;

/// The table (自评表) as `.xlsx`.
///
/// # Errors
/// When the container cannot be written.
pub fn evaluation_table_xlsx(draft: &Draft) -> Result<Vec<u8>, DocumentError> {
    written(draft).map_err(|error| DocumentError(error.to_string()))
}

fn written(draft: &Draft) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = official::workbook(draft.project().assess_year)?;
    let sheet = workbook.add_worksheet();
    let title = format!("&C&16{}（{}年度）", draft.project().form.table_title(), draft.project().assess_year);
    sheet.set_name("自评表")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_header(&title);
    let grid = table::grid(draft);
    for (column, width) in (0u16..).zip(&grid.widths) {
        let characters = u32::try_from(*width).unwrap_or(u32::MAX) / TWIPS_PER_CHARACTER;
        sheet.set_column_width(column, characters.to_f64().unwrap_or(12.0))?;
    }
    fill(sheet, &grid, 0)?;
    workbook.save_to_buffer()
}

/// Puts a grid into a sheet from a line on.
pub(crate) fn fill(sheet: &mut Worksheet, grid: &Grid, first: u32) -> Result<(), XlsxError> {
    for (row, cells) in (first..).zip(&grid.rows) {
        for cell in cells {
            put(sheet, row, cell)?;
        }
    }
    for (row, lines) in (first..).zip(heights(grid)) {
        sheet.set_row_height(row, lines * POINTS_PER_LINE + POINTS_OF_AIR)?;
    }
    Ok(())
}

/// Lines of text that each row has to hold. A spreadsheet does not make room for merged cells by
/// itself; those that cover several rows share their lines among them.
fn heights(grid: &Grid) -> Vec<u32> {
    let mut lines = vec![1; grid.rows.len()];
    for (row, cells) in grid.rows.iter().enumerate() {
        for cell in cells {
            let width: usize = grid.widths.iter().skip(cell.column).take(cell.columns).sum();
            let share = lines_of(cell.text(), width).div_ceil(cell.rows);
            for line in lines.iter_mut().skip(row).take(cell.rows) {
                *line = u32::try_from(share).unwrap_or(u32::MAX).max(*line);
            }
        }
    }
    lines
}

/// Lines of a text in a cell of a width; a Chinese character is as wide as two digits.
fn lines_of(text: &str, width: usize) -> usize {
    let fits = (width / TWIPS_PER_CHARACTER as usize).max(2);
    let digits = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    text.lines().map(|line| digits(line).div_ceil(fits).max(1)).sum()
}

fn put(sheet: &mut Worksheet, row: u32, cell: &Cell) -> Result<(), XlsxError> {
    let column = u16::try_from(cell.column).unwrap_or(u16::MAX);
    let format = look(cell);
    if cell.columns > 1 || cell.rows > 1 {
        let last_column = column + u16::try_from(cell.columns).unwrap_or(1) - 1;
        let last_row = row + u32::try_from(cell.rows).unwrap_or(1) - 1;
        sheet.merge_range(row, column, last_row, last_column, "", &format)?;
    }
    match &cell.content {
        Content::Words(text) => sheet.write_with_format(row, column, text, &format)?,
        // A result keeps its unit in print, so it stays text.
        Content::Number { printed, format: "@", .. } => sheet.write_with_format(row, column, printed, &format)?,
        Content::Number { formula: Some(formula), value, .. } => {
            // What the sheet shows before anybody recalculates it: the exact value, a rate as a fraction.
            let formula = Formula::new(formula).set_result(value.normalize().to_string());
            sheet.write_with_format(row, column, formula, &format)?
        }
        Content::Number { value, .. } => {
            sheet.write_with_format(row, column, value.to_f64().unwrap_or_default(), &format)?
        }
    };
    Ok(())
}

fn look(cell: &Cell) -> Format {
    let align = match cell.align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    };
    let format = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let format = format.set_align(align).set_font_name("宋体").set_font_size(10);
    let format = if cell.strong { format.set_bold() } else { format };
    match &cell.content {
        Content::Number { format: number, .. } => format.set_num_format(*number),
        Content::Words(_) => format,
    }
}
