//! 国债兑付: treasury bonds are redeemed with their interest.
//!
//! Debit 1003 财政专户存款; credit 1201 债券投资 (cost), 4201 利息收入—债券利息.
//! Basis: 财会〔2017〕28号, account 1201 three (2); entry 29.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, bond_redeemed}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(bond_redeemed::voucher(&head, Fen::from_yuan(5000), Fen::from_yuan(200))?.to_string(), "\
//! 借 1003 财政专户存款 5200.00
//! 贷 1201 债券投资 5000.00
//! 贷 4201 利息收入—债券利息 200.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one redemption.
pub fn voucher(head: &Head<'_>, cost: Fen, interest: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::BondRedeemed,
        vec![
            Line::debit(Account::SpecialDeposit, cost + interest),
            Line::credit(Account::Bonds, cost),
            Line::credit(Account::Interest, interest).detail(Detail::BondInterest),
        ],
    )
}
