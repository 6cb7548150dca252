//! 转入款退回: a transfer that came in goes back to the agency that sent it.
//!
//! Debit 4301 转移收入; credit 1002 收入户存款.
//! Basis: 财会〔2017〕28号, account 4301 three (2); entry 20. The statement fills 转移收入 with credit less debit.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, transfer_in_returned}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(transfer_in_returned::voucher(&head, Fen::from_yuan(800))?.to_string(), "\
//! 借 4301 转移收入 800.00
//! 贷 1002 收入户存款 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one return.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::TransferInReturned,
        vec![Line::debit(Account::TransfersIn, amount), Line::credit(Account::IncomeDeposit, amount)],
    )
}
