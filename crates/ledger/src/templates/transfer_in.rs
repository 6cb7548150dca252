//! 关系转入: an account moves in from another area or scheme.
//!
//! Debit 1002 收入户存款 or 1003 财政专户存款; credit 4301 转移收入.
//! Basis: 财会〔2017〕28号, account 4301 two (1), account 1003 four (1); entry 19.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, transfer_in}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-18")?, "");
//! assert_eq!(transfer_in::voucher(&head, Deposit::Income, Fen::from_yuan(8000))?.to_string(), "\
//! 借 1002 收入户存款 8000.00
//! 贷 4301 转移收入 8000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one transfer into the income account or the special account.
pub fn voucher(head: &Head<'_>, into: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::TransferIn;
    only(template, into, &[Deposit::Special, Deposit::Income])?;
    head.voucher(template, vec![Line::debit(into.account(), amount), Line::credit(Account::TransfersIn, amount)])
}
