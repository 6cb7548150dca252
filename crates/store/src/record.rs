//! Rows as Rust structs, declared once: the declaration is the table.

use base::{Date, Fen, Level, Month, RegionCode, Seq, date_from_number, date_to_number};

use crate::{Kind, Row, StoreError, Table, Value};

/// A type that fits one column.
pub trait Field: Sized {
    /// The column's type.
    const KIND: Kind;
    /// Whether NULL is one of its values.
    const NULLABLE: bool = false;
    /// Whether it is a row id, so that a plan may give it provisionally.
    const IS_ID: bool = false;
    /// Towards the database.
    fn value(&self) -> Value;
    /// From the database.
    fn read(row: &dyn Row, column: usize) -> Result<Self, StoreError>;
}

/// A struct that is one row of a table.
pub trait Record: Sized {
    /// The table's name.
    const TABLE: &'static str;
    /// The columns that are fields, in order, without the standard ones.
    const COLUMNS: &'static [&'static str];
    /// The table's declaration.
    fn table() -> Table;
    /// Values in the order of [`Record::COLUMNS`].
    fn values(&self) -> Vec<Value>;
    /// Reads the fields from consecutive columns starting at `first`.
    fn read(row: &dyn Row, first: usize) -> Result<Self, StoreError>;
    /// `SELECT` with all fields in order and the FROM clause.
    fn select_from() -> String {
        format!("SELECT {} FROM {}", Self::COLUMNS.join(", "), Self::TABLE)
    }
    /// The fields prefixed by an alias, for joins.
    fn columns_of(alias: &str) -> String {
        Self::COLUMNS.iter().map(|c| format!("{alias}.{c}")).collect::<Vec<_>>().join(", ")
    }
}

fn unexpected(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unexpected(error.to_string())
}

macro_rules! field {
    ($type:ty, $kind:ident, |$this:ident| $to:expr, |$raw:ident| $from:expr) => {
        impl Field for $type {
            const KIND: Kind = Kind::$kind;
            fn value(&self) -> Value {
                let $this = self;
                $to
            }
            fn read(row: &dyn Row, column: usize) -> Result<Self, StoreError> {
                field!(@get $kind, row, column, $raw);
                $from
            }
        }
    };
    (@get Integer, $row:ident, $column:ident, $raw:ident) => { let $raw = $row.int($column)?; };
    (@get Text, $row:ident, $column:ident, $raw:ident) => { let $raw = $row.text($column)?; };
}

field!(i64, Integer, |this| Value::Int(*this), |raw| Ok(raw));
field!(bool, Integer, |this| Value::Int(i64::from(*this)), |raw| Ok(raw != 0));
field!(Fen, Integer, |this| Value::Int(this.get()), |raw| Ok(Fen::new(raw)));
field!(Seq, Integer, |this| Value::Int(this.0), |raw| Ok(Seq(raw)));
field!(Month, Integer, |this| Value::Int(this.number()), |raw| Month::from_number(raw).map_err(unexpected));
field!(Date, Integer, |this| Value::Int(date_to_number(*this)), |raw| date_from_number(raw).map_err(unexpected));
field!(String, Text, |this| Value::Text(this.clone()), |raw| Ok(raw.to_owned()));
field!(Level, Text, |this| Value::Text(this.code().to_owned()), |raw| raw.parse().map_err(unexpected));
field!(RegionCode, Text, |this| Value::Text(this.as_str().to_owned()), |raw| raw.parse().map_err(unexpected));

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const IS_ID: bool = T::IS_ID;
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::value)
    }
    fn read(row: &dyn Row, column: usize) -> Result<Self, StoreError> {
        if row.is_null(column)? { Ok(None) } else { T::read(row, column).map(Some) }
    }
}

/// Declares row ids: `i64`s that cannot be mistaken for another table's. The agency's number
/// stands in the high bits (decision 3); a negative id is provisional, given by a plan and
/// replaced when the plan is applied.
#[macro_export]
macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<i64> for $name {
            fn from(id: i64) -> $name {
                $name(id)
            }
        }
        impl $crate::Field for $name {
            const KIND: $crate::Kind = $crate::Kind::Integer;
            const IS_ID: bool = true;
            fn value(&self) -> $crate::Value {
                $crate::Value::Int(self.0)
            }
            fn read(row: &dyn $crate::Row, column: usize) -> Result<Self, $crate::StoreError> {
                row.int(column).map($name)
            }
        }
    )+};
}

/// Declares a closed list of codes: an enum stored as a short English word and shown as a
/// Chinese one.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $title:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = $title] #[serde(rename = $code)] $variant),+
        }
        impl $name {
            /// Every code.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The stored word.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
            /// The word users see.
            pub const fn title(self) -> &'static str {
                match self { $($name::$variant => $title),+ }
            }
            /// From the stored word.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.title())
            }
        }
        impl $crate::Field for $name {
            const KIND: $crate::Kind = $crate::Kind::Text;
            fn value(&self) -> $crate::Value {
                $crate::Value::Text(self.code().to_owned())
            }
            fn read(row: &dyn $crate::Row, column: usize) -> Result<Self, $crate::StoreError> {
                let code = row.text(column)?;
                $name::from_code(code).ok_or_else(|| {
                    $crate::StoreError::Unexpected(format!("{} has no code {code}", stringify!($name)))
                })
            }
        }
    };
}

/// Declares a table and its row struct together.
///
/// `append` tables refuse UPDATE and DELETE by trigger; `mutable` ones do not and are few.
/// `agency` tables get the standard columns `agency` and `recorded`; `global` ones do not.
///
/// ```
/// use shebao_store as store;
/// store::row_id! {
///     /// A village.
///     VillageId
/// }
/// store::table! {
///     /// A village of the agency.
///     Village = "village", append agency, key(id), unique(code) where "closed = 0", index(name)
///     {
///         /// Row id.
///         id: VillageId,
///         /// Code.
///         code: String,
///         /// Name.
///         name: String,
///         /// 1 once merged into another.
///         closed: bool,
///     }
/// }
/// use store::Record;
/// assert_eq!(Village::COLUMNS, ["id", "code", "name", "closed"]);
/// assert_eq!(Village::table().columns.len(), 6);
/// ```
#[macro_export]
macro_rules! table {
    (
        $(#[$doc:meta])*
        $name:ident = $table:literal, $mode:ident $scope:ident, key($($key:ident),+)
        $(, unique($($unique:ident),+) $(where $cond:literal)?)*
        $(, index($($index:ident),+))*
        $(, check($check:literal))*
        { $($(#[$fdoc:meta])* $field:ident : $type:ty),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type),+ }

        impl $crate::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn table() -> $crate::Table {
                let by_agency = $crate::table!(@scope $scope);
                let fields = [$($crate::Column {
                    name: stringify!($field),
                    kind: <$type as $crate::Field>::KIND,
                    nullable: <$type as $crate::Field>::NULLABLE,
                    is_id: <$type as $crate::Field>::IS_ID,
                }),+];
                $crate::Table {
                    name: $table,
                    columns: $crate::Table::with_standard_columns(by_agency, fields),
                    key: &[$(stringify!($key)),+],
                    uniques: &[$($crate::Unique {
                        columns: &[$(stringify!($unique)),+],
                        only_where: $crate::table!(@cond $($cond)?),
                    }),*],
                    indexes: &[$(&[$(stringify!($index)),+]),*],
                    checks: &[$($check),*],
                    mutable: $crate::table!(@mode $mode),
                    by_agency,
                }
            }

            fn values(&self) -> Vec<$crate::Value> {
                vec![$($crate::Field::value(&self.$field)),+]
            }

            fn read(row: &dyn $crate::Row, first: usize) -> Result<Self, $crate::StoreError> {
                let mut columns = first..;
                let mut next = || columns.next().unwrap_or(usize::MAX);
                Ok($name { $($field: <$type as $crate::Field>::read(row, next())?),+ })
            }
        }
    };
    (@cond) => { None };
    (@cond $cond:literal) => { Some($cond) };
    (@mode append) => { false };
    (@mode mutable) => { true };
    (@scope agency) => { true };
    (@scope global) => { false };
}

impl Table {
    /// Puts `agency` and `recorded` before the fields of a table that belongs to an agency.
    pub fn with_standard_columns<const N: usize>(by_agency: bool, fields: [crate::Column; N]) -> Vec<crate::Column> {
        let standard = |name| crate::Column { name, kind: Kind::Integer, nullable: false, is_id: false };
        let mut columns = Vec::with_capacity(N + 2);
        if by_agency {
            columns.push(standard("agency"));
            columns.push(standard("recorded"));
        }
        columns.extend(fields);
        columns
    }
}
