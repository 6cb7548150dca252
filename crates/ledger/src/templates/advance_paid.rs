//! 暂付款: an advance leaves the fund.
//!
//! Debit 1101 暂付款—其他暂付; credit 1004 支出户存款 or 1003 财政专户存款.
//! Basis: 财会〔2017〕28号, account 1101 three (2); entry 33.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, advance_paid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(advance_paid::voucher(&head, Deposit::Payment, Fen::from_yuan(800))?.to_string(), "\
//! 借 1101 暂付款—其他暂付 800.00
//! 贷 1004 支出户存款 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// The voucher of one payment.
pub fn voucher(head: &Head<'_>, place: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::AdvancePaid;
    only(template, place, &[Deposit::Payment, Deposit::Special])?;
    head.voucher(
        template,
        vec![
            Line::debit(Account::Advances, amount).detail(Detail::OtherAdvance),
            Line::credit(place.account(), amount),
        ],
    )
}
