//! How far a wrong figure lies from the right one. Who mistypes a figure or forgets to bring it up to date stays near
//! it, or errs by one digit, the decimal point or the unit. A figure far from what was computed was read together with
//! the wrong terms. Of the wrong sums, rates and averages that were put into twelve reports and found with their right
//! terms none lies farther off than this, the units apart; of the false alarms on sixty correct ones two in five do.

use super::slip;
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Percent of the larger of the two.
const FARTHEST: i64 = 35;
/// Points between two rates, however small they are.
const POINTS: i64 = 10;

/// Whether the printed figure can be a slip of the computed one.
pub(crate) fn is_plausible(reading: &Reading<'_>, printed: &Quantity, computed: Interval) -> bool {
    is_near(printed, computed) || slip::is_shifted(printed, computed) || slip::mends(reading, printed, computed)
}

/// The same of a total, or of one of its parts.
pub(crate) fn is_plausible_sum(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], sum: Interval) -> bool {
    let of_part = |part: &&Quantity| {
        let others = sum.minus(part.number.interval());
        let wanted = others.and_then(|others| whole.number.interval().minus(others));
        wanted.is_some_and(|wanted| slip::is_shifted(part, wanted) || slip::mends(reading, part, wanted))
    };
    is_plausible(reading, whole, sum) || parts.iter().any(of_part)
}

/// The same of a rate, or of one of its two terms.
pub(crate) fn is_plausible_rate(
    reading: &Reading<'_>,
    rate: &Quantity,
    terms: [&Quantity; 2],
    value: Interval,
) -> bool {
    let [part, base] = terms;
    let share = rate.number.interval().over(Interval::exact(Decimal::ONE_HUNDRED));
    let of_part = share.and_then(|share| base.number.interval().times(share));
    let of_base = share.and_then(|share| part.number.interval().over(share));
    let slipped = |q: &Quantity, wanted: Option<Interval>| {
        wanted.is_some_and(|wanted| slip::is_shifted(q, wanted) || slip::mends(reading, q, wanted))
    };
    is_plausible(reading, rate, value) || slipped(part, of_part) || slipped(base, of_base)
}

/// The same of a difference, measured by the figures it is of: a small slip of a level changes it much.
pub(crate) fn is_plausible_difference(
    reading: &Reading<'_>,
    difference: &Quantity,
    levels: [&Quantity; 2],
    value: Interval,
) -> bool {
    let size = levels[0].number.value.max(levels[1].number.value);
    let gap = value.gap(difference.number.interval());
    gap * Decimal::ONE_HUNDRED <= size * Decimal::from(FARTHEST) || is_plausible(reading, difference, value)
}

fn is_near(printed: &Quantity, computed: Interval) -> bool {
    let (a, b) = (printed.number.value, computed.middle());
    let gap = computed.gap(printed.number.interval());
    let points = printed.number.dimension == Dimension::Percent && gap <= Decimal::from(POINTS);
    points || gap * Decimal::ONE_HUNDRED <= a.max(b) * Decimal::from(FARTHEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::document;

    fn plausible(text: &str, computed: &str) -> bool {
        let document = document(text);
        let reading = Reading::new(&document);
        is_plausible(&reading, &reading.quantities[0], Interval::exact(computed.parse().unwrap()))
    }

    #[test]
    fn near_or_a_digit_or_a_point_away() {
        assert!(plausible("领取3705人。", "4102"));
        assert!(plausible("领取3705人。", "37050"));
        assert!(plausible("领取3705人。", "8705"));
        assert!(!plausible("领取3705人。", "1611"));
        assert!(plausible("占3.20%。", "9.10"));
        assert!(!plausible("占92.40%。", "19.23"));
    }
}
