//! 财政专户拨付支出户: the finance department has moved money for an approved payment plan.
//!
//! Debit 1004 支出户存款; credit 1003 财政专户存款.
//! Basis: 财会〔2017〕28号, account 1003 four (2), account 1004 three (1); entry 11.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, plan_to_payment_account}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(plan_to_payment_account::voucher(&head, Fen::from_yuan(1000))?.to_string(), "\
//! 借 1004 支出户存款 1000.00
//! 贷 1003 财政专户存款 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one payment plan (用款计划); the head's document names the request.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::PlanToPaymentAccount,
        vec![Line::debit(Account::PaymentDeposit, amount), Line::credit(Account::SpecialDeposit, amount)],
    )
}
