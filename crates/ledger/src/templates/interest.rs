//! 存款利息: a bank or the treasury has credited interest.
//!
//! Debit 1002, 1003, 1004 or 1005; credit 4201 利息收入—存款利息.
//! Basis: 财会〔2017〕28号, account 4201 three (1); entry 9.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, interest}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-21")?, "");
//! assert_eq!(interest::voucher(&head, Deposit::Payment, Fen::from_yuan(30))?.to_string(), "\
//! 借 1004 支出户存款 30.00
//! 贷 4201 利息收入—存款利息 30.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// The voucher of one interest credit.
pub fn voucher(head: &Head<'_>, on: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::Interest,
        vec![
            Line::debit(on.account(), amount),
            Line::credit(Account::Interest, amount).detail(Detail::DepositInterest),
        ],
    )
}
