//! 委托投资收益: the notice of what the pooled money gained or lost, this fund's part and that of funds below it.
//!
//! Gain: debit 1101 暂付款—委托上级投资—投资收益; credit 4202 委托投资收益 (own), 2001 暂收款—下级归集委托投资—投资收益. A loss
//! goes the other way; 4202 may stand on the debit side before the close.
//! Basis: 财会〔2017〕28号, account 4202 three; entry 27.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, templates::{Head, investment_gain::{self, Turn}}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-12-31")?, "");
//! assert_eq!(investment_gain::voucher(&head, Turn::Loss, Fen::from_yuan(70), Fen::from_yuan(30))?.to_string(), "\
//! 借 4202 委托投资收益 70.00
//! 借 2001 暂收款—下级归集委托投资—投资收益 30.00
//! 贷 1101 暂付款—委托上级投资—投资收益 100.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, Side, Voucher, VoucherError};

/// Which way it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// 收益
    Gain,
    /// 亏损
    Loss,
}

/// The voucher of one notice.
pub fn voucher(head: &Head<'_>, turn: Turn, own: Fen, lower: Fen) -> Result<Voucher, VoucherError> {
    let earned = if turn == Turn::Gain { Side::Credit } else { Side::Debit };
    let held = Line::on(earned.opposite(), Account::Advances, own + lower).detail(Detail::UpperInvestmentGain);
    let parts = [
        Line::on(earned, Account::InvestmentGain, own),
        Line::on(earned, Account::TemporaryReceipts, lower).detail(Detail::LowerInvestmentGain),
    ];
    let lines = match turn {
        Turn::Gain => [vec![held], parts.to_vec()].concat(),
        Turn::Loss => [parts.to_vec(), vec![held]].concat(),
    };
    head.voucher(TemplateName::InvestmentGain, lines)
}
