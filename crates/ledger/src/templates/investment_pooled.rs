//! 归集委托投资: money of a county or city fund is pooled upwards for investment.
//!
//! Debit 1101 暂付款—委托上级投资—本金; credit 1003 财政专户存款.
//! Basis: 财会〔2017〕28号, account 1101 three (1); entry 25.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, investment_pooled}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(investment_pooled::voucher(&head, Fen::from_yuan(5000))?.to_string(), "\
//! 借 1101 暂付款—委托上级投资—本金 5000.00
//! 贷 1003 财政专户存款 5000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one payment upwards.
pub fn voucher(head: &Head<'_>, amount: Fen) -> Result<Voucher, VoucherError> {
    head.voucher(
        TemplateName::InvestmentPooled,
        vec![
            Line::debit(Account::Advances, amount).detail(Detail::UpperInvestmentPrincipal),
            Line::credit(Account::SpecialDeposit, amount),
        ],
    )
}
