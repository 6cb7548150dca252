//! 追回以前年度多发待遇: a benefit of an earlier year comes back; that year's expense is closed,
//! so it is income of this one.
//!
//! Debit 1002 收入户存款 or 1003 财政专户存款; credit 4501 其他收入—跨年度退回待遇.
//! Basis: 财会〔2017〕28号, account 4501 three (1); entry 17.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, overpaid_recovered_earlier_year}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(overpaid_recovered_earlier_year::voucher(&head, Deposit::Income, Fen::from_yuan(900))?.to_string(), "\
//! 借 1002 收入户存款 900.00
//! 贷 4501 其他收入—跨年度退回待遇 900.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// The voucher of one receipt into the income account or the special account.
pub fn voucher(head: &Head<'_>, into: Deposit, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::OverpaidRecoveredEarlierYear;
    only(template, into, &[Deposit::Special, Deposit::Income])?;
    head.voucher(
        template,
        vec![
            Line::debit(into.account(), amount),
            Line::credit(Account::OtherIncome, amount).detail(Detail::EarlierYearBenefit),
        ],
    )
}
