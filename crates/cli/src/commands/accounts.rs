//! `statement`, `objections`, `transfers`, `proxy-list`: personal accounts, and for whom governments pay.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use base::{Fen, Level};
use files::Cell;
use office::accounts::{
    OpenObjection, OpenTransfer, Statement, StatementLine, open_objections, open_transfers, statement as of_year,
};
use office::contributions::{ProxyClaim, proxy_list as all_claims};
use serde_json::json;

use super::people::only_person;
use crate::arguments::{AsJson, Common, OfStatement, OfYearList};
use crate::export::{self, List};
use crate::open::reading;
use crate::print::{self, table};

/// 个人权益记录单.
pub fn statement(common: &Common, asked: &OfStatement) -> Result<()> {
    let mut reading = reading(common)?;
    let person = only_person(&mut reading, &asked.person)?;
    let environment = Arc::clone(reading.office.environment());
    let found = reading.look(|look| of_year(look, &environment, person, asked.year))?;
    let found = found.context("没有这个人的登记信息")?;
    if asked.to.export.is_some() || common.json {
        reading.takes_out(person.0, asked.to.reason.as_deref().unwrap_or_default())?;
    }
    if let Some(path) = &asked.to.export {
        return export_statement(path, &found);
    }
    if common.json {
        let mut value = serde_json::to_value(&found)?;
        value["opening_balance"] = json!(found.opening_balance());
        value["closing_balance"] = json!(found.closing_balance());
        return print::json(&value);
    }
    sayln!("城乡居民基本养老保险个人权益记录单　{} 年度\n", found.year);
    let state = found.state.map_or("", |state| state.title());
    let facts = [
        ("姓名", found.name.clone()),
        ("证件号", found.id_number.clone()),
        ("村（社区）", found.region.clone()),
        ("参保状态", state.to_owned()),
        ("累计缴费年限", format!("{} 年", found.years)),
    ];
    say!("{}", print::facts(facts.map(|(label, value)| (label.to_owned(), value))));
    say!("\n{}", table(&HEADER, &[4], rows(&found).into_iter().map(|row| row.into_iter().map(plain).collect())));
    sayln!("金额单位：元。对记录有异议的，可向经办机构申请核对。");
    Ok(())
}

const HEADER: [&str; 5] = ["月份", "项目", "资金来源", "税票号", "金额"];

/// Opening, the year's lines, pensions, closing.
fn rows(found: &Statement) -> Vec<[Cell<'_>; 5]> {
    let total = |title: &'static str, amount: Fen| [Cell::Empty, title.into(), Cell::Empty, Cell::Empty, amount.into()];
    let mut rows = vec![total("上年末余额", found.opening_balance())];
    let line = |line: &StatementLine| {
        let title = format!("{} 年度{}", line.year, line.kind.title());
        [line.month.into(), title.into(), line.source.title().into(), line.serial.clone().into(), line.amount.into()]
    };
    rows.extend(found.lines.iter().map(line));
    if !found.paid.is_zero() {
        rows.push(total("本年个人账户支付", -found.paid));
    }
    rows.push(total("本年末余额", found.closing_balance()));
    rows
}

fn plain(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.into_owned(),
        Cell::Money(amount) | Cell::Formula(_, amount) => amount.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Month(month) => month.to_string(),
    }
}

fn export_statement(path: &Path, found: &Statement) -> Result<()> {
    let title = format!("{}年度个人权益记录单", found.year);
    let widths = [10_u16, 22, 14, 26, 14];
    let columns: Vec<(&str, u16)> = HEADER.into_iter().zip(widths).collect();
    let who = [("姓名", found.name.clone()), ("证件号", found.id_number.clone()), ("村（社区）", found.region.clone())];
    let years = ("累计缴费年限", format!("{} 年", found.years));
    let mut all: Vec<Vec<Cell<'_>>> = who
        .into_iter()
        .chain([years])
        .map(|(label, value)| vec![Cell::Empty, label.into(), value.into(), Cell::Empty, Cell::Empty])
        .collect();
    all.extend(rows(found).into_iter().map(Vec::from));
    export::write(path, &List { title: &title, columns: &columns }, &all)
}

/// Objections that nobody has answered.
pub fn objections(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let mut open = reading.look(open_objections)?;
    open.retain(|open| reading.covers(&open.region));
    reading.takes_json_out(common, "objections", to)?;
    if common.json {
        let one = |open: &OpenObjection| {
            let row = &open.objection;
            json!({ "objection": row.id, "person": row.person, "name": open.name, "year": row.year,
                    "on": row.on_date.to_string(), "what": row.what })
        };
        return print::json(&open.iter().map(one).collect::<Vec<_>>());
    }
    let row = |open: &OpenObjection| {
        let row = &open.objection;
        let (id, person, year) = (row.id.to_string(), row.person.to_string(), row.year.to_string());
        vec![id, person, open.name.clone(), year, row.on_date.to_string(), row.what.clone()]
    };
    let header = ["异议", "个人编号", "姓名", "年度", "登记日", "内容"];
    say!("{}", table(&header, &[0, 1], open.iter().map(row)));
    sayln!("未答复 {} 件。", open.len());
    Ok(())
}

/// Transfers out that were asked for and have not left.
pub fn transfers(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let mut open = reading.look(open_transfers)?;
    open.retain(|open| reading.covers(&open.region));
    reading.takes_json_out(common, "transfers", to)?;
    if common.json {
        let one = |open: &OpenTransfer| {
            let row = &open.request;
            json!({ "request": row.id, "person": row.person, "name": open.name, "letter": row.letter,
                    "amount": row.amount, "on": open.asked_on.to_string(), "days": open.days, "funded": open.funded })
        };
        return print::json(&open.iter().map(one).collect::<Vec<_>>());
    }
    let row = |open: &OpenTransfer| {
        let row = &open.request;
        let (person, amount, days) = (row.person.to_string(), row.amount.to_string(), open.days.to_string());
        let (on, waits) = (open.asked_on.to_string(), open.waits_for().to_owned());
        vec![person, open.name.clone(), row.letter.clone(), amount, on, days, waits]
    };
    let header = ["个人编号", "姓名", "函件", "金额", "申请日", "已等天数", "等待"];
    say!("{}", table(&header, &[0, 3, 5], open.iter().map(row)));
    sayln!("未办结 {} 件。", open.len());
    Ok(())
}

/// 代缴清单.
pub fn proxy_list(common: &Common, asked: &OfYearList) -> Result<()> {
    let mut reading = reading(common)?;
    let environment = Arc::clone(reading.office.environment());
    let mut claims = reading.look(|look| all_claims(look, &environment, asked.year))?;
    claims.retain(|claim| reading.covers(&claim.region));
    reading.takes_list_out(common, "proxy", &asked.to)?;
    if let Some(path) = &asked.to.export {
        return export_claims(path, asked.year, &claims);
    }
    if common.json {
        return print::json(&claims);
    }
    let row = |claim: &ProxyClaim| {
        vec![
            claim.person.to_string(),
            claim.name.clone(),
            claim.region.to_string(),
            claim.group.to_string(),
            claim.tier.to_string(),
            claim.governments.total().to_string(),
            if claim.refund.is_zero() {
                String::new()
            } else {
                format!("已自缴 {}，应原渠道返还", claim.refund)
            },
        ]
    };
    let header = ["个人编号", "姓名", "村（社区）", "人员类别", "档次（元）", "政府代缴（元）", ""];
    say!("{}", table(&header, &[0, 4, 5], claims.iter().map(row)));
    let sums = Level::ALL.map(|level| (level, claims.iter().map(|claim| claim.governments[level]).sum::<Fen>()));
    let levels: Vec<String> = sums
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(level, amount)| format!("{} {amount} 元", level.title()))
        .collect();
    sayln!("{} 年度应代缴 {} 人：{}。", asked.year, claims.len(), levels.join("，"));
    Ok(())
}

fn export_claims(path: &Path, year: i16, claims: &[ProxyClaim]) -> Result<()> {
    let title = format!("{year}年度政府代缴清单");
    let columns = [("个人编号", 22), ("姓名", 12), ("村（社区）代码", 16), ("人员类别", 20), ("档次", 10)];
    let more = [("中央", 10), ("省级", 10), ("市级", 10), ("县级", 10), ("合计", 10), ("应原渠道返还", 14)];
    let row = |claim: &ProxyClaim| {
        let levels = Level::ALL.map(|level| Cell::from(claim.governments[level]));
        let who = vec![
            claim.person.to_string().into(),
            claim.name.clone().into(),
            claim.region.to_string().into(),
            claim.group.title().into(),
            claim.tier.into(),
        ];
        let totals = [claim.governments.total().into(), claim.refund.into()];
        who.into_iter().chain(levels).chain(totals).collect()
    };
    let rows: Vec<Vec<Cell<'_>>> = claims.iter().map(row).collect();
    export::write(path, &List { title: &title, columns: &[&columns[..], &more].concat() }, &rows)
}
