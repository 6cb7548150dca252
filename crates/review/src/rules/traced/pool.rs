//! The figures around a computed one.

use crate::interval::Interval;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ratio::is_measured;
use crate::unit::Dimension;

/// So many paragraphs before are looked at, headings not counted.
const PASSAGES: usize = 2;
/// So many figures before are tried.
const NEAREST: usize = 18;
/// So many figures of the whole report are tried.
const FAR: usize = 250;

/// A level or a target: not a change, not a standard, not about.
pub(super) fn is_level(q: &Quantity) -> bool {
    let bound = matches!(q.number.bound, Bound::None | Bound::AtLeast | Bound::AtMost);
    let plain = bound && !q.number.chinese && !q.number.per.is_standard();
    // 多发的2.43万元 is a level of its own.
    plain && (q.lead.ends_with('的') || !q.is_change())
}

/// The levels before a figure in its paragraph and the ones before it, the nearest first.
pub(super) fn before<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let own = &reading.quantities[index];
    let text = &reading.text.passages;
    let apart = |from: usize| text[from..own.passage].iter().filter(|passage| !passage.heading).count();
    let here = reading.quantities[..index].iter().rev();
    here.take_while(|q| own.passage - q.passage <= 2 * PASSAGES && apart(q.passage) <= PASSAGES)
        .filter(|q| !text[q.passage].cell && is_level(q))
        .take(NEAREST)
        .collect()
}

/// The levels behind a figure in its sentence.
pub(super) fn behind<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let own = &reading.quantities[index];
    let rest = reading.quantities[index + 1..].iter().take_while(|q| q.sentence == own.sentence);
    rest.filter(|q| is_level(q)).take(3).collect()
}

/// The figures of the whole report around the figure, tables too: the caller asks last whether one is a level.
pub(super) fn anywhere<'r>(reading: &'r Reading<'_>, index: usize) -> impl Iterator<Item = &'r Quantity> {
    let from = index.saturating_sub(FAR);
    reading.quantities[from..].iter().take(2 * FAR)
}

/// The only pair of these; of several the first with the figure directly before, or none.
pub(super) fn only_or_beside<'r>(
    pairs: &[(&'r Quantity, &'r Quantity)],
    before: Option<&Quantity>,
) -> Option<(&'r Quantity, &'r Quantity)> {
    let beside = |(a, b): &&(&Quantity, &Quantity)| before.is_some_and(|q| std::ptr::eq(q, *a) || std::ptr::eq(q, *b));
    match pairs {
        [only] => Some(*only),
        _ => pairs.iter().find(beside).copied(),
    }
}

/// 预算7750.00万元的97.92%: what so many percent are of.
pub(super) fn is_base_of_rate(reading: &Reading<'_>, q: &Quantity) -> bool {
    let next = reading.in_sentence(q.sentence).iter().find(|next| next.number.span.start >= q.number.span.end);
    let percent = next.filter(|next| next.number.dimension == Dimension::Percent);
    percent.is_some_and(|rate| {
        let between = reading.between(q.passage, q.number.span.end..rate.number.span.start);
        between.ends_with('的') && between.chars().count() <= 7 && !between.contains(['，', '；', '、'])
    })
}

/// Whether a table prints the value, in the unit of a figure: its cells bear no unit of their own.
pub(super) fn is_in_table(reading: &Reading<'_>, value: Interval, like: &Quantity) -> bool {
    let cells = reading.quantities.iter().filter(|q| q.number.dimension == Dimension::Bare);
    let cells = cells.filter(|q| reading.text.passages[q.passage].cell);
    cells.filter_map(|q| q.number.value.checked_mul(like.number.factor)).any(|v| value.low <= v && v <= value.high)
}

/// Something counted or paid, no rate.
pub(super) fn measured(q: &Quantity) -> bool {
    is_measured(&q.number)
}

/// People, households, beds, cases: one of them out of the other.
pub(super) fn both_counted(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension.is_counted() && b.number.dimension.is_counted() && a.sentence == b.sentence
}

/// The figures of each measure of which there are but two.
pub(super) fn only_two<'r>(
    levels: &[&'r Quantity],
    alike: impl Fn(&Quantity, &Quantity) -> bool,
) -> Vec<[&'r Quantity; 2]> {
    let two = |first: &&Quantity| match levels.iter().copied().filter(|q| alike(first, q)).collect::<Vec<_>>()[..] {
        [a, b] if std::ptr::eq(a, *first) => Some([a, b]),
        _ => None,
    };
    levels.iter().filter_map(two).collect()
}

pub(super) fn same_measure(a: &Quantity, b: &Quantity) -> bool {
    a.number.dimension == b.number.dimension
}
