//! What goes into which cell: decided on the grids alone, before any byte is touched.

use std::collections::{BTreeMap, BTreeSet};

use evaluation::{Draft, cells};
use serde::{Deserialize, Serialize};

use super::form::{FormCell, Sheet, position};
use super::labels::{head, indicator_column, is_total, money_column, money_row, plain, same_kind};
use super::limit::{is_open, limit_of};
use super::{LeftCell, Mapping};

/// The values of an evaluation.
#[derive(Serialize, Deserialize)]
pub(super) struct Values {
    /// The year that is assessed.
    pub(super) year: i16,
    by_name: BTreeMap<String, String>,
    /// Group, kind and name of the indicators in printed order.
    indicators: Vec<(String, String, String)>,
}

impl Values {
    pub(super) fn of(draft: &Draft) -> Values {
        let mut by_name = cells(draft);
        for line in draft.lines() {
            by_name.entry(format!("{}·偏差原因", line.indicator.name)).or_default();
        }
        let of = |i: &evaluation::Indicator| (i.group.clone(), i.kind.clone(), i.name.clone());
        let indicators = draft.lines().iter().map(|line| of(&line.indicator)).collect();
        Values { year: draft.project().assess_year, by_name, indicators }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }
}

/// A cell to be filled.
pub(super) struct Fill {
    pub(super) sheet: usize,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) place: String,
    pub(super) value: String,
    pub(super) text: String,
}

/// Everything that is done to a form.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) fills: Vec<Fill>,
    pub(super) left: Vec<LeftCell>,
    taken: BTreeSet<(usize, usize, usize)>,
    placed: BTreeSet<String>,
}

/// Columns of a block by the word of their header.
type Columns = BTreeMap<&'static str, usize>;

pub(super) fn plan(sheets: &[Sheet], values: &Values, mapping: &Mapping) -> Plan {
    let mut plan = Plan::default();
    plan.mapped(sheets, values, mapping);
    for (at, sheet) in sheets.iter().enumerate() {
        plan.heads(at, sheet, values);
        plan.money(at, sheet, values);
        plan.indicators(at, sheet, values);
    }
    plan.homeless(sheets, values);
    plan
}

impl Plan {
    fn say(&mut self, place: String, what: impl Into<String>) {
        self.left.push(LeftCell { place, what: what.into() });
    }

    /// Puts a value into a cell, unless the cell forbids it.
    fn put(&mut self, at: usize, sheet: &Sheet, cell: &FormCell, name: &str, text: &str, limit: Option<usize>) {
        if !self.taken.insert((at, cell.row, cell.column)) || text.is_empty() {
            return;
        }
        let place = sheet.place(cell);
        if cell.formula {
            return self.say(place, format!("是公式，由表自己计算，没有填“{name}”"));
        }
        if !is_open(&cell.text) {
            let there: String = cell.text.chars().take(20).collect();
            return self.say(place, format!("已有内容“{there}”，没有填“{name}”；要由程序填写的，请先清空这一格"));
        }
        let (length, limit) = (text.chars().count(), limit.or_else(|| limit_of(&cell.text)));
        if let Some(limit) = limit.filter(|limit| length > *limit) {
            return self
                .say(place, format!("限{limit}字，“{name}”有{length}字，没有填；请缩短项目文件里的文字后再运行"));
        }
        let (row, column) = (cell.row, cell.column);
        self.fills.push(Fill { sheet: at, row, column, place, value: name.to_owned(), text: text.to_owned() });
    }

    fn mapped(&mut self, sheets: &[Sheet], values: &Values, mapping: &Mapping) {
        for wanted in &mapping.cell {
            let found = wanted.at.rsplit_once('!').and_then(|(name, reference)| {
                let (row, column) = position(reference)?;
                let at = sheets.iter().position(|sheet| sheet.name == name)?;
                Some((at, sheets[at].at(row, column)?))
            });
            let Some((at, cell)) = found else {
                self.say(wanted.at.clone(), "模板里没有这一格；写法如 表1!D5（Word 的第1张表）或 Sheet1!D5");
                continue;
            };
            match values.get(&wanted.value) {
                Some(text) => {
                    if let Some(name) = wanted.value.strip_suffix("·实际完成值") {
                        self.placed.insert(name.to_owned());
                    }
                    self.put(at, &sheets[at], cell, &wanted.value, text, wanted.limit);
                }
                None => self.say(wanted.at.clone(), format!("没有名为“{}”的数据，请核对对照文件", wanted.value)),
            }
        }
    }

    /// Labels with their value to the right or below.
    fn heads(&mut self, at: usize, sheet: &Sheet, values: &Values) {
        for label in &sheet.cells {
            let Some(name) = head(&plain(&label.text)) else { continue };
            let Some(text) = values.get(name) else { continue };
            let right = sheet.at(label.row, label.column + label.columns).filter(|c| c.row == label.row);
            let below = sheet.at(label.row + label.rows, label.column);
            let open = |cell: &&FormCell| cell.formula || is_open(&cell.text);
            match right.filter(open).or_else(|| below.filter(open)) {
                Some(cell) => self.put(at, sheet, cell, name, text, limit_of(&label.text)),
                None => self.say(sheet.place(label), format!("右边和下边都没有空格，没有填“{name}”")),
            }
        }
    }

    /// Rows of money under a header.
    fn money(&mut self, at: usize, sheet: &Sheet, values: &Values) {
        let Some((first, columns)) = block(sheet, money_column, &["全年预算数", "全年执行数", "决算数", "年初预算数"])
        else {
            return;
        };
        for label in sheet.cells.iter().filter(|c| c.row >= first) {
            let text = plain(&label.text);
            let named = values.get(&format!("{text}·年初预算数")).map(|_| text.clone());
            let Some(row) = money_row(&text).or(named) else { continue };
            // The same words begin the row of an indicator in another block.
            if !values.by_name.contains_key(&format!("{row}·年初预算数")) {
                if label.column < columns.values().copied().min().unwrap_or(0) {
                    self.say(sheet.place(label), format!("项目资金没有“{row}”这一行，留空"));
                }
                continue;
            }
            for (column, place) in &columns {
                let name = format!("{row}·{column}");
                let Some(cell) = sheet.at(label.row, *place).filter(|c| c.row == label.row) else { continue };
                match values.get(&name) {
                    Some(text) => self.put(at, sheet, cell, &name, text, None),
                    // Only the total carries points.
                    None if matches!(*column, "分值" | "得分") => {}
                    None => self.say(sheet.place(cell), format!("没有“{name}”，留空")),
                }
            }
        }
    }

    /// Rows of indicators under a header.
    fn indicators(&mut self, at: usize, sheet: &Sheet, values: &Values) {
        let Some((first, columns)) = block(sheet, indicator_column, &["三级指标"]) else { return };
        let Some(name_column) = columns.get("三级指标").copied() else { return };
        let last = sheet.cells.iter().map(|c| c.row + c.rows).max().unwrap_or(0);
        for row in first..last {
            let labels = sheet.cells.iter().filter(|c| c.row == row && c.column <= name_column);
            if labels.clone().any(|c| is_total(&plain(&c.text))) {
                self.total(at, sheet, values, row, &columns);
                break;
            }
            let Some(name_cell) = sheet.at(row, name_column).filter(|c| c.row == row) else { continue };
            let Some(found) = self.indicator_of(sheet, name_cell, &columns, values) else { continue };
            let (group, kind, name) = found;
            self.placed.insert(name.clone());
            if is_open(&name_cell.text) {
                self.put(at, sheet, name_cell, "三级指标", &name, None);
                for (column, text) in [("一级指标", &group), ("二级指标", &kind)] {
                    let cell = columns.get(column).and_then(|c| sheet.at(row, *c));
                    if let Some(cell) = cell.filter(|c| is_open(&c.text)) {
                        self.put(at, sheet, cell, column, text, None);
                    }
                }
            }
            for column in ["年度指标值", "实际完成值", "分值", "得分", "偏差原因"] {
                let Some(cell) = columns.get(column).and_then(|c| sheet.at(row, *c)) else { continue };
                let value = format!("{name}·{column}");
                let text = values.get(&value).unwrap_or_default();
                let same = plain(&cell.text) == plain(text);
                if !same {
                    let limit = columns_limit(sheet, first, cell.column);
                    self.put(at, sheet, cell, &value, text, limit);
                }
            }
        }
    }

    /// The indicator of a row: named in it, or the next one of its kind.
    fn indicator_of(
        &mut self,
        sheet: &Sheet,
        name_cell: &FormCell,
        columns: &Columns,
        values: &Values,
    ) -> Option<(String, String, String)> {
        let unplaced = |name: &String| !self.placed.contains(name);
        if !is_open(&name_cell.text) {
            let theirs = plain(&name_cell.text);
            let found = values.indicators.iter().find(|(_, _, name)| plain(name) == theirs);
            if found.is_none() {
                let what = format!("模板的指标“{}”项目里没有，这一行没有填", name_cell.text.trim());
                self.say(sheet.place(name_cell), what);
            }
            return found.cloned();
        }
        let label = |column: &str| {
            let cell = columns.get(column).and_then(|c| sheet.at(name_cell.row, *c));
            cell.map(|c| c.text.clone()).filter(|text| !is_open(text))
        };
        let (group, kind) = (label("一级指标"), label("二级指标"));
        let fits = |theirs: &Option<String>, ours: &str| theirs.as_ref().is_none_or(|theirs| same_kind(theirs, ours));
        let mut open = values.indicators.iter().filter(|(_, _, name)| unplaced(name));
        open.find(|(g, k, _)| fits(&group, g) && fits(&kind, k)).cloned()
    }

    fn total(&mut self, at: usize, sheet: &Sheet, values: &Values, row: usize, columns: &Columns) {
        for (column, name) in [("得分", "总分"), ("分值", "总分·分值")] {
            let Some(cell) = columns.get(column).and_then(|c| sheet.at(row, *c)) else { continue };
            let text = if column == "分值" { "100" } else { values.get(name).unwrap_or(evaluation::TO_BE_EXPLAINED) };
            if plain(&cell.text) != text {
                self.put(at, sheet, cell, name, text, None);
            }
        }
    }

    /// Indicators that found no row; said only where the form has rows for indicators.
    fn homeless(&mut self, sheets: &[Sheet], values: &Values) {
        let has_rows = sheets.iter().any(|sheet| block(sheet, indicator_column, &["三级指标"]).is_some());
        for (_, kind, name) in values.indicators.iter().filter(|_| has_rows) {
            if !self.placed.contains(name) {
                let what = format!("模板里没有“{kind}”的空行；请在模板的这一类下加一行，或在对照文件里指定位置");
                self.say(format!("指标“{name}”"), what);
            }
        }
    }
}

/// The header of a block: the row after it, and its columns. A header needs two known words, one
/// of them telling the block.
fn block(sheet: &Sheet, word: impl Fn(&str) -> Option<&'static str>, telling: &[&str]) -> Option<(usize, Columns)> {
    let last = sheet.cells.iter().map(|c| c.row).max()?;
    (0..=last).find_map(|row| {
        let here = sheet.cells.iter().filter(|c| c.row == row);
        let known: Vec<(&'static str, &FormCell)> = here.filter_map(|c| Some((word(&plain(&c.text))?, c))).collect();
        let after = known.iter().map(|(_, c)| c.row + c.rows).min()?;
        let tells = known.iter().any(|(word, _)| telling.contains(word));
        (known.len() >= 2 && tells).then(|| (after, known.iter().map(|(word, c)| (*word, c.column)).collect()))
    })
}

/// A limit stated in the header of a column.
fn columns_limit(sheet: &Sheet, first: usize, column: usize) -> Option<usize> {
    sheet.at(first.checked_sub(1)?, column).and_then(|header| limit_of(&header.text))
}
