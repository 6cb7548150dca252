//! 无法收回款项核销: after approval, an advance that cannot be collected becomes expense.
//!
//! Debit 5401 其他支出—无法收回款项核销; credit 1101 暂付款—其他暂付.
//! Basis: 财会〔2017〕28号, account 1101 three (3); entry 35.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, advance_written_off}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(advance_written_off::voucher(&head, Fen::from_yuan(8))?.to_string(), "\
//! 借 5401 其他支出—无法收回款项核销 8.00
//! 贷 1101 暂付款—其他暂付 8.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one decision.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::AdvanceWrittenOff,
        vec![
            Line::debit(Account::OtherExpense, amount).detail(Detail::WrittenOffAdvance),
            Line::credit(Account::Advances, amount).detail(Detail::OtherAdvance),
        ],
    )
}
