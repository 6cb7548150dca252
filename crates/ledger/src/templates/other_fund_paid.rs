//! 上下级基金拨款: money to the fund above or to a fund below.
//!
//! Debit 5301 上解上级支出 or 5302 补助下级支出; credit 1003 财政专户存款, 1002 收入户存款 or 1004 支出户存款.
//! Basis: 财会〔2017〕28号, accounts 5301 three (1), 5302 three (1); entry 31.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, other_fund_paid, OtherFund}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(other_fund_paid::voucher(&head, OtherFund::Upper, Deposit::Special, Fen::from_yuan(800))?.to_string(), "\
//! 借 5301 上解上级支出 800.00
//! 贷 1003 财政专户存款 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, OtherFund, TemplateName, only};
use crate::{Account, Deposit, Line, Voucher, VoucherError};

/// The voucher of one payment.
pub fn voucher(head: &Head<'_>, with: OtherFund, place: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::OtherFundPaid;
    only(template, place, &[Deposit::Special, Deposit::Income, Deposit::Payment])?;
    let account = match with {
        OtherFund::Upper => Account::ToUpperFund,
        OtherFund::Lower => Account::ToLowerFund,
    };
    head.voucher(template, vec![Line::debit(account, amount), Line::credit(place.account(), amount)])
}
