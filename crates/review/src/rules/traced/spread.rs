//! A02 of things spread over others: 在13个乡镇设立网点96个，平均每个乡镇7.4个. The average names what it is over, so the nearest
//! figure of that name and the nearest of its own unit before it are its terms.

use super::averages::every;
use super::{Known, add};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    for average in &reading.quantities {
        let plain = average.number.is_operand() && !average.number.chinese;
        let counted = matches!(average.number.dimension, Dimension::Count(_));
        let Some(over) = every(&average.lead).filter(|_| plain && counted) else { continue };
        let named = matches!(over.0, Dimension::Count(_)) && over.1.chars().count() == 2;
        if !named || reading.text.passages[average.passage].cell {
            continue;
        }
        if let Some([amount, count]) = terms(reading, average, &over) {
            judge(reading, [average, amount, count], review);
        }
    }
}

/// What was spread, and over how many.
fn terms<'r>(
    reading: &'r Reading<'_>,
    average: &Quantity,
    (unit, noun): &(Dimension, String),
) -> Option<[&'r Quantity; 2]> {
    let before = |q: &&Quantity| q.number.span.start < average.number.span.start && q.is_amount() && !q.prior;
    let mut counts = reading.in_sentence(average.sentence).iter().filter(before).rev();
    let count = counts.find(|q| q.number.dimension == *unit && q.tail.starts_with(noun.as_str()))?;
    let other = |q: &&Quantity| !std::ptr::eq(*q, count) && q.number.dimension == average.number.dimension;
    let amount = reading.in_sentence(average.sentence).iter().filter(before).rfind(other)?;
    Some([amount, count])
}

fn judge(reading: &Reading<'_>, [average, amount, count]: [&Quantity; 3], review: &mut Review) {
    let (a, c, m) = (amount.number.interval(), count.number.interval(), average.number.interval());
    let Some(value) = a.over(c) else { return };
    let calc =
        format!("{}÷{}＝{}", reading.printed(amount), reading.printed(count), value.middle().round_dp(2).normalize());
    // One wrong digit in one of the three, which may have two: mends asks for more.
    let slipped = |q: &Quantity, wanted: Option<Interval>| {
        let slips = slip::replaced(reading, q).into_iter().chain(slip::swapped(reading, q));
        wanted.is_some_and(|wanted| slips.into_iter().any(|slip| slip.meets(wanted)))
    };
    if value.meets(m) || slipped(average, Some(value)) || slipped(amount, m.times(c)) || slipped(count, a.over(m)) {
        let kinds = (Kind::RatioMismatch, Relation::Ratio);
        add(reading, kinds, [average, amount, count], (&calc, value.meets(m)), review);
    }
}
