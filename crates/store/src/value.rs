//! What a column can hold.

use crate::StoreError;

/// A value on its way into the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// SQL NULL
    Null,
    /// INTEGER / BIGINT
    Int(i64),
    /// TEXT
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

/// Refuses the NUL character, which PostgreSQL cannot store and SQLite would cut a text at.
pub(crate) fn without_nul(text: &str) -> Result<(), StoreError> {
    if text.as_bytes().contains(&0) {
        return Err(StoreError::Refused("文本中含有空字符（NUL），请删除后重试".into()));
    }
    Ok(())
}

/// Checks the arguments of a statement before they reach the engine, in the same words on both.
pub(crate) fn check_arguments(wanted: usize, args: &[Value], sql: &str) -> Result<(), StoreError> {
    if wanted != args.len() {
        return Err(StoreError::Statement(format!("语句需要 {wanted} 个参数，给了 {} 个：{sql}", args.len())));
    }
    check_texts(args)
}

pub(crate) fn check_texts(values: &[Value]) -> Result<(), StoreError> {
    values.iter().try_for_each(|value| match value {
        Value::Text(text) => without_nul(text),
        _ => Ok(()),
    })
}

/// Checks that a row of a bulk insert has a value for each column.
pub(crate) fn check_width(columns: usize, values: usize) -> Result<(), StoreError> {
    if columns == values {
        return Ok(());
    }
    Err(StoreError::Statement(format!("批量写入的一行有 {values} 个值，应为 {columns} 个")))
}
