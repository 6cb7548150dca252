//! 归还借入款项: a loan is repaid with its interest.
//!
//! Debit 2101 借入款项, 5401 其他支出—借款利息; credit 1003 财政专户存款.
//! Basis: 财会〔2017〕28号, account 2101 three (2); entry 36.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, loan_repaid}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(loan_repaid::voucher(&head, Fen::from_yuan(5000), Fen::from_yuan(50))?.to_string(), "\
//! 借 2101 借入款项 5000.00
//! 借 5401 其他支出—借款利息 50.00
//! 贷 1003 财政专户存款 5050.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one repayment.
pub fn voucher(head: &Head<'_>, principal: Fen, interest: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::LoanRepaid,
        vec![
            Line::debit(Account::Loans, principal),
            Line::debit(Account::OtherExpense, interest).detail(Detail::LoanInterest),
            Line::credit(Account::SpecialDeposit, principal + interest),
        ],
    )
}
