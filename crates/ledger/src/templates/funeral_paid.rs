//! 支付丧葬补助金: funeral grants have left the payment account.
//!
//! Debit 5001 社会保险待遇支出—丧葬补助金 by level (机保: 丧葬补助金和抚恤金); credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5001 two (2), (3) and three (1); entry 13.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Fund, templates::{Head, funeral_paid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-25")?, "");
//! let levels = ByLevel::only(Level::County, Fen::from_yuan(12_000));
//! assert_eq!(funeral_paid::voucher(&head, levels)?.to_string(), "\
//! 借 5001 社会保险待遇支出—丧葬补助金—县级 12000.00
//! 贷 1004 支出户存款 12000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::ByLevel;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one batch.
pub fn voucher(head: &Head<'_>, levels: ByLevel) -> Result<Voucher, VoucherError> {
    let detail = head.benefit(Detail::FuneralGrant, Detail::InstitutionFuneral);
    let debit = |(level, fen)| Line::debit(Account::Benefits, fen).detail(detail).level(level);
    let mut lines: Vec<Line> = levels.iter().map(debit).collect();
    lines.push(Line::credit(Account::PaymentDeposit, levels.total()));
    head.voucher(TemplateName::FuneralPaid, lines)
}
