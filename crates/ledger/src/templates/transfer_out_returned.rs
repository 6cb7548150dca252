//! 转出款退回: a transfer that had left comes back.
//!
//! Debit 1002 收入户存款 or 1003 财政专户存款; credit 5201 转移支出.
//! Basis: 财会〔2017〕28号, account 5201 three (2); entry 22.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, transfer_out_returned}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(transfer_out_returned::voucher(&head, Deposit::Special, Fen::from_yuan(800))?.to_string(), "\
//! 借 1003 财政专户存款 800.00
//! 贷 5201 转移支出 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, place: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::TransferOutReturned;
    only(template, place, &[Deposit::Income, Deposit::Special])?;
    head.voucher(template, vec![Line::debit(place.account(), amount), Line::credit(Account::TransfersOut, amount)])
}
