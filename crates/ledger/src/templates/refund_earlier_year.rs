//! 退回以前年度保险费: a contribution of an earlier year goes back; that year's income is closed, so it is an expense of this one.
//!
//! Debit 5401 其他支出; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5401 three (3); entry 24.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, refund_earlier_year}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(refund_earlier_year::voucher(&head, Fen::from_yuan(1000))?.to_string(), "\
//! 借 5401 其他支出—退回以前年度保险费 1000.00
//! 贷 1004 支出户存款 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one refund, or of a batch of them.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::RefundEarlierYear,
        vec![
            Line::debit(Account::OtherExpense, amount).detail(Detail::EarlierYearPremium),
            Line::credit(Account::PaymentDeposit, amount),
        ],
    )
}
