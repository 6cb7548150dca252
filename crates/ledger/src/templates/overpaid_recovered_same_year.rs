//! 追回本年多发待遇: a benefit of this year that was not owed comes back and lowers the expense.
//!
//! Debit 1004 支出户存款; credit 5001 社会保险待遇支出, the sub-accounts and levels that had paid.
//! Basis: 财会〔2017〕28号, account 5001 three (2); entry 16.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Fund, templates::{Head, PensionTotals, overpaid_recovered_same_year}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-06-12")?, "");
//! let back = PensionTotals { base: ByLevel::only(Level::Central, Fen::from_yuan(88)), account: Fen::from_yuan(15) };
//! assert_eq!(overpaid_recovered_same_year::voucher(&head, &back)?.to_string(), "\
//! 借 1004 支出户存款 103.00
//! 贷 5001 社会保险待遇支出—基础养老金—中央 88.00
//! 贷 5001 社会保险待遇支出—个人账户养老金—按月支付 15.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, PensionTotals, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, recovered: &PensionTotals) -> Result<Voucher, VoucherError> {
    let mut lines = vec![Line::debit(Account::PaymentDeposit, recovered.total())];
    lines.extend(recovered.lines(head, Line::credit));
    head.voucher(TemplateName::OverpaidRecoveredSameYear, lines)
}
