//! 期末结转: income and expense of the period go to the fund balance.
//!
//! Debit every 4xxx, credit 3001 一般基金结余; debit 3001, credit every 5xxx. An account that
//! stands on the other side (a loss in 4202, refunds above the month's premiums) goes the other way.
//! Basis: 财会〔2017〕28号, account 3001 three (1), (2); entries 37 and 38. Sub-accounts and levels
//! are closed one by one, so that none of them carries a balance afterwards.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, interest, period_close}};
//! let fund = Fund::Resident;
//! let earned = interest::voucher(&Head::new(fund, base::parse_date("2019-01-21")?, ""), Deposit::Special, Fen::from_yuan(30))?;
//! let head = Head::new(fund, base::parse_date("2019-01-31")?, "");
//! let close = period_close::voucher(&head, earned.posted())?;
//! assert_eq!(close.to_string(), "\
//! 借 4201 利息收入—存款利息 30.00
//! 贷 3001 一般基金结余 30.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;

use base::{Fen, Level, Month};

use super::{Head, TemplateName};
use crate::{Account, Detail, Element, Line, Posted, Side, Voucher, VoucherError};

/// The closing voucher of the month of `head.on`, its last day, from all lines posted up to then.
/// [`VoucherError::Empty`] when there is nothing to close.
pub fn voucher(head: &Head<'_>, posted: impl IntoIterator<Item = Posted>) -> Result<Voucher, VoucherError> {
    let month = Month::of(head.on);
    if head.on != month.last_day() {
        return Err(VoucherError::NotLastDay { on: head.on, last_day: month.last_day() });
    }
    let mut balances: BTreeMap<(Account, Option<Detail>, Option<Level>), Fen> = BTreeMap::new();
    for p in posted.into_iter().filter(|p| p.month <= month && p.account.is_closed_each_period()) {
        let signed = if p.side == Side::Debit { p.amount } else { -p.amount };
        *balances.entry((p.account, p.detail, p.level)).or_default() += signed;
    }
    let mut lines = Vec::new();
    for element in [Element::Income, Element::Expense] {
        let of_element = balances.iter().filter(|((account, ..), _)| account.element() == element);
        let closing: Vec<Line> = of_element.map(|(key, balance)| opposite(*key, *balance)).collect();
        let net: Fen = closing.iter().map(|l| if l.side == Side::Debit { l.amount } else { -l.amount }).sum();
        lines.extend(closing);
        lines.push(opposite((Account::Balance, None, None), net));
    }
    head.voucher(TemplateName::PeriodClose, lines)
}

/// The line that brings a balance (debit positive) to zero.
fn opposite((account, detail, level): (Account, Option<Detail>, Option<Level>), balance: Fen) -> Line {
    let side = if balance.is_negative() { Side::Debit } else { Side::Credit };
    Line { detail, level, ..Line::on(side, account, balance.abs()) }
}
