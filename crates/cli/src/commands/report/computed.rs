//! Figures that a project file asks the office for: `{ computed = "recipients_december" }` where a
//! figure stands, `executed = { computed = ["pension_county"] }` in a line of money.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use base::Fen;
use evaluation::{Figure, Parent, Unit};
use office::figures::{definition, figure};
use toml::{Table, Value};

use crate::arguments::Common;
use crate::commands::figures::whole_county;

const KEY: &str = "computed";

/// Figures by the name of their definition.
type Known = BTreeMap<String, Figure>;

/// Whether a project file asks for figures of an office.
pub(super) fn asked(text: &str) -> bool {
    text.parse::<Table>().is_ok_and(|table| !names(&Value::Table(table)).is_empty())
}

/// The project file with the office's figures in it, all of one state of the books.
pub(super) fn resolved(common: &Common, text: &str) -> Result<Value> {
    let mut value = Value::Table(text.parse::<Table>()?);
    let year = value.get("project").and_then(|p| p.get("assess_year")).and_then(Value::as_integer);
    let year = year.and_then(|year| i16::try_from(year).ok()).context("project.assess_year 没有填写年度")?;
    let names = names(&value);
    if let Some(unknown) = names.iter().find(|name| definition(name).is_none()) {
        bail!("没有名为“{unknown}”的数据，用 shebao figure list 查看全部名称");
    }
    let mut reading = whole_county(common)?;
    let known = reading.look(|look| {
        let mut known = Known::new();
        for name in names.iter().filter_map(|name| definition(name)) {
            known.insert(name.name.to_owned(), figure(look, name, year)?);
        }
        Ok(known)
    })?;
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

fn put(value: &mut Value, known: &Known) -> Result<()> {
    if let Some(names) = names_of(value) {
        let [name] = names.as_slice() else {
            bail!("一个数据只能取一个名称；几项相加只用于执行数")
        };
        let found = known.get(name).with_context(|| format!("没有“{name}”"))?;
        *value = Value::try_from(found)?;
        return Ok(());
    }
    match value {
        Value::Table(table) => {
            executed(table, known)?;
            table.iter_mut().try_for_each(|(_, value)| put(value, known))
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| put(value, known)),
        _ => Ok(()),
    }
}

/// A line of money: the amount is a sum of figures, which are its parent.
fn executed(table: &mut Table, known: &Known) -> Result<()> {
    let Some(names) = table.get("executed").and_then(names_of) else { return Ok(()) };
    let figures: Vec<&Figure> = names.iter().filter_map(|name| known.get(name)).collect();
    if let Some(other) = figures.iter().find(|figure| figure.unit != Unit::Yuan) {
        bail!("执行数是金额，“{}”以“{}”计", names.join("、"), other.unit);
    }
    let sum: rust_decimal::Decimal = figures.iter().map(|figure| figure.value).sum();
    let fen = i64::try_from(sum * rust_decimal::Decimal::ONE_HUNDRED).context("执行数太大")?;
    let title = |name: &String| definition(name).map_or(name.clone(), |d| d.title.to_owned());
    let from = figures.iter().map(|figure| figure.parent.clone()).collect();
    let parent = Parent::Calculated { how: names.iter().map(title).collect::<Vec<_>>().join("＋"), from };
    table.insert("executed".to_owned(), Value::String(format!("{}元", Fen::new(fen))));
    table.insert("parent".to_owned(), Value::try_from(parent)?);
    Ok(())
}
