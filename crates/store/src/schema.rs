//! Tables as values: what the DDL of either engine is made from.

/// A column's type; there are only two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// INTEGER on SQLite, BIGINT on PostgreSQL
    Integer,
    /// TEXT, byte order ("C" collation)
    Text,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, the same on both engines.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Whether a negative number here is a provisional id to be replaced on applying a plan.
    pub is_id: bool,
}

/// A unique key, possibly partial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// Columns in order.
    pub columns: &'static [&'static str],
    /// Rows it holds for, as SQL; all when `None`.
    pub only_where: Option<&'static str>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Columns, the standard ones (`agency`, `recorded`) first where `by_agency`.
    pub columns: Vec<Column>,
    /// Primary key.
    pub key: &'static [&'static str],
    /// Further unique keys.
    pub uniques: &'static [Unique],
    /// Indexes that are not unique.
    pub indexes: &'static [&'static [&'static str]],
    /// CHECK conditions.
    pub checks: &'static [&'static str],
    /// Whether rows may be updated and deleted. All other tables refuse it by trigger.
    pub mutable: bool,
    /// Whether the table has the standard columns `agency` and `recorded` (the seq of the write).
    pub by_agency: bool,
}

/// A rule the database itself keeps, written once per engine. The body raises an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Name, unique in the database.
    pub name: &'static str,
    /// Table it watches, before each INSERT.
    pub table: &'static str,
    /// A condition over `NEW` that must not hold; the same SQL on both engines.
    pub refuse_when: &'static str,
    /// What the user is told, in Chinese, without quotes.
    pub message: &'static str,
}

/// Everything a database is made of.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Tables in the order of creation.
    pub tables: Vec<Table>,
    /// Extra triggers.
    pub triggers: Vec<Trigger>,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}
