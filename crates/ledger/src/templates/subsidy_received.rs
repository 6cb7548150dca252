//! 收到财政补贴: a government's subsidy has arrived in the special fiscal account.
//!
//! Debit 1003 财政专户存款; credit 4101 财政补贴收入 by purpose and level.
//! Basis: 财会〔2017〕28号, account 4101 three (1); entry 7. The year the subsidy is meant for is
//! an attribute of its document, not the date of the booking (cash basis).
//!
//! ```
//! use base::{ByLevel, Fen};
//! use shebao_ledger::{Fund, Purpose, templates::{Head, subsidy_received}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-10")?, "");
//! let levels = ByLevel::new([Fen::from_yuan(1500), Fen::ZERO, Fen::ZERO, Fen::from_yuan(300)]);
//! assert_eq!(subsidy_received::voucher(&head, &[(Purpose::BasePension, levels)])?.to_string(), "\
//! 借 1003 财政专户存款 1800.00
//! 贷 4101 财政补贴收入—基础养老金—中央 1500.00
//! 贷 4101 财政补贴收入—基础养老金—县级 300.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::{ByLevel, Fen};

use super::{Head, TemplateName};
use crate::{Account, Line, Purpose, Voucher, VoucherError};

/// The voucher of one receipt, which may carry several purposes and levels.
pub fn voucher(head: &Head<'_>, parts: &[(Purpose, ByLevel)]) -> Result<Voucher, VoucherError> {
    let total: Fen = parts.iter().map(|(_, levels)| levels.total()).sum();
    let mut lines = vec![Line::debit(Account::SpecialDeposit, total)];
    for (purpose, levels) in parts {
        let credit = |(level, fen)| Line::credit(Account::Subsidies, fen).detail(purpose.detail()).level(level);
        lines.extend(levels.iter().map(credit));
    }
    head.voucher(TemplateName::SubsidyReceived, lines)
}
