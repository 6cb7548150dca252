//! 利息划转财政专户: interest of the income or payment account goes to the special fiscal account.
//!
//! Debit 1003 财政专户存款; credit 1002 收入户存款 or 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 1002 three (2), account 1004 three (2); entry 10.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, interest_moved}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(interest_moved::voucher(&head, Deposit::Payment, Fen::from_yuan(30))?.to_string(), "\
//! 借 1003 财政专户存款 30.00
//! 贷 1004 支出户存款 30.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one transfer out of the income or payment account.
pub fn voucher(head: &Head<'_>, from: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::InterestMoved;
    only(template, from, &[Deposit::Income, Deposit::Payment])?;
    head.voucher(template, vec![Line::debit(Account::SpecialDeposit, amount), Line::credit(from.account(), amount)])
}
