//! 待遇抵扣以前年度多发: somebody gives back what was overpaid in an earlier year by drawing less
//! pension. The pension was paid net, so that the expense of this year lacks what is really income.
//!
//! Debit 5001 社会保险待遇支出, the sub-accounts and levels that had paid too much; credit 4501
//! 其他收入—跨年度退回待遇. No money moves.
//! Basis: 财会〔2017〕28号, account 4501 three (1); 社会保险经办条例 第四十六条.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Fund, templates::{Head, PensionTotals, overpaid_deducted_earlier_year}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-06-12")?, "");
//! let kept = PensionTotals { base: ByLevel::only(Level::Central, Fen::from_yuan(30)), account: Fen::ZERO };
//! assert_eq!(overpaid_deducted_earlier_year::voucher(&head, &kept)?.to_string(), "\
//! 借 5001 社会保险待遇支出—基础养老金—中央 30.00
//! 贷 4501 其他收入—跨年度退回待遇 30.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, PensionTotals, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of what a batch kept back for earlier years.
pub fn voucher(head: &Head<'_>, kept: &PensionTotals) -> Result<Voucher, VoucherError> {
    let mut lines: Vec<Line> = kept.lines(head, Line::debit);
    lines.push(Line::credit(Account::OtherIncome, kept.total()).detail(Detail::EarlierYearBenefit));
    head.voucher(TemplateName::OverpaidDeductedEarlierYear, lines)
}
