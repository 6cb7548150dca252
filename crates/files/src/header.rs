//! Finding the header below the title rows, and which column of the file is which of the profile.

use crate::limits;
use crate::profile::{Bad, Profile, normalised};
use crate::raw::{RawRow, RawTable};

/// Where the header is and what its columns mean.
pub(crate) struct Header {
    /// Index of the first header row among the table's rows.
    pub first: usize,
    /// Index of the first row below the header.
    pub below: usize,
    /// Profile column → file column.
    pub columns: Vec<Option<usize>>,
    /// Titles of file columns that mean nothing to the profile.
    pub ignored: Vec<String>,
    /// Why the table cannot be used with this header.
    pub faults: Vec<String>,
}

/// The best header of the table; `None` when no row holds any known title.
pub(crate) fn find(profile: &Profile, table: &RawTable) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    // Single rows first, and only strictly more counts: a title above the header is no header.
    for height in 1..=2 {
        let searched = &table.rows[..table.rows.len().min(limits::HEADER_SEARCH_ROWS)];
        for (first, rows) in searched.windows(height).enumerate() {
            let (matched, header) = try_rows(profile, rows, first);
            if matched > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((matched, header));
            }
        }
    }
    let (_, mut header) = best?;
    header.faults.extend(missing(profile, &header));
    Some(header)
}

/// Reads one row, or two joined, as a header: how many columns it names, and the header.
fn try_rows(profile: &Profile, rows: &[RawRow], first: usize) -> (usize, Header) {
    let mut header = Header {
        first,
        below: first + rows.len(),
        columns: vec![None; profile.columns.len()],
        ignored: Vec::new(),
        faults: Vec::new(),
    };
    for (position, names) in names_of(rows).into_iter().enumerate() {
        let Some(shown) = names.first().filter(|name| !name.is_empty()) else { continue };
        match names.iter().find_map(|name| profile.column_called(name)) {
            None => header.ignored.push(shown.clone()),
            Some(index) => match header.columns[index] {
                None => header.columns[index] = Some(position),
                Some(before) => header.faults.push(format!(
                    "第 {} 列和第 {} 列都是“{}”，无法确定用哪一列，请删去一列或改名",
                    before + 1,
                    position + 1,
                    profile.columns[index].title
                )),
            },
        }
    }
    (header.columns.iter().flatten().count(), header)
}

/// The names of each column, most telling first. Two rows are joined as 上级/下级; a merged upper
/// cell holds for the empty ones to its right that have a lower cell.
fn names_of(rows: &[RawRow]) -> Vec<Vec<String>> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let text = |row: &RawRow, column: usize| normalised(row.cell(column).shown());
    let mut upper = String::new();
    let mut names = Vec::with_capacity(width);
    for column in 0..width {
        let above = text(&rows[0], column);
        let below = rows.get(1).map_or(String::new(), |row| text(row, column));
        if !above.is_empty() {
            upper.clone_from(&above);
        }
        names.push(match (above.is_empty(), below.is_empty()) {
            (_, false) if upper.is_empty() => vec![below],
            (_, false) => vec![format!("{upper}/{below}"), below],
            (_, true) => vec![above],
        });
    }
    names
}

fn missing(profile: &Profile, header: &Header) -> Option<String> {
    let absent = profile.columns.iter().zip(&header.columns).filter(|(column, at)| column.required && at.is_none());
    let titles: Vec<&str> = absent.map(|(column, _)| column.title.as_str()).collect();
    if titles.is_empty() {
        return None;
    }
    let strict = profile.columns.iter().filter(|c| c.required && c.bad == Bad::Refuse).count();
    let advice = if header.columns.iter().flatten().count() * 2 < strict {
        format!("请确认这是“{}”的文件", profile.title)
    } else {
        "请补上这些列，或把列名改成模板中的名称".to_owned()
    };
    Some(format!("表头缺少必需的列：{}。{advice}", titles.join("、")))
}

/// True for a header printed again further down, and for a row of indicator codes under it.
pub(crate) fn repeats(profile: &Profile, table: &RawTable, header: &Header, row: &RawRow) -> bool {
    let same = |i: usize| table.rows.get(i).is_some_and(|h| h.cells == row.cells);
    if (header.first..header.below).any(same) {
        return true;
    }
    let named = |index: usize, at: usize| {
        let shown = row.cell(at).shown();
        shown.trim().is_empty() || profile.column_called(shown) == Some(index)
    };
    let columns = || header.columns.iter().enumerate().filter_map(|(index, at)| at.map(|at| (index, at)));
    let filled = columns().filter(|(_, at)| !row.cell(*at).is_blank()).count();
    filled >= 2 && columns().all(|(index, at)| named(index, at))
}
