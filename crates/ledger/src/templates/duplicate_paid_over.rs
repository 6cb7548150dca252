//! 重复待遇抵扣转付: this fund kept from its own pension what another fund had paid in duplicate, and sends it there.
//!
//! Debit 5401 其他支出—重复待遇抵扣转付; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 5401 three (1); entry 18', the side of the fund that keeps paying. The resident
//! fund is always the one that stops, so its book refuses the sub-account.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, duplicate_paid_over}};
//! let head = Head::new(Fund::Institution, base::parse_date("2019-01-15")?, "");
//! assert_eq!(duplicate_paid_over::voucher(&head, Fen::from_yuan(824))?.to_string(), "\
//! 借 5401 其他支出—重复待遇抵扣转付 824.00
//! 贷 1004 支出户存款 824.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one payment.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::DuplicatePaidOver,
        vec![
            Line::debit(Account::OtherExpense, amount).detail(Detail::DuplicatePaidOver),
            Line::credit(Account::PaymentDeposit, amount),
        ],
    )
}
