//! 财政代还借入款项: the finance department repays a loan in the fund's stead, which is a subsidy.
//!
//! Debit 2101 借入款项; credit 4101 财政补贴收入 by purpose and level.
//! Basis: 财会〔2017〕28号, account 2101 three (2); entry 36.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Fund, Purpose, templates::{Head, loan_taken_over}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(loan_taken_over::voucher(&head, Purpose::Other, ByLevel::only(Level::County, Fen::from_yuan(5000)))?.to_string(), "\
//! 借 2101 借入款项 5000.00
//! 贷 4101 财政补贴收入—其他—县级 5000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::ByLevel;

use super::{Head, TemplateName};
use crate::{Account, Line, Purpose, Voucher, VoucherError};

/// The voucher of one repayment.
pub fn voucher(head: &Head<'_>, purpose: Purpose, levels: ByLevel) -> Result<Voucher, VoucherError> {
    let credit = |(level, fen)| Line::credit(Account::Subsidies, fen).detail(purpose.detail()).level(level);
    let mut lines = vec![Line::debit(Account::Loans, levels.total())];
    lines.extend(levels.iter().map(credit));
    head.voucher(TemplateName::LoanTakenOver, lines)
}
