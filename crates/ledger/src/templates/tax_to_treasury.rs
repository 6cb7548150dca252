//! 税务征收入库: the tax bureau has paid premiums into the treasury.
//!
//! Debit 1005 国库存款; credit 4001 社会保险费收入 by kind of premium.
//! Basis: 财会〔2017〕28号, account 1005 two (1), account 4001 three (1); entry 2.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, tax_to_treasury::{self, Premiums}}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-20")?, "");
//! let premiums = Premiums { current: Fen::from_yuan(990), late: Fen::from_yuan(10), ..Premiums::default() };
//! assert_eq!(tax_to_treasury::voucher(&head, premiums)?.to_string(), "\
//! 借 1005 国库存款 1000.00
//! 贷 4001 社会保险费收入—当期 990.00
//! 贷 4001 社会保险费收入—补缴 10.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// Premiums by kind (4001 two).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Premiums {
    /// 当期: for the current period.
    pub current: Fen,
    /// 预缴: for later periods.
    pub prepaid: Fen,
    /// 清欠: arrears collected.
    pub cleared: Fen,
    /// 补缴: supplementary payments for earlier years.
    pub late: Fen,
}

/// The voucher of one treasury receipt.
pub fn voucher(head: &Head<'_>, premiums: Premiums) -> Result<Voucher, VoucherError> {
    let Premiums { current, prepaid, cleared, late } = premiums;
    let credit = |detail, amount| Line::credit(Account::Premiums, amount).detail(detail);
    head.voucher(
        TemplateName::TaxToTreasury,
        vec![
            Line::debit(Account::TreasuryDeposit, current + prepaid + cleared + late),
            credit(Detail::CurrentPremium, current),
            credit(Detail::PrepaidPremium, prepaid),
            credit(Detail::ClearedPremium, cleared),
            credit(Detail::LatePremium, late),
        ],
    )
}
