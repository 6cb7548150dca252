//! The fund's books as CLI, verify and web show them.

use std::collections::BTreeMap;

use base::{Fen, Month};
use desk::{FieldError, Look, MatterId, Stage, Unplanned};
use ledger::{
    BalanceSheet, Finding, IncomeStatement, Posted, StatementRow, TemplateName, TrialBalance, Voucher,
    check_statements, journal,
};
use store::{Field, Value};

use super::months::book_of;
use super::post::posted_lines;
use super::stored::vouchers;
use crate::tables::{FundRow, VoucherRow};

/// 科目余额表 of a month.
pub fn trial_balance(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<TrialBalance, Unplanned> {
    Ok(TrialBalance::month(book_of(fund.scheme), month, posted_lines(look, fund.id, month)?))
}

/// 科目余额表 over the months from the first to the last.
pub fn trial_balance_over(
    look: &mut Look<'_>,
    fund: &FundRow,
    (first, last): (Month, Month),
) -> Result<TrialBalance, Unplanned> {
    Ok(TrialBalance::between(book_of(fund.scheme), first, last, posted_lines(look, fund.id, last)?))
}

/// The two statements of a month, and what keeps them from being printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statements {
    /// 资产负债表
    pub balance: BalanceSheet,
    /// 收支表
    pub income: IncomeStatement,
    /// Empty when both may be printed.
    pub findings: Vec<Finding>,
}

/// 资产负债表 and 收支表 of a month.
pub fn statements(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<Statements, Unplanned> {
    let (book, posted) = (book_of(fund.scheme), posted_lines(look, fund.id, month)?);
    Ok(Statements {
        balance: BalanceSheet::of(book, month, posted.iter().copied()),
        income: IncomeStatement::of(book, month, posted.iter().copied()),
        findings: check_statements(book, month, &posted),
    })
}

/// 收支表 over several months; both columns are the period's and the year's.
pub(super) fn statement_over(book: ledger::Fund, (first, last): (Month, Month), posted: &[Posted]) -> IncomeStatement {
    // The form knows a month and its year: the months of a period fall into its last one.
    let within = |p: &Posted| Posted { month: if p.month >= first && p.month <= last { last } else { p.month }, ..*p };
    IncomeStatement::of(book, last, posted.iter().map(within))
}

/// 收支表 in its annual form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnualStatement {
    /// 本年数 and 上年数.
    pub income: IncomeStatement,
    /// Whether the year before is kept here; where it is not, its column is nobody's zero.
    pub has_last_year: bool,
}

/// 收支表 in its annual form: 本年数 and 上年数.
pub fn annual_statement(look: &mut Look<'_>, fund: &FundRow, year: i16) -> Result<AnnualStatement, Unplanned> {
    let unknown = |_| FieldError::input("year", format!("没有 {year} 年"), "请填写四位数的年度，如 2019");
    let december = Month::new(year, 12).map_err(unknown)?;
    let posted = posted_lines(look, fund.id, december)?;
    let book = book_of(fund.scheme);
    let this_year = IncomeStatement::of(book, december, posted.iter().copied());
    let before = IncomeStatement::of(book, december.plus(-12), posted.iter().copied());
    let rows = this_year.rows.iter().zip(&before.rows);
    let rows = rows.map(|(now, then)| StatementRow { columns: [now.columns[1], then.columns[1]], ..*now }).collect();
    let january = december.plus(-11);
    let has_last_year = posted.iter().any(|p| p.month < january && p.template != TemplateName::OpeningBalances);
    Ok(AnnualStatement { income: IncomeStatement { rows, ..this_year }, has_last_year })
}

/// The three names under a voucher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    /// 制单
    pub made: String,
    /// 复核
    pub checked: String,
    /// 记账
    pub booked: String,
}

/// A voucher as it is printed.
#[derive(Clone, Debug)]
pub struct PrintedVoucher {
    /// Number, day, summary.
    pub row: VoucherRow,
    /// Lines.
    pub voucher: Voucher,
    /// 制单, 复核, 记账.
    pub signers: Signers,
}

impl PrintedVoucher {
    /// Sum of the debit side.
    pub fn total(&self) -> Fen {
        self.voucher.total()
    }
}

/// The vouchers of a month in the order of their numbers.
pub fn voucher_list(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<Vec<PrintedVoucher>, Unplanned> {
    let signers = signers(look, fund, month)?;
    let stored = vouchers(look, fund, "v.month = $2", &[month.value()])?;
    let printed = |(row, voucher): (VoucherRow, Voucher)| {
        let signers = signers.get(&row.matter).cloned().unwrap_or_default();
        PrintedVoucher { row, voucher, signers }
    };
    Ok(stored.into_iter().map(printed).collect())
}

fn signers(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<BTreeMap<MatterId, Signers>, Unplanned> {
    let sql = "SELECT DISTINCT g.matter, g.stage, s.name FROM voucher v \
               JOIN signature g ON g.matter = v.matter JOIN staff s ON s.id = g.staff \
               WHERE v.fund = $1 AND v.month = $2";
    let mut all: BTreeMap<MatterId, Signers> = BTreeMap::new();
    look.each(sql, &[Value::Int(fund.id.0), month.value()], |row| {
        let signers = all.entry(MatterId::read(row, 0)?).or_default();
        let name = row.text(2)?.to_owned();
        match Stage::read(row, 1)? {
            Stage::Make => signers.made = name,
            Stage::Check => signers.checked = name,
            Stage::Approve => signers.booked = name,
        }
        Ok(())
    })?;
    Ok(all)
}

/// The vouchers of a year, with the opening balances before it, as hledger's journal.
pub fn journal(look: &mut Look<'_>, fund: &FundRow, year: i16) -> Result<String, Unplanned> {
    let months = [i64::from(year) * 100 + 1, i64::from(year) * 100 + 12];
    let rest = "((v.month >= $2 AND v.month <= $3) OR (v.template = 'opening_balances' AND v.month <= $3))";
    let stored = vouchers(look, fund, rest, &months.map(Value::Int))?;
    Ok(journal::export(stored.iter().map(|(_, voucher)| voucher)))
}

/// What is wrong with the numbers of vouchers: each month runs 1, 2, 3 … to the last number that
/// was given out. Empty when nothing is.
pub fn numbers_without_gaps(look: &mut Look<'_>, fund: &FundRow) -> Result<Vec<String>, Unplanned> {
    let sql = "SELECT month, number FROM voucher WHERE fund = $1 ORDER BY month, number";
    let mut findings = Vec::new();
    let mut last: BTreeMap<Month, i64> = BTreeMap::new();
    look.each(sql, &[Value::Int(fund.id.0)], |row| {
        let (month, number) = (Month::read(row, 0)?, row.int(1)?);
        let before = last.insert(month, number).unwrap_or(0);
        if number != before + 1 {
            findings.push(format!("{month} 凭证号不连续：第 {before} 号之后是第 {number} 号"));
        }
        Ok(())
    })?;
    let given = "SELECT name, next FROM counter WHERE agency = $1 AND name LIKE $2 ORDER BY name";
    let prefix = format!("voucher/{}/", fund.id);
    look.each(given, &[Value::Int(look.agency().0), format!("{prefix}%").into()], |row| {
        let month = row.text(0)?.trim_start_matches(&prefix).parse::<i64>().ok();
        let Some(month) = month.and_then(|number| Month::from_number(number).ok()) else { return Ok(()) };
        let (found, given) = (last.get(&month).copied().unwrap_or(0), row.int(1)? - 1);
        if found != given {
            findings.push(format!("{month} 已给出凭证号至第 {given} 号，账中只到第 {found} 号"));
        }
        Ok(())
    })?;
    Ok(findings)
}
