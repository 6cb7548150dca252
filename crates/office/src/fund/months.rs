//! Accounting months of a fund: the first one kept here, and those that are closed.

use base::Month;
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::tables::{ClosedMonth, FundId, Scheme};

/// The book of a scheme.
pub fn book_of(scheme: Scheme) -> ledger::Fund {
    match scheme {
        Scheme::Resident => ledger::Fund::Resident,
    }
}

/// Which months of a fund may be posted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenMonths {
    /// The first month kept here: the one after the opening balances, or that of the first
    /// voucher; `None` while nothing is posted.
    pub first: Option<Month>,
    /// The last closed month.
    pub closed: Option<Month>,
}

impl OpenMonths {
    /// Reads the months of a fund.
    pub fn read(look: &mut Look<'_>, fund: FundId) -> Result<OpenMonths, Unplanned> {
        let sql = "SELECT MAX(CASE WHEN template = 'opening_balances' THEN month END), \
                   MIN(CASE WHEN template <> 'opening_balances' THEN month END) FROM voucher WHERE fund = $1";
        let first = look.one(sql, &[Value::Int(fund.0)], |row| {
            Ok((Option::<Month>::read(row, 0)?, Option::<Month>::read(row, 1)?))
        })?;
        let (opening, earliest) = first.unwrap_or_default();
        let closed = look.select::<ClosedMonth>("WHERE fund = $1", &[Value::Int(fund.0)])?;
        let closed = closed.iter().map(|row| row.month).max();
        Ok(OpenMonths { first: opening.map(Month::next).or(earliest), closed })
    }

    /// Why nothing can be posted to a month; `None` when it can.
    pub fn fault(&self, month: Month) -> Option<String> {
        if let Some(closed) = self.closed.filter(|closed| month <= *closed) {
            return Some(format!("{month} 已关账（已关至 {closed}），不能再记账"));
        }
        let first = self.first.filter(|first| month < *first)?;
        Some(format!("{month} 早于建账月份 {first}，期初余额已包含以前的发生额"))
    }

    /// The month that must be closed next.
    pub fn next(&self) -> Option<Month> {
        self.closed.map(Month::next).or(self.first)
    }
}
