//! 附注 of the statements (财会〔2017〕28号 part five, 3): what the two forms do not say, drawn from the books.

use base::{Fen, Level, Month};
use desk::{Look, Unplanned};
use ledger::{Account, Balance, Detail, Element, Posted, Side, TemplateName, TrialBalance};
use store::Value;

use super::months::book_of;
use super::post::posted_lines;
use crate::tables::FundRow;

/// A heading with its paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// 一、……
    pub title: &'static str,
    /// What is said; never empty.
    pub lines: Vec<String>,
}

/// The notes of a month, counted from January.
pub fn notes(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<Vec<Note>, Unplanned> {
    let posted = posted_lines(look, fund.id, month)?;
    let january = month.plus(1 - i32::from(month.month()));
    let year = TrialBalance::between(book_of(fund.scheme), january, month, posted.iter().copied());
    let facts: Vec<&Posted> = posted
        .iter()
        .filter(|p| p.month >= january && p.template != TemplateName::PeriodClose)
        .filter(|p| p.template != TemplateName::OpeningBalances)
        .collect();
    Ok(vec![
        Note { title: "一、重要项目的构成及增减变动", lines: composition(&year, &facts) },
        Note { title: "二、表中未列示的项目", lines: unlisted(&facts) },
        Note { title: "三、债券投资", lines: standing(&year, Account::Bonds, "本期没有债券投资。") },
        Note { title: "四、委托投资", lines: investment(&year) },
        Note { title: "五、政策变动的影响", lines: policies(look, month)? },
        Note { title: "六、其他重要事项", lines: other(&year) },
    ])
}

fn on_side(account: Account, debit: Fen) -> Fen {
    Balance::on_side(account.normal_side(), debit)
}

fn composition(year: &TrialBalance, facts: &[&Posted]) -> Vec<String> {
    let mut lines = Vec::new();
    for account in [Account::SpecialDeposit, Account::PaymentDeposit, Account::TemporaryReceipts, Account::Balance] {
        let balance = year.account(account);
        if balance != Balance::default() {
            let (opening, closing) = (on_side(account, balance.opening), on_side(account, balance.closing()));
            lines.push(format!(
                "{}：年初 {opening} 元，期末 {closing} 元，增减 {} 元。",
                account.name(),
                closing - opening
            ));
        }
    }
    for level in Level::ALL {
        for detail in Detail::ALL.iter().filter(|d| d.account() == Account::Subsidies) {
            let here = facts.iter().filter(|p| p.level == Some(level) && p.detail == Some(*detail));
            let sum: Fen = here.map(|p| if p.side == Side::Credit { p.amount } else { -p.amount }).sum();
            if !sum.is_zero() {
                lines.push(format!("财政补贴收入—{level}—{detail}：本年累计 {sum} 元。"));
            }
        }
    }
    if lines.is_empty() { vec!["本期没有发生额和余额。".to_owned()] } else { lines }
}

/// Sub-accounts of income and expense that the form adds up without naming them.
fn unlisted(facts: &[&Posted]) -> Vec<String> {
    let shown = [Account::Premiums, Account::OtherIncome, Account::OtherExpense];
    let mut lines = Vec::new();
    for detail in Detail::ALL.iter().filter(|detail| shown.contains(&detail.account())) {
        let grows = if detail.account().element() == Element::Income { Side::Credit } else { Side::Debit };
        let here = facts.iter().filter(|p| p.detail == Some(*detail));
        let sum: Fen = here.map(|p| if p.side == grows { p.amount } else { -p.amount }).sum();
        if !sum.is_zero() {
            lines.push(format!("{}—{detail}：本年累计 {sum} 元。", detail.account().name()));
        }
    }
    if lines.is_empty() { vec!["没有需要另行说明的明细项目。".to_owned()] } else { lines }
}

fn standing(year: &TrialBalance, account: Account, none: &str) -> Vec<String> {
    let balance = year.account(account);
    if balance == Balance::default() {
        return vec![none.to_owned()];
    }
    let (opening, closing) = (on_side(account, balance.opening), on_side(account, balance.closing()));
    let (bought, redeemed) = (balance.debit, balance.credit);
    vec![format!("年初成本 {opening} 元，本年购入 {bought} 元，兑付 {redeemed} 元，期末成本 {closing} 元。")]
}

fn investment(year: &TrialBalance) -> Vec<String> {
    let parts = [Detail::UpperInvestmentPrincipal, Detail::UpperInvestmentInterest, Detail::UpperInvestmentGain];
    let lines = parts.iter().map(|detail| (detail, year.detail(*detail))).filter(|(_, b)| *b != Balance::default());
    let lines: Vec<String> =
        lines.map(|(detail, b)| format!("{detail}：年初 {} 元，期末 {} 元。", b.opening, b.closing())).collect();
    if lines.is_empty() { vec!["本期没有归集委托投资。".to_owned()] } else { lines }
}

/// Law versions that were activated in the year.
fn policies(look: &mut Look<'_>, month: Month) -> Result<Vec<String>, Unplanned> {
    let sql = "SELECT name, active_from, effective FROM law_version WHERE agency = $1 AND replaces IS NOT NULL \
               AND active_from >= $2 AND active_from <= $3 ORDER BY active_from";
    let january = month.plus(1 - i32::from(month.month()));
    let day = |date| Value::Int(base::date_to_number(date));
    let args = [Value::Int(look.agency().0), day(january.first_day()), day(month.last_day())];
    let mut lines = Vec::new();
    look.each(sql, &args, |row| {
        use store::Field;
        let (name, from) = (String::read(row, 0)?, base::Date::read(row, 1)?);
        let effective = Option::<Month>::read(row, 2)?;
        let since = effective.map_or_else(|| "金额没有变化".to_owned(), |month| format!("自 {month} 起金额变化"));
        lines.push(format!("{from} 启用政策版本 {name}，{since}。"));
        Ok(())
    })?;
    Ok(if lines.is_empty() { vec!["本年没有启用新的政策版本。".to_owned()] } else { lines })
}

fn other(year: &TrialBalance) -> Vec<String> {
    let mut lines = Vec::new();
    for (detail, words) in [
        (Detail::UnclaimedReceipt, "待认领来款"),
        (Detail::ReturnedBenefit, "银行退回、待重新发放的待遇"),
        (Detail::OtherTemporaryReceipt, "其他暂收"),
    ] {
        let closing = -year.detail(detail).closing();
        if !closing.is_zero() {
            lines.push(format!("暂收款中有{words} {closing} 元。"));
        }
    }
    let loans = -year.account(Account::Loans).closing();
    if !loans.is_zero() {
        lines.push(format!("借入款项尚有 {loans} 元未归还。"));
    }
    if lines.is_empty() { vec!["没有其他重要事项。".to_owned()] } else { lines }
}
