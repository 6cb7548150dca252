//! 重复待遇抵扣到账: the employees' fund kept from its own pension what this fund had paid in duplicate, and sends it.
//!
//! Debit 1002 收入户存款; credit 4501 其他收入—重复待遇抵扣.
//! Basis: 财会〔2017〕28号, account 4501 three (1); entry 18, the side of the fund that is paid back.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, duplicate_set_off}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(duplicate_set_off::voucher(&head, Fen::from_yuan(824))?.to_string(), "\
//! 借 1002 收入户存款 824.00
//! 贷 4501 其他收入—重复待遇抵扣 824.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::DuplicateSetOff,
        vec![
            Line::debit(Account::IncomeDeposit, amount),
            Line::credit(Account::OtherIncome, amount).detail(Detail::DuplicateSetOff),
        ],
    )
}
