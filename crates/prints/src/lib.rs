//! The fund's books, matching money and work progress as tables for print: what the office returns, on the forms that
//! are handed in. The command line and the browser print the same.
//!
//! This crate never computes an amount, never writes, and knows no file: it lays out what the office says.

mod books_tables;
mod kind;
mod matching_tables;
mod work_tables;

use base::Month;
use desk::{FieldError, Look, Unplanned};
use documents::BookTable;
use office::bank::{BankBook, BankReconciliation, credits};
use office::fund::{self, Period};
use office::registry::{agency_name, fund_of};
use office::tables::{FundAccount, FundRow, Scheme, TaskMeasure};
use office::{matching, work};

use self::books_tables::{self as tables, Head};

pub use kind::BookKind;

/// The tables of a kind of book; the credits need no period.
///
/// # Errors
/// There are no books, or nothing to print in that period; the books cannot be printed as they are.
pub fn book_tables(look: &mut Look<'_>, kind: BookKind, period: Option<Period>) -> Result<Vec<BookTable>, Unplanned> {
    let fund = fund_of(look, Scheme::Resident)?;
    let fund = fund.ok_or_else(|| FieldError::whole("本机构尚未建账", "请先办理期初建账（registry.open_books）"))?;
    let agency = agency_name(look)?;
    let tables = made(look, &fund, &Head { agency: &agency, fund: &fund.name }, (kind, period))?;
    if tables.is_empty() {
        let what = format!("没有可以打印的{}", kind.title());
        return Err(FieldError::whole(what, "请核对期间；银行对账单须先导入，任务须先分解").into());
    }
    Ok(tables)
}

fn month_of(kind: BookKind, period: Option<Period>) -> Result<Month, FieldError> {
    match period {
        Some(Period::Month(month)) => Ok(month),
        Some(Period::Year { first }) => Ok(first.plus(11)),
        _ => Err(FieldError::whole(format!("“{}”按月或按年打印", kind.title()), "期间请写成 2019-01 或 2019")),
    }
}

fn made(
    look: &mut Look<'_>,
    fund: &FundRow,
    head: &Head<'_>,
    (kind, period): (BookKind, Option<Period>),
) -> Result<Vec<BookTable>, Unplanned> {
    let month = match kind {
        BookKind::Credits => {
            let today = look.today().to_string();
            return Ok(tables::credits(head, &credits(look, fund.id)?, &today));
        }
        BookKind::Statistics => {
            let period = period.ok_or_else(|| FieldError::whole("没有写期间", "期间请写成 2019-01、2019Q1 或 2019"))?;
            return Ok(tables::statistics(head, &fund::statistics(look, fund, period)?));
        }
        _ => month_of(kind, period)?,
    };
    Ok(match kind {
        BookKind::Credits | BookKind::Statistics => Vec::new(),
        BookKind::Vouchers => tables::vouchers(head, &fund::voucher_list(look, fund, month)?),
        BookKind::Ledger => tables::ledgers(head, &fund::account_ledgers(look, fund, month)?, month),
        BookKind::General => tables::general(head, &fund::general_ledger(look, fund, month)?, month),
        BookKind::Trial => tables::trial(head, &fund::trial_balance(look, fund, month)?, month),
        BookKind::Statements => statements(look, fund, head, (month, period))?,
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
        BookKind::Progress => bulletins(look, head, month)?,
    })
}

fn bulletins(look: &mut Look<'_>, head: &Head<'_>, month: Month) -> Result<Vec<BookTable>, Unplanned> {
    let mut tables = Vec::new();
    for measure in TaskMeasure::ALL {
        match work::progress(look, month.year(), *measure) {
            Ok(found) => tables.push(work_tables::bulletin(head, &found)),
            // A year need not have a target of every kind.
            Err(Unplanned::Fields(_)) => {}
            Err(failed) => return Err(failed),
        }
    }
    Ok(tables)
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
