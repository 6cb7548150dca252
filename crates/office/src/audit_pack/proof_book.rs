//! The proof as a workbook: by month, by batch, the fees, and everything that does not agree.

use std::fs::File;
use std::path::Path;

use files::{Cell, WriteError, XlsxWriter};

use super::proof::{OfBatch, Proof};

/// Writes it into a new file.
pub(super) fn write(proof: &Proof, path: &Path) -> Result<(), WriteError> {
    let months =
        ["月份", "业务应发", "财务付出", "银行代发文件", "银行成功", "银行退回", "退回已入账", "未回盘行数", "结论"];
    let mut book = XlsxWriter::new("按月", &[10, 16, 16, 16, 16, 16, 16, 12, 10])?;
    book.header(&months)?;
    for (month, of) in proof.months() {
        let money = [of.business, of.finance, of.bank_file, of.bank_paid, of.bank_returned, of.booked_returned];
        let last = [Cell::from(of.unanswered), agrees(of.agrees())];
        book.row(&[&[Cell::from(month)][..], &money.map(Cell::from), &last].concat())?;
    }
    by_batch(&mut book, &proof.batches)?;
    book.next_sheet("缴费按月", &[10, 18, 16, 20, 16, 10])?;
    book.header(&["月份", "税务（按入库日）", "国库入库", "税务（按到专户日）", "财政专户到账", "结论"])?;
    for (month, [treasury, special]) in &proof.fees.months {
        let same = treasury.tax == treasury.received && special.tax == special.received;
        let money = [treasury.tax, treasury.received, special.tax, special.received].map(Cell::from);
        book.row(&[&[Cell::from(*month)][..], &money, &[agrees(same)]].concat())?;
    }
    book.next_sheet("不符事项", &[90])?;
    book.header(&["不符事项"])?;
    for finding in proof.findings() {
        book.row(&[Cell::from(finding)])?;
    }
    book.finish(File::create_new(path)?)
}

fn by_batch(book: &mut XlsxWriter, batches: &[OfBatch]) -> Result<(), WriteError> {
    book.next_sheet("按批次", &[22, 10, 10, 16, 16, 16, 16, 16, 16, 60])?;
    let titles = [
        "批次号",
        "月份",
        "类别",
        "业务应发",
        "财务付出",
        "银行代发文件",
        "银行成功",
        "银行退回",
        "退回已入账",
        "结论",
    ];
    book.header(&titles)?;
    for OfBatch { number, run, books } in batches {
        let head = [Cell::from(number.as_str()), run.month.into(), run.kind.title().into()];
        let money = [books.business, books.finance, books.bank_file, books.bank_paid, books.bank_returned];
        let differences = books.differences();
        let said = if differences.is_empty() { "相符".to_owned() } else { differences.join("；") };
        let last = [Cell::from(books.booked_returned), said.into()];
        book.row(&[&head[..], &money.map(Cell::from), &last].concat())?;
    }
    Ok(())
}

fn agrees(yes: bool) -> Cell<'static> {
    Cell::from(if yes { "相符" } else { "不符" })
}
