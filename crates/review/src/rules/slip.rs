//! One wrong digit: whether a printed figure becomes right when a single digit is replaced, or two neighbours
//! change places. By chance that almost never happens among figures of three digits and more, so it says of a
//! relation that the words leave open that it was meant.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;

/// Fewer digits than this are mended by chance.
const DIGITS: usize = 3;
/// One amount of so many is a whole number of standards by chance.
const RARE: i64 = 20;

/// Whether the printed figure is a slip of `wanted`: a digit replaced, digits in another order, or the point moved.
pub(crate) fn is_of(reading: &Reading<'_>, quantity: &Quantity, wanted: Interval) -> bool {
    mends(reading, quantity, wanted) || is_shifted(quantity, wanted) || is_reordered(quantity, wanted)
}

/// A decimal point or a unit away.
pub(crate) fn is_shifted(printed: &Quantity, wanted: Interval) -> bool {
    [10u64, 100, 1_000, 10_000, 100_000_000].into_iter().map(Decimal::from).any(|factor| {
        let own = printed.number.interval();
        let up = own.times(Interval::exact(factor));
        let down = own.over(Interval::exact(factor));
        [up, down].into_iter().flatten().any(|moved| moved.meets(wanted))
    })
}

/// 98.13% for 89.31%: the same digits, not only two neighbours the other way round.
fn is_reordered(printed: &Quantity, wanted: Interval) -> bool {
    let digits = |value: Decimal| {
        let steps = value.checked_div(printed.number.step)?.round().normalize().to_string();
        let mut digits: Vec<char> = steps.chars().collect();
        digits.sort_unstable();
        Some(digits)
    };
    let own = digits(printed.number.value);
    own.as_ref().is_some_and(|own| own.len() >= DIGITS) && own == digits(wanted.middle())
}

/// Whether one wrong digit, the last one excepted, parts the printed figure from `wanted`. The last digit is a
/// matter of rounding unless the figure is counted.
pub(crate) fn mends(reading: &Reading<'_>, quantity: &Quantity, wanted: Interval) -> bool {
    let printed = reading.between(quantity.passage, quantity.number.digits.clone());
    let digits: Vec<i64> = printed.chars().filter_map(|c| c.to_digit(10)).map(i64::from).collect();
    if digits.len() < DIGITS || wanted.meets(quantity.number.interval()) {
        return false;
    }
    let exact = quantity.number.is_exact();
    let place = |at: usize| {
        let power = u32::try_from(digits.len() - 1 - at).ok().and_then(|power| 10u64.checked_pow(power))?;
        Decimal::from(power).checked_mul(quantity.number.step)
    };
    let half = if exact { Decimal::ZERO } else { quantity.number.step / Decimal::TWO };
    let reaches = |change: Decimal| Interval::around(quantity.number.value + change, half).meets(wanted);
    let last = digits.len() - usize::from(!exact);
    let replaced = (0..last).any(|at| {
        let Some(worth) = place(at) else { return false };
        let least = i64::from(at == 0);
        (least..10).filter(|new| *new != digits[at]).any(|new| reaches(worth * Decimal::from(new - digits[at])))
    });
    replaced || swapped(reading, quantity).into_iter().any(|one| one.meets(wanted))
}

/// 8人，每人1,036,420元，共6,218,520元: the amount is made of another whole number of the standard, of as many digits, which
/// chance seldom gives.
pub(crate) fn is_other_count(reading: &Reading<'_>, count: &Quantity, each: Decimal, amount: &Quantity) -> bool {
    let Some(wanted) = amount.number.value.checked_div(each).filter(|wanted| wanted.fract().is_zero()) else {
        return false;
    };
    // Every so many amounts printed as roundly is a multiple.
    let seldom = grain(amount).max(amount.number.step) * Decimal::from(RARE) <= each;
    let length = |value: Decimal| value.normalize().to_string().len();
    let replaced =
        || length(wanted) == 1 || replaced(reading, count).iter().any(|one| one.meets(Interval::exact(wanted)));
    let swapped = || swapped(reading, count).iter().any(|one| one.meets(Interval::exact(wanted)));
    let last = || (wanted - count.number.value).abs() < Decimal::TEN;
    count.number.is_exact()
        && seldom
        && length(wanted) == length(count.number.value)
        && (last() || replaced() || swapped())
}

/// What the figure would be with two neighbouring digits the other way round, each way.
pub(crate) fn swapped(reading: &Reading<'_>, quantity: &Quantity) -> Vec<Interval> {
    let number = &quantity.number;
    let printed = reading.between(quantity.passage, number.digits.clone());
    let digits: Vec<i64> = printed.chars().filter_map(|c| c.to_digit(10)).map(i64::from).collect();
    let half = if number.is_exact() { Decimal::ZERO } else { number.step / Decimal::TWO };
    let moved = |at: usize| {
        let power = u32::try_from(digits.len() - 1 - at).ok().and_then(|power| 10u64.checked_pow(power))?;
        let less = Decimal::from(digits[at] - digits[at - 1]);
        let worth = Decimal::from(9).checked_mul(Decimal::from(power))?.checked_mul(number.step)?;
        // No number of several digits begins with a nought.
        let whole = at > 1 || digits[at] != 0 || printed.chars().nth(1) == Some('.');
        (whole && !less.is_zero()).then(|| Interval::around(number.value + less * worth, half))
    };
    (1..digits.len()).filter_map(moved).collect()
}

/// What the figure would be with one digit replaced, each way. Not the last: that is a matter of rounding, or of one more
/// or less.
pub(crate) fn replaced(reading: &Reading<'_>, quantity: &Quantity) -> Vec<Interval> {
    let number = &quantity.number;
    let printed = reading.between(quantity.passage, number.digits.clone());
    let digits: Vec<i64> = printed.chars().filter_map(|c| c.to_digit(10)).map(i64::from).collect();
    let half = if number.is_exact() { Decimal::ZERO } else { number.step / Decimal::TWO };
    let at_place = |at: usize| {
        let power = u32::try_from(digits.len() - 1 - at).ok().and_then(|power| 10u64.checked_pow(power));
        let worth = power.and_then(|power| Decimal::from(power).checked_mul(number.step)).unwrap_or_default();
        let (own, least) = (digits[at], i64::from(at == 0));
        let others = (least..10).filter(move |new| *new != own && !worth.is_zero());
        others.map(move |new| Interval::around(number.value + worth * Decimal::from(new - own), half))
    };
    (0..digits.len().saturating_sub(1)).flat_map(at_place).collect()
}

/// Whether the last printed digit alone parts the figure from `wanted`: that no figure is rounded to.
pub(crate) fn is_last_digit(quantity: &Quantity, wanted: Interval) -> bool {
    let number = &quantity.number;
    let cut = |value: Decimal| value.checked_div(number.step * Decimal::TEN).map(|tens| tens.trunc());
    let apart = wanted.gap(number.interval()) > Decimal::ZERO;
    apart && cut(number.value).is_some_and(|tens| cut(wanted.middle()) == Some(tens))
}

/// What the last digit that is not nought is worth: round figures have few digits.
pub(crate) fn grain(quantity: &Quantity) -> Decimal {
    let (value, mut grain) = (quantity.number.value, quantity.number.step);
    while !value.is_zero() && (value % (grain * Decimal::TEN)).is_zero() {
        grain *= Decimal::TEN;
    }
    grain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::document;

    fn mended(text: &str, wanted: &str) -> bool {
        let document = document(text);
        let reading = Reading::new(&document);
        mends(&reading, &reading.quantities[0], Interval::exact(wanted.parse().unwrap()))
    }

    #[test]
    fn one_digit_or_two_neighbours() {
        assert!(mended("支出7,146.21万元。", "78462100") != mended("支出7,146.21万元。", "71462100"));
        assert!(mended("领取3705人。", "3405"));
        assert!(mended("领取3705人。", "3750"));
        assert!(mended("领取3705人。", "3706"));
        assert!(!mended("领取3705人。", "3416"));
        assert!(!mended("支出12.35万元。", "123600"));
        assert!(mended("支出12.35万元。", "133500"));
    }
}
