//! What a column can hold.

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
