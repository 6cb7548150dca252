//! 结算净额支付: a batch in which more is set off than pensions are paid. What heirs or leavers get, and
//! what it gives back to each payer, in one voucher; the payment account pays the difference.
//!
//! Debit 5001 社会保险待遇支出: 个人账户—一次性支出, 丧葬补助金 and what is positive of pensions; credit 5001
//! the sub-accounts and levels whose overpayment is set off, and 1004 支出户存款 for what leaves.
//! Basis: 财会〔2017〕28号, account 5001 three (1) and (2); entries 13, 14 and 16.
//!
//! ```
//! use base::{ByLevel, Fen, Level};
//! use shebao_ledger::{Fund, templates::{Head, PensionTotals, settled_net}};
//! let head = Head::new(Fund::Resident, base::parse_date("2019-03-25")?, "");
//! let set_off = PensionTotals { base: ByLevel::only(Level::Central, Fen::from_yuan(-88)), account: Fen::ZERO };
//! let funeral = ByLevel::only(Level::Province, Fen::from_yuan(600));
//! assert_eq!(settled_net::voucher(&head, &set_off, funeral, Fen::from_yuan(812))?.to_string(), "\
//! 借 5001 社会保险待遇支出—丧葬补助金—省级 600.00
//! 借 5001 社会保险待遇支出—个人账户养老金—一次性支出 812.00
//! 贷 5001 社会保险待遇支出—基础养老金—中央 88.00
//! 贷 1004 支出户存款 1324.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use base::{ByLevel, Fen};

use super::{Head, PensionTotals, TemplateName};
use crate::{Account, Detail, Line, Voucher, VoucherError};

/// The voucher of one batch; `pensions` may be negative where a set-off exceeds them.
pub fn voucher(
    head: &Head<'_>,
    pensions: &PensionTotals,
    funeral: ByLevel,
    balance: Fen,
) -> Result<Voucher, VoucherError> {
    let of_sign = |sign: fn(Fen) -> Fen| PensionTotals {
        base: ByLevel::new(base::Level::ALL.map(|level| sign(pensions.base[level]))),
        account: sign(pensions.account),
    };
    let (paid, set_off) = (of_sign(|fen| fen.max(Fen::ZERO)), of_sign(|fen| (-fen).max(Fen::ZERO)));
    let once = head.benefit(Detail::AccountLumpSum, Detail::InstitutionAccountLumpSum);
    let grant = head.benefit(Detail::FuneralGrant, Detail::InstitutionFuneral);
    let mut lines = paid.lines(head, Line::debit);
    lines.extend(funeral.iter().map(|(level, fen)| Line::debit(Account::Benefits, fen).detail(grant).level(level)));
    lines.push(Line::debit(Account::Benefits, balance).detail(once));
    lines.extend(set_off.lines(head, Line::credit));
    lines.push(Line::credit(Account::PaymentDeposit, pensions.total() + funeral.total() + balance));
    head.voucher(TemplateName::SettledNet, lines)
}
