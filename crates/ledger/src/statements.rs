//! The two statements: 会社保01表 资产负债表 and 会社保02表 收支表, as values with their rows in
//! the order of the forms (财会〔2017〕28号 parts four and five).

use std::collections::BTreeMap;

use base::{Fen, Month};

use crate::{Account, Balance, Detail, Element, Finding, Fund, Posted, Side, TemplateName, TrialBalance};

/// How a row is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An item.
    Item,
    /// 其中: a part of the item above, not added again.
    OfWhich,
    /// A sum of items.
    Total,
}

/// A row with two columns of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// The row's words on the form.
    pub title: &'static str,
    /// How it is set.
    pub kind: RowKind,
    /// The two columns, in the order of the statement's `COLUMNS`.
    pub columns: [Fen; 2],
}

impl StatementRow {
    /// 其中
    pub fn is_part(&self) -> bool {
        self.kind == RowKind::OfWhich
    }

    /// A sum of items.
    pub fn is_total(&self) -> bool {
        self.kind == RowKind::Total
    }
}

fn item(title: &'static str, columns: [Fen; 2]) -> StatementRow {
    StatementRow { title, kind: RowKind::Item, columns }
}

fn of_which(title: &'static str, columns: [Fen; 2]) -> StatementRow {
    StatementRow { title, kind: RowKind::OfWhich, columns }
}

fn total(title: &'static str, columns: [Fen; 2]) -> StatementRow {
    StatementRow { title, kind: RowKind::Total, columns }
}

fn plus(a: [Fen; 2], b: [Fen; 2]) -> [Fen; 2] {
    [a[0] + b[0], a[1] + b[1]]
}

fn minus(a: [Fen; 2], b: [Fen; 2]) -> [Fen; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn sum_items(rows: &[StatementRow]) -> [Fen; 2] {
    rows.iter().filter(|r| r.kind == RowKind::Item).fold([Fen::ZERO; 2], |sum, r| plus(sum, r.columns))
}

/// 会社保01表 资产负债表 of a county or city fund; columns 年初余额 and 期末余额.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceSheet {
    /// 险种和制度
    pub fund: Fund,
    /// The month whose end it shows.
    pub month: Month,
    /// The left half, ending with 资产总计.
    pub assets: Vec<StatementRow>,
    /// The right half, ending with 负债与净资产总计.
    pub claims: Vec<StatementRow>,
}

impl BalanceSheet {
    /// The column heads.
    pub const COLUMNS: [&'static str; 2] = ["年初余额", "期末余额"];

    /// Draws the sheet from all lines of the fund. It balances once the month is closed; ask
    /// [`check_statements`] before printing.
    pub fn of(fund: Fund, month: Month, posted: impl IntoIterator<Item = Posted>) -> BalanceSheet {
        let year = TrialBalance::between(fund, january(month), month, posted);
        let columns = |side: Side, b: Balance| [Balance::on_side(side, b.opening), Balance::on_side(side, b.closing())];
        let account = |a: Account| item(a.name(), columns(a.normal_side(), year.account(a)));
        let parts = |title, side, details: [Detail; 3]| {
            let sum = details.iter().fold([Fen::ZERO; 2], |sum, d| plus(sum, columns(side, year.detail(*d))));
            of_which(title, sum)
        };
        use Detail as D;
        let upper = [D::UpperInvestmentPrincipal, D::UpperInvestmentInterest, D::UpperInvestmentGain];
        let lower = [D::LowerInvestmentPrincipal, D::LowerInvestmentInterest, D::LowerInvestmentGain];

        let assets = Account::ALL.iter().filter(|a| a.element() == Element::Asset && a.allowed_in(fund));
        let mut left: Vec<StatementRow> = assets.map(|a| account(*a)).collect();
        let after_advances =
            left.iter().position(|r| r.title == Account::Advances.name()).map_or(left.len(), |i| i + 1);
        left.insert(after_advances, parts("其中：委托上级投资", Side::Debit, upper));
        left.push(total("资产总计", sum_items(&left)));

        let liabilities = [
            account(Account::TemporaryReceipts),
            parts("其中：下级归集委托投资", Side::Credit, lower),
            account(Account::Loans),
        ];
        let owed = sum_items(&liabilities);
        let balance = account(Account::Balance);
        let mut claims = liabilities.to_vec();
        claims.push(total("负债合计", owed));
        claims.push(balance);
        claims.push(total("净资产合计", balance.columns));
        claims.push(total("负债与净资产总计", plus(owed, balance.columns)));
        BalanceSheet { fund, month, assets: left, claims }
    }

    /// A row by its words.
    pub fn row(&self, title: &str) -> Option<&StatementRow> {
        self.assets.iter().chain(&self.claims).find(|r| r.title == title)
    }
}

/// 会社保02表 收支表 in its monthly form; columns 本月数 and 本年累计数.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomeStatement {
    /// 险种和制度
    pub fund: Fund,
    /// The month.
    pub month: Month,
    /// All rows in the order of the form.
    pub rows: Vec<StatementRow>,
}

impl IncomeStatement {
    /// The column heads.
    pub const COLUMNS: [&'static str; 2] = ["本月数", "本年累计数"];

    /// Draws the statement from all lines of the fund. Turnover is what the period's facts moved:
    /// the close itself is left out, a red reversal counts with its sign.
    pub fn of(fund: Fund, month: Month, posted: impl IntoIterator<Item = Posted>) -> IncomeStatement {
        let turnover = Turnover::of(month, posted);
        let accounts = |element| {
            let of_fund = Account::ALL.iter().copied().filter(move |a| a.element() == element && a.allowed_in(fund));
            of_fund.map(|a| item(a.name(), turnover.account(a))).collect::<Vec<_>>()
        };
        let income = accounts(Element::Income);
        let mut expense = accounts(Element::Expense);
        let (earned, spent) = (sum_items(&income), sum_items(&expense));
        let after_benefits = expense.iter().position(|r| r.title == Account::Benefits.name()).map_or(0, |i| i + 1);
        expense.splice(after_benefits..after_benefits, turnover.benefit_parts(fund));

        let mut rows = vec![total("一、基金收入", earned)];
        rows.extend(income);
        rows.push(total("二、基金支出", spent));
        rows.extend(expense);
        rows.push(total("三、本期基金结余", minus(earned, spent)));
        IncomeStatement { fund, month, rows }
    }

    /// A row by its words.
    pub fn row(&self, title: &str) -> Option<&StatementRow> {
        self.rows.iter().find(|r| r.title == title)
    }

    /// 本期基金结余: this month's and this year's.
    pub fn surplus(&self) -> [Fen; 2] {
        self.rows.last().map_or([Fen::ZERO; 2], |r| r.columns)
    }
}

/// Debits and credits of the facts, this month and since January.
struct Turnover(Sums);

/// Per account and sub-account: (debit, credit) of the month and of the year.
type Sums = BTreeMap<(Account, Option<Detail>), [(Fen, Fen); 2]>;

impl Turnover {
    fn of(month: Month, posted: impl IntoIterator<Item = Posted>) -> Turnover {
        let mut sums = Sums::new();
        let is_fact = |p: &Posted| !matches!(p.template, TemplateName::PeriodClose | TemplateName::OpeningBalances);
        let this_year = |p: &Posted| (january(month)..=month).contains(&p.month);
        for p in posted.into_iter().filter(|p| is_fact(p) && this_year(p)) {
            let columns = sums.entry((p.account, p.detail)).or_default();
            let first = if p.month == month { 0 } else { 1 };
            for (debit, credit) in &mut columns[first..] {
                if p.side == Side::Debit { *debit += p.amount } else { *credit += p.amount }
            }
        }
        Turnover(sums)
    }

    fn sum(&self, rule: Rule, wanted: impl Fn(&(Account, Option<Detail>)) -> bool) -> [Fen; 2] {
        let rows = self.0.iter().filter(|(key, _)| wanted(key));
        rows.fold([Fen::ZERO; 2], |sum, (_, columns)| plus(sum, columns.map(|c| rule.apply(c))))
    }

    fn account(&self, account: Account) -> [Fen; 2] {
        self.sum(Rule::of(account), |(a, _)| *a == account)
    }

    /// The 其中 rows under 社会保险待遇支出, each a sub-account with everything below it.
    fn benefit_parts(&self, fund: Fund) -> Vec<StatementRow> {
        let parts: [(&str, &str); 3] = match fund {
            Fund::Resident => {
                [("其中：基础养老金", "5001.01"), ("个人账户养老金", "5001.02"), ("丧葬补助金", "5001.03")]
            }
            Fund::Institution => {
                [("其中：基本养老金", "5001.11"), ("丧葬补助金和抚恤金", "5001.12"), ("病残津贴", "5001.13")]
            }
        };
        let below =
            |prefix: &str| self.sum(Rule::DebitLessCredit, |(_, d)| d.is_some_and(|d| d.code().starts_with(prefix)));
        parts.map(|(title, prefix)| of_which(title, below(prefix))).to_vec()
    }
}

/// How a row is filled from an account's turnovers (part five, 2 (2)).
#[derive(Clone, Copy)]
enum Rule {
    CreditLessDebit,
    Credit,
    DebitLessCredit,
    Debit,
}

impl Rule {
    fn of(account: Account) -> Rule {
        match account {
            Account::Premiums | Account::TransfersIn | Account::InvestmentGain => Rule::CreditLessDebit,
            Account::Benefits | Account::TransfersOut => Rule::DebitLessCredit,
            _ if account.element() == Element::Income => Rule::Credit,
            _ => Rule::Debit,
        }
    }

    fn apply(self, (debit, credit): (Fen, Fen)) -> Fen {
        match self {
            Rule::CreditLessDebit => credit - debit,
            Rule::Credit => credit,
            Rule::DebitLessCredit => debit - credit,
            Rule::Debit => debit,
        }
    }
}

fn january(month: Month) -> Month {
    month.plus(1 - i32::from(month.month()))
}

/// What keeps the statements of a month from being true; empty when they may be printed.
///
/// The month must be closed; 资产总计 = 负债与净资产总计; the change of 3001 over the month and over
/// the year = 基金收入 − 基金支出; Δassets − Δliabilities = Δ3001.
pub fn check_statements(fund: Fund, month: Month, posted: &[Posted]) -> Vec<Finding> {
    let lines = || posted.iter().copied();
    let year = TrialBalance::between(fund, january(month), month, lines());
    let mut findings: Vec<Finding> =
        year.check().into_iter().filter(|f| f.severity == crate::Severity::Error).collect();
    let open = |e: Element| !year.element(e).closing().is_zero();
    if open(Element::Income) || open(Element::Expense) {
        findings.push(Finding::error(format!("{month} 尚未期末结转，报表不能出具，请先做期末结转")));
        return findings;
    }
    let sheet = BalanceSheet::of(fund, month, lines());
    let [_, assets] = sheet.row("资产总计").map_or([Fen::ZERO; 2], |r| r.columns);
    let [_, claims] = sheet.row("负债与净资产总计").map_or([Fen::ZERO; 2], |r| r.columns);
    if assets != claims {
        findings.push(Finding::error(format!(
            "{month} 资产总计 {assets} 元与负债与净资产总计 {claims} 元不等，请查找不平的凭证"
        )));
    }
    let surplus = IncomeStatement::of(fund, month, lines()).surplus();
    let this_month = TrialBalance::month(fund, month, lines());
    for (name, trial, surplus) in [("本月", &this_month, surplus[0]), ("本年", &year, surplus[1])] {
        findings.extend(check_change(month, name, trial, surplus));
    }
    findings
}

fn check_change(month: Month, name: &str, trial: &TrialBalance, surplus: Fen) -> Vec<Finding> {
    let change = |balance: Balance| balance.debit - balance.credit;
    let grown = -change(trial.account(Account::Balance));
    let net = change(trial.element(Element::Asset)) + change(trial.element(Element::Liability));
    let mut findings = Vec::new();
    if grown != surplus {
        findings.push(Finding::error(format!(
            "{month} 一般基金结余{name}增加 {grown} 元，收支表{name}结余 {surplus} 元，两者不等：请核对结转，\
             以及补贴、利息、其他收支科目是否有应改用红字冲销的反方向发生额"
        )));
    }
    if net != grown {
        findings.push(Finding::error(format!(
            "{month} 资产减负债{name}增加 {net} 元，一般基金结余{name}增加 {grown} 元，两者不等，请查找不平的凭证"
        )));
    }
    findings
}
