//! Exact decimals with what their printing leaves open.

use rust_decimal::Decimal;

/// All values that a printed number can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The smallest.
    pub low: Decimal,
    /// The largest.
    pub high: Decimal,
}

impl Interval {
    /// One value.
    pub fn exact(value: Decimal) -> Interval {
        Interval { low: value, high: value }
    }

    /// A value and its half unit of the last place.
    pub fn around(value: Decimal, half: Decimal) -> Interval {
        Interval { low: value - half, high: value + half }
    }

    /// The sum of two.
    pub fn plus(self, other: Interval) -> Option<Interval> {
        Some(Interval { low: self.low.checked_add(other.low)?, high: self.high.checked_add(other.high)? })
    }

    /// The difference of two.
    pub fn minus(self, other: Interval) -> Option<Interval> {
        Some(Interval { low: self.low.checked_sub(other.high)?, high: self.high.checked_sub(other.low)? })
    }

    /// The product of two that are not negative.
    pub fn times(self, other: Interval) -> Option<Interval> {
        Some(Interval { low: self.low.checked_mul(other.low)?, high: self.high.checked_mul(other.high)? })
    }

    /// The quotient of two that are not negative; none where the divisor can be zero.
    pub fn over(self, other: Interval) -> Option<Interval> {
        if other.low <= Decimal::ZERO {
            return None;
        }
        Some(Interval { low: self.low.checked_div(other.high)?, high: self.high.checked_div(other.low)? })
    }

    /// Whether the two have a value in common.
    pub fn meets(self, other: Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// How far the two are apart; zero where they meet.
    pub fn gap(self, other: Interval) -> Decimal {
        (self.low - other.high).max(other.low - self.high).max(Decimal::ZERO)
    }

    /// The value in the middle.
    pub fn middle(self) -> Decimal {
        (self.low + self.high) / Decimal::TWO
    }
}
