//! A row that passed its checks.

use std::sync::Arc;

use base::{BankCard, Date, Fen, Month, ParsedId, RegionCode};

use crate::problem::{Problem, masked};
use crate::profile::{Column, Kind};

/// A checked value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(Box<str>),
    Id(ParsedId),
    Card(Box<BankCard>),
    Region(RegionCode),
    Money(Fen),
    Date(Date),
    Month(Month),
    Integer(i64),
    /// Did not pass, in a column that only flags: as written.
    Unread(Box<str>),
}

/// A row that passed its checks. Fields are asked for by key; `None` is an empty optional field
/// or a flagged one. Asking for a key that the profile does not have, or as another kind than it
/// has, is a programmer's error and stops a debug build.
#[derive(Clone, Debug)]
pub struct Record {
    /// Line of the text or row of the sheet, from 1.
    pub line: u32,
    /// What is wrong with fields whose column only flags.
    pub flags: Vec<Problem>,
    pub(crate) values: Vec<Option<Value>>,
    pub(crate) columns: Arc<Vec<Column>>,
}

impl Record {
    /// Text, phone or code.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key, &[Kind::Text, Kind::Phone, Kind::Code])? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// ID number.
    pub fn id(&self, key: &str) -> Option<ParsedId> {
        match self.value(key, &[Kind::IdNumber])? {
            Value::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// Bank account.
    pub fn card(&self, key: &str) -> Option<&BankCard> {
        match self.value(key, &[Kind::BankAccount])? {
            Value::Card(card) => Some(card),
            _ => None,
        }
    }

    /// Region code.
    pub fn region(&self, key: &str) -> Option<RegionCode> {
        match self.value(key, &[Kind::Region])? {
            Value::Region(region) => Some(*region),
            _ => None,
        }
    }

    /// Amount.
    pub fn money(&self, key: &str) -> Option<Fen> {
        match self.value(key, &[Kind::Money])? {
            Value::Money(fen) => Some(*fen),
            _ => None,
        }
    }

    /// Day.
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.value(key, &[Kind::Date])? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Month.
    pub fn month(&self, key: &str) -> Option<Month> {
        match self.value(key, &[Kind::Month])? {
            Value::Month(month) => Some(*month),
            _ => None,
        }
    }

    /// Whole number or year.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.value(key, &[Kind::Integer, Kind::Year])? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// A flagged field as it was written, personal or not: for the person who must mend it.
    pub fn unread(&self, key: &str) -> Option<&str> {
        let index = self.columns.iter().position(|c| c.key == key)?;
        match self.values.get(index)?.as_ref()? {
            Value::Unread(text) => Some(text),
            _ => None,
        }
    }

    fn value(&self, key: &str, kinds: &[Kind]) -> Option<&Value> {
        let index = self.columns.iter().position(|c| c.key == key);
        debug_assert!(index.is_some(), "the profile has no column {key}");
        let index = index?;
        debug_assert!(kinds.contains(&self.columns[index].kind), "column {key} is no {kinds:?}");
        self.values.get(index)?.as_ref()
    }

    /// The row for a preview: identifiers masked, codes with their labels.
    pub(crate) fn shown(&self) -> Vec<String> {
        let fields = self.columns.iter().zip(&self.values);
        fields.map(|(column, value)| value.as_ref().map_or(String::new(), |v| shown(column, v))).collect()
    }
}

fn shown(column: &Column, value: &Value) -> String {
    match value {
        Value::Text(code) if column.kind == Kind::Code => {
            column.label(code).map_or_else(|| code.to_string(), str::to_owned)
        }
        Value::Text(text) | Value::Unread(text) => masked(column.kind, text),
        Value::Id(ParsedId::Current(id)) => id.masked(),
        Value::Id(ParsedId::Legacy(id)) => masked(column.kind, id.reveal()),
        Value::Card(card) => card.masked(),
        Value::Region(region) => region.to_string(),
        Value::Money(fen) => fen.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Integer(number) => number.to_string(),
    }
}
