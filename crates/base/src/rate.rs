//! Exact rates and shares.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Fen, Rounding};

/// An exact non-negative fraction: an interest rate, a payer's share, one over a divisor.
///
/// Parses `0.0307`, `3.07%` and `1/3`; prints the shortest decimal, or the fraction where there
/// is none. Serialised as that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate {
    numerator: i64,
    denominator: i64,
}

/// Why a text is not a rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是比率，请填写如 0.0307、3.07% 或 1/3 的数值")]
pub struct RateError(String);

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate { numerator: 0, denominator: 1 };
    /// The whole.
    pub const ONE: Rate = Rate { numerator: 1, denominator: 1 };

    /// `numerator / denominator`, reduced; `None` unless `numerator ≥ 0` and `denominator > 0`.
    pub fn new(numerator: i64, denominator: i64) -> Option<Rate> {
        if numerator < 0 || denominator <= 0 {
            return None;
        }
        let divisor = gcd(numerator, denominator);
        Some(Rate { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Numerator of the reduced fraction.
    pub const fn numerator(self) -> i64 {
        self.numerator
    }

    /// Denominator of the reduced fraction.
    pub const fn denominator(self) -> i64 {
        self.denominator
    }

    /// The rate of an amount, rounded by a named rule. The product is exact (128 bits).
    pub fn of(self, amount: Fen, rounding: Rounding) -> Fen {
        rounding.apply(i128::from(amount.get()) * i128::from(self.numerator), i128::from(self.denominator))
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl FromStr for Rate {
    type Err = RateError;
    fn from_str(text: &str) -> Result<Rate, RateError> {
        let error = || RateError(text.to_owned());
        if let Some((top, bottom)) = text.split_once('/') {
            let top: i64 = top.trim().parse().map_err(|_| error())?;
            let bottom: i64 = bottom.trim().parse().map_err(|_| error())?;
            return Rate::new(top, bottom).ok_or_else(error);
        }
        let (decimal, percent) = match text.strip_suffix('%') {
            Some(number) => (number, 100),
            None => (text, 1),
        };
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || fraction.len() > 12 {
            return Err(error());
        }
        let numerator: i64 = digits.parse().map_err(|_| error())?;
        let scale = 10_i64.pow(u32::try_from(fraction.len()).map_err(|_| error())?);
        Rate::new(numerator, scale.checked_mul(percent).ok_or_else(error)?).ok_or_else(error)
    }
}

impl TryFrom<String> for Rate {
    type Error = RateError;
    fn try_from(text: String) -> Result<Rate, RateError> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut scale: i128 = 1;
        for digits in 0..=12_usize {
            if scale % i128::from(self.denominator) == 0 {
                let value = i128::from(self.numerator) * (scale / i128::from(self.denominator));
                return match digits {
                    0 => write!(f, "{value}"),
                    _ => write!(f, "{}.{:0digits$}", value / scale, value % scale),
                };
            }
            scale *= 10;
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_decimals_percentages_and_fractions() {
        let rate = |text: &str| text.parse::<Rate>().unwrap();
        assert_eq!(rate("3.07%"), rate("0.0307"));
        assert_eq!(rate("1/139").to_string(), "1/139");
        assert_eq!(rate("0.50").to_string(), "0.5");
        assert_eq!(rate("100%"), Rate::ONE);
        for bad in ["", "%", "-1", "1/0", "a", "1.0.0", "0.00000000000001"] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }

    #[test]
    fn jiangxi_2022_interest_on_a_full_year() {
        // 3.07 % of 10 000.00 yuan (handbook, resident pension, section 4).
        let rate: Rate = "3.07%".parse().unwrap();
        assert_eq!(rate.of(Fen::from_yuan(10_000), Rounding::FenHalfUp), Fen::new(30_700));
    }
}
