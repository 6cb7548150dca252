//! `figure`: what a year's report counts, and the rows behind each number.

use anyhow::{Result, bail};
use office::figures::{DEFINITIONS, Definition, FigureRow, Measure, definition, figure, rows};
use serde_json::json;

use crate::arguments::{Common, FigureAsked};
use crate::open::{Reading, reading};
use crate::print::{self, table};

/// Lists, shows or unfolds figures.
pub fn figures(common: &Common, asked: FigureAsked) -> Result<()> {
    match asked {
        FigureAsked::List => list(common),
        FigureAsked::Show { name, year } => show(common, &name, year),
        FigureAsked::Rows { name, year, limit } => unfold(common, &name, year, limit),
    }
}

fn list(common: &Common) -> Result<()> {
    if common.json {
        let all: Vec<_> = DEFINITIONS
            .iter()
            .map(|d| json!({ "name": d.name, "title": d.title, "meaning": d.meaning, "unit": d.unit.word() }))
            .collect();
        return print::json(&json!(all));
    }
    let row = |d: &Definition| vec![d.name.into(), d.title.into(), d.unit.word().into(), d.meaning.into()];
    say!("{}", table(&["名称", "数据", "单位", "怎么数"], &[], DEFINITIONS.iter().map(row)));
    Ok(())
}

/// A figure of the report counts the whole agency.
pub(super) fn whole_county(common: &Common) -> Result<Reading> {
    let reading = reading(common)?;
    if !reading.covers_county() {
        bail!("年度数据覆盖整个机构，您的岗位地区只是其中一部分；请由全县（区）岗位的人员查看");
    }
    Ok(reading)
}

fn found(name: &str) -> Result<&'static Definition> {
    match definition(name) {
        Some(definition) => Ok(definition),
        None => bail!("没有名为“{name}”的数据，用 shebao figure list 查看全部名称"),
    }
}

fn show(common: &Common, name: &str, year: i16) -> Result<()> {
    let definition = found(name)?;
    let mut reading = whole_county(common)?;
    let figure = reading.look(|look| figure(look, definition, year))?;
    if common.json {
        return print::json(&json!(figure));
    }
    sayln!("{year}年 {}：{}", definition.title, figure.printed());
    sayln!("{}", definition.meaning);
    sayln!("逐行查看：shebao figure rows {name} --year {year}");
    Ok(())
}

fn unfold(common: &Common, name: &str, year: i16, limit: usize) -> Result<()> {
    let definition = found(name)?;
    let mut reading = whole_county(common)?;
    let (mut lines, mut count) = (Vec::new(), 0_usize);
    reading.look(|look| {
        rows(look, definition, year, |row| {
            count += 1;
            if lines.len() < limit {
                lines.push(row);
            }
            Ok(())
        })
    })?;
    if common.json {
        let rows: Vec<_> = lines
            .iter()
            .map(|row| json!({ "person": row.person, "what": row.what, "at": row.at, "amount": row.amount }))
            .collect();
        return print::json(&json!({ "rows": count, "shown": rows }));
    }
    // Where people or bookings are counted, an amount beside them would be read as the figure.
    let money = definition.measure == Measure::Money;
    let row = |r: &FigureRow| {
        let amount = if money { r.amount.to_string() } else { String::new() };
        vec![r.person.to_string(), r.what.clone(), r.at.to_string(), amount]
    };
    let header = ["个人编号", "类别", "月份或日期", if money { "金额（元）" } else { "" }];
    say!("{}", table(&header, &[3], lines.iter().map(row)));
    sayln!("共 {count} 行，列出 {} 行。", lines.len());
    Ok(())
}
