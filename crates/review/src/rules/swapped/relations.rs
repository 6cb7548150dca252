//! What the figures around a figure can make of it.

use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// A relation that was tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tried {
    pub operation: Operation,
    /// What it gives.
    pub value: Interval,
    /// Its terms, as indices into the figures around.
    pub terms: [Option<usize>; 3],
}

/// What is done with the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// a + b.
    Sum,
    /// a − b.
    Difference,
    /// a + b − c.
    Rest,
    /// a − b − c.
    Left,
    /// a ÷ b, in percent.
    Share,
    /// (a − b) ÷ b, either way, in percent.
    Growth,
    /// a × b.
    Product,
    /// a ÷ b.
    Quotient,
}

/// A figure of less than so many times or parts of the told one, else no slip of two digits leads from the one to the
/// other.
const APART: Decimal = Decimal::TEN;

/// All relations of the figures around that come near the told one.
pub(super) fn all(told: &Quantity, around: &[&Quantity]) -> Vec<Tried> {
    let mut tried = Vec::new();
    let plain = |q: &&&Quantity| q.number.is_operand() && !q.number.chinese && q.number.value > Decimal::ZERO;
    let usable: Vec<usize> = (0..around.len()).filter(|at| plain(&&around[*at])).collect();
    let levels: Vec<usize> = usable.iter().copied().filter(|at| is_level(around[*at])).collect();
    match told.number.dimension {
        Dimension::Percent => {
            shares(around, &levels, &mut tried);
            points(around, &usable, &mut tried);
        }
        Dimension::PercentPoint => points(around, &usable, &mut tried),
        _ => {
            let same = |at: &usize| alike(told, around[*at]);
            let same: Vec<usize> = levels.iter().copied().filter(same).collect();
            sums(around, &same, &mut tried);
            flows(told, around, &same, &mut tried);
            products(told, around, &levels, &mut tried);
        }
    }
    // A growth is no share, and a share no growth.
    if told.number.dimension == Dimension::Percent {
        let other = if told.is_change() { Operation::Share } else { Operation::Growth };
        tried.retain(|one| one.operation != other);
        // One of the two is of the year before.
        let years = |one: &Tried| {
            one.terms.iter().flatten().any(|at| around[*at].prior || around[*at].lead.starts_with(['比', '较']))
        };
        tried.retain(|one| one.operation != Operation::Growth || years(one));
    }
    let planned = |q: &Quantity| ["预算", "计划", "目标", "任务"].iter().any(|word| q.lead.contains(word));
    if told.number.dimension == Dimension::Percent && planned(told) {
        tried.retain(|one| one.terms.iter().flatten().any(|at| planned(around[*at])));
    }
    let value = told.number.value;
    tried.retain(|one| one.value.high * APART > value && one.value.low < value * APART);
    tried
}

fn is_level(q: &Quantity) -> bool {
    use Dimension::{Bare, Percent, PercentPoint, Score, Time};
    !matches!(q.number.dimension, Percent | PercentPoint | Score | Time | Bare) && !q.is_change()
}

/// Printed in the same unit: 1815元 and 142.58万元 are not added.
fn alike(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension == b.number.dimension && a.number.factor == b.number.factor
}

fn pairs(of: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    of.iter().enumerate().flat_map(|(k, a)| of[k + 1..].iter().map(move |b| (*a, *b)))
}

fn add(tried: &mut Vec<Tried>, operation: Operation, value: Option<Interval>, terms: [Option<usize>; 3]) {
    if let Some(value) = value.filter(|value| value.low > Decimal::ZERO) {
        tried.push(Tried { operation, value, terms });
    }
}

/// a + b and a − b of every two.
pub(super) fn sums(around: &[&Quantity], same: &[usize], tried: &mut Vec<Tried>) {
    for (a, b) in pairs(same) {
        let (x, y) = (around[a].number.interval(), around[b].number.interval());
        add(tried, Operation::Sum, x.plus(y), [Some(a), Some(b), None]);
        let (more, less) = if x.middle() > y.middle() { (a, b) } else { (b, a) };
        let difference = around[more].number.interval().minus(around[less].number.interval());
        add(tried, Operation::Difference, difference, [Some(more), Some(less), None]);
    }
}

/// What was there, came, went and is left: four figures outside brackets.
fn flows(told: &Quantity, around: &[&Quantity], same: &[usize], tried: &mut Vec<Tried>) {
    let level: Vec<usize> = same.iter().copied().filter(|at| around[*at].bracket == told.bracket).collect();
    let [a, b, c] = level[..] else { return };
    // So many ways to take three figures that those of three digits agree by chance.
    if told.number.value < Decimal::ONE_THOUSAND * told.number.step {
        return;
    }
    for [x, y, z] in [[a, b, c], [b, c, a], [a, c, b]] {
        let [i, j, k] = [x, y, z].map(|at| around[at].number.interval());
        let terms = [Some(x), Some(y), Some(z)];
        add(tried, Operation::Rest, i.plus(j).and_then(|sum| sum.minus(k)), terms);
        add(tried, Operation::Left, k.minus(i).and_then(|rest| rest.minus(j)), [Some(z), Some(x), Some(y)]);
    }
}

fn shares(around: &[&Quantity], levels: &[usize], tried: &mut Vec<Tried>) {
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    for (a, b) in pairs(levels).flat_map(|(a, b)| [(a, b), (b, a)]) {
        if around[a].number.dimension != around[b].number.dimension {
            continue;
        }
        let share = around[a].number.interval().over(around[b].number.interval()).and_then(|q| q.times(hundred));
        let Some(share) = share else { continue };
        let terms = [Some(a), Some(b), None];
        add(tried, Operation::Share, Some(share), terms);
        let growth = if share.low > hundred.low { share.minus(hundred) } else { hundred.minus(share) };
        add(tried, Operation::Growth, growth, terms);
    }
}

/// 98.2% and 95.1%: 3.1 points apart.
fn points(around: &[&Quantity], usable: &[usize], tried: &mut Vec<Tried>) {
    let rates: Vec<usize> =
        usable.iter().copied().filter(|at| around[*at].number.dimension == Dimension::Percent).collect();
    for (a, b) in pairs(&rates) {
        let (more, less) = if around[a].number.value > around[b].number.value { (a, b) } else { (b, a) };
        let apart = around[more].number.value - around[less].number.value;
        add(tried, Operation::Difference, Some(Interval::exact(apart)), [Some(more), Some(less), None]);
    }
}

/// People times a standard, an amount by people, an amount by a standard.
fn products(told: &Quantity, around: &[&Quantity], levels: &[usize], tried: &mut Vec<Tried>) {
    let money = |at: usize| around[at].number.dimension == Dimension::Money;
    // 4个市 times any figure has too few digits.
    let counted = |at: usize| around[at].number.dimension.is_counted() && around[at].number.value >= Decimal::TEN;
    for (a, b) in pairs(levels).flat_map(|(a, b)| [(a, b), (b, a)]) {
        let (x, y) = (around[a].number.interval(), around[b].number.interval());
        let terms = [Some(a), Some(b), None];
        match told.number.dimension {
            Dimension::Money if counted(a) && money(b) => add(tried, Operation::Product, x.times(y), terms),
            Dimension::Money if money(a) && counted(b) => add(tried, Operation::Quotient, x.over(y), terms),
            of if of.is_counted() && money(a) && money(b) => add(tried, Operation::Quotient, x.over(y), terms),
            _ => {}
        }
    }
}

impl Tried {
    /// The kind of what is wrong.
    pub(super) fn kind(&self) -> Kind {
        match self.operation {
            Operation::Sum => Kind::SumMismatch,
            Operation::Difference => Kind::DiffMismatch,
            Operation::Rest | Operation::Left => Kind::StockFlowMismatch,
            Operation::Share => Kind::RatioMismatch,
            Operation::Growth => Kind::GrowthMismatch,
            Operation::Product | Operation::Quotient => Kind::QtyPriceMismatch,
        }
    }

    /// The arithmetic: 1486人×1200元＝178.32万元.
    pub(super) fn told(&self, reading: &Reading<'_>, told: &Quantity, terms: &[&Quantity]) -> String {
        let words: Vec<String> = terms.iter().map(|q| reading.printed(q)).collect();
        let value = in_unit_of(self.value.middle(), &told.number);
        let sides = match (self.operation, words.as_slice()) {
            (Operation::Sum, [a, b, ..]) => format!("{a}＋{b}"),
            (Operation::Difference, [a, b, ..]) => format!("{a}－{b}"),
            (Operation::Rest, [a, b, c]) => format!("{a}＋{b}－{c}"),
            (Operation::Left, [a, b, c]) => format!("{a}－{b}－{c}"),
            (Operation::Share | Operation::Quotient, [a, b, ..]) => format!("{a}÷{b}"),
            (Operation::Growth, [a, b, ..]) => format!("（{a}－{b}）÷{b}"),
            (Operation::Product, [a, b, ..]) => format!("{a}×{b}"),
            _ => words.join("、"),
        };
        format!("{sides}＝{value}")
    }
}
