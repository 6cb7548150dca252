//! 国库划转财政专户: the treasury has moved premiums to the special fiscal account.
//!
//! Debit 1003 财政专户存款; credit 1005 国库存款.
//! Basis: 财会〔2017〕28号, account 1005 two (2); entry 3.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, treasury_to_special_account}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-22")?, "");
//! assert_eq!(treasury_to_special_account::voucher(&head, Fen::from_yuan(1000))?.to_string(), "\
//! 借 1003 财政专户存款 1000.00
//! 贷 1005 国库存款 1000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one transfer.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::TreasuryToSpecialAccount,
        vec![Line::debit(Account::SpecialDeposit, amount), Line::credit(Account::TreasuryDeposit, amount)],
    )
}
