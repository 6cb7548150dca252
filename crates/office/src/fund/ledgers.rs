//! 明细账 and 总账: what happened on each account, voucher by voucher and month by month.

use std::collections::BTreeMap;

use base::{Date, Fen, Month};
use desk::{Look, Unplanned};
use ledger::{Account, Balance, Detail, Side, TemplateName};
use store::Field;

use super::months::book_of;
use super::post::posted_lines;
use super::stored::vouchers;
use crate::tables::FundRow;

/// A line of a ledger. Sums and balances brought forward have no voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Day.
    pub on: Option<Date>,
    /// `记 12`.
    pub voucher: String,
    /// Summary.
    pub summary: String,
    /// Debit.
    pub debit: Fen,
    /// Credit.
    pub credit: Fen,
    /// Balance after it, on the account's normal side.
    pub balance: Fen,
    /// A sum or a balance brought forward.
    pub is_sum: bool,
}

/// 明细账 of an account and sub-account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLedger {
    /// The account.
    pub account: Account,
    /// The sub-account.
    pub detail: Option<Detail>,
    /// Balance brought forward, lines, sums of each month and of the year.
    pub lines: Vec<LedgerLine>,
}

impl AccountLedger {
    /// `5001 社会保险待遇支出—基础养老金`.
    pub fn title(&self) -> String {
        let detail = self.detail.map(|detail| format!("—{detail}")).unwrap_or_default();
        format!("{}{detail}", self.account)
    }

    /// The side on which its balance stands: 借, 贷, or 平 when there is none.
    pub fn side(&self, balance: Fen) -> &'static str {
        let normal = self.account.normal_side();
        match balance {
            Fen::ZERO => "平",
            balance if balance.is_negative() => normal.opposite().title(),
            _ => normal.title(),
        }
    }
}

/// An account and its sub-account.
type Key = (Account, Option<Detail>);

/// Debits and credits of a month or since January.
#[derive(Clone, Copy, Default)]
struct Turnover(Fen, Fen);

/// 明细账 of all accounts from January of the year through a month.
pub fn account_ledgers(look: &mut Look<'_>, fund: &FundRow, through: Month) -> Result<Vec<AccountLedger>, Unplanned> {
    let january = through.plus(1 - i32::from(through.month()));
    let posted = posted_lines(look, fund.id, through)?;
    let opening = |account: Account, detail: Option<Detail>| {
        let here = posted.iter().filter(|p| (p.account, p.detail) == (account, detail));
        let before = here.filter(|p| p.month < january || p.template == TemplateName::OpeningBalances);
        let debit: Fen = before.map(|p| Balance::on_side(p.side, p.amount)).sum();
        Balance::on_side(account.normal_side(), debit)
    };
    let mut keys: Vec<Key> = posted.iter().map(|p| (p.account, p.detail)).collect();
    keys.sort_unstable();
    keys.dedup();
    let range = [january.value(), through.value()];
    let stored = vouchers(look, fund, "v.month >= $2 AND v.month <= $3 AND v.template <> 'opening_balances'", &range)?;
    let mut moved: BTreeMap<Key, Vec<(Month, LedgerLine)>> = BTreeMap::new();
    for (row, voucher) in &stored {
        for line in voucher.lines() {
            let (debit, credit) =
                if line.side == Side::Debit { (line.amount, Fen::ZERO) } else { (Fen::ZERO, line.amount) };
            moved.entry((line.account, line.detail)).or_default().push((
                row.month,
                LedgerLine {
                    on: Some(row.on_date),
                    voucher: format!("记{}", row.number),
                    summary: line.summary.clone(),
                    debit,
                    credit,
                    balance: Fen::ZERO,
                    is_sum: false,
                },
            ));
        }
    }
    let ledgers = keys.into_iter().map(|(account, detail)| AccountLedger {
        account,
        detail,
        lines: with_sums(account, opening(account, detail), moved.remove(&(account, detail)).unwrap_or_default()),
    });
    Ok(ledgers.filter(|l| l.lines.len() > 1 || !l.lines[0].balance.is_zero()).collect())
}

/// The balance brought forward, then each month's lines with 本月合计 and 本年累计.
fn with_sums(account: Account, opening: Fen, lines: Vec<(Month, LedgerLine)>) -> Vec<LedgerLine> {
    let sum = |summary: &str, Turnover(debit, credit), balance| LedgerLine {
        on: None,
        voucher: String::new(),
        summary: summary.to_owned(),
        debit,
        credit,
        balance,
        is_sum: true,
    };
    let mut balance = opening;
    let mut out = vec![sum("上年结转", Turnover::default(), opening)];
    let mut year = Turnover::default();
    for of_month in lines.chunk_by(|a, b| a.0 == b.0) {
        let mut month = Turnover::default();
        for (_, line) in of_month {
            for turnover in [&mut month, &mut year] {
                turnover.0 += line.debit;
                turnover.1 += line.credit;
            }
            balance += Balance::on_side(account.normal_side(), line.debit - line.credit);
            out.push(LedgerLine { balance, ..line.clone() });
        }
        out.push(sum("本月合计", month, balance));
        out.push(sum("本年累计", year, balance));
    }
    out
}

/// A month of an account in the 总账.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralRow {
    /// The account.
    pub account: Account,
    /// The month; `None` is the balance brought forward.
    pub month: Option<Month>,
    /// Debits.
    pub debit: Fen,
    /// Credits.
    pub credit: Fen,
    /// Balance at its end, on the account's normal side.
    pub balance: Fen,
}

/// 总账 of all accounts from January of the year through a month.
pub fn general_ledger(look: &mut Look<'_>, fund: &FundRow, through: Month) -> Result<Vec<GeneralRow>, Unplanned> {
    let posted = posted_lines(look, fund.id, through)?;
    let january = through.plus(1 - i32::from(through.month()));
    let of = |month| ledger::TrialBalance::month(book_of(fund.scheme), month, posted.iter().copied());
    let months: Vec<_> = (0..i32::from(through.month())).map(|n| january.plus(n)).map(|m| (m, of(m))).collect();
    let mut rows = Vec::new();
    for account in Account::ALL {
        let normal = |debit| Balance::on_side(account.normal_side(), debit);
        let of_account: Vec<(Month, Balance)> = months.iter().map(|(m, trial)| (*m, trial.account(*account))).collect();
        if of_account.iter().all(|(_, b)| *b == Balance::default()) {
            continue;
        }
        let opening = of_account.first().map_or(Fen::ZERO, |(_, b)| normal(b.opening));
        rows.push(GeneralRow { account: *account, month: None, debit: Fen::ZERO, credit: Fen::ZERO, balance: opening });
        rows.extend(of_account.iter().map(|(month, b)| GeneralRow {
            account: *account,
            month: Some(*month),
            debit: b.debit,
            credit: b.credit,
            balance: normal(b.closing()),
        }));
    }
    Ok(rows)
}
