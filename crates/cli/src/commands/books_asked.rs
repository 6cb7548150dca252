//! `books`: bank reconciliation, credits, budget, statistics; and every book as `.docx` and `.xlsx`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base::Month;
use desk::{Look, Unplanned};
use documents::{BookTable, book_docx, book_xlsx};
use office::bank::{BankBook, BankReconciliation, credits};
use office::fund::{self, Period};
use office::matching;
use office::registry::{agency_name, fund_of};
use office::tables::{FundAccount, FundRow, Scheme, TaskMeasure};
use office::work;
use serde_json::json;

use super::books_tables::{self as tables, Head};
use super::matching_tables;
use super::work_tables;
use crate::arguments::{BookKind, BooksAsked, Common};
use crate::open::{Reading, reading};
use crate::print;

/// Shows or prints.
pub fn books(common: &Common, asked: BooksAsked) -> Result<()> {
    match asked {
        BooksAsked::Bank { month } => bank(common, month),
        BooksAsked::Credits => show(common, BookKind::Credits, None),
        BooksAsked::Budget { month } => show(common, BookKind::Budget, Some(Period::Month(month))),
        BooksAsked::Matching { month } => show(common, BookKind::Matching, Some(Period::Month(month))),
        BooksAsked::Statistics { period } => show(common, BookKind::Statistics, Some(period)),
        BooksAsked::Print { kind, period, out } => printed(common, kind, period, &out),
    }
}

fn whole_county(common: &Common) -> Result<Reading> {
    let reading = reading(common)?;
    if !reading.covers_county() {
        bail!("账簿是整个基金的，您的岗位地区只是其中一部分；请由全县（区）岗位的人员查看");
    }
    Ok(reading)
}

fn about_fund<T>(
    common: &Common,
    read: impl FnOnce(&mut Look<'_>, &FundRow, &str) -> Result<T, Unplanned>,
) -> Result<T> {
    let found = whole_county(common)?.look(|look| {
        let Some(fund) = fund_of(look, Scheme::Resident)? else { return Ok(None) };
        let agency = agency_name(look)?;
        Ok(Some(read(look, &fund, &agency)?))
    })?;
    found.context("本机构尚未建账，请先办理期初建账（registry.open_books）")
}

fn reconciliations(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<Vec<BankReconciliation>, Unplanned> {
    let mut found = Vec::new();
    for account in FundAccount::ALL {
        found.extend(BankBook::read(look, fund.id, *account)?.reconciliation(month));
    }
    Ok(found)
}

fn bank(common: &Common, month: Month) -> Result<()> {
    if common.json {
        let found = about_fund(common, |look, fund, _| reconciliations(look, fund, month))?;
        let found: Vec<_> = found.iter().map(|one| json!({ "agrees": one.agrees(), "table": one })).collect();
        return print::json(&found);
    }
    show(common, BookKind::Bank, Some(Period::Month(month)))
}

/// The tables at the terminal, as they would be printed.
fn show(common: &Common, kind: BookKind, period: Option<Period>) -> Result<()> {
    for table in made(common, kind, period)? {
        sayln!("{} {} {}", table.title, table.form, table.period);
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        let texts = table.texts();
        let right: Vec<usize> = (0..titles.len()).filter(|n| table.is_number(*n)).collect();
        sayln!("\n{}", print::table(&titles, &right, texts));
        table.notes.iter().for_each(|note| sayln!("{note}"));
    }
    Ok(())
}

fn month_of(kind: BookKind, period: Option<Period>) -> Result<Month> {
    match period {
        Some(Period::Month(month)) => Ok(month),
        Some(Period::Year { first }) => Ok(first.plus(11)),
        _ => bail!("“{}”按月或按年打印，期间请写成 2019-01 或 2019", kind.title()),
    }
}

/// The tables of a kind of book.
fn made(common: &Common, kind: BookKind, period: Option<Period>) -> Result<Vec<BookTable>> {
    let month = match kind {
        BookKind::Credits | BookKind::Statistics => None,
        _ => Some(month_of(kind, period)?),
    };
    let tables = about_fund(common, |look, fund, agency| {
        let head = Head { agency, fund: &fund.name };
        Ok(match (kind, month) {
            (BookKind::Vouchers, Some(month)) => tables::vouchers(&head, &fund::voucher_list(look, fund, month)?),
            (BookKind::Ledger, Some(month)) => {
                tables::ledgers(&head, &fund::account_ledgers(look, fund, month)?, month)
            }
            (BookKind::General, Some(month)) => {
                tables::general(&head, &fund::general_ledger(look, fund, month)?, month)
            }
            (BookKind::Trial, Some(month)) => tables::trial(&head, &fund::trial_balance(look, fund, month)?, month),
            (BookKind::Statements, Some(month)) => statements(look, fund, &head, month, period)?,
            (BookKind::Bank, Some(month)) => {
                let found = reconciliations(look, fund, month)?;
                found.iter().map(|one| tables::reconciliation(&head, one)).collect()
            }
            (BookKind::Budget, Some(month)) => tables::budget(&head, &fund::budget_execution(look, fund, month)?),
            (BookKind::Matching, Some(month)) => {
                let standing = matching::standing(look, fund, month)?;
                let cycle = matching::cycle(look, fund, month)?;
                matching_tables::all(&head, month, &standing, &cycle, &matching::forecast(look)?)
            }
            (BookKind::Progress, Some(month)) => {
                let mut tables = Vec::new();
                for measure in TaskMeasure::ALL {
                    match work::progress(look, month.year(), *measure) {
                        Ok(found) => tables.push(work_tables::bulletin(&head, &found)),
                        // A year need not have a target of every kind.
                        Err(Unplanned::Fields(_)) => {}
                        Err(failed) => return Err(failed),
                    }
                }
                tables
            }
            (BookKind::Statistics, _) => match period {
                Some(period) => tables::statistics(&head, &fund::statistics(look, fund, period)?),
                None => Vec::new(),
            },
            (BookKind::Credits, _) => {
                let today = look.today().to_string();
                tables::credits(&head, &credits(look, fund.id)?, &today)
            }
            _ => Vec::new(),
        })
    })?;
    if tables.is_empty() {
        bail!("没有可以打印的{}：请核对期间，银行对账单须先导入", kind.title());
    }
    Ok(tables)
}

/// Statements are printed only when nothing keeps them from being true.
fn statements(
    look: &mut Look<'_>,
    fund: &FundRow,
    head: &Head<'_>,
    month: Month,
    period: Option<Period>,
) -> Result<Vec<BookTable>, Unplanned> {
    let both = fund::statements(look, fund, month)?;
    if let Some(finding) = both.findings.first() {
        return Err(desk::FieldError::whole(&finding.message, "改正后再打印报表").into());
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

fn printed(common: &Common, kind: BookKind, period: Option<Period>, out: &Path) -> Result<()> {
    let tables = made(common, kind, period)?;
    fs::create_dir_all(out).with_context(|| format!("建不了目录 {}，请核对权限和空间", out.display()))?;
    let name = period.map_or_else(|| kind.title().to_owned(), |period| format!("{}-{period}", kind.title()));
    for (ending, bytes) in [("docx", book_docx(&tables)?), ("xlsx", book_xlsx(&tables)?)] {
        let path = out.join(format!("{name}.{ending}"));
        fs::write(&path, bytes).with_context(|| format!("写不了 {}，请核对目录权限和空间", path.display()))?;
        sayln!("已写出 {}", path.display());
    }
    Ok(())
}
