//! 收到集体补助: a village or an organisation has paid towards its people's contributions.
//!
//! Debit 1002 收入户存款 or 1003 财政专户存款; credit 4102 集体补助收入.
//! Basis: 财会〔2017〕28号, account 4102 (城乡居民基本养老保险基金); entry 8.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, collective_aid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-03-01")?, "");
//! assert_eq!(collective_aid::voucher(&head, Deposit::Special, Fen::from_yuan(500))?.to_string(), "\
//! 借 1003 财政专户存款 500.00
//! 贷 4102 集体补助收入 500.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one receipt into the income account or the special account.
pub fn voucher(head: &Head<'_>, into: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::CollectiveAid;
    only(template, into, &[Deposit::Special, Deposit::Income])?;
    head.voucher(template, vec![Line::debit(into.account(), amount), Line::credit(Account::CollectiveAid, amount)])
}
