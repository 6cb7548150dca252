//! 国库退库: a contribution that is still in the treasury goes back from there.
//!
//! Debit 4001 社会保险费收入 of the kind that was booked; credit 1005 国库存款.
//! Basis: 财会〔2017〕28号, account 4001 three (2) and account 1005: entry 23, paid from the treasury
//! because the money never left it.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, Premiums, treasury_refund}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-18")?, "");
//! let refund = Premiums { current: Fen::from_yuan(300), ..Premiums::default() };
//! assert_eq!(treasury_refund::voucher(&head, refund)?.to_string(), "\
//! 借 4001 社会保险费收入—当期 300.00
//! 贷 1005 国库存款 300.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, Premiums, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one refund by the treasury.
pub fn voucher(head: &Head<'_>, refund: Premiums) -> Result<Voucher, VoucherError> {
    let mut lines = refund.lines(Line::debit).to_vec();
    lines.push(Line::credit(Account::TreasuryDeposit, refund.total()));
    head.voucher(TemplateName::TreasuryRefund, lines)
}
