//! A01: rows of totals against their items, columns of totals against the columns they add.

use rust_decimal::Decimal;

use super::{Figures, Kind, interval, is_added};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind;
use crate::rules::performance::written_sum;
use crate::table::cell::Number;

/// One sum: where it is printed, how it is written, whether it holds.
pub(super) struct Sum {
    quotes: Vec<Quote>,
    calc: String,
    pub(super) holds: bool,
}

/// 全县, 全省 in the last row is a total where most columns say so: the name alone may stand for a comparison.
pub(super) fn mark_whole(figures: &mut Figures<'_>) {
    let Some(last) = figures.rows.len().checked_sub(1).filter(|last| *last > 1) else { return };
    let items = figures.rows.iter().all(|(kind, _)| *kind == Kind::Item);
    let whole = ["全市", "全县", "全区", "全省", "全州", "全旗", "全镇", "全局", "全系统"];
    if !items || !whole.contains(&figures.name(last)) {
        return;
    }
    let parts: Vec<usize> = (0..last).collect();
    let columns = (0..figures.titles.len()).filter(|column| is_added(&figures.titles[*column]));
    let sums: Vec<Sum> = columns.filter_map(|column| down(figures, last, &parts, column)).collect();
    let holding = sums.iter().filter(|sum| sum.holds).count();
    if holding > 0 && holding * 2 >= sums.len() {
        figures.rows[last].0 = Kind::Total;
    }
}

/// 小计 and 合计 down the columns.
pub(super) fn sums(figures: &Figures<'_>, review: &mut Review) {
    let blocks = blocks(figures);
    let columns: Vec<usize> = (0..figures.titles.len()).filter(|column| is_added(&figures.titles[*column])).collect();
    for (total, parts) in &blocks {
        let found: Vec<Sum> = columns.iter().filter_map(|column| down(figures, *total, parts, *column)).collect();
        tell(found, review, "核对这一列各行与合计");
    }
}

/// Each row of a total with the rows that make it. 小计 stands behind its items; where the first
/// row of figures is the total, it stands before them.
fn blocks(figures: &Figures<'_>) -> Vec<(usize, Vec<usize>)> {
    let mut blocks = Vec::new();
    let (mut open, mut top): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let leading = figures.rows.first().is_some_and(|(kind, _)| *kind == Kind::Total);
    for (at, (kind, _)) in figures.rows.iter().enumerate().skip(usize::from(leading)) {
        match kind {
            Kind::Item => open.push(at),
            Kind::Subtotal => {
                blocks.push((at, std::mem::take(&mut open)));
                top.push(at);
            }
            Kind::Total if leading => return Vec::new(),
            Kind::Total => {
                top.append(&mut open);
                blocks.push((at, std::mem::take(&mut top)));
            }
            Kind::Rate | Kind::Part => {}
        }
    }
    if leading {
        top.append(&mut open);
        blocks.push((0, top));
    }
    blocks.retain(|(_, parts)| parts.len() > 1);
    blocks
}

pub(super) fn down(figures: &Figures<'_>, total: usize, parts: &[usize], column: usize) -> Option<Sum> {
    let sum = figures.value(total, column).filter(|sum| sum.unit != "%")?;
    let title = &figures.titles[column];
    let mut terms = Vec::new();
    for part in parts {
        match figures.cell(*part, column) {
            Some(cell) if !cell.is_void() => {
                terms.push(figures.value(*part, column).filter(|part| part.unit == sum.unit)?);
            }
            _ => {}
        }
    }
    let calc = |added: Decimal| {
        let values: Vec<Decimal> = terms.iter().map(|term| term.value).collect();
        format!(
            "“{title}”一列：{} = {}，{} {}",
            written_sum(&values),
            added.normalize(),
            figures.name(total),
            sum.value
        )
    };
    let holds = adds_up(&terms, &sum, title)?;
    if !holds && (is_mean(&terms, &sum) || counts_once(&terms, &sum, title)) {
        return None;
    }
    let added: Decimal = terms.iter().map(|term| term.value).sum();
    (terms.len() > 1).then(|| Sum { quotes: figures.quotes(total, &[column]), calc: calc(added), holds })
}

/// 102.24, 102.28, 93.33 and 100.71 below them: rates, whatever the heading says.
fn is_mean(terms: &[Number], sum: &Number) -> bool {
    let all = || terms.iter().map(|term| term.value);
    let within =
        all().min().is_some_and(|least| least <= sum.value) && all().max().is_some_and(|most| sum.value <= most);
    let added: Decimal = all().sum();
    within && terms.len() > 2 && sum.value * Decimal::TWO < added
}

/// The same 8412户 in two rows, for two payments: the total counts them once.
fn counts_once(terms: &[Number], sum: &Number, title: &str) -> bool {
    let mut once: Vec<Number> = Vec::new();
    for term in terms {
        if !once.iter().any(|known| known.value == term.value) {
            once.push(term.clone());
        }
    }
    once.len() < terms.len() && adds_up(&once, sum, title) == Some(true)
}

fn adds_up(terms: &[Number], sum: &Number, title: &str) -> Option<bool> {
    let added = terms.iter().try_fold(Interval::exact(Decimal::ZERO), |all, term| all.plus(interval(term, title)))?;
    Some(added.meets(interval(sum, title)))
}

/// One column wrong among those that hold is an error; most of them wrong is another table.
pub(super) fn tell(found: Vec<Sum>, review: &mut Review, suggestion: &str) {
    let wrong = found.iter().filter(|sum| !sum.holds).count();
    if wrong > (found.len() - wrong).max(1) {
        return;
    }
    for sum in found {
        if sum.holds {
            review.holds(Relation::Sum, sum.quotes, sum.calc);
        } else {
            review.findings.push(Finding::new(kind::Kind::SumMismatch, sum.quotes, sum.calc, suggestion));
        }
    }
}

/// 合计 columns: the columns beside them, to one side or the other, as most rows say.
pub(super) fn across(figures: &Figures<'_>, review: &mut Review) {
    let is_total = |column: usize| {
        let title = figures.titles[column].as_str();
        ["合计", "总计", "小计", "总额"].iter().any(|word| title.contains(word)) && is_added(title)
    };
    for total in (0..figures.titles.len()).filter(|column| is_total(*column)) {
        let beside = |columns: Vec<usize>| -> Vec<usize> {
            columns
                .into_iter()
                .take_while(|column| !is_total(*column))
                .filter(|column| is_added(&figures.titles[*column]))
                .collect()
        };
        let ways = [beside((0..total).rev().collect()), beside((total + 1..figures.titles.len()).collect())];
        let best = ways
            .iter()
            .map(|parts| rows(figures, total, parts))
            .max_by_key(|found| found.iter().filter(|sum| sum.holds).count());
        let Some(found) = best else { continue };
        let wrong = found.iter().filter(|sum| !sum.holds).count();
        if found.len() > 1 && wrong * 3 <= found.len() + 1 && wrong < found.len() {
            tell(found, review, "核对这一行各列与合计");
        }
    }
}

fn rows(figures: &Figures<'_>, total: usize, parts: &[usize]) -> Vec<Sum> {
    let amounts = (0..figures.rows.len()).filter(|row| figures.rows[*row].0 != Kind::Rate);
    amounts.filter_map(|row| one(figures, row, total, parts)).collect()
}

fn one(figures: &Figures<'_>, row: usize, total: usize, parts: &[usize]) -> Option<Sum> {
    let sum = figures.value(row, total).filter(|sum| sum.unit != "%")?;
    let terms: Vec<Number> = parts.iter().rev().filter_map(|part| figures.value(row, *part)).collect();
    if terms.len() < 2 || terms.iter().any(|term| term.unit != sum.unit) {
        return None;
    }
    let holds = adds_up(&terms, &sum, &figures.titles[total])?;
    let values: Vec<Decimal> = terms.iter().map(|term| term.value).collect();
    let added: Decimal = values.iter().sum();
    let calc = format!(
        "“{}”一行：{} = {}，“{}”为 {}",
        figures.name(row),
        written_sum(&values),
        added.normalize(),
        figures.titles[total],
        sum.value
    );
    Some(Sum { quotes: figures.quotes(row, &[total]), calc, holds })
}
