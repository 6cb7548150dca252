//! `books export`: the vouchers for accounting software, each line with the account's code and name (财会〔2017〕28号 asks
//! for the name), and the year as a journal that another program adds up again.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base::{Date, Fen, Month};
use desk::{FieldError, Look, Unplanned};
use files::{Cell, CsvWriter, WriteEncoding};
use office::fund::{self, Period, PrintedVoucher};
use office::reading::list_subject;
use office::registry::fund_of;
use office::tables::{FundRow, Scheme};

use super::books_asked::whole_county;
use crate::arguments::Common;

const TITLES: [&str; 13] = [
    "会计期间",
    "凭证字",
    "凭证号",
    "日期",
    "摘要",
    "分录号",
    "科目编码",
    "科目名称",
    "借方金额",
    "贷方金额",
    "制单",
    "复核",
    "记账",
];

/// Writes the file whose ending says which.
pub(super) fn export(common: &Common, period: Period, out: &Path) -> Result<()> {
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let mut reading = whole_county(common)?;
    let bytes = match ending {
        "csv" => lines(&reading.look(|look| vouchers(look, period))?)?,
        "journal" => {
            let Period::Year { first } = period else {
                bail!("纯文本账簿按年导出，期间请写年度，如 2019")
            };
            let text = reading.look(|look| {
                let fund = resident(look)?;
                fund::journal(look, &fund, first.year())
            })?;
            text.into_bytes()
        }
        _ => {
            bail!("{} 不是 .csv 或 .journal，没有导出。请把 --out 写成以 .csv 或 .journal 结尾的文件名", out.display())
        }
    };
    // As the browser does when a book is downloaded.
    reading.takes_out(list_subject("prints"), &format!("账表：导出凭证-{period}.{ending}"))?;
    File::create_new(out)
        .and_then(|mut file| file.write_all(&bytes))
        .with_context(|| format!("{} 已经存在或不能写入，没有覆盖。请换一个文件名", out.display()))?;
    sayln!("已写出 {}", out.display());
    Ok(())
}

fn resident(look: &mut Look<'_>) -> Result<FundRow, Unplanned> {
    let missing = || FieldError::whole("本机构尚未建账", "请先办理期初建账（registry.open_books）");
    Ok(fund_of(look, Scheme::Resident)?.ok_or_else(missing)?)
}

fn vouchers(look: &mut Look<'_>, period: Period) -> Result<Vec<(Month, PrintedVoucher)>, Unplanned> {
    let fund = resident(look)?;
    let (first, last) = period.months();
    let last = last.min(Month::of(look.today())).max(first);
    let mut all = Vec::new();
    for month in (0..=last.months_since(first)).map(|n| first.plus(n)) {
        all.extend(fund::voucher_list(look, &fund, month)?.into_iter().map(|voucher| (month, voucher)));
    }
    if all.is_empty() {
        return Err(FieldError::whole("这个期间没有凭证", "请核对期间").into());
    }
    Ok(all)
}

fn lines(vouchers: &[(Month, PrintedVoucher)]) -> Result<Vec<u8>> {
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Utf8Bom)?;
    writer.row(&TITLES.map(Cell::from))?;
    for (month, printed) in vouchers {
        let (row, signers) = (&printed.row, &printed.signers);
        let on: Date = row.on_date;
        for (line, n) in printed.voucher.lines().iter().zip(1_i64..) {
            let sides = if line.side.code() == "debit" { [line.amount, Fen::ZERO] } else { [Fen::ZERO, line.amount] };
            let code = line.detail.map_or_else(|| line.account.code().to_owned(), |detail| detail.code().to_owned());
            let [debit, credit] = sides.map(Cell::from);
            writer.row(&[
                Cell::from(*month),
                Cell::from("记"),
                Cell::from(row.number.0),
                Cell::from(on),
                Cell::from(line.summary.as_str()),
                Cell::from(n),
                Cell::from(code),
                Cell::from(line.account_title()),
                debit,
                credit,
                Cell::from(signers.made.as_str()),
                Cell::from(signers.checked.as_str()),
                Cell::from(signers.booked.as_str()),
            ])?;
        }
    }
    Ok(writer.finish()?)
}
