//! Delimited text: comma, tab or vertical bar, with or without quote marks.

use csv::{ByteRecord, ReaderBuilder};

use crate::encoding::{decode, newlines};
use crate::raw::{Format, RawCell, RawRow, RawTable};
use crate::{FileError, limits};

/// In case of a tie the rarer mark wins: commas stand in amounts and addresses too.
const DELIMITERS: [char; 3] = ['\t', '|', ','];

/// Lines looked at to find the delimiter.
const SAMPLE_LINES: usize = 50;

/// Reads delimited text of any supported encoding.
pub(crate) fn read(bytes: Vec<u8>) -> Result<RawTable, FileError> {
    let decoded = decode(bytes);
    let delimiter = find_delimiter(&decoded.text);
    let mut table = RawTable::new(Format::Delimited(delimiter));
    table.encoding = Some(decoded.encoding);
    table.undecodable = decoded.undecodable;
    read_rows(&decoded.text, delimiter, &mut table)?;
    Ok(table)
}

fn read_rows(text: &str, delimiter: char, table: &mut RawTable) -> Result<(), FileError> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter as u8).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut lines = LineCounter { text, seen: 0, line: 1 };
    while reader.read_byte_record(&mut record).map_err(|e| FileError::Io(e.into()))? {
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_of(usize::try_from(start).unwrap_or(usize::MAX));
        if record.len() > limits::COLUMNS && record.iter().skip(limits::COLUMNS).any(|f| !f.is_empty()) {
            return Err(FileError::TooManyColumns { line });
        }
        let cells = record.iter().take(limits::COLUMNS).map(cell_of).collect();
        table.push(RawRow { line, cells, formulas: Vec::new() })?;
    }
    Ok(())
}

fn cell_of(field: &[u8]) -> RawCell {
    // The whole text is valid UTF-8 and the delimiter is ASCII, so every field is.
    let text = std::str::from_utf8(field).unwrap_or("\u{fffd}");
    RawCell::text(without_neutralising(text))
}

/// Counts lines as an editor shows them. The reader's own count skips blank lines.
struct LineCounter<'a> {
    text: &'a str,
    seen: usize,
    line: u32,
}

impl LineCounter<'_> {
    fn line_of(&mut self, record_start: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let mut start = record_start.clamp(self.seen, bytes.len());
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        self.line += newlines(&self.text[self.seen..start]);
        self.seen = start;
        self.line
    }
}

/// Undoes what our own writer did against formula injection (F5): an apostrophe before a text
/// that starts like a formula, or that starts with such an apostrophe itself.
pub(crate) fn without_neutralising(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_neutralising(rest) => rest,
        _ => text,
    }
}

/// True when a spreadsheet that opens the CSV might run the text as a formula (F5), or when the
/// text starts with the apostrophe that we use as the remedy.
pub(crate) fn needs_neutralising(text: &str) -> bool {
    let first = text.chars().next();
    let first_seen = text.chars().find(|c| !c.is_whitespace());
    matches!(first, Some('\'' | '\t' | '\r'))
        || matches!(first_seen, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// The delimiter that gives the most lines the same number of columns.
fn find_delimiter(text: &str) -> char {
    let mut best = (0, 0, ',');
    for delimiter in DELIMITERS {
        let (lines, count) = commonest_count(text, delimiter);
        if (lines, count) > (best.0, best.1) {
            best = (lines, count, delimiter);
        }
    }
    best.2
}

/// How many sample lines share the commonest non-zero count of `delimiter`, and that count.
fn commonest_count(text: &str, delimiter: char) -> (usize, usize) {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for line in sample_lines(text) {
        let mut quoted = false;
        let mut count = 0;
        for c in line.chars() {
            quoted ^= c == '"';
            count += usize::from(c == delimiter && !quoted);
        }
        *counts.entry(count).or_default() += usize::from(count > 0);
    }
    counts.into_iter().map(|(count, lines)| (lines, count)).max().unwrap_or((0, 0))
}

/// The first lines with something in them; quoted line breaks do not end a line.
fn sample_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let ends = text.char_indices().filter_map(move |(i, c)| {
        quoted ^= c == '"';
        (matches!(c, '\n' | '\r') && !quoted).then_some(i)
    });
    let mut start = 0;
    let lines = ends.chain([text.len()]).map(move |end| {
        let line = &text[start.min(end)..end];
        start = end + 1;
        line
    });
    lines.filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES)
}
