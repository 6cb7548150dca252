//! How the sandbox child hands a table to its parent: CSV on standard output.
//!
//! The first record describes the table, then one record per row, then `end` and the number of
//! rows. Each cell carries its type as its first character. A refusal is one record `refused`
//! with its words. Anything else is a garbled answer and the whole table is dropped.

use std::io::{Read, Write};

use csv::{ReaderBuilder, StringRecord, Writer, WriterBuilder};

use crate::raw::{Format, RawCell, RawRow, RawTable, TextEncoding, Undecodable};
use crate::{FileError, limits};

const VERSION: &str = "shebao-table-1";

/// Writes a finished reading, refusal included.
pub(crate) fn write(result: &Result<RawTable, FileError>, out: impl Write) -> Result<(), csv::Error> {
    let mut writer = WriterBuilder::new().flexible(true).buffer_capacity(1 << 18).from_writer(out);
    match result {
        Err(error) => writer.write_record(["refused", &error.to_string()])?,
        Ok(table) => write_table(table, &mut writer)?,
    }
    Ok(writer.flush()?)
}

fn write_table<W: Write>(table: &RawTable, writer: &mut Writer<W>) -> Result<(), csv::Error> {
    let encoding = table.encoding.map_or("", TextEncoding::title);
    let format = match table.format {
        Format::Xlsx => "xlsx",
        Format::Xls => "xls",
        Format::Html => "html",
        Format::Delimited('\t') => "tab",
        Format::Delimited('|') => "bar",
        Format::Delimited(_) => "comma",
    };
    let epoch = if table.epoch_1904 { "1904" } else { "1900" };
    let head = [VERSION, format, encoding, epoch, table.sheet.as_deref().unwrap_or("")];
    writer.write_record(head.into_iter().chain(table.other_sheets.iter().map(String::as_str)))?;
    for bad in &table.undecodable {
        writer.write_record(["undecodable", &bad.line.to_string(), &bad.offset.to_string()])?;
    }
    let mut cell_text = String::new();
    for row in &table.rows {
        writer.write_field(row.line.to_string())?;
        let formulas: Vec<String> = row.formulas.iter().map(u16::to_string).collect();
        writer.write_field(formulas.join(" "))?;
        for cell in &row.cells {
            write_cell(cell, &mut cell_text);
            writer.write_field(&cell_text)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.write_record(["end", &table.rows.len().to_string()])
}

fn write_cell(cell: &RawCell, into: &mut String) {
    into.clear();
    let (tag, text) = match cell {
        RawCell::Empty => return,
        RawCell::Text(text) => ('t', &**text),
        RawCell::Number(text) => ('n', &**text),
        RawCell::DateSerial(text) => ('d', &**text),
        RawCell::Error(text) => ('e', &**text),
        RawCell::Flag(flag) => ('f', if *flag { "1" } else { "0" }),
        RawCell::TooLong(length) => {
            into.push('l');
            into.push_str(&length.to_string());
            return;
        }
    };
    into.push(tag);
    into.push_str(text);
}

/// Reads what the child wrote. The child is as untrusted as the file: every limit holds again.
pub(crate) fn read(from: impl Read) -> Result<RawTable, FileError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(from.take(limits::CHILD_OUTPUT_BYTES));
    let mut record = StringRecord::new();
    let mut table: Option<RawTable> = None;
    while reader.read_record(&mut record).map_err(|_| garbled())? {
        match (record.get(0).unwrap_or(""), table.as_mut()) {
            ("refused", None) => return Err(FileError::Refused(record.get(1).unwrap_or("").to_owned())),
            (VERSION, None) => table = Some(read_head(&record)?),
            ("undecodable", Some(table)) => {
                table.undecodable.push(Undecodable { line: number(&record, 1)?, offset: number(&record, 2)? });
            }
            ("end", Some(done)) if number::<usize>(&record, 1)? == done.rows.len() => {
                return table.ok_or_else(garbled);
            }
            (_, Some(table)) => table.push(read_row(&record)?)?,
            (_, None) => return Err(garbled()),
        }
    }
    Err(garbled())
}

fn read_head(record: &StringRecord) -> Result<RawTable, FileError> {
    let format = match record.get(1) {
        Some("xlsx") => Format::Xlsx,
        Some("xls") => Format::Xls,
        Some("html") => Format::Html,
        Some("tab") => Format::Delimited('\t'),
        Some("bar") => Format::Delimited('|'),
        Some("comma") => Format::Delimited(','),
        _ => return Err(garbled()),
    };
    let mut table = RawTable::new(format);
    table.encoding = TextEncoding::ALL.into_iter().find(|e| Some(e.title()) == record.get(2));
    table.epoch_1904 = record.get(3) == Some("1904");
    table.sheet = record.get(4).filter(|name| !name.is_empty()).map(str::to_owned);
    table.other_sheets = record.iter().skip(5).map(str::to_owned).collect();
    Ok(table)
}

fn read_row(record: &StringRecord) -> Result<RawRow, FileError> {
    let formulas = record.get(1).ok_or_else(garbled)?;
    let formulas = formulas.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>();
    let cells = record.iter().skip(2).map(read_cell).collect::<Result<_, _>>()?;
    Ok(RawRow { line: number(record, 0)?, cells, formulas: formulas.map_err(|_| garbled())? })
}

fn read_cell(field: &str) -> Result<RawCell, FileError> {
    let Some(tag) = field.chars().next() else { return Ok(RawCell::Empty) };
    let rest = &field[tag.len_utf8()..];
    Ok(match tag {
        't' => RawCell::text(rest),
        'n' => RawCell::Number(rest.into()),
        'd' => RawCell::DateSerial(rest.into()),
        'e' => RawCell::Error(rest.into()),
        'f' => RawCell::Flag(rest == "1"),
        'l' => RawCell::TooLong(rest.parse().map_err(|_| garbled())?),
        _ => return Err(garbled()),
    })
}

fn number<N: std::str::FromStr>(record: &StringRecord, index: usize) -> Result<N, FileError> {
    record.get(index).and_then(|text| text.parse().ok()).ok_or_else(garbled)
}

fn garbled() -> FileError {
    FileError::Child("没有给出完整的结果".to_owned())
}
