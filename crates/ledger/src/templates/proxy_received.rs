//! 收到代缴资金: governments have paid premiums in the stead of insured persons (重度残疾、低保、特困…).
//!
//! Debit 1003 财政专户存款 or 1002 收入户存款; credit 4001 社会保险费收入—代缴 by level: it is
//! premium income, not a subsidy.
//! Basis: 财会〔2017〕28号, account 4001 one (其他资金〔含财政资金〕代参保对象缴纳); entry 6.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Deposit, Fund, templates::{Head, proxy_received}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-10")?, "");
//! let levels = ByLevel::only(Level::County, Fen::from_yuan(20_000));
//! assert_eq!(proxy_received::voucher(&head, Deposit::Special, levels)?.to_string(), "\
//! 借 1003 财政专户存款 20000.00
//! 贷 4001 社会保险费收入—代缴—县级 20000.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::ByLevel;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// The voucher of one receipt into the special account or the income account.
pub fn voucher(head: &Head<'_>, into: Deposit, levels: ByLevel) -> Result<Voucher, VoucherError> {
    let template = TemplateName::ProxyReceived;
    only(template, into, &[Deposit::Special, Deposit::Income])?;
    let credit = |(level, fen)| Line::credit(Account::Premiums, fen).detail(Detail::ProxyPremium).level(level);
    let mut lines = vec![Line::debit(into.account(), levels.total())];
    lines.extend(levels.iter().map(credit));
    head.voucher(template, lines)
}
