//! 支付个人账户余额: the balance of a personal account is paid out once (death, emigration,
//! duplicate cover).
//!
//! Debit 5001 社会保险待遇支出—个人账户养老金—一次性支出; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5001 two (2), (3) and three (1); entry 14.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, account_balance_paid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-25")?, "");
//! assert_eq!(account_balance_paid::voucher(&head, Fen::from_yuan(3000))?.to_string(), "\
//! 借 5001 社会保险待遇支出—个人账户养老金—一次性支出 3000.00
//! 贷 1004 支出户存款 3000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one settlement, or of a batch of them.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    let detail = head.benefit(Detail::AccountLumpSum, Detail::InstitutionAccountLumpSum);
    head.voucher(
        TemplateName::AccountBalancePaid,
        vec![Line::debit(Account::Benefits, amount).detail(detail), Line::credit(Account::PaymentDeposit, amount)],
    )
}
