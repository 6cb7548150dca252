//! 经办机构收费: premiums that no tax bureau collected, into the income account, or straight into the special account.
//!
//! Debit 1002 收入户存款 or 1003 财政专户存款; credit 4001 社会保险费收入 by kind.
//! Basis: 财会〔2017〕28号, account 4001 three (1); entries 1 and 4.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, premiums_collected, Premiums}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(premiums_collected::voucher(&head, Deposit::Income, Premiums { current: Fen::from_yuan(300), ..Premiums::default() })?.to_string(), "\
//! 借 1002 收入户存款 300.00
//! 贷 4001 社会保险费收入—当期 300.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Head, Premiums, TemplateName, only};
use crate::{Deposit, Line, Voucher, VoucherError};

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, into: Deposit, premiums: Premiums) -> Result<Voucher, VoucherError> {
    let template = TemplateName::PremiumsCollected;
    only(template, into, &[Deposit::Income, Deposit::Special])?;
    let mut lines = vec![Line::debit(into.account(), premiums.total())];
    lines.extend(premiums.lines(Line::credit));
    head.voucher(template, lines)
}
