//! `reconcile-fees`, `in-transit`: tax bureau, treasury and special account.

use std::path::Path;

use anyhow::{Context as _, Result};
use base::{Date, Fen};
use files::Cell;
use office::contributions::{Difference, OnTheWay, OnTheWayAt, on_the_way, reconciliation};
use office::registry::fund_of;
use office::tables::Scheme;

use crate::arguments::{Common, ExportTo};
use crate::export::{self, List};
use crate::open::{reading, reading_of_county};
use crate::print::{json, table};

/// 税务、国库、财政专户对账.
pub fn reconcile(common: &Common, year: i16) -> Result<()> {
    let mut reading = reading_of_county(common, "对账")?;
    let found = reading.look(|look| {
        let fund = fund_of(look, Scheme::Resident)?;
        fund.map(|fund| reconciliation(look, fund.id, year)).transpose()
    })?;
    let found = found.context("本机构尚未建账，请先办理期初建账（registry.open_books）")?;
    if common.json {
        return json(&found);
    }
    sayln!("{year} 年税务、国库、财政专户对账（单位：元）\n");
    let rows = found.months.iter().map(|(month, [treasury, special])| {
        let sums = [treasury.tax, treasury.received, treasury.tax - treasury.received];
        let more = [special.tax, special.received, special.tax - special.received];
        [&[month.to_string()][..], &sums.map(|s| s.to_string()), &more.map(|s| s.to_string())].concat()
    });
    let header = ["月份", "税务：入库", "国库", "差额", "税务：到专户", "财政专户", "差额"];
    sayln!("{}", table(&header, &[1, 2, 3, 4, 5, 6], rows));
    let row = |difference: &Difference| {
        let sums = difference.sums;
        vec![
            difference.on.to_string(),
            difference.account.to_string(),
            difference.kind.title().to_owned(),
            sums.tax.to_string(),
            sums.received.to_string(),
            (sums.tax - sums.received).to_string(),
        ]
    };
    sayln!("{year} 年末国库尚未划转财政专户：{} 元", found.held_by_treasury);
    if found.differences.is_empty() {
        sayln!("逐日相符。");
        return Ok(());
    }
    let header = ["日期", "账户", "差异", "税务明细", "收款", "差额"];
    say!("\n{}", table(&header, &[3, 4, 5], found.differences.iter().map(row)));
    sayln!("有差异 {} 天；差异未消除的资金不记入个人账户。", found.differences.len());
    Ok(())
}

/// What was on its way on a day, in the reader's regions.
pub fn in_transit(common: &Common, on: Date, to: &ExportTo) -> Result<()> {
    let mut reading = reading(common)?;
    let mut found = reading.look(|look| on_the_way(look, on))?;
    found.retain(|payment| reading.covers(&payment.region));
    reading.takes_list_out(common, "in-transit", to)?;
    if let Some(path) = &to.export {
        return export_list(path, on, &found);
    }
    if common.json {
        return json(&found);
    }
    let row = |payment: &OnTheWay| {
        vec![
            payment.at.title().to_owned(),
            payment.person.to_string(),
            payment.name.clone(),
            payment.serial.clone(),
            payment.year.to_string(),
            payment.amount.to_string(),
            payment.paid_on.to_string(),
            payment.treasury_on.map_or_else(String::new, |on| on.to_string()),
            payment.account_on.map_or_else(String::new, |on| on.to_string()),
        ]
    };
    let header = ["状态", "个人编号", "姓名", "税票号", "年度", "金额（元）", "缴费日", "入库日", "到专户日"];
    say!("{}", table(&header, &[1, 5], found.iter().map(row)));
    for at in [OnTheWayAt::Tax, OnTheWayAt::Treasury] {
        let of: Vec<&OnTheWay> = found.iter().filter(|payment| payment.at == at).collect();
        let amount: Fen = of.iter().map(|payment| payment.amount).sum();
        sayln!("{on} {}：{} 笔，{amount} 元。", at.title(), of.len());
    }
    Ok(())
}

fn export_list(path: &Path, on: Date, found: &[OnTheWay]) -> Result<()> {
    let title = format!("{on}已缴未到账");
    let columns = [("状态", 18), ("个人编号", 22), ("姓名", 12), ("村（社区）代码", 16), ("税票号", 22)];
    let more = [("年度", 8), ("金额", 12), ("缴费日期", 12), ("入库日期", 12), ("到专户日期", 12)];
    let rows: Vec<Vec<Cell<'_>>> = found
        .iter()
        .map(|payment| {
            vec![
                payment.at.title().into(),
                payment.person.to_string().into(),
                payment.name.as_str().into(),
                payment.region.to_string().into(),
                payment.serial.as_str().into(),
                payment.year.into(),
                payment.amount.into(),
                payment.paid_on.into(),
                payment.treasury_on.into(),
                payment.account_on.into(),
            ]
        })
        .collect();
    export::write(path, &List { title: &title, columns: &[&columns[..], &more].concat() }, &rows)
}
