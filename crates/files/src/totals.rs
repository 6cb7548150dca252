//! 合计, 小计 and 总计 rows: compared with the rows above them, never imported.

use crate::header::Header;
use crate::problem::Problem;
use crate::profile::{Kind, Profile};
use crate::raw::{RawCell, RawRow, is_blank_char};
use crate::record::Value;
use crate::value::{self, Context};

const WORDS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];
/// Labels stand at the left: cells looked at, empty ones not counted.
const LABEL_CELLS: usize = 3;
const COUNT_UNITS: [&str; 6] = ["人", "笔", "条", "户", "名", "行"];

/// A total row that was compared with the rows above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalCheck {
    /// Where it stands.
    pub line: u32,
    /// Its own word, for example 合计.
    pub label: String,
    /// Rows it was found to cover, or should cover.
    pub rows: usize,
    /// Whether all its figures agree with those rows.
    pub agrees: bool,
}

/// Running sums of the summable columns, and where earlier total rows stood.
pub(crate) struct Totals {
    /// (profile column, file column) of money and whole numbers.
    columns: Vec<(usize, usize)>,
    running: Sums,
    /// Sums at the start and at each total row: any of them may be where a total begins.
    starts: Vec<Sums>,
    pub checks: Vec<TotalCheck>,
}

#[derive(Clone, Default)]
struct Sums {
    rows: usize,
    unread: usize,
    amounts: Vec<i128>,
}

impl Totals {
    pub fn new(profile: &Profile, header: &Header) -> Totals {
        let summable = |index: usize| matches!(profile.columns[index].kind, Kind::Money | Kind::Integer);
        let placed = header.columns.iter().enumerate().filter_map(|(index, at)| at.map(|at| (index, at)));
        let keys = profile.key_indices();
        let columns: Vec<_> = placed.filter(|(index, _)| summable(*index) && !keys.contains(index)).collect();
        let zero = Sums { amounts: vec![0; columns.len()], ..Sums::default() };
        Totals { columns, running: zero.clone(), starts: vec![zero], checks: Vec::new() }
    }

    /// Adds a data row; `None` is an empty value, `Err` one that could not be read.
    pub fn add(&mut self, values: &[Result<Option<Value>, String>]) {
        self.running.rows += 1;
        let mut unread = false;
        for (slot, (index, _)) in self.columns.iter().enumerate() {
            match &values[*index] {
                Ok(Some(Value::Money(fen))) => self.running.amounts[slot] += i128::from(fen.get()),
                Ok(Some(Value::Integer(number))) => self.running.amounts[slot] += i128::from(*number),
                Ok(None) => {}
                _ => unread = true,
            }
        }
        self.running.unread += usize::from(unread);
    }

    /// Compares a total row; the problem says what differs.
    pub fn check(
        &mut self,
        profile: &Profile,
        header: &Header,
        row: &RawRow,
        label: &str,
        c: Context,
    ) -> Option<Problem> {
        let stated = self.stated(profile, row, c);
        let count = stated_count(profile, header, row);
        let fits = |start: &Sums| {
            let sums_fit = stated.iter().enumerate().all(|(slot, figure)| match figure {
                Figure::Absent => true,
                Figure::Unreadable => false,
                Figure::Amount(amount) => *amount == self.running.amounts[slot] - start.amounts[slot],
            });
            sums_fit && count.is_none_or(|count| count == self.running.rows - start.rows)
        };
        let fitting = self.starts.iter().find(|start| fits(start));
        // A subtotal that fits nowhere is shown against its own section, a total against all.
        let section = if label.contains("小计") { self.starts.last() } else { self.starts.first() };
        let start = fitting.or(section).cloned().unwrap_or_default();
        let agrees = fitting.is_some();
        let rows = self.running.rows - start.rows;
        let problem = (!agrees).then(|| self.difference(profile, row.line, label, &stated, count, &start));
        self.checks.push(TotalCheck { line: row.line, label: label.to_owned(), rows, agrees });
        self.starts.push(self.running.clone());
        problem
    }

    fn stated(&self, profile: &Profile, row: &RawRow, context: Context) -> Vec<Figure> {
        let figure = |(index, at): &(usize, usize)| {
            if as_label(row.cell(*at)).is_some() || as_count(row.cell(*at)).is_some() {
                return Figure::Absent;
            }
            // A total may be negative where a row may not.
            let mut column = profile.columns[*index].clone();
            column.negative = true;
            match value::read(&column, row.cell(*at), context, &mut Vec::new()) {
                Ok(None) => Figure::Absent,
                Ok(Some(Value::Money(fen))) => Figure::Amount(i128::from(fen.get())),
                Ok(Some(Value::Integer(number))) => Figure::Amount(i128::from(number)),
                _ => Figure::Unreadable,
            }
        };
        self.columns.iter().map(figure).collect()
    }

    fn difference(
        &self,
        profile: &Profile,
        line: u32,
        label: &str,
        stated: &[Figure],
        count: Option<usize>,
        start: &Sums,
    ) -> Problem {
        let mut parts = Vec::new();
        for (slot, figure) in stated.iter().enumerate() {
            let column = &profile.columns[self.columns[slot].0];
            let sum = self.running.amounts[slot] - start.amounts[slot];
            let shown = |amount: i128| shown_amount(column.kind, amount);
            match figure {
                Figure::Amount(amount) if *amount != sum => {
                    parts.push(format!("“{}”写 {}，逐行相加为 {}", column.title, shown(*amount), shown(sum)));
                }
                Figure::Unreadable => parts.push(format!("“{}”无法识别", column.title)),
                _ => {}
            }
        }
        let rows = self.running.rows - start.rows;
        if let Some(count) = count.filter(|count| *count != rows) {
            parts.push(format!("写 {count} 行，实有 {rows} 行"));
        }
        let unread = self.running.unread - start.unread;
        let unread =
            if unread > 0 { format!("（另有 {unread} 行金额无法识别，未计入）") } else { String::new() };
        Problem {
            line,
            column_title: String::new(),
            key: String::new(),
            message: format!("{label}与明细不符：{}{unread}。请核对明细是否缺行、重行或改动", parts.join("；")),
            shown: label.to_owned(),
        }
    }
}

enum Figure {
    Absent,
    Unreadable,
    Amount(i128),
}

fn shown_amount(kind: Kind, amount: i128) -> String {
    if kind != Kind::Money {
        return amount.to_string();
    }
    let (sign, fen) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// The label when the row is a total row: one of its first cells is exactly 合计 or the like, or a
/// cell ends so (东川区合计, 本页小计) and nothing in the row tells a person or document. A person
/// whose name ends so is no total.
pub(crate) fn label_of(profile: &Profile, header: &Header, row: &RawRow) -> Option<String> {
    let mut labels = row.cells.iter().filter(|c| !c.is_blank()).take(LABEL_CELLS).filter_map(as_label).peekable();
    let first = labels.peek()?.clone();
    if let Some(exact) = labels.find(|label| WORDS.contains(&label.as_str())) {
        return Some(exact);
    }
    let keys = profile.key_indices();
    let telling = |index: &usize| {
        let column = &profile.columns[*index];
        keys.contains(index) || (column.required && column.kind == Kind::IdNumber)
    };
    let idle = |cell: &RawCell| cell.is_blank() || as_label(cell).is_some() || as_count(cell).is_some();
    let mut cells = (0..profile.columns.len()).filter(telling).filter_map(|index| header.columns[index]);
    cells.all(|at| idle(row.cell(at)) || bare_count(row.cell(at)).is_some()).then_some(first)
}

fn as_label(cell: &RawCell) -> Option<String> {
    let RawCell::Text(text) = cell else { return None };
    if !text.contains('计') {
        return None;
    }
    let bare: String = text.chars().filter(|c| !is_blank_char(*c) && !matches!(c, ':' | '：')).collect();
    (bare.chars().count() <= 20 && WORDS.iter().any(|word| bare.ends_with(word))).then_some(bare)
}

/// `36641人`, `共 12 笔`.
fn as_count(cell: &RawCell) -> Option<usize> {
    let RawCell::Text(text) = cell else { return None };
    let bare: String = text.chars().filter(|c| !is_blank_char(*c) && *c != ',').collect();
    let bare = bare.strip_prefix('共').unwrap_or(&bare);
    COUNT_UNITS.iter().find_map(|unit| bare.strip_suffix(unit)).and_then(|digits| digits.parse().ok())
}

/// A number too short for any ID, as totals state their rows in the ID column.
fn bare_count(cell: &RawCell) -> Option<usize> {
    let text = cell.shown().trim();
    if text.len() <= 7 { text.parse().ok() } else { None }
}

/// The number of rows that a total row states: a cell with a unit, or a bare number in the column
/// of the ID number.
fn stated_count(profile: &Profile, header: &Header, row: &RawRow) -> Option<usize> {
    let ids = profile.columns.iter().zip(&header.columns).filter(|(column, _)| column.kind == Kind::IdNumber);
    let mut in_ids = ids.filter_map(|(_, at)| *at).filter_map(|at| bare_count(row.cell(at)));
    row.cells.iter().find_map(as_count).or_else(|| in_ids.next())
}
