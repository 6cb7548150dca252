//! 委托投资利息: the notice of interest on money pooled upwards, this fund's part and what belongs to funds below it.
//!
//! Debit 1101 暂付款—委托上级投资—利息; credit 4201 利息收入—存款利息 (own), 2001 暂收款—下级归集委托投资—利息.
//! Basis: 财会〔2017〕28号, account 1101 three (1); entry 26.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, investment_interest}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(investment_interest::voucher(&head, Fen::from_yuan(70), Fen::from_yuan(30))?.to_string(), "\
//! 借 1101 暂付款—委托上级投资—利息 100.00
//! 贷 4201 利息收入—存款利息 70.00
//! 贷 2001 暂收款—下级归集委托投资—利息 30.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one notice.
pub fn voucher(head: &Head<'_>, own: Fen, lower: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::InvestmentInterest,
        vec![
            Line::debit(Account::Advances, own + lower).detail(Detail::UpperInvestmentInterest),
            Line::credit(Account::Interest, own).detail(Detail::DepositInterest),
            Line::credit(Account::TemporaryReceipts, lower).detail(Detail::LowerInvestmentInterest),
        ],
    )
}
