//! 发放养老金: a batch of monthly pensions has left the payment account.
//!
//! Debit 5001 社会保险待遇支出: 基础养老金 by level, 个人账户养老金—按月支付; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5001 two (2), (3) and three (1); entry 12. One voucher per
//! batch from its control totals; the persons stay in the dues.
//!
//! ```
//! use base::{ByLevel, Fen};
//! use shebao_ledger::{Fund, templates::{Head, PensionTotals, pension_paid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-25")?, "");
//! let base = ByLevel::new([Fen::from_yuan(1500), Fen::ZERO, Fen::ZERO, Fen::from_yuan(100)]);
//! assert_eq!(pension_paid::voucher(&head, &PensionTotals { base, account: Fen::from_yuan(200) })?.to_string(), "\
//! 借 5001 社会保险待遇支出—基础养老金—中央 1500.00
//! 借 5001 社会保险待遇支出—基础养老金—县级 100.00
//! 借 5001 社会保险待遇支出—个人账户养老金—按月支付 200.00
//! 贷 1004 支出户存款 1800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, PensionTotals, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one batch.
pub fn voucher(head: &Head<'_>, totals: &PensionTotals) -> Result<Voucher, VoucherError> {
    let mut lines = totals.lines(head, Line::debit);
    lines.push(Line::credit(Account::PaymentDeposit, totals.total()));
    head.voucher(TemplateName::PensionPaid, lines)
}
