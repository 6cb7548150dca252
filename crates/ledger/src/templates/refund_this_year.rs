//! 退回本年保险费: a contribution of this year goes back and lowers the income.
//!
//! Debit 4001 社会保险费收入 of the kind that was booked; credit 1002 收入户存款 or 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 4001 three (2); entry 23.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, Premiums, refund_this_year}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-18")?, "");
//! let refund = Premiums { current: Fen::from_yuan(500), ..Premiums::default() };
//! assert_eq!(refund_this_year::voucher(&head, Deposit::Payment, refund)?.to_string(), "\
//! 借 4001 社会保险费收入—当期 500.00
//! 贷 1004 支出户存款 500.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, Premiums, TemplateName, only};
use crate::{Deposit, Line, Voucher, VoucherError};

/// The voucher of one refund, or of a batch of them, by the kinds that were booked.
pub fn voucher(head: &Head<'_>, from: Deposit, refund: Premiums) -> Result<Voucher, VoucherError> {
    let template = TemplateName::RefundThisYear;
    only(template, from, &[Deposit::Income, Deposit::Payment])?;
    let mut lines = refund.lines(Line::debit).to_vec();
    lines.push(Line::credit(from.account(), refund.total()));
    head.voucher(template, lines)
}
