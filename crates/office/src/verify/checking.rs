//! The tools of a check: counting, and looking for the first row that breaks a rule.

use desk::{Look, Unplanned};
use store::{Row, StoreError, Value};

use super::report::{Checked, Fault};
use crate::environment::Environment;

/// One invariant while it is checked, in one snapshot.
pub(super) struct Checking<'c, 'look> {
    pub(super) look: &'c mut Look<'look>,
    pub(super) environment: &'c Environment,
    pub(super) checked: Checked,
}

impl Checking<'_, '_> {
    /// `$1` of every query.
    pub(super) fn agency(&self) -> Value {
        Value::Int(self.look.agency().0)
    }

    /// Counts rows of a FROM clause, `$1` is the agency.
    pub(super) fn count(&mut self, what: &'static str, from: &str) -> Result<(), Unplanned> {
        let agency = self.agency();
        let number: i64 = self.look.scalar(&format!("SELECT COUNT(*) FROM {from}"), &[agency])?;
        self.checked.count(what, number);
        Ok(())
    }

    /// Whether a fault was found, so that the rest need not be looked at.
    pub(super) fn is_broken(&self) -> bool {
        self.checked.fault.is_some()
    }

    /// The first row of a query that finds only rows in breach; `$1` is the agency. `what` tells
    /// the row's key and what is wrong with it.
    pub(super) fn first(
        &mut self,
        table: &str,
        sql: &str,
        advice: &str,
        what: impl Fn(&dyn Row) -> Result<(String, String), StoreError>,
    ) -> Result<(), Unplanned> {
        let agency = self.agency();
        self.first_of(table, sql, &[agency], advice, what)
    }

    /// The same with arguments of its own.
    pub(super) fn first_of(
        &mut self,
        table: &str,
        sql: &str,
        args: &[Value],
        advice: &str,
        what: impl Fn(&dyn Row) -> Result<(String, String), StoreError>,
    ) -> Result<(), Unplanned> {
        if self.is_broken() {
            return Ok(());
        }
        if let Some((row, what)) = self.look.one(&format!("{sql} LIMIT 1"), args, what)? {
            self.fault(table, row, what, advice);
        }
        Ok(())
    }

    /// Notes a fault; the first one stays.
    pub(super) fn fault(&mut self, table: &str, row: impl ToString, what: impl Into<String>, advice: &str) {
        self.checked.fault(Fault {
            table: table.to_owned(),
            row: row.to_string(),
            what: what.into(),
            advice: advice.to_owned(),
        });
    }
}
