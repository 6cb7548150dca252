//! 购买国债: treasury bonds at cost.
//!
//! Debit 1201 债券投资; credit 1003 财政专户存款.
//! Basis: 财会〔2017〕28号, account 1201 three (1); entry 29.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, bond_bought}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(bond_bought::voucher(&head, Fen::from_yuan(5000))?.to_string(), "\
//! 借 1201 债券投资 5000.00
//! 贷 1003 财政专户存款 5000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one purchase.
pub fn voucher(head: &Head<'_>, cost: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::BondBought,
        vec![Line::debit(Account::Bonds, cost), Line::credit(Account::SpecialDeposit, cost)],
    )
}
