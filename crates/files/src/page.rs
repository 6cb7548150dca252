//! HTML tables, which many systems export under the name `.xls`.

use scraper::{ElementRef, Html, Selector};

use crate::encoding::decode;
use crate::raw::{Format, RawCell, RawRow, RawTable};
use crate::{FileError, limits};

/// Reads the table with the most rows of a page.
pub(crate) fn read(bytes: Vec<u8>) -> Result<RawTable, FileError> {
    let decoded = decode(bytes);
    let page = Html::parse_document(&decoded.text);
    let rows = selector("tr")?;
    let largest = page.select(&selector("table")?).max_by_key(|table| table.select(&rows).count());
    let Some(largest) = largest else {
        return Err(FileError::NotATable("没有表格的网页（可能是登录页或出错提示，请重新导出）"));
    };
    let mut table = RawTable::new(Format::Html);
    table.encoding = Some(decoded.encoding);
    table.undecodable = decoded.undecodable;
    let mut spans = RowSpans::default();
    for (index, row) in largest.select(&rows).enumerate() {
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        table.push(read_row(row, line, &mut spans)?)?;
    }
    Ok(table)
}

fn selector(tag: &str) -> Result<Selector, FileError> {
    Selector::parse(tag).map_err(|e| FileError::Child(e.to_string()))
}

/// Columns still covered by a cell of an earlier row, and for how many rows.
#[derive(Default)]
struct RowSpans(Vec<usize>);

impl RowSpans {
    fn covered(&mut self, column: usize) -> bool {
        match self.0.get_mut(column) {
            Some(rows) if *rows > 0 => {
                *rows -= 1;
                true
            }
            _ => false,
        }
    }

    fn cover(&mut self, column: usize, rows: usize) {
        if rows > 0 {
            self.0.resize(self.0.len().max(column + 1), 0);
            self.0[column] = rows;
        }
    }
}

/// A merged cell's text stands in its first column and row only; the rest is empty, as in a
/// spreadsheet.
fn read_row(row: ElementRef<'_>, line: u32, spans: &mut RowSpans) -> Result<RawRow, FileError> {
    let mut cells = Vec::new();
    for cell in row.child_elements().filter(|e| matches!(e.value().name(), "td" | "th")) {
        while spans.covered(cells.len()) {
            cells.push(RawCell::Empty);
        }
        let span = |name: &str| cell.attr(name).and_then(|v| v.trim().parse::<usize>().ok()).unwrap_or(1);
        let (across, down) = (span("colspan").clamp(1, limits::COLUMNS + 1), span("rowspan").max(1));
        for step in 0..across {
            spans.cover(cells.len(), down - 1);
            cells.push(if step == 0 { RawCell::text(&text_of(cell)) } else { RawCell::Empty });
        }
        if cells.len() > limits::COLUMNS {
            return Err(FileError::TooManyColumns { line });
        }
    }
    // A span at the end of the row covers columns that no cell of this row follows.
    for column in cells.len()..spans.0.len() {
        spans.covered(column);
    }
    Ok(RawRow { line, cells, formulas: Vec::new() })
}

/// The visible text: source line breaks and indentation are no content.
fn text_of(cell: ElementRef<'_>) -> String {
    let mut text = String::new();
    for part in cell.text() {
        text.push_str(part);
    }
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
