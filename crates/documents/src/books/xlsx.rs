//! Tables of the books as sheets, sums live.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::BookTable;
use super::page::grid;
use crate::DocumentError;
use crate::evaluation_report::{TWIPS_PER_CHARACTER, fill};

/// Title, form, and the line of unit and period stand above the heads.
const ABOVE: u32 = 3;

/// The tables as `.xlsx`, a sheet each.
///
/// # Errors
/// When the container cannot be written.
pub fn book_xlsx(tables: &[BookTable]) -> Result<Vec<u8>, DocumentError> {
    written(tables).map_err(|error| DocumentError(error.to_string()))
}

fn written(tables: &[BookTable]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for (index, table) in tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name(tables, index))?;
        one(sheet, table)?;
    }
    workbook.save_to_buffer()
}

/// A sheet's name has at most 31 characters, some of them forbidden, and stands once.
fn name(tables: &[BookTable], index: usize) -> String {
    let plain = |table: &BookTable| -> String {
        table.title.chars().filter(|c| !"[]:*?/\\：".contains(*c)).take(24).collect()
    };
    let own = plain(&tables[index]);
    let before = tables[..index].iter().filter(|table| plain(table) == own).count();
    if before == 0 { own } else { format!("{own}({})", before + 1) }
}

fn one(sheet: &mut Worksheet, table: &BookTable) -> Result<(), XlsxError> {
    let first = usize::try_from(ABOVE).unwrap_or(0) + 2;
    let grid = grid(table, &table.rows, first);
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, ABOVE)?;
    if table.lying {
        sheet.set_landscape();
    }
    sheet.set_footer("&C第 &P 页 共 &N 页");
    for (column, width) in (0u16..).zip(&grid.widths) {
        let characters = u32::try_from(*width).unwrap_or(u32::MAX) / TWIPS_PER_CHARACTER;
        sheet.set_column_width(column, characters.to_f64().unwrap_or(12.0))?;
    }
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    let font = || Format::new().set_font_name("宋体").set_font_size(10);
    let title = Format::new().set_font_name("宋体").set_font_size(16).set_bold().set_align(FormatAlign::Center);
    spread(sheet, (0, 0, last), &table.title, &title)?;
    spread(sheet, (1, 0, last), &table.form, &font().set_align(FormatAlign::Right))?;
    let line = format!("{}　　{}　　{}", table.unit, table.period, table.measure);
    spread(sheet, (2, 0, last), &line, &font())?;
    fill(sheet, &grid, ABOVE)?;
    sheet.set_freeze_panes(ABOVE + 1, 0)?;
    let below = ABOVE + 2 + u32::try_from(table.rows.len()).unwrap_or(0);
    for (row, text) in (below..).zip([&table.foot, &table.notes_title].into_iter().chain(&table.notes)) {
        sheet.write_with_format(row, 0, text, &font())?;
    }
    Ok(())
}

fn spread(
    sheet: &mut Worksheet,
    (row, from, to): (u32, u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if to > from {
        sheet.merge_range(row, from, row, to, text, format)?;
    } else {
        sheet.write_with_format(row, from, text, format)?;
    }
    Ok(())
}
