//! What an operation will change, as a value that can be shown, digested and signed.

use base::{Fen, RegionCode};
use serde::Serialize;
use store::{Field, Record, Table, Value};

use crate::digest::Digest;
use crate::rows::ValueDigest;
use crate::tables::MatterId;

/// The id of the matter being planned, for rows that name it.
pub const MATTER: MatterId = MatterId(-1);

/// One line of what signers see: a field, what it was, what it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Field in Chinese.
    pub field: String,
    /// Before; empty when new.
    pub before: String,
    /// After.
    pub after: String,
}

/// What a provisional number stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Provision {
    /// The matter's own id.
    Matter,
    /// A new row id.
    Row,
    /// The next number of a gapless counter.
    Counter(String),
}

/// A change of a mutable row: the key must match exactly one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change1 {
    pub(crate) table: Table,
    pub(crate) key: Vec<(&'static str, Value)>,
    pub(crate) set: Vec<(&'static str, Value)>,
}

/// Rows of one table, in the order of its declared columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inserts {
    pub(crate) table: Table,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<Value>>,
}

/// What an operation will change. Rows name new rows by provisional (negative) ids, which become
/// numbers when the plan is applied; the digest is over the provisional form, so that it does not
/// depend on what others wrote meanwhile.
#[derive(Clone, Debug)]
pub struct Plan {
    /// One line for worklists, identifiers masked.
    pub title: String,
    /// Region of the subject: who may sign depends on it.
    pub area: RegionCode,
    /// Amount for the approval tiers; zero where no money is at stake.
    pub amount: Fen,
    /// What signers see.
    pub shown: Vec<Change>,
    /// Remarks that do not stop the matter.
    pub notices: Vec<String>,
    pub(crate) inserts: Vec<Inserts>,
    pub(crate) changes: Vec<Change1>,
    pub(crate) provisions: Vec<Provision>,
}

impl Plan {
    /// An empty plan about a subject in `area`.
    pub fn new(title: impl Into<String>, area: RegionCode) -> Plan {
        Plan {
            title: title.into(),
            area,
            amount: Fen::ZERO,
            shown: Vec::new(),
            notices: Vec::new(),
            inserts: Vec::new(),
            changes: Vec::new(),
            provisions: vec![Provision::Matter],
        }
    }

    /// A provisional id for a row that this plan inserts.
    pub fn new_id<T: From<i64> + Field>(&mut self) -> T {
        self.provide(Provision::Row)
    }

    /// A provisional number from a gapless counter, for example `voucher/1/201901`. Its type is
    /// declared by `store::row_id!`, as an id's is.
    pub fn next_number<T: From<i64> + Field>(&mut self, counter: impl Into<String>) -> T {
        self.provide(Provision::Counter(counter.into()))
    }

    fn provide<T: From<i64> + Field>(&mut self, provision: Provision) -> T {
        // Only id columns are resolved: a plain i64 would be stored as the provisional number.
        const { assert!(T::IS_ID, "a provisional number needs a type made by store::row_id!") };
        self.provisions.push(provision);
        let count = i64::try_from(self.provisions.len()).unwrap_or(i64::MAX);
        T::from(-count)
    }

    /// Adds a row.
    pub fn insert<R: Record>(&mut self, record: &R) {
        self.insert_all_values::<R>(std::iter::once(record.values()));
    }

    /// Adds many rows of one table.
    pub fn insert_all<R: Record>(&mut self, records: impl IntoIterator<Item = R>) {
        self.insert_all_values::<R>(records.into_iter().map(|record| record.values()));
    }

    /// The declaration of a table is made once, not for each of its rows.
    fn insert_all_values<R: Record>(&mut self, values: impl Iterator<Item = Vec<Value>>) {
        match self.inserts.iter_mut().find(|inserts| inserts.table.name == R::TABLE) {
            Some(inserts) => inserts.rows.extend(values),
            None => {
                self.inserts.push(Inserts { table: R::table(), columns: R::COLUMNS, rows: values.collect() });
            }
        }
    }

    /// Takes over what another plan will do: its new rows get provisional ids of this one, and name
    /// the same matter. What the other shows stays with the caller, who says it for many at once.
    pub fn absorb(&mut self, other: Plan) {
        // The first provision of both is the matter.
        let before = i64::try_from(self.provisions.len()).unwrap_or(i64::MAX) - 1;
        self.provisions.extend(other.provisions.into_iter().skip(1));
        let moved = |value: &mut Value| {
            if let Value::Int(id @ ..-1) = value {
                *id -= before;
            }
        };
        for Inserts { table, columns, mut rows } in other.inserts {
            let ids: Vec<usize> = (0..columns.len()).filter(|at| is_id(&table, columns[*at])).collect();
            rows.iter_mut().for_each(|row| ids.iter().for_each(|at| moved(&mut row[*at])));
            match self.inserts.iter_mut().find(|inserts| inserts.table.name == table.name) {
                Some(inserts) => inserts.rows.append(&mut rows),
                None => self.inserts.push(Inserts { table, columns, rows }),
            }
        }
        for mut change in other.changes {
            let values = change.key.iter_mut().chain(&mut change.set);
            values.filter(|(name, _)| is_id(&change.table, name)).for_each(|(_, value)| moved(value));
            self.changes.push(change);
        }
    }

    /// Changes one row of a mutable table. `key` must match exactly one row when the plan is
    /// applied, so put the expected old state into it; otherwise the whole plan is refused.
    pub fn set<R: Record>(&mut self, key: &[(&'static str, Value)], set: &[(&'static str, Value)]) {
        self.changes.push(Change1 { table: R::table(), key: key.to_vec(), set: set.to_vec() });
    }

    /// Adds a line for signers.
    pub fn show(&mut self, field: &str, before: impl ToString, after: impl ToString) {
        self.shown.push(Change { field: field.to_owned(), before: before.to_string(), after: after.to_string() });
    }

    /// SM3 over everything the plan will do and everything signers see.
    pub fn digest(&self) -> Digest {
        let mut digest = ValueDigest::default();
        let text = |digest: &mut ValueDigest, text: &str| digest.add(&Value::Text(text.to_owned()));
        text(&mut digest, &self.title);
        text(&mut digest, self.area.as_str());
        for change in &self.shown {
            text(&mut digest, &change.field);
            text(&mut digest, &change.before);
            text(&mut digest, &change.after);
        }
        // A number ends each list of texts, so that a line cannot move from one to the next.
        digest.add(&Value::Int(self.amount.get()));
        self.notices.iter().for_each(|notice| text(&mut digest, notice));
        for inserts in &self.inserts {
            digest.add(&Value::Int(i64::try_from(inserts.rows.len()).unwrap_or(i64::MAX)));
            text(&mut digest, inserts.table.name);
            inserts.rows.iter().flatten().for_each(|value| digest.add(value));
        }
        for change in &self.changes {
            text(&mut digest, change.table.name);
            for (column, value) in change.key.iter().chain(&change.set) {
                text(&mut digest, column);
                digest.add(value);
            }
        }
        for provision in &self.provisions {
            text(&mut digest, &format!("{provision:?}"));
        }
        digest.finish()
    }
}

/// Whether a column holds ids, which may be provisional.
pub(crate) fn is_id(table: &Table, name: &str) -> bool {
    table.columns.iter().any(|column| column.is_id && column.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{ListId, SignedListLine};

    #[test]
    fn the_rows_of_two_plans_keep_their_own_ids_and_name_one_matter() {
        let one = |plan: &mut Plan| {
            let list: ListId = plan.new_id();
            plan.insert(&SignedListLine { list, matter: MATTER, sampled: true });
        };
        let area: RegionCode = "530113".parse().unwrap();
        let (mut all, mut other) = (Plan::new("a", area), Plan::new("b", area));
        one(&mut all);
        one(&mut other);
        one(&mut other);
        all.absorb(other);
        let ids: Vec<Value> = all.inserts[0].rows.iter().map(|row| row[0].clone()).collect();
        assert_eq!(ids, [-2, -3, -4].map(Value::Int));
        assert!(all.inserts[0].rows.iter().all(|row| row[1] == Value::Int(MATTER.0)));
        assert_eq!((all.inserts.len(), all.provisions.len()), (1, 4));
    }
}
