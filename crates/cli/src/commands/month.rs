//! `balance`, `changes`, `returned`, `reconcile`: the payment month as chiefs and accountants
//! look at it.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, Result};
use base::{Fen, Level, Month, RegionCode};
use desk::{Look, Unplanned};
use office::payment::{BalanceSheet, ChangeLine, Movement, ReturnedLine, Sums, TownBalance};
use office::payment::{balance_sheet, reconcile as reconciled, regular_run, returned_lines};
use office::registry::{known_people, regions_in_force};
use office::tables::{Run, Scheme};

use crate::arguments::{Common, OfMonthList};
use crate::open::{Reading, reading, reading_of_county};
use crate::print::{json, table};

fn run_of(look: &mut Look<'_>, month: Month) -> Result<Option<Run>, Unplanned> {
    regular_run(look, Scheme::Resident, month)
}

/// Reads about the month's run; a month without one is an error.
fn about_run<T>(
    reading: &mut Reading,
    month: Month,
    read: impl FnOnce(&mut Look<'_>, &Run) -> Result<T, Unplanned>,
) -> Result<T> {
    let found = reading.look(|look| run_of(look, month)?.map(|run| read(look, &run)).transpose())?;
    found.with_context(|| format!("{month} 还没有发放批次，请先运行 shebao run {month}"))
}

/// 环比平衡表.
pub fn balance(common: &Common, month: Month) -> Result<()> {
    let mut reading = reading_of_county(common, "环比平衡表")?;
    let (run, sheet, names) = about_run(&mut reading, month, |look, run| {
        Ok((run.clone(), balance_sheet(look, run)?, regions_in_force(look)?))
    })?;
    if common.json {
        return json(&sheet);
    }
    sayln!("{month} 养老金发放环比平衡表（批次状态：{}，单位：元）\n", run.state.title());
    sayln!("{}", district_table(&sheet.district()));
    sayln!("{}", town_table(&sheet, &names));
    match sheet.residues().is_empty() {
        true => sayln!("平衡：各乡镇上月加增减等于本月，没有差额。"),
        false => sayln!("不平衡：有差额的乡镇须查明原因，差额未消除前不能审批。"),
    }
    Ok(())
}

/// The sheet of the whole district: one line per movement, one column per payer.
pub fn district_table(all: &TownBalance) -> String {
    let mut rows = vec![sums_row("上月", &all.last)];
    rows.extend(all.movements.iter().map(|(movement, sums)| sums_row(movement.title(), sums)));
    rows.push(sums_row("本月", &all.this));
    rows.push(sums_row("差额", &all.residue()));
    rows.extend(all.besides.iter().map(|(kind, sums)| sums_row(&format!("另：{}", kind.title()), sums)));
    let levels = Level::ALL.map(Level::title);
    let header = [&["", "人数"][..], &levels, &["个人账户", "合计"]].concat();
    table(&header, &[1, 2, 3, 4, 5, 6, 7], rows)
}

fn sums_row(title: &str, sums: &Sums) -> Vec<String> {
    let mut row = vec![title.to_owned(), sums.people.to_string()];
    row.extend(Level::ALL.map(|level| sums.by_level[level].to_string()));
    row.extend([sums.account.to_string(), sums.total().to_string()]);
    row
}

fn town_table(sheet: &BalanceSheet, names: &HashMap<RegionCode, String>) -> String {
    let row = |(town, balance): (&RegionCode, &TownBalance)| {
        let sum = |positive: bool| -> Sums {
            let sums = balance.movements.iter().filter(|(movement, _)| adds(**movement) == positive);
            sums.map(|(_, sums)| *sums).sum()
        };
        let name = names.get(town).cloned().unwrap_or_else(|| town.to_string());
        let mut row = vec![name];
        for sums in [balance.last, sum(true), sum(false), balance.this, balance.residue()] {
            row.extend([sums.people.to_string(), sums.total().to_string()]);
        }
        row
    };
    let header = ["乡镇", "上月人数", "金额", "增加", "金额", "减少", "金额", "本月人数", "金额", "差额", "金额"];
    table(&header, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], sheet.towns.iter().map(row))
}

fn adds(movement: Movement) -> bool {
    !matches!(movement, Movement::Dead | Movement::Suspended | Movement::Left | Movement::MovedOut)
}

/// 变动表.
pub fn changes(common: &Common, &OfMonthList { month, ref to }: &OfMonthList) -> Result<()> {
    let mut reading = reading(common)?;
    let (mut sheet, names, people) = about_run(&mut reading, month, |look, run| {
        let sheet = balance_sheet(look, run)?;
        let people: Vec<_> = sheet.changes.iter().map(|change| change.person).collect();
        let people = known_people(look, &people)?;
        Ok((sheet, regions_in_force(look)?, people))
    })?;
    sheet.changes.retain(|change| reading.covers(&change.town));
    reading.takes_json_out(common, "changes", to)?;
    if common.json {
        return json(&sheet.changes);
    }
    let mut counts: BTreeMap<Movement, usize> = BTreeMap::new();
    let row = |change: &ChangeLine| {
        *counts.entry(change.movement).or_default() += 1;
        vec![
            change.person.to_string(),
            people.get(&change.person).map_or_else(String::new, |known| known.name.clone()),
            names.get(&change.town).cloned().unwrap_or_else(|| change.town.to_string()),
            change.movement.title().to_owned(),
            change.cause.title().to_owned(),
            change.before.to_string(),
            change.after.to_string(),
        ]
    };
    let header = ["个人编号", "姓名", "乡镇", "变动", "原因", "原月额", "新月额"];
    say!("{}", table(&header, &[0, 5, 6], sheet.changes.iter().map(row)));
    let counts: Vec<String> = counts.iter().map(|(movement, n)| format!("{} {n} 人", movement.title())).collect();
    sayln!("{month} 变动 {} 人次：{}", sheet.changes.len(), counts.join("，"));
    Ok(())
}

/// 退票清单.
pub fn returned(common: &Common, &OfMonthList { month, ref to }: &OfMonthList) -> Result<()> {
    let mut reading = reading(common)?;
    let mut lines = about_run(&mut reading, month, returned_lines)?;
    lines.retain(|line| reading.covers(&line.region));
    reading.takes_json_out(common, "returned", to)?;
    if common.json {
        return json(&lines);
    }
    let row = |line: &ReturnedLine| {
        vec![
            line.line.to_string(),
            line.person.to_string(),
            line.name.clone(),
            line.amount.to_string(),
            line.on.to_string(),
            line.reason.clone(),
        ]
    };
    let header = ["行号", "个人编号", "姓名", "金额（元）", "退回日", "银行原因"];
    say!("{}", table(&header, &[0, 1, 3], lines.iter().map(row)));
    let total: Fen = lines.iter().map(|line| line.amount).sum();
    sayln!("{month} 退回 {} 笔，{total} 元。", lines.len());
    Ok(())
}

/// 业务、财务、银行三方对账.
pub fn reconcile(common: &Common, month: Month) -> Result<()> {
    let mut reading = reading_of_county(common, "三方对账")?;
    let found = about_run(&mut reading, month, reconciled)?;
    if common.json {
        return json(&found);
    }
    let rows = found.lines().map(|(title, amount)| vec![title.to_owned(), amount.to_string()]);
    say!("{}", table(&["项目", "金额（元）"], &[1], rows));
    let differences = found.differences();
    if differences.is_empty() {
        sayln!("三方相符。");
    }
    for difference in differences {
        sayln!("不符：{difference}");
    }
    Ok(())
}
