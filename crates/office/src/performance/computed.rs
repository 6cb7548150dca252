//! Figures that a project file asks the office for: `{ computed = "recipients_december" }` where a
//! figure stands, `executed = { computed = ["pension_county"] }` in a line of money.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, Seq};
use desk::{FieldError, Look, Unplanned};
use evaluation::{CountedRows, Figure, FigureSheet, Parent, Unit};
use rust_decimal::Decimal;
use toml::{Table, Value};

use crate::figures::{Measure, definition, figure, rows};

const KEY: &str = "computed";

/// Figures by the name of their definition.
type Known = BTreeMap<String, Figure>;

fn fault(what: impl Into<String>, advice: &str) -> FieldError {
    FieldError::whole(what, advice)
}

/// Whether a project file asks for figures of an office.
pub(super) fn asked(text: &str) -> bool {
    text.parse::<Table>().is_ok_and(|table| !names(&Value::Table(table)).is_empty())
}

/// The project file with the office's figures in it, all of one state of the books.
pub(super) fn resolved(look: &mut Look<'_>, text: &str) -> Result<Value, Unplanned> {
    let table = text.parse::<Table>().map_err(|e| fault(format!("项目文件不能识别：{e}"), "请按提示的行改正"))?;
    let mut value = Value::Table(table);
    let year = value.get("project").and_then(|p| p.get("assess_year")).and_then(Value::as_integer);
    let year = year.and_then(|year| i16::try_from(year).ok());
    let year = year.ok_or_else(|| fault("project.assess_year 没有填写年度", "请填写四位数的评价年度"))?;
    let mut known = Known::new();
    for name in names(&value) {
        let advice = "用 shebao figure list 或“年度数据”页查看全部名称";
        let found = definition(&name).ok_or_else(|| fault(format!("没有名为“{name}”的数据"), advice))?;
        match figure(look, found, year) {
            Ok(counted) => {
                known.insert(name, counted);
            }
            // A rate of nothing does not exist yet: its indicator stays open.
            Err(Unplanned::Fields(_)) if matches!(found.measure, Measure::Rate { .. }) => {}
            Err(failed) => return Err(failed),
        }
    }
    put(&mut value, &known)?;
    Ok(value)
}

/// One name, or several whose amounts are added up.
fn names_of(value: &Value) -> Option<Vec<String>> {
    let table = value.as_table().filter(|table| table.len() == 1)?;
    match table.get(KEY)? {
        Value::String(name) => Some(vec![name.clone()]),
        Value::Array(names) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn names(value: &Value) -> BTreeSet<String> {
    if let Some(names) = names_of(value) {
        return names.into_iter().collect();
    }
    match value {
        Value::Table(table) => table.values().flat_map(names).collect(),
        Value::Array(values) => values.iter().flat_map(names).collect(),
        _ => BTreeSet::new(),
    }
}

fn put(value: &mut Value, known: &Known) -> Result<(), FieldError> {
    if let Some(names) = names_of(value) {
        let found = match names.as_slice() {
            [name] => known.get(name),
            _ => None,
        };
        let one = || fault("一个数据只能取一个名称", "几项相加只用于执行数，请分开填写");
        *value = Value::try_from(found.ok_or_else(one)?).map_err(unwritten)?;
        return Ok(());
    }
    match value {
        Value::Table(table) => {
            let is_open = |actual: &Value| names(actual).iter().any(|name| !known.contains_key(name));
            if table.get("actual").is_some_and(is_open) {
                table.remove("actual");
            }
            executed(table, known)?;
            table.iter_mut().try_for_each(|(_, value)| put(value, known))
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| put(value, known)),
        _ => Ok(()),
    }
}

fn unwritten(error: toml::ser::Error) -> FieldError {
    fault(format!("数据不能写进项目：{error}"), "请联系系统管理员")
}

/// A line of money: the amount is a sum of figures, which are its parent.
fn executed(table: &mut Table, known: &Known) -> Result<(), FieldError> {
    let Some(names) = table.get("executed").and_then(names_of) else { return Ok(()) };
    let figures: Vec<&Figure> = names.iter().filter_map(|name| known.get(name)).collect();
    if names.is_empty() || figures.len() != names.len() {
        return Err(fault("执行数没有写取数的名称，或写了不是金额的数据", "请至少写一个以元计的数据"));
    }
    if let Some(other) = figures.iter().find(|figure| figure.unit != Unit::Yuan) {
        let what = format!("执行数是金额，“{}”以“{}”计", names.join("、"), other.unit);
        return Err(fault(what, "请改用以元计的数据"));
    }
    let sum: Decimal = figures.iter().map(|figure| figure.value).sum();
    let fen = i64::try_from(sum * Decimal::ONE_HUNDRED).map_err(|_| fault("执行数太大", "请核对取数的名称"))?;
    let title = |name: &String| definition(name).map_or(name.clone(), |d| d.title.to_owned());
    let from = figures.iter().map(|figure| figure.parent.clone()).collect();
    let parent = Parent::Calculated { how: names.iter().map(title).collect::<Vec<_>>().join("＋"), from };
    table.insert("executed".to_owned(), Value::String(format!("{}元", Fen::new(fen))));
    table.insert("parent".to_owned(), Value::try_from(parent).map_err(unwritten)?);
    Ok(())
}

/// The definitions behind the figures of some sheets, and the state of the books they were counted in.
fn wanted(sheets: &[FigureSheet]) -> BTreeSet<(String, Seq)> {
    let figures = sheets.iter().flat_map(|sheet| &sheet.figures);
    let roots = figures.flat_map(|figure| figure.figure.parent.roots());
    let computed = |root: &Parent| match root {
        Parent::Computed { definition, seq } => Some((definition.clone(), *seq)),
        _ => None,
    };
    roots.filter_map(computed).collect()
}

/// Whether any figure of the sheets was counted from rows.
pub fn counts_rows(sheets: &[FigureSheet]) -> bool {
    !wanted(sheets).is_empty()
}

/// The rows behind every computed figure of a year, of the very state of the books that the figures have.
pub fn counted_rows(
    look: &mut Look<'_>,
    year: i16,
    sheets: &[FigureSheet],
) -> Result<BTreeMap<String, CountedRows>, Unplanned> {
    let (wanted, now) = (wanted(sheets), look.seq());
    if let Some((name, seq)) = wanted.iter().find(|(_, seq)| *seq != now) {
        let what = format!("“{name}”是第{seq}号状态的数，账务现在是第{now}号");
        return Err(fault(what, "请重新运行").into());
    }
    let mut all = BTreeMap::new();
    for known in wanted.iter().filter_map(|(name, _)| definition(name)) {
        let money = known.shows_money();
        let mut lines = Vec::new();
        rows(look, known, year, |row| {
            let amount = if money { row.amount.to_string() } else { String::new() };
            lines.push([row.number(), row.what, row.at.to_string(), amount]);
            Ok(())
        })?;
        let (title, meaning) = (known.title.to_owned(), known.meaning.to_owned());
        all.insert(known.name.to_owned(), CountedRows { title, meaning, money, numbers: known.subject.title(), lines });
    }
    Ok(all)
}
