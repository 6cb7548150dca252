//! 借入款项: money lent to the fund to keep pensions paid.
//!
//! Debit 1003 财政专户存款; credit 2101 借入款项.
//! Basis: 财会〔2017〕28号, account 2101 three (1); entry 36.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, loan_taken}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(loan_taken::voucher(&head, Fen::from_yuan(5000))?.to_string(), "\
//! 借 1003 财政专户存款 5000.00
//! 贷 2101 借入款项 5000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one loan.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::LoanTaken,
        vec![Line::debit(Account::SpecialDeposit, amount), Line::credit(Account::Loans, amount)],
    )
}
