//! 期初余额: the balances with which a running agency's books are taken on.
//!
//! Debit: assets. Credit: liabilities and 3001.
//! Basis: 财会〔2017〕28号 part one, art. 2 and 4 (one book per fund), part five, 1 (2): the opening column of the balance
//! sheet is last year's closing column. Income and expense accounts have none after the close.
//! Date it on the last day before the first month kept here.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::templates::{Head, opening_balances::{self, Opening}};
//! use shebao_ledger::{Account, Fund};
//! let head = Head::new(Fund::Resident, base::parse_date("2018-12-31")?, "2018年决算");
//! let voucher = opening_balances::voucher(&head, &[
//!     Opening::of(Account::SpecialDeposit, Fen::from_yuan(900)),
//!     Opening::of(Account::PaymentDeposit, Fen::from_yuan(100)),
//!     Opening::of(Account::Balance, Fen::from_yuan(1000)),
//! ])?;
//! assert_eq!(voucher.to_string(), "\
//! 借 1003 财政专户存款 900.00
//! 借 1004 支出户存款 100.00
//! 贷 3001 一般基金结余 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, PartyId, Voucher, VoucherError};

/// One opening balance, on the account's normal side; a negative one stands on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The account.
    pub account: Account,
    /// Its sub-account.
    pub detail: Option<Detail>,
    /// The counterparty.
    pub party: Option<PartyId>,
    /// The balance.
    pub amount: Fen,
}

impl Opening {
    /// A balance without sub-account.
    pub fn of(account: Account, amount: Fen) -> Opening {
        Opening { account, detail: None, party: None, amount }
    }
}

/// The opening voucher. Refused when the balances do not balance: the old books must be right first.
pub fn voucher(head: &Head<'_>, balances: &[Opening]) -> Result<Voucher, VoucherError> {
    if let Some(wrong) = balances.iter().find(|b| b.account.is_closed_each_period()) {
        return Err(VoucherError::OpeningNotPermanent(wrong.account));
    }
    let line = |b: &Opening| {
        let normal = b.account.normal_side();
        let side = if b.amount.is_negative() { normal.opposite() } else { normal };
        Line { detail: b.detail, party: b.party, ..Line::on(side, b.account, b.amount.abs()) }
    };
    head.voucher(TemplateName::OpeningBalances, balances.iter().map(line).collect())
}
