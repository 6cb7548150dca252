//! 无法偿付款项核销: after approval, money that the fund owes and that nobody can be paid becomes its income.
//!
//! Debit 2001 暂收款 (by sub-account) or 2101 借入款项; credit 4501 其他收入—无法偿付款项核销.
//! Basis: 财会〔2017〕28号, accounts 2001 three (6), 2101 three (3); entry 34.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Detail, Fund, templates::{Head, debt_written_off}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(debt_written_off::voucher(&head, Some(Detail::UnclaimedReceipt), Fen::from_yuan(8))?.to_string(), "\
//! 借 2001 暂收款—待认领来款 8.00
//! 贷 4501 其他收入—无法偿付款项核销 8.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one decision: a sub-account of 2001, or 2101 without one.
pub fn voucher(head: &Head<'_>, owed: Option<Detail>, amount: Fen) -> Result<Voucher, VoucherError> {
    let debit = match owed {
        Some(detail) => Line::debit(Account::TemporaryReceipts, amount).detail(detail),
        None => Line::debit(Account::Loans, amount),
    };
    head.voucher(
        TemplateName::DebtWrittenOff,
        vec![debit, Line::credit(Account::OtherIncome, amount).detail(Detail::WrittenOffDebt)],
    )
}
