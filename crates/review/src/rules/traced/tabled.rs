//! A03 and A04 told of the rows of a table: 利息收入比上年减少0.12亿元 over the columns of the two years, 甲镇差86人 over 目标 and
//! 参保人数, 2021年支出比2020年下降8.4% over two rows, 最高的甲镇与最低的乙镇相差3.2个百分点. The words must name the rows and the columns.

mod place;

use super::Known;
use super::bases::moved;
use super::pool::before;
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::performance::columns::{Plain, plain};
use crate::unit::Dimension;
use place::{Told, pair};
use rust_decimal::Decimal;

/// Two cells of a table, the second the one that is compared with.
pub(super) struct Pair<'t> {
    now: &'t (Interval, Quote),
    then: &'t (Interval, Quote),
    /// How the two are called.
    names: [String; 2],
}

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let tables = plain(reading.document);
    if tables.is_empty() {
        return;
    }
    for (index, told) in reading.quantities.iter().enumerate() {
        let plain = told.number.is_operand()
            && !told.number.chinese
            && told.bracket.is_none()
            && !matches!(told.number.dimension, Dimension::Time | Dimension::Bare);
        if !plain || reading.text.passages[told.passage].cell || told.number.value.is_zero() {
            continue;
        }
        if known.has(reading, told, &[Relation::Difference, Relation::Growth, Relation::StockFlow]) {
            continue;
        }
        let Some(words) = Told::of(reading, told) else { continue };
        let other = words.otherwise().and_then(|other| tables.iter().find_map(|table| pair(reading, table, &other)));
        if other.is_some_and(|other| value(told, &other).zip(own(told)).is_some_and(|(value, own)| value.meets(own))) {
            continue;
        }
        let mut pairs = tables.iter().filter_map(|table| pair(reading, table, &words));
        // Two tables of the same rows and columns: which is meant is not said.
        if let Some(pair) = pairs.next().filter(|_| pairs.next().is_none()) {
            judge(reading, index, &pair, review);
        }
    }
}

fn judge(reading: &Reading<'_>, index: usize, pair: &Pair<'_>, review: &mut Review) {
    let told = &reading.quantities[index];
    let percent = told.number.dimension == Dimension::Percent;
    let Some((value, printed)) = value(told, pair).zip(own(told)) else { return };
    let (now, then) = (pair.now.0.middle().normalize(), pair.then.0.middle().normalize());
    let (more, less) = if now > then { (now, then) } else { (then, now) };
    let divided = if percent { format!("÷{then}") } else { String::new() };
    let shown = value.middle().round_dp(2).normalize();
    let sign = if percent { "%" } else { "" };
    let difference = if percent { format!("（{more}－{less}）") } else { format!("{more}－{less}") };
    let [a, b] = &pair.names;
    let calc = format!("表中“{a}”{now}、“{b}”{then}：{difference}{divided}＝{shown}{sign}");
    let mut quotes = reading.quotes([told]);
    quotes.extend([pair.now.1.clone(), pair.then.1.clone()]);
    let (kind, relation) =
        if percent { (Kind::GrowthMismatch, Relation::Growth) } else { (Kind::DiffMismatch, Relation::Difference) };
    let text = reading.printed(told);
    if value.meets(printed) {
        return review.holds(relation, quotes, format!("{calc}，与{text}相符"));
    }
    let (calculated, printed) = (value.middle(), printed.middle());
    // The words name both cells; what is of another size altogether is of something else.
    let near = calculated.max(printed) <= calculated.min(printed) * Decimal::from(3);
    if near && !told_otherwise(reading, index) {
        let finding = Finding::new(kind, quotes, format!("{calc}，报告为{text}"), "核对正文与表中两个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// How far the two cells are apart, or by how much the one grew over the other.
fn value(told: &Quantity, pair: &Pair<'_>) -> Option<Interval> {
    let (now, then) = (pair.now.0, pair.then.0);
    if told.number.dimension == Dimension::Percent { growth(now, then) } else { apart(now, then) }
}

/// The figure in the unit that it is printed in: a table prints plain numbers under its unit.
fn own(told: &Quantity) -> Option<Interval> {
    let (interval, factor) = (told.number.interval(), told.number.factor);
    Some(Interval { low: interval.low.checked_div(factor)?, high: interval.high.checked_div(factor)? })
}

fn apart(a: Interval, b: Interval) -> Option<Interval> {
    if a.middle() > b.middle() { a.minus(b) } else { b.minus(a) }
}

fn growth(now: Interval, then: Interval) -> Option<Interval> {
    let quotient = now.over(then)?;
    let one = Interval::exact(Decimal::ONE);
    let change = if now.middle() > then.middle() { quotient.minus(one)? } else { one.minus(quotient)? };
    change.times(Interval::exact(Decimal::ONE_HUNDRED))
}

/// Two figures of the text before that give it: then it may be of those.
fn told_otherwise(reading: &Reading<'_>, index: usize) -> bool {
    let told = &reading.quantities[index];
    let around = before(reading, index);
    let pairs = around.iter().enumerate().flat_map(|(k, a)| around[k + 1..].iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a.number.dimension == b.number.dimension).any(|(a, b)| {
        let (a, b) = (a.number.interval(), b.number.interval());
        match told.number.dimension {
            Dimension::Percent => {
                [growth(a, b), growth(b, a)].into_iter().flatten().any(|v| v.meets(told.number.interval()))
            }
            _ => apart(a, b).is_some_and(|v| v.meets(told.number.interval())),
        }
    })
}
