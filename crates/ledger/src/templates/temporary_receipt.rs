//! 暂收款: money has arrived and nobody knows yet what for (待认领来款), or it is to be passed on.
//!
//! Debit 1002, 1003 or 1004; credit 2001 暂收款—待认领来款 or —其他暂收.
//! Basis: 财会〔2017〕28号, account 2001 three (5); entry 32.
//!
//! ```
//! use base::Fen;
//! use shebao_ledger::{Deposit, Fund, templates::{Head, temporary_receipt::{self, Waiting}}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-01-15")?, "");
//! assert_eq!(temporary_receipt::voucher(&head, Deposit::Special, Waiting::Unclaimed, Fen::from_yuan(800))?.to_string(), "\
//! 借 1003 财政专户存款 800.00
//! 贷 2001 暂收款—待认领来款 800.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::Fen;

use super::{Head, TemplateName, only};
use crate::{Account, Deposit, Detail, Line, Voucher, VoucherError};

/// What a temporary receipt waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// To be claimed (来款认领).
    Unclaimed,
    /// To be passed on or sent back.
    Other,
}

impl Waiting {
    /// The sub-account of 2001.
    pub const fn detail(self) -> Detail {
        match self {
            Waiting::Unclaimed => Detail::UnclaimedReceipt,
            Waiting::Other => Detail::OtherTemporaryReceipt,
        }
    }
}

/// The voucher of one receipt.
pub fn voucher(head: &Head<'_>, into: Deposit, waiting: Waiting, amount: Fen) -> Result<Voucher, VoucherError> {
    let template = TemplateName::TemporaryReceipt;
    only(template, into, &[Deposit::Special, Deposit::Income, Deposit::Payment])?;
    let owed = Line::credit(Account::TemporaryReceipts, amount).detail(waiting.detail());
    head.voucher(template, vec![Line::debit(into.account(), amount), owed])
}
