//! 退回待遇重新发放: returned payments leave the payment account again.
//!
//! Debit 2001 暂收款—待发退回待遇, one line per payee; credit 1004 支出户存款.
//! Basis: 财会〔2017〕28号, account 2001 three (5) (偿付或结清暂收款项); entry 32.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, PartyId, templates::{Head, returned_reissued}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-30")?, "");
//! assert_eq!(returned_reissued::voucher(&head, &[(PartyId(7), Fen::new(10_300))])?.to_string(), "\
//! 借 2001 暂收款—待发退回待遇 103.00
//! 贷 1004 支出户存款 103.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, PartyId, Voucher, VoucherError};

/// The voucher of one reissue batch.
pub fn voucher(head: &Head<'_>, reissued: &[(PartyId, Fen)]) -> Result<Voucher, VoucherError> {
    let total: Fen = reissued.iter().map(|(_, fen)| *fen).sum();
    let settled = |(party, fen): &(PartyId, Fen)| {
        Line::debit(Account::TemporaryReceipts, *fen).detail(Detail::ReturnedBenefit).party(*party)
    };
    let mut lines: Vec<Line> = reissued.iter().map(settled).collect();
    lines.push(Line::credit(Account::PaymentDeposit, total));
    head.voucher(TemplateName::ReturnedReissued, lines)
}
