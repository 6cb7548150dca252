//! The rows behind a figure of the year's report.

use std::collections::HashMap;

use office::figures::{FigureRow, Subject, definition, rows};
use office::registry::known_people;
use office::tables::PersonId;

use super::sheet::{Cell, List, Row};
use super::{number, text, year_asked};
use crate::http::{Call, Fault, Pairs};

pub fn behind(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let definition = definition(asked.get("figure")).ok_or(Fault::NotFound)?;
    let year = year_asked(asked, call.today()?.year())?;
    let is_person = definition.subject == Subject::Person;
    let (found, known) = call.read(|look| {
        let mut found: Vec<FigureRow> = Vec::new();
        rows(look, definition, year, |row| {
            found.push(row);
            Ok(())
        })?;
        let mut people: Vec<PersonId> = found.iter().filter(|_| is_person).map(|row| PersonId(row.subject)).collect();
        people.dedup();
        let known = known_people(look, &people)?;
        Ok((found, known))
    })?;
    // Where people or bookings are counted, an amount beside them would be read as the figure.
    let money = definition.shows_money();
    let names: HashMap<_, _> = known.into_iter().map(|(person, known)| (person, known.name)).collect();
    let count = found.len();
    let row = |row: FigureRow| Row {
        region: None,
        cells: vec![
            if is_person {
                Cell::Person(PersonId(row.subject), names.get(&PersonId(row.subject)).cloned().unwrap_or_default())
            } else {
                Cell::Text(String::new())
            },
            if is_person { Cell::Number(PersonId(row.subject)) } else { Cell::Text(row.number()) },
            Cell::Text(row.what),
            Cell::Text(row.at.to_string()),
            if money { Cell::Money(row.amount) } else { Cell::Text(String::new()) },
        ],
    };
    Ok(List {
        note: format!("{year} 年 {}：{} 明细 {count} 行。", definition.title, definition.meaning),
        asks: &[("figure", "数据名称", "text"), ("year", "年度", "text")],
        titles: vec![
            text("姓名"),
            text(definition.subject.title()),
            text("类别"),
            text("月份或日期"),
            number(if money { "金额（元）" } else { "" }),
        ],
        rows: found.into_iter().map(row).collect(),
        nothing: "没有明细。",
        sums: money.then_some(4),
        ..List::default()
    })
}
