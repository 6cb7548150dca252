//! 税务征收入库: the tax bureau has paid premiums into the treasury.
//!
//! Debit 1005 国库存款; credit 4001 社会保险费收入 by kind of premium.
//! Basis: 财会〔2017〕28号, account 1005 two (1), account 4001 three (1); entry 2.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, Premiums, tax_to_treasury}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-20")?, "");
//! let premiums = Premiums { current: Fen::from_yuan(990), late: Fen::from_yuan(10), ..Premiums::default() };
//! assert_eq!(tax_to_treasury::voucher(&head, premiums)?.to_string(), "\
//! 借 1005 国库存款 1000.00
//! 贷 4001 社会保险费收入—当期 990.00
//! 贷 4001 社会保险费收入—补缴 10.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, Premiums, TemplateName};
use crate::{Account, Line, Voucher, VoucherError};

/// The voucher of one treasury receipt.
pub fn voucher(head: &Head<'_>, premiums: Premiums) -> Result<Voucher, VoucherError> {
    let mut lines = vec![Line::debit(Account::TreasuryDeposit, premiums.total())];
    lines.extend(premiums.lines(Line::credit));
    head.voucher(TemplateName::TaxToTreasury, lines)
}
