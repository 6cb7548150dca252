//! 收入户划转财政专户: the income account is emptied into the special fiscal account, so that it stands at zero at the period's end.
//!
//! Debit 1003 财政专户存款; credit 1002 收入户存款.
//! Basis: 财会〔2017〕28号, account 1002 three (2) and five; entry 5.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, income_to_special_account}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(income_to_special_account::voucher(&head, Fen::from_yuan(1000))?.to_string(), "\
//! 借 1003 财政专户存款 1000.00
//! 贷 1002 收入户存款 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one transfer.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::IncomeToSpecialAccount,
        vec![Line::debit(Account::SpecialDeposit, amount), Line::credit(Account::IncomeDeposit, amount)],
    )
}
