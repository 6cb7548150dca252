//! Tables as text that either engine can write and read: what a backup consists of.
//!
//! One CSV file per table, UTF-8, `\n` after each line, column names first, rows in the order of
//! the primary key: the same rows give the same bytes on both engines, so that a digest of the
//! file is a digest of the table. NULL is `\N`; a text that itself begins with `\` gets another
//! one in front.

use std::io::{ErrorKind, Read, Write};

use crate::{Begin, Db, Kind, OnConflict, Row, Schema, StoreError, Table, Value, scalar, transaction};

/// NULL in a file.
const NULL: &str = "\\N";

/// Writes all rows of a table and returns their number. For a backup of several tables that fit
/// together, call it inside one reading transaction. Wrap `out` to take a digest on the way.
pub fn dump_table(db: &mut dyn Db, table: &Table, out: &mut dyn Write) -> Result<u64, StoreError> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut file = csv::WriterBuilder::new().from_writer(out);
    file.write_record(&columns).map_err(writing_failed)?;
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, table.key.join(", "));
    let mut field = String::new();
    let mut rows = 0;
    db.each(&sql, &[], &mut |row| {
        for (place, column) in table.columns.iter().enumerate() {
            write_field(row, place, column.kind, &mut field)?;
            file.write_field(&field).map_err(writing_failed)?;
        }
        rows += 1;
        file.write_record(None::<&[u8]>).map_err(writing_failed)
    })?;
    file.flush().map_err(|error| io_failed(&error))?;
    Ok(rows)
}

/// Reads rows written by [`dump_table`] into a table and returns their number. The file may lack
/// columns that may be NULL (it is of an earlier release); a column that the table does not have
/// is an error. When this fails the surrounding transaction must be rolled back.
pub fn load_table(db: &mut dyn Db, table: &Table, input: &mut dyn Read) -> Result<u64, StoreError> {
    let mut file = csv::ReaderBuilder::new().from_reader(input);
    let header = file.headers().map_err(|error| broken(table, &error))?.clone();
    let columns = columns_of(table, &header)?;
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut line = csv::StringRecord::new();
    let mut failed = None;
    let rows = &mut std::iter::from_fn(|| match read_row(&mut file, &mut line, &columns, table) {
        Ok(row) => row,
        Err(error) => {
            failed = Some(error);
            // A row of no values makes the insert fail, so that what was read before the broken
            // line cannot be committed as if it were the whole file.
            Some(Vec::new())
        }
    });
    let result = db.bulk_insert(table.name, &names, OnConflict::Fail, rows);
    failed.map_or(result, Err)
}

/// Fills an empty database, all tables in one transaction; `input` opens the file of a table, or
/// says that there is none (`None`, an earlier release). Rules that watch insertions are off
/// meanwhile, because rows that obeyed them once come in another order now; append-only triggers
/// stay. Returns the number of rows.
pub fn load<'input>(
    db: &mut dyn Db,
    schema: &Schema,
    mut input: impl FnMut(&Table) -> Result<Option<Box<dyn Read + 'input>>, StoreError>,
) -> Result<u64, StoreError> {
    transaction(db, Begin::Write, |db| {
        must_be_empty(db, schema)?;
        let engine = db.engine();
        for trigger in &schema.triggers {
            db.script(&trigger.drop_ddl(engine))?;
        }
        let mut rows = 0;
        for table in &schema.tables {
            if let Some(mut file) = input(table)? {
                rows += load_table(db, table, &mut file)?;
            }
        }
        for trigger in &schema.triggers {
            db.script(&trigger.ddl(engine))?;
        }
        Ok(rows)
    })
}

fn must_be_empty(db: &mut dyn Db, schema: &Schema) -> Result<(), StoreError> {
    for table in &schema.tables {
        let rows: i64 = scalar(db, &format!("SELECT count(*) FROM {}", table.name), &[])?;
        if rows > 0 {
            return Err(StoreError::Unusable(format!(
                "只能恢复到空的数据库，而 {} 表已有 {rows} 行，请换一个新的位置",
                table.name
            )));
        }
    }
    Ok(())
}

fn write_field(row: &dyn Row, place: usize, kind: Kind, field: &mut String) -> Result<(), StoreError> {
    use std::fmt::Write as _;
    field.clear();
    if row.is_null(place)? {
        field.push_str(NULL);
        return Ok(());
    }
    match kind {
        Kind::Integer => {
            let _ = write!(field, "{}", row.int(place)?);
        }
        Kind::Text => {
            let text = row.text(place)?;
            if text.starts_with('\\') {
                field.push('\\');
            }
            field.push_str(text);
        }
    }
    Ok(())
}

fn columns_of(table: &Table, header: &csv::StringRecord) -> Result<Vec<(&'static str, Kind)>, StoreError> {
    let missing =
        table.columns.iter().find(|column| !column.nullable && !header.iter().any(|name| name == column.name));
    if let Some(column) = missing {
        return Err(StoreError::Unexpected(format!("备份文件 {} 缺少列 {}", table.name, column.name)));
    }
    header
        .iter()
        .map(|name| match table.columns.iter().find(|column| column.name == name) {
            Some(column) => Ok((column.name, column.kind)),
            None => Err(StoreError::Unexpected(format!("备份文件 {} 有本程序不认识的列 {name}", table.name))),
        })
        .collect()
}

fn read_row<R: Read>(
    file: &mut csv::Reader<R>,
    line: &mut csv::StringRecord,
    columns: &[(&'static str, Kind)],
    table: &Table,
) -> Result<Option<Vec<Value>>, StoreError> {
    if !file.read_record(line).map_err(|error| broken(table, &error))? {
        return Ok(None);
    }
    let number = line.position().map_or(0, csv::Position::line);
    line.iter()
        .zip(columns)
        .map(|(field, (name, kind))| {
            read_field(field, *kind).ok_or_else(|| {
                StoreError::Unexpected(format!("备份文件 {} 第 {number} 行 {name} 列不是整数", table.name))
            })
        })
        .collect::<Result<Vec<Value>, StoreError>>()
        .map(Some)
}

fn read_field(field: &str, kind: Kind) -> Option<Value> {
    if field == NULL {
        return Some(Value::Null);
    }
    match kind {
        Kind::Integer => field.parse().ok().map(Value::Int),
        Kind::Text => Some(Value::Text(field.strip_prefix('\\').unwrap_or(field).to_owned())),
    }
}

fn broken(table: &Table, error: &csv::Error) -> StoreError {
    StoreError::Unexpected(format!("备份文件 {} 无法读取：{error}", table.name))
}

fn writing_failed(error: csv::Error) -> StoreError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => io_failed(&error),
        other => StoreError::Stopped(format!("写出备份时出错：{other:?}")),
    }
}

fn io_failed(error: &std::io::Error) -> StoreError {
    if error.kind() == ErrorKind::StorageFull {
        return StoreError::Full(error.to_string());
    }
    StoreError::Stopped(format!("写出备份时出错：{error}，备份不完整，请换一个位置重做"))
}
