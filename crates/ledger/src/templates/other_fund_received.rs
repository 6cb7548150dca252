//! 上下级基金来款: money from the fund above or from a fund below.
//!
//! Debit 1003 财政专户存款, 1002 收入户存款 or 1004 支出户存款; credit 4401 上级补助收入 or 4402 下级上解收入.
//! Basis: 财会〔2017〕28号, accounts 4401 three (1), 4402 three (1); entry 30.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, other_fund_received, OtherFund}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(other_fund_received::voucher(&head, OtherFund::Upper, Deposit::Special, Fen::from_yuan(800))?.to_string(), "\
//! 借 1003 财政专户存款 800.00
//! 贷 4401 上级补助收入 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, OtherFund, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, with: OtherFund, place: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::OtherFundReceived;
    only(template, place, &[Deposit::Special, Deposit::Income, Deposit::Payment])?;
    let account = match with {
        OtherFund::Upper => Account::FromUpperFund,
        OtherFund::Lower => Account::FromLowerFund,
    };
    head.voucher(template, vec![Line::debit(place.account(), amount), Line::credit(account, amount)])
}
