//! `figure`: what a year's report counts, the rows behind each number, and the numbers that are declared.

use anyhow::{Result, bail};
use evaluation::Figure;
use office::figures::{Definition, FigureRow, declared, declared_in, definition, definitions, figure, rows};
use office::tables::DeclaredFigure;
use serde_json::json;

use super::matters::make_of;
use crate::arguments::{AsJson, Common, Declared, FigureAsked};
use crate::open::{Reading, reading};
use crate::print::{self, table};

/// Lists, shows, unfolds or declares figures.
pub fn figures(common: &Common, asked: FigureAsked) -> Result<()> {
    match asked {
        FigureAsked::List { year } => list(common, year),
        FigureAsked::Show { name, year } => show(common, &name, year),
        FigureAsked::Rows { name, year, limit, to } => unfold(common, (&name, year), limit, &to),
        FigureAsked::Declare(stated) => declare(common, &stated),
    }
}

fn list(common: &Common, year: Option<i16>) -> Result<()> {
    let stated = match year {
        Some(year) => whole_county(common)?.look(|look| declared_in(look, year))?,
        None => Vec::new(),
    };
    if common.json {
        let counted = definitions()
            .map(|d| json!({ "name": d.name, "title": d.title, "meaning": d.meaning, "unit": d.unit.word() }));
        let stated = stated.iter().map(|d| {
            json!({ "name": d.name, "title": d.title, "unit": d.unit, "value": d.value,
                    "document": d.document, "page": d.page, "who": d.who })
        });
        return print::json(&counted.chain(stated).collect::<Vec<_>>());
    }
    let row = |d: &Definition| vec![d.name.into(), d.title.into(), d.unit.word().into(), d.meaning.into()];
    let stated = stated.iter().map(|d| {
        let from = format!("填报：{}{}，{}", d.value, d.unit, source(d));
        vec![d.name.clone(), d.title.clone(), d.unit.clone(), from]
    });
    say!("{}", table(&["名称", "数据", "单位", "怎么数"], &[], definitions().map(row).chain(stated)));
    if year.is_none() {
        sayln!("填报的数据按年度列出：shebao figure list --year 年");
    }
    Ok(())
}

fn source(d: &DeclaredFigure) -> String {
    format!("{} {}（{}）", d.document, d.page, d.who)
}

/// A figure of the report counts the whole agency.
pub(super) fn whole_county(common: &Common) -> Result<Reading> {
    let reading = reading(common)?;
    if !reading.covers_county() {
        bail!("年度数据覆盖整个机构，您的岗位地区只是其中一部分；请由全县（区）岗位的人员查看");
    }
    Ok(reading)
}

/// A figure that was declared for the year, with the row that says where it stands.
fn stated(common: &Common, name: &str, year: i16) -> Result<(DeclaredFigure, Figure)> {
    let mut reading = whole_county(common)?;
    let found = reading.look(|look| {
        let row = declared_in(look, year)?.into_iter().find(|row| row.name == name);
        Ok(row.zip(declared(look, name, year)?))
    })?;
    match found {
        Some(found) => Ok(found),
        None => {
            bail!("没有名为“{name}”的数据，{year} 年也没有填报；用 shebao figure list --year {year} 查看全部名称")
        }
    }
}

fn show(common: &Common, name: &str, year: i16) -> Result<()> {
    let Some(definition) = definition(name) else {
        let (row, figure) = stated(common, name, year)?;
        if common.json {
            return print::json(&json!(figure));
        }
        sayln!("{year}年 {}：{}", row.title, figure.printed());
        sayln!("填报：{}", source(&row));
        return Ok(());
    };
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

fn unfold(common: &Common, (name, year): (&str, i16), limit: usize, to: &AsJson) -> Result<()> {
    let Some(definition) = definition(name) else {
        let (row, _) = stated(common, name, year)?;
        if common.json {
            let document = json!({ "document": row.document, "page": row.page, "who": row.who });
            return print::json(&json!({ "rows": 0, "shown": [], "declared": document }));
        }
        sayln!("“{}”是填报的数，没有逐行数据；出处：{}", row.title, source(&row));
        return Ok(());
    };
    let mut reading = whole_county(common)?;
    // A count alone names nobody.
    if limit > 0 {
        reading.takes_json_out(common, "figure", to)?;
    }
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
            .map(|row| json!({ "subject": row.subject, "what": row.what, "at": row.at, "amount": row.amount }))
            .collect();
        return print::json(&json!({ "rows": count, "of": definition.subject.title(), "shown": rows }));
    }
    // Where people or bookings are counted, an amount beside them would be read as the figure.
    let money = definition.shows_money();
    let row = |r: &FigureRow| {
        let amount = if money { r.amount.to_string() } else { String::new() };
        vec![r.number(), r.what.clone(), r.at.to_string(), amount]
    };
    let header = [definition.subject.title(), "类别", "月份或日期", if money { "金额（元）" } else { "" }];
    say!("{}", table(&header, &[3], lines.iter().map(row)));
    sayln!("共 {count} 行，列出 {} 行。", lines.len());
    Ok(())
}

fn declare(common: &Common, stated: &Declared) -> Result<()> {
    let Declared { name, year, title, value, unit, document, page, who } = stated;
    let input = json!({ "name": name, "title": title, "year": year, "value": value, "unit": unit,
                        "document": document, "page": page, "who": who });
    make_of(common, "figures.declare", &input)
}
