//! Files of the tax bureau and of the treasury, as an agency receives them.
#![allow(dead_code)] // each test file uses its own part

use std::fs::File;

use base::Fen;
use desk::{Answer, Refusal};
use files::{Cell, CsvWriter, WriteEncoding};
use shebao_office::contributions::{ImportReceiptsInput, ImportTaxInput, RefundInput};
use shebao_office::tables::{RefundReason, RefundWay};

use super::common::{TestOffice, day};
use super::town::Insured;

/// A line of the tax file; empty texts are empty cells, and an empty tier is the amount.
#[derive(Clone)]
pub struct Tax {
    pub serial: String,
    pub id: String,
    pub name: String,
    pub year: i64,
    pub tier: &'static str,
    pub amount: String,
    pub payer: &'static str,
    pub paid: &'static str,
    pub treasury: &'static str,
    pub account: &'static str,
    /// 原税票号 of a reversal.
    pub original: &'static str,
}

/// A payment of 2019 on 5 January, at the treasury on the 7th and in the special account on the 8th.
pub fn paid(serial: &str, person: &Insured, amount: &str) -> Tax {
    Tax {
        serial: serial.into(),
        id: person.id.clone(),
        name: person.name.clone(),
        year: 2019,
        tier: "",
        amount: amount.into(),
        payer: "个人缴费",
        paid: "2019-01-05",
        treasury: "2019-01-07",
        account: "2019-01-08",
        original: "",
    }
}

/// Imports these lines and has them signed.
pub fn import(office: &mut TestOffice, name: &str, lines: &[Tax]) -> Result<Answer, Refusal> {
    let input = tax_file(office, name, lines);
    office.run("contributions.import_tax", &input)
}

/// A tax file in GB18030, taken in.
pub fn tax_file(office: &TestOffice, name: &str, lines: &[Tax]) -> ImportTaxInput {
    let titles = [
        "税票号",
        "证件号码",
        "姓名",
        "费款所属年度",
        "缴费档次",
        "缴费金额",
        "缴费主体",
        "缴费日期",
        "入库日期",
        "到专户日期",
        "原税票号",
    ];
    let mut rows = vec![titles.map(Cell::from).to_vec()];
    for line in lines {
        let texts = [
            line.serial.clone(),
            line.id.clone(),
            line.name.clone(),
            line.year.to_string(),
            line.tier.into(),
            line.amount.clone(),
            line.payer.into(),
            line.paid.into(),
            line.treasury.into(),
            line.account.into(),
            line.original.into(),
        ];
        rows.push(texts.into_iter().map(text).collect());
    }
    ImportTaxInput { file: csv(office, name, &rows), name: name.into() }
}

/// A receipt: kind in words, day, document, amount.
pub type Receipt<'a> = (&'a str, &'a str, &'a str, Fen);

/// Imports these receipts and has them signed.
pub fn receive(office: &mut TestOffice, name: &str, receipts: &[Receipt<'_>]) -> Result<Answer, Refusal> {
    let input = receipt_file(office, name, receipts);
    office.run("contributions.import_receipts", &input)
}

/// A file of receipts, taken in.
pub fn receipt_file(office: &TestOffice, name: &str, receipts: &[Receipt<'_>]) -> ImportReceiptsInput {
    let mut rows = vec![["收款类别", "日期", "凭证号", "金额"].map(Cell::from).to_vec()];
    for (kind, day, document, amount) in receipts {
        let texts = [(*kind).to_owned(), (*day).to_owned(), (*document).to_owned(), amount.to_string()];
        rows.push(texts.into_iter().map(text).collect());
    }
    ImportReceiptsInput { file: csv(office, name, &rows), name: name.into() }
}

fn text(text: String) -> Cell<'static> {
    if text.is_empty() { Cell::Empty } else { Cell::from(text) }
}

fn csv(office: &TestOffice, name: &str, rows: &[Vec<Cell<'_>>]) -> desk::Digest {
    let path = office.folder.path().join(name);
    let mut writer = CsvWriter::new(File::create(&path).unwrap(), WriteEncoding::Gb18030).unwrap();
    rows.iter().for_each(|row| writer.row(row).unwrap());
    writer.finish().unwrap();
    office.office.environment().files.take_in(&path).unwrap()
}

/// A refund to the card from which it was paid.
pub fn refund(serial: &str, number: &str) -> RefundInput {
    RefundInput {
        serial: serial.into(),
        year: 2019,
        reason: RefundReason::Duplicate,
        months: None,
        tax_number: number.into(),
        accepted_on: day("2019-01-25"),
        way: RefundWay::Original,
        account: "6222021234567890128".into(),
        bank: "中国工商银行东川支行".into(),
        holder: "模拟1".into(),
        statement: String::new(),
    }
}
