//! A figure of many digits that nothing explains: a slip in it is seen against figures of the whole report, because no other
//! figure comes out to so many digits by chance. 结余120,140.11元 where 4,000,000.00元 were budgeted two sentences before and
//! 3,879,589.89元 were spent.

use super::relations::{Operation, Tried};
use super::{digits, finding, is_copied};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::known::Known;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many digits, without the noughts behind.
const DIGITS: usize = 7;
/// One of the two terms stands no more sentences away.
const SENTENCES: usize = 2;
/// So many figures may stand near, and so many in the report: with more of them some two agree by chance, and every two are
/// tried.
const NEAREST: usize = 10;
const FIGURES: usize = 300;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let mut known = Known::of(review);
    for told in &reading.quantities {
        // A rate of four digits holds whatever the seventh of its terms.
        let exactly = [Relation::Sum, Relation::Difference, Relation::StockFlow, Relation::SameFact];
        if !is_precise(reading, told) || known.has(reading, told, &exactly) {
            continue;
        }
        if let Some((tried, terms)) = meant(reading, told) {
            review.findings.push(finding(reading, told, (&tried, &terms), "只差一位数字"));
            known = Known::of(review);
        }
    }
    for sentence in 0..reading.sentences.len() {
        review.findings.extend(list(reading, &known, sentence));
    }
}

/// 中央a元、省级b元、县级c元, and their sum elsewhere: all precise, and one of them a slip away.
fn list(reading: &Reading<'_>, known: &Known, sentence: usize) -> Option<Finding> {
    let here: Vec<&Quantity> = reading.in_sentence(sentence).iter().filter(|q| is_precise(reading, q)).collect();
    let rows = (3..=here.len().min(6)).flat_map(|length| here.windows(length));
    let exactly = [Relation::Sum, Relation::Difference, Relation::StockFlow];
    if here.len() > NEAREST {
        return None;
    }
    for row in rows.filter(|row| row.iter().all(|q| is_alike(q, row[0]) && !known.has(reading, q, &exactly))) {
        let sum = row.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))?;
        let wholes = reading.quantities.iter().filter(|q| q.sentence != sentence && is_alike(q, row[0]));
        let wholes: Vec<&Quantity> = wholes.filter(|q| is_precise(reading, q)).collect();
        if wholes.iter().any(|whole| whole.number.interval().meets(sum)) {
            return None;
        }
        let wanted = |part: &Quantity, whole: &Quantity| {
            let others = sum.minus(part.number.interval())?;
            whole.number.interval().minus(others)
        };
        let slips = |part: &Quantity, whole: &Quantity| {
            wanted(part, whole).is_some_and(|wanted| slip::mends(reading, part, wanted))
        };
        if let Some(whole) = wholes.iter().find(|whole| row.iter().any(|part| slips(part, whole))) {
            let terms: Vec<String> = row.iter().map(|q| reading.printed(q)).collect();
            let (value, printed) = (in_unit_of(sum.middle(), &whole.number), reading.printed(whole));
            let calc = format!("{}＝{value}，另一处的总数为{printed}，只差一位数字", terms.join("＋"));
            let quotes = reading.quotes(row.iter().copied().chain([*whole]));
            let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对各分项是否抄错数字");
            return Some(finding.confidence(Confidence::Likely));
        }
    }
    None
}

fn is_alike(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension == b.number.dimension && a.number.factor == b.number.factor
}

fn is_precise(reading: &Reading<'_>, q: &Quantity) -> bool {
    let level = !matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    level && is_copied(reading, q) && digits(reading, q) >= DIGITS && !q.number.per.is_standard()
}

/// The sum or difference of two figures that a slip parts from the told one; none where two give it as it is printed.
fn meant<'r>(reading: &'r Reading<'_>, told: &'r Quantity) -> Option<(Tried, Vec<&'r Quantity>)> {
    let alike = |q: &&Quantity| {
        // 16,830万元 is no term of a sum told to two decimals.
        is_alike(q, told)
            && q.number.step <= told.number.step
            && !std::ptr::eq(*q, told)
            && q.number.value != told.number.value
            && q.number.is_operand()
            && !q.number.chinese
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(alike).collect();
    if all.len() > FIGURES {
        return None;
    }
    let near: Vec<&Quantity> = all
        .iter()
        .copied()
        .filter(|q| q.passage == told.passage && q.sentence.abs_diff(told.sentence) <= SENTENCES)
        .take(NEAREST)
        .collect();
    let pairs = || near.iter().flat_map(|a| all.iter().filter(move |b| !std::ptr::eq(**b, *a)).map(move |b| (*a, *b)));
    let tried = || pairs().flat_map(|(a, b)| both(a, b).map(move |(operation, value)| (operation, value, a, b)));
    let given = |value: Option<Interval>| value.is_some_and(|value| value.meets(told.number.interval()));
    if tried().any(|(_, value, ..)| given(value)) {
        return None;
    }
    let slips: Vec<Interval> = slip::swapped(reading, told).into_iter().chain(slip::replaced(reading, told)).collect();
    let mends = |value: Option<Interval>| value.is_some_and(|value| slips.iter().any(|slip| slip.meets(value)));
    let (operation, value, a, b) = tried().find(|(_, value, ..)| mends(*value))?;
    Some((Tried { operation, value: value?, terms: [Some(0), Some(1), None] }, vec![a, b]))
}

fn both(a: &Quantity, b: &Quantity) -> [(Operation, Option<Interval>); 2] {
    let (a, b) = if a.number.value > b.number.value { (a, b) } else { (b, a) };
    let (x, y) = (a.number.interval(), b.number.interval());
    let positive = |value: Interval| value.low > Decimal::ZERO;
    [(Operation::Sum, x.plus(y)), (Operation::Difference, x.minus(y).filter(|value| positive(*value)))]
}
