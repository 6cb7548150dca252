//! 收回委托投资: pooled money comes back with its interest and gain.
//!
//! Debit 1003 财政专户存款; credit 1101 暂付款—委托上级投资—本金, 利息, 投资收益.
//! Basis: 财会〔2017〕28号, account 1101 three (1); entry 28.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, investment_returned}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(investment_returned::voucher(&head, Fen::from_yuan(5000), Fen::from_yuan(100), Fen::from_yuan(20))?.to_string(), "\
//! 借 1003 财政专户存款 5120.00
//! 贷 1101 暂付款—委托上级投资—本金 5000.00
//! 贷 1101 暂付款—委托上级投资—利息 100.00
//! 贷 1101 暂付款—委托上级投资—投资收益 20.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one return.
pub fn voucher(head: &Head<'_>, principal: Fen, interest: Fen, gain: Fen) -> Result<Voucher, VoucherError> {
    let part = |amount, detail| Line::credit(Account::Advances, amount).detail(detail);
    head.voucher(
        TemplateName::InvestmentReturned,
        vec![
            Line::debit(Account::SpecialDeposit, principal + interest + gain),
            part(principal, Detail::UpperInvestmentPrincipal),
            part(interest, Detail::UpperInvestmentInterest),
            part(gain, Detail::UpperInvestmentGain),
        ],
    )
}
