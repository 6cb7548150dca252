//! Values in PostgreSQL's binary format: as arguments, as rows of a COPY, as columns read.

use std::error::Error;

use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::{StoreError, Value};

/// How a binary COPY starts: signature, flags, no extension.
pub(crate) const COPY_HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How it ends: a row of -1 columns.
pub(crate) const COPY_END: &[u8] = &[0xff, 0xff];

type Anything = Box<dyn Error + Sync + Send>;

fn is_text(kind: &Type) -> bool {
    matches!(*kind, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Anything> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                // A bare literal beside a parameter makes it 32 bits wide.
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                _ => Err(format!("整数参数用在了 {kind} 的位置").into()),
            },
            Value::Text(text) if is_text(kind) => text.as_str().to_sql(&Type::TEXT, out),
            Value::Text(_) => Err(format!("文本参数用在了 {kind} 的位置").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Appends one row of a binary COPY. The types are checked here because the server cannot: eight
/// letters are a valid integer to it.
pub(crate) fn put_row(buffer: &mut Vec<u8>, types: &[Type], row: &[Value]) -> Result<(), StoreError> {
    let too_long = |_| StoreError::too_long();
    buffer.extend_from_slice(&i16::try_from(row.len()).map_err(too_long)?.to_be_bytes());
    for (value, kind) in row.iter().zip(types) {
        match value {
            Value::Null => buffer.extend_from_slice(&(-1_i32).to_be_bytes()),
            Value::Int(number) if *kind == Type::INT8 => {
                buffer.extend_from_slice(&8_i32.to_be_bytes());
                buffer.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(text) if is_text(kind) => {
                crate::value::without_nul(text)?;
                buffer.extend_from_slice(&i32::try_from(text.len()).map_err(too_long)?.to_be_bytes());
                buffer.extend_from_slice(text.as_bytes());
            }
            other => return Err(StoreError::Statement(format!("批量写入的值 {other:?} 不符合列类型 {kind}"))),
        }
    }
    Ok(())
}

/// An integer column, including the narrower results of literals and the truth of EXISTS, which
/// SQLite knows as integers.
pub(crate) struct Integer(pub(crate) i64);

impl<'a> FromSql<'a> for Integer {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Integer, Anything> {
        Ok(Integer(match *kind {
            Type::INT8 => i64::from_sql(kind, raw)?,
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            Type::INT2 => i16::from_sql(kind, raw)?.into(),
            _ => bool::from_sql(kind, raw)?.into(),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL)
    }
}

/// A text column.
pub(crate) struct PgText<'a>(pub(crate) &'a str);

impl<'a> FromSql<'a> for PgText<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<PgText<'a>, Anything> {
        Ok(PgText(std::str::from_utf8(raw)?))
    }

    fn accepts(kind: &Type) -> bool {
        is_text(kind)
    }
}

/// Whether a column of any type is NULL.
pub(crate) struct Nullness(pub(crate) bool);

impl<'a> FromSql<'a> for Nullness {
    fn from_sql(_: &Type, _: &'a [u8]) -> Result<Nullness, Anything> {
        Ok(Nullness(false))
    }

    fn from_sql_null(_: &Type) -> Result<Nullness, Anything> {
        Ok(Nullness(true))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
