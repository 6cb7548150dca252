//! 暂收款结算: what was held for somebody is passed on or sent back.
//!
//! Debit 2001 暂收款—待认领来款 or —其他暂收; credit 1004 支出户存款, 1003 财政专户存款 or 1002 收入户存款 (the original way).
//! Basis: 财会〔2017〕28号, account 2001 three (5); entry 32.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, temporary_settled, temporary_receipt::Waiting}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(temporary_settled::voucher(&head, Deposit::Special, Waiting::Other, Fen::from_yuan(800))?.to_string(), "\
//! 借 2001 暂收款—其他暂收 800.00
//! 贷 1003 财政专户存款 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::temporary_receipt::Waiting;
use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one payment.
pub fn voucher(head: &Head<'_>, from: Deposit, waiting: Waiting, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::TemporarySettled;
    only(template, from, &[Deposit::Special, Deposit::Payment, Deposit::Income])?;
    let owed = Line::debit(Account::TemporaryReceipts, amount).detail(waiting.detail());
    head.voucher(template, vec![owed, Line::credit(from.account(), amount)])
}
