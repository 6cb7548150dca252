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
