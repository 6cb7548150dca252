//! The fund's books, matching money and work progress as tables for print: what the office returns, on the forms that
//! are handed in. The command line and the browser print the same.
//!
//! This crate never computes an amount, never writes, and knows no file: it lays out what the office says.

mod books_tables;
mod kind;
mod matching_tables;
mod missing;
mod retiree_tables;
mod work_sheets;
mod work_tables;

use base::Month;
use desk::{FieldError, Look, Unplanned};
use documents::BookTable;
use office::bank::{BankBook, BankReconciliation, credits};
use office::fund::{self, Period};
use office::matching;
use office::registry::{agency_name, fund_of};
use office::tables::{FundAccount, FundRow, Scheme};

use self::books_tables::{self as tables, Head};

pub use kind::BookKind;

/// The tables of a kind of book; the credits need no period.
///
/// # Errors
/// There are no books, or nothing to print in that period; the books cannot be printed as they are.
pub fn book_tables(look: &mut Look<'_>, kind: BookKind, period: Option<Period>) -> Result<Vec<BookTable>, Unplanned> {
    let agency = agency_name(look)?;
    let last = last_month(kind, period)?;
    let tables = match (BookKind::WORK.contains(&kind), last) {
        (true, Some(last)) => work_sheets::made(look, &Head { agency: &agency, fund: "" }, kind, last.year())?,
        _ => {
            let fund = fund_of(look, Scheme::Resident)?;
            let fund =
                fund.ok_or_else(|| FieldError::whole("本机构尚未建账", "请先办理期初建账（registry.open_books）"))?;
            made(look, &fund, &Head { agency: &agency, fund: &fund.name }, (kind, period))?
        }
    };
    if tables.is_empty() {
        return Err(missing::nothing(kind, last).into());
    }
    Ok(tables)
}

/// The last month of what is asked.
fn last_month(kind: BookKind, period: Option<Period>) -> Result<Option<Month>, FieldError> {
    match (kind, period) {
        (BookKind::Credits, _) => Ok(None),
        (BookKind::Statements, Some(Period::Quarter { .. })) => {
            Err(FieldError::whole("报表按月或按年打印", "期间请写成 2019-01 或 2019；一个季度的收支看统计"))
        }
        (_, Some(period)) => Ok(Some(period.last())),
        (_, None) => Err(FieldError::whole("没有写期间", "期间请写成 2019-01、2019Q1 或 2019")),
    }
}

fn made(
    look: &mut Look<'_>,
    fund: &FundRow,
    head: &Head<'_>,
    (kind, period): (BookKind, Option<Period>),
) -> Result<Vec<BookTable>, Unplanned> {
    let Some(period) = period.filter(|_| kind != BookKind::Credits) else {
        let (credits, today) = (credits(look, fund.id)?, look.today().to_string());
        return Ok(if credits.is_empty() { Vec::new() } else { tables::credits(head, &credits, &today) });
    };
    // A quarter or a year that runs is shown up to this month.
    let (first, last) = period.months();
    let month = if first == last { last } else { last.min(Month::of(look.today())).max(first) };
    Ok(match kind {
        BookKind::Vouchers => {
            let mut vouchers = Vec::new();
            for month in (0..=month.months_since(first)).map(|n| first.plus(n)) {
                vouchers.extend(fund::voucher_list(look, fund, month)?);
            }
            tables::vouchers(head, &vouchers)
        }
        BookKind::Ledger => tables::ledgers(head, &fund::account_ledgers(look, fund, month)?, month),
        BookKind::General => tables::general(head, &fund::general_ledger(look, fund, month)?, month),
        BookKind::Trial => {
            let months = (first, month);
            tables::trial(head, &fund::trial_balance_over(look, fund, months)?, months)
        }
        BookKind::Statements => statements(look, fund, head, (month, Some(period)))?,
        BookKind::Bank => {
            let found = bank_reconciliations(look, fund, month)?;
            found.iter().map(|one| tables::reconciliation(head, one)).collect()
        }
        BookKind::Budget => tables::budget(head, &fund::budget_execution(look, fund, month)?),
        BookKind::Matching => {
            let standing = matching::standing(look, fund, month)?;
            let cycle = matching::cycle(look, fund, month)?;
            matching_tables::all(head, month, &standing, &cycle, &matching::forecast(look)?)
        }
        BookKind::Statistics => tables::statistics(head, &fund::statistics(look, fund, period)?),
        _ => Vec::new(),
    })
}

/// The reconciliation of every account that has a statement of the month.
///
/// # Errors
/// The database fails.
pub fn bank_reconciliations(
    look: &mut Look<'_>,
    fund: &FundRow,
    month: Month,
) -> Result<Vec<BankReconciliation>, Unplanned> {
    let mut found = Vec::new();
    for account in FundAccount::ALL {
        found.extend(BankBook::read(look, fund.id, *account)?.reconciliation(month));
    }
    Ok(found)
}

/// Statements are printed only when nothing keeps them from being true.
fn statements(
    look: &mut Look<'_>,
    fund: &FundRow,
    head: &Head<'_>,
    (month, period): (Month, Option<Period>),
) -> Result<Vec<BookTable>, Unplanned> {
    let both = fund::statements(look, fund, month)?;
    if let Some(finding) = both.findings.first() {
        return Err(FieldError::whole(&finding.message, "改正后再打印报表").into());
    }
    let notes = fund::notes(look, fund, month)?;
    Ok(match period {
        Some(Period::Year { .. }) => {
            let annual = fund::annual_statement(look, fund, month.year())?;
            tables::annual_statements(head, &both, &annual, month, &notes)
        }
        _ => tables::statements(head, &both, month, &notes),
    })
}
