//! The rows behind computed figures: a workbook with a sheet for each.

use std::collections::BTreeMap;

use evaluation::CountedRows;
use rust_xlsxwriter::XlsxError;

use crate::DocumentError;
use crate::official;

/// A sheet of a workbook has no more rows.
const MOST_ROWS: usize = 1_048_575;

/// Where people are counted, an amount beside them would be read as the figure.
pub(super) fn header(rows: &CountedRows) -> [&'static str; 4] {
    [rows.numbers, "类别", "月份或日期", if rows.money { "金额（元）" } else { "" }]
}

/// All rows as `.xlsx`, a sheet for each figure.
///
/// # Errors
/// The workbook cannot be written, or a figure has more rows than a sheet.
pub fn evidence_rows_xlsx(rows: &BTreeMap<String, CountedRows>, year: i16) -> Result<Vec<u8>, DocumentError> {
    if let Some(large) = rows.values().find(|rows| rows.lines.len() > MOST_ROWS) {
        let say = format!("“{}”有{}行，一张工作表放不下", large.title, large.lines.len());
        return Err(DocumentError(say));
    }
    written(rows, year).map_err(|error| DocumentError(error.to_string()))
}

fn written(rows: &BTreeMap<String, CountedRows>, year: i16) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = official::workbook(year)?;
    for rows in rows.values() {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let name: String = rows.title.chars().take(31).collect();
        sheet.set_name(&name)?;
        let header = header(rows).map(str::to_owned);
        for (at, line) in (0u32..).zip(std::iter::once(&header).chain(&rows.lines)) {
            for (column, text) in (0u16..).zip(line) {
                sheet.write_string(at, column, text)?;
            }
        }
    }
    workbook.save_to_buffer()
}
