//! 关系转出: an account moves to another area or scheme.
//!
//! Debit 5201 转移支出; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5201 two (1); entry 21.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, transfer_out}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(transfer_out::voucher(&head, Fen::from_yuan(1000))?.to_string(), "\
//! 借 5201 转移支出 1000.00
//! 贷 1004 支出户存款 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one transfer, or of a batch of them.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::TransferOut,
        vec![Line::debit(Account::TransfersOut, amount), Line::credit(Account::PaymentDeposit, amount)],
    )
}
