//! `trial-balance`, `statements`, `vouchers`: the fund's books.

use anyhow::{Context as _, Result};
use base::{Fen, Month};
use desk::{Look, Unplanned};
use office::fund;
use office::registry::fund_of;
use office::tables::{FundRow, Scheme};
use serde_json::json;

use crate::arguments::Common;
use crate::open::reading;
use crate::print::{self, table};

fn about_fund<T>(
    common: &Common,
    read: impl FnOnce(&mut Look<'_>, &FundRow) -> Result<T, Unplanned>,
) -> Result<(FundRow, T)> {
    let mut reading = reading(common)?;
    let found = reading.look(|look| {
        let Some(fund) = fund_of(look, Scheme::Resident)? else { return Ok(None) };
        let value = read(look, &fund)?;
        Ok(Some((fund, value)))
    })?;
    found.context("本机构尚未建账，请先办理期初建账（registry.open_books）")
}

/// 科目余额表.
pub fn trial_balance(common: &Common, month: Month) -> Result<()> {
    let (fund, trial) = about_fund(common, |look, fund| fund::trial_balance(look, fund, month))?;
    let rows = trial.rows();
    if common.json {
        let rows = rows.iter().map(|row| {
            json!({ "account": row.account.code(), "title": row.account.to_string(),
                    "sub_account": row.detail.map(|detail| detail.to_string()),
                    "opening": row.opening, "debit": row.debit, "credit": row.credit, "closing": row.closing })
        });
        return print::json(&rows.collect::<Vec<_>>());
    }
    sayln!("{} {month} 科目余额表（单位：元）\n", fund.name);
    let rows = rows.iter().map(|row| {
        let title = row.detail.map_or_else(|| row.account.to_string(), |detail| format!("  {detail}"));
        let amounts = [row.opening, row.debit, row.credit, row.closing].map(|amount| amount.to_string());
        [&[title][..], &amounts].concat()
    });
    let header = ["科目", "期初余额", "借方发生额", "贷方发生额", "期末余额"];
    say!("{}", table(&header, &[1, 2, 3, 4], rows));
    for finding in trial.check() {
        sayln!("注意：{}", finding.message);
    }
    if trial.is_balanced() {
        sayln!("借贷平衡。");
    }
    Ok(())
}

/// 资产负债表 and 收支表.
pub fn statements(common: &Common, month: Month) -> Result<()> {
    let (fund, both) = about_fund(common, |look, fund| fund::statements(look, fund, month))?;
    if common.json {
        let row = |title: &str, columns: [Fen; 2]| json!({ "title": title, "columns": columns });
        let balance: Vec<_> =
            both.balance.assets.iter().chain(&both.balance.claims).map(|r| row(r.title, r.columns)).collect();
        let income: Vec<_> = both.income.rows.iter().map(|r| row(r.title, r.columns)).collect();
        let findings: Vec<_> = both.findings.iter().map(|finding| &finding.message).collect();
        return print::json(&json!({ "balance": balance, "income": income, "findings": findings }));
    }
    let row = |title: &str, columns: [Fen; 2]| vec![title.to_owned(), columns[0].to_string(), columns[1].to_string()];
    sayln!("{} {month} 资产负债表（单位：元）\n", fund.name);
    let rows = both.balance.assets.iter().chain(&both.balance.claims).map(|r| row(r.title, r.columns));
    sayln!("{}", table(&["项目", "年初余额", "期末余额"], &[1, 2], rows));
    sayln!("{} {month} 收支表（单位：元）\n", fund.name);
    let rows = both.income.rows.iter().map(|r| row(r.title, r.columns));
    say!("{}", table(&["项目", "本月数", "本年累计数"], &[1, 2], rows));
    for finding in &both.findings {
        sayln!("注意：{}", finding.message);
    }
    Ok(())
}

/// The month's vouchers with their lines and the three names.
pub fn vouchers(common: &Common, month: Month) -> Result<()> {
    let (fund, vouchers) = about_fund(common, |look, fund| fund::voucher_list(look, fund, month))?;
    if common.json {
        let vouchers = vouchers.iter().map(|printed| {
            let signers = [&printed.signers.made, &printed.signers.checked, &printed.signers.booked];
            json!({ "number": printed.row.number, "on": printed.row.on_date.to_string(),
                    "template": printed.row.template, "summary": printed.row.summary,
                    "signers": signers, "total": printed.total(), "voucher": printed.voucher })
        });
        return print::json(&vouchers.collect::<Vec<_>>());
    }
    sayln!("{} {month} 凭证（单位：元）", fund.name);
    for printed in &vouchers {
        let row = &printed.row;
        sayln!("\n记 {} 号  {}  {}", row.number, row.on_date, row.summary);
        let lines = printed.voucher.lines().iter().map(|line| {
            let amounts = if line.side.code() == "debit" {
                [line.amount.to_string(), String::new()]
            } else {
                [String::new(), line.amount.to_string()]
            };
            [&[line.account_title()][..], &amounts].concat()
        });
        say!("{}", table(&["科目", "借方", "贷方"], &[1, 2], lines));
        let signers = &printed.signers;
        sayln!("制单 {}　复核 {}　记账 {}", signers.made, signers.checked, signers.booked);
    }
    sayln!("\n共 {} 张。", vouchers.len());
    Ok(())
}
