//! 暂付款结算: an advance is collected, or turns out to have been pensions.
//!
//! Debit 1002, 1003 or 1004, or 5001 社会保险待遇支出; credit 1101 暂付款—其他暂付.
//! Basis: 财会〔2017〕28号, account 1101 three (2); entry 33.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, advance_settled}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(advance_settled::collected(&head, Deposit::Payment, Fen::from_yuan(800))?.to_string(), "\
//! 借 1004 支出户存款 800.00
//! 贷 1101 暂付款—其他暂付 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, PensionTotals, TemplateName, only};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// The voucher of an advance that came back.
pub fn collected(head: &Head<'_>, into: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::AdvanceSettled;
    only(template, into, &[Deposit::Income, Deposit::Special, Deposit::Payment])?;
    head.voucher(template, vec![Line::debit(into.account(), amount), settled(amount)])
}

/// The voucher of an advance that was spent on pensions.
pub fn spent(head: &Head<'_>, pensions: &PensionTotals) -> Result<Voucher, VoucherError> {
    let mut lines = pensions.lines(head, Line::debit);
    lines.push(settled(pensions.total()));
    head.voucher(TemplateName::AdvanceSettled, lines)
}

fn settled(amount: Fen) -> Line {
    Line::credit(Account::Advances, amount).detail(Detail::OtherAdvance)
}
