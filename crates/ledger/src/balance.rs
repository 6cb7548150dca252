//! Trial balance (科目余额表): opening, debit, credit and closing of every account in a period.

use std::collections::BTreeMap;

use base::{Fen, Month};

use crate::{Account, Detail, Element, Fund, Posted, Side, TemplateName};

/// One account's movement. Opening and closing are debit-positive; see [`Balance::on_side`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Balance before the period, debit positive.
    pub opening: Fen,
    /// 借方发生额
    pub debit: Fen,
    /// 贷方发生额
    pub credit: Fen,
}

impl Balance {
    /// Balance after the period, debit positive.
    pub fn closing(&self) -> Fen {
        self.opening + self.debit - self.credit
    }

    /// A debit-positive amount as it reads on the given side.
    pub fn on_side(side: Side, debit_positive: Fen) -> Fen {
        if side == Side::Debit { debit_positive } else { -debit_positive }
    }

    fn add(&mut self, other: Balance) {
        self.opening += other.opening;
        self.debit += other.debit;
        self.credit += other.credit;
    }
}

/// A printed row: balances on the account's normal side, negative when on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialRow {
    /// The account.
    pub account: Account,
    /// The sub-account; `None` on the account's own row.
    pub detail: Option<Detail>,
    /// 期初余额
    pub opening: Fen,
    /// 借方发生额
    pub debit: Fen,
    /// 贷方发生额
    pub credit: Fen,
    /// 期末余额
    pub closing: Fen,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// 提示: may be right, someone must look.
    Warning,
    /// 错误: the books are wrong or not finished.
    Error,
}

/// What a check found, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Warning or error.
    pub severity: Severity,
    /// The finding in Chinese.
    pub message: String,
}

impl Finding {
    pub(crate) fn error(message: String) -> Finding {
        Finding { severity: Severity::Error, message }
    }

    pub(crate) fn warning(message: String) -> Finding {
        Finding { severity: Severity::Warning, message }
    }
}

/// The trial balance of one fund over a range of months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    fund: Fund,
    from: Month,
    to: Month,
    /// What the close of the last month moved; zero before the close and after its reversal.
    closing: Fen,
    balances: BTreeMap<(Account, Option<Detail>), Balance>,
}

impl TrialBalance {
    /// One month's trial balance. `posted` are all lines of the fund, in any order, summed or not;
    /// those of later months are left out.
    pub fn month(fund: Fund, month: Month, posted: impl IntoIterator<Item = Posted>) -> TrialBalance {
        TrialBalance::between(fund, month, month, posted)
    }

    /// The trial balance over the months `from` to `to`, both included. Opening vouchers
    /// (期初余额) count as opening even when dated within the period.
    pub fn between(fund: Fund, from: Month, to: Month, posted: impl IntoIterator<Item = Posted>) -> TrialBalance {
        let mut balances: BTreeMap<(Account, Option<Detail>), Balance> = BTreeMap::new();
        let mut closing = Fen::ZERO;
        for p in posted.into_iter().filter(|p| p.month <= to) {
            let balance = balances.entry((p.account, p.detail)).or_default();
            if p.month < from || p.template == TemplateName::OpeningBalances {
                balance.opening += Balance::on_side(p.side, p.amount);
            } else if p.side == Side::Debit {
                balance.debit += p.amount;
            } else {
                balance.credit += p.amount;
            }
            if p.month == to && p.template == TemplateName::PeriodClose && p.side == Side::Debit {
                closing += p.amount;
            }
        }
        TrialBalance { fund, from, to, closing, balances }
    }

    /// The fund.
    pub fn fund(&self) -> Fund {
        self.fund
    }

    /// First and last month.
    pub fn period(&self) -> (Month, Month) {
        (self.from, self.to)
    }

    /// An account with all its sub-accounts.
    pub fn account(&self, account: Account) -> Balance {
        self.sum(|(a, _)| *a == account)
    }

    /// One sub-account.
    pub fn detail(&self, detail: Detail) -> Balance {
        self.sum(|(_, d)| *d == Some(detail))
    }

    /// All accounts of an element.
    pub fn element(&self, element: Element) -> Balance {
        self.sum(|(a, _)| a.element() == element)
    }

    /// Everything: its opening and closing are zero and its debit equals its credit.
    pub fn total(&self) -> Balance {
        self.sum(|_| true)
    }

    fn sum(&self, wanted: impl Fn(&(Account, Option<Detail>)) -> bool) -> Balance {
        let mut sum = Balance::default();
        for (_, balance) in self.balances.iter().filter(|(key, _)| wanted(key)) {
            sum.add(*balance);
        }
        sum
    }

    /// The rows to print: each account that has any figure, followed by its sub-accounts.
    pub fn rows(&self) -> Vec<TrialRow> {
        let mut rows = Vec::new();
        for account in Account::ALL.iter().copied() {
            let of_account = self.balances.iter().filter(|((a, _), _)| *a == account);
            let details: Vec<TrialRow> =
                of_account.filter_map(|((_, d), b)| d.map(|d| row(account, Some(d), b))).collect();
            let own = self.account(account);
            if own != Balance::default() || !details.is_empty() {
                rows.push(row(account, None, &own));
                rows.extend(details);
            }
        }
        rows
    }

    /// What is wrong with the period, and what someone should look at. Empty when all is well.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = self.check_balanced();
        findings.extend(self.check_deposits());
        findings.extend(self.check_closed());
        findings
    }

    /// True when every column balances (I1 of the invariants).
    pub fn is_balanced(&self) -> bool {
        self.check_balanced().is_empty()
    }

    fn check_balanced(&self) -> Vec<Finding> {
        let total = self.total();
        let mut findings = Vec::new();
        if !total.opening.is_zero() {
            let text = format!("{} 期初余额借贷不平，相差 {} 元，请核对期初凭证和以前月份", self.from, total.opening);
            findings.push(Finding::error(text));
        }
        if total.debit != total.credit {
            let text = format!(
                "{} 发生额借贷不平：借方合计 {} 元，贷方合计 {} 元，请逐张核对本期凭证",
                self.title(),
                total.debit,
                total.credit
            );
            findings.push(Finding::error(text));
        }
        findings
    }

    fn check_deposits(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for account in [Account::IncomeDeposit, Account::TreasuryDeposit] {
            let closing = self.account(account).closing();
            if closing > Fen::ZERO {
                findings.push(Finding::warning(format!(
                    "“{account}”{}末余额 {closing} 元，一般应划转财政专户后无余额，请核对是否漏记划转",
                    self.to
                )));
            }
        }
        let holds_money = |a: &Account| a.code() < "1101";
        for account in Account::ALL.iter().copied().filter(holds_money) {
            let closing = self.account(account).closing();
            if closing.is_negative() {
                findings.push(Finding::error(format!(
                    "“{account}”{}末余额为负（{closing} 元），存款不可能为负，请核对是否漏记收款或重记付款",
                    self.to
                )));
            }
        }
        findings
    }

    /// After the period's close no income or expense account carries a balance (part three, 4001 four).
    fn check_closed(&self) -> Vec<Finding> {
        if self.closing.is_zero() {
            return Vec::new();
        }
        let open = self.balances.iter().filter(|((a, _), b)| a.is_closed_each_period() && !b.closing().is_zero());
        open.map(|((account, detail), balance)| {
            let name = detail.map(|d| format!("—{d}")).unwrap_or_default();
            let closing = Balance::on_side(account.normal_side(), balance.closing());
            Finding::error(format!(
                "{} 已结转，但“{account}{name}”仍有余额 {closing} 元，请冲销结转凭证后重新结转",
                self.to
            ))
        })
        .collect()
    }

    fn title(&self) -> String {
        if self.from == self.to { self.to.to_string() } else { format!("{} 至 {}", self.from, self.to) }
    }
}

fn row(account: Account, detail: Option<Detail>, balance: &Balance) -> TrialRow {
    let side = account.normal_side();
    TrialRow {
        account,
        detail,
        opening: Balance::on_side(side, balance.opening),
        debit: balance.debit,
        credit: balance.credit,
        closing: Balance::on_side(side, balance.closing()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(account: Account, side: Side, fen: i64) -> Posted {
        let month = "2019-01".parse().unwrap();
        let template = TemplateName::Interest;
        Posted { month, template, account, detail: None, level: None, side, amount: Fen::new(fen) }
    }

    fn january(lines: &[Posted]) -> TrialBalance {
        TrialBalance::month(Fund::Resident, "2019-01".parse().unwrap(), lines.iter().copied())
    }

    #[test]
    fn a_lost_line_is_found() {
        let whole = [posted(Account::SpecialDeposit, Side::Debit, 100), posted(Account::Interest, Side::Credit, 100)];
        assert_eq!(january(&whole).check(), []);
        let found = january(&whole[..1]).check();
        assert_eq!(found[0].message, "2019-01 发生额借贷不平：借方合计 1.00 元，贷方合计 0.00 元，请逐张核对本期凭证");
    }

    #[test]
    fn money_left_in_the_income_account_is_a_warning_and_a_negative_one_an_error() {
        let left =
            january(&[posted(Account::IncomeDeposit, Side::Debit, 1), posted(Account::OtherIncome, Side::Credit, 1)]);
        assert_eq!(left.check().iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Warning]);
        let negative =
            january(&[posted(Account::PaymentDeposit, Side::Credit, 1), posted(Account::Benefits, Side::Debit, 1)]);
        assert_eq!(negative.check().iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Error]);
    }

    #[test]
    fn a_close_that_forgets_an_account_is_found() {
        let close = Posted { template: TemplateName::PeriodClose, ..posted(Account::Balance, Side::Credit, 100) };
        let lines = [
            posted(Account::SpecialDeposit, Side::Debit, 130),
            posted(Account::Interest, Side::Credit, 130),
            Posted { account: Account::Interest, side: Side::Debit, ..close },
            close,
        ];
        let found = january(&lines).check();
        assert_eq!(found[0].message, "2019-01 已结转，但“4201 利息收入”仍有余额 0.30 元，请冲销结转凭证后重新结转");
    }
}
