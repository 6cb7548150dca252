//! `books`: bank reconciliation, credits, budget, statistics; and every book as `.docx` and `.xlsx`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base::Month;
use documents::{BookTable, book_docx, book_xlsx};
use office::fund::Period;
use office::reading::list_subject;
use office::registry::fund_of;
use office::tables::Scheme;
use prints::{BookKind, bank_reconciliations, book_tables};
use serde_json::json;

use super::books_export;
use crate::arguments::{BooksAsked, Common};
use crate::open::{Reading, reading};
use crate::print;

/// Shows or prints.
pub fn books(common: &Common, asked: BooksAsked) -> Result<()> {
    match asked {
        BooksAsked::Bank { month } => bank(common, month),
        BooksAsked::Credits => show(common, BookKind::Credits, None),
        BooksAsked::Budget { period } => show(common, BookKind::Budget, Some(period)),
        BooksAsked::Matching { period } => show(common, BookKind::Matching, Some(period)),
        BooksAsked::Statistics { period } => show(common, BookKind::Statistics, Some(period)),
        BooksAsked::Export { period, out } => books_export::export(common, period, &out),
        BooksAsked::Print { kind, period, out } => printed(common, kind, period, &out),
    }
}

pub(super) fn whole_county(common: &Common) -> Result<Reading> {
    let reading = reading(common)?;
    if !reading.covers_county() {
        bail!("账簿是整个基金的，您的岗位地区只是其中一部分；请由全县（区）岗位的人员查看");
    }
    Ok(reading)
}

fn bank(common: &Common, month: Month) -> Result<()> {
    if !common.json {
        return show(common, BookKind::Bank, Some(Period::Month(month)));
    }
    let found = whole_county(common)?.look(|look| {
        let Some(fund) = fund_of(look, Scheme::Resident)? else { return Ok(Vec::new()) };
        bank_reconciliations(look, &fund, month)
    })?;
    let found: Vec<_> = found.iter().map(|one| json!({ "agrees": one.agrees(), "table": one })).collect();
    print::json(&found)
}

/// The tables at the terminal, as they would be printed.
pub(super) fn show(common: &Common, kind: BookKind, period: Option<Period>) -> Result<()> {
    let tables = whole_county(common)?.look(|look| book_tables(look, kind, period))?;
    if common.json {
        let one = |table: &BookTable| {
            let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
            json!({ "title": table.title, "form": table.form, "period": table.period, "columns": titles,
                    "rows": table.texts(), "notes": table.notes })
        };
        return print::json(&tables.iter().map(one).collect::<Vec<_>>());
    }
    for table in tables {
        sayln!("{} {} {}", table.title, table.form, table.period);
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        let texts = table.texts();
        let right: Vec<usize> = (0..titles.len()).filter(|n| table.is_number(*n)).collect();
        sayln!("\n{}", print::table(&titles, &right, texts));
        table.notes.iter().for_each(|note| sayln!("{note}"));
    }
    Ok(())
}

/// The tables as `.docx` and `.xlsx`.
pub(super) fn printed(common: &Common, kind: BookKind, period: Option<Period>, out: &Path) -> Result<()> {
    let mut reading = whole_county(common)?;
    let tables = reading.look(|look| book_tables(look, kind, period))?;
    let name = period.map_or_else(|| kind.title().to_owned(), |period| format!("{}-{period}", kind.title()));
    // As the browser does when a book is downloaded.
    reading.takes_out(list_subject("prints"), &format!("账表：{name}"))?;
    fs::create_dir_all(out).with_context(|| format!("建不了目录 {}，请核对权限和空间", out.display()))?;
    for (ending, bytes) in [("docx", book_docx(&tables)?), ("xlsx", book_xlsx(&tables)?)] {
        let path = out.join(format!("{name}.{ending}"));
        File::create_new(&path)
            .and_then(|mut file| file.write_all(&bytes))
            .with_context(|| format!("{} 已经存在或不能写入，没有覆盖。请换一个目录", path.display()))?;
        sayln!("已写出 {}", path.display());
    }
    Ok(())
}
