//! One wrong digit: whether a printed figure becomes right when a single digit is replaced, or two neighbours
//! change places. By chance that almost never happens among figures of three digits and more, so it says of a
//! relation that the words leave open that it was meant.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;

/// Fewer digits than this are mended by chance.
const DIGITS: usize = 3;

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
    let swapped = (1..digits.len()).any(|at| {
        let Some((left, right)) = place(at - 1).zip(place(at)) else { return false };
        let moved = Decimal::from(digits[at] - digits[at - 1]);
        !moved.is_zero() && reaches(moved * (left - right))
    });
    replaced || swapped
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
