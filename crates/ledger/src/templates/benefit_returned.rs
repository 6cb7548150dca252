//! 银行退回待遇: the bank sends back payments that could not be credited; they are still owed.
//!
//! Debit 1004 支出户存款; credit 2001 暂收款—待发退回待遇, one line per payee.
//! Basis: 财会〔2017〕28号, account 1004 three (1) (原渠道退回), account 2001 two (by counterparty)
//! and three (5); entry 15. The expense stands: the due is still owed, and business counts it
//! as one due with a failed disbursement. A benefit that is *not* owed is
//! `overpaid_recovered_same_year`.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Fund, PartyId, templates::{Head, benefit_returned}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-28")?, "");
//! let returned = [(PartyId(7), Fen::new(10_300)), (PartyId(9), Fen::new(20_650))];
//! assert_eq!(benefit_returned::voucher(&head, &returned)?.to_string(), "\
//! 借 1004 支出户存款 309.50
//! 贷 2001 暂收款—待发退回待遇 103.00
//! 贷 2001 暂收款—待发退回待遇 206.50");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName};
use crate::{Account, Detail, Line, PartyId, Voucher, VoucherError};

/// The voucher of one return file.
pub fn voucher(head: &Head<'_>, returned: &[(PartyId, Fen)]) -> Result<Voucher, VoucherError> {
    let total: Fen = returned.iter().map(|(_, fen)| *fen).sum();
    let owed = |(party, fen): &(PartyId, Fen)| {
        Line::credit(Account::TemporaryReceipts, *fen).detail(Detail::ReturnedBenefit).party(*party)
    };
    let mut lines = vec![Line::debit(Account::PaymentDeposit, total)];
    lines.extend(returned.iter().map(owed));
    head.voucher(TemplateName::BenefitReturned, lines)
}
