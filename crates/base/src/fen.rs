//! Money: whole fen in an `i64`.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An amount of money in fen (分), 1/100 yuan. May be negative.
///
/// Addition and subtraction panic on overflow in every build profile: an overflowing total is a
/// programmer's error that must stop the run, and 92 trillion yuan is beyond any fund. Use
/// [`Fen::checked_add`] on amounts that come straight from a file.
///
/// `Display` prints yuan with two decimals (`1234.50`); parsing accepts the same and never more
/// than two decimals, so that no digit is silently dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FenError {
    /// Something other than digits, one sign and one decimal point.
    #[error("“{0}”不是金额，请填写如 1234.56 的数字")]
    NotANumber(String),
    /// More than two decimals.
    #[error("“{0}”的小数超过两位，金额只能到分，请核对原始单据后改为两位小数")]
    TooPrecise(String),
    /// Larger than an `i64` of fen.
    #[error("“{0}”超出可记录的金额范围，请核对单位是否填错")]
    TooLarge(String),
}

impl Fen {
    /// Nothing owed, nothing paid.
    pub const ZERO: Fen = Fen(0);

    /// An amount given in fen.
    pub const fn new(fen: i64) -> Fen {
        Fen(fen)
    }

    /// An amount given in whole yuan.
    pub const fn from_yuan(yuan: i64) -> Fen {
        Fen(yuan * 100)
    }

    /// The amount in fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// True when exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Addition that reports overflow as `None`.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// So many times the amount, for example months × monthly pension.
    ///
    /// # Panics
    /// On overflow, like addition.
    pub fn times(self, count: i64) -> Fen {
        match self.0.checked_mul(count) {
            Some(fen) => Fen(fen),
            None => overflow(),
        }
    }

    /// The amount without its sign.
    pub fn abs(self) -> Fen {
        if self.is_negative() { -self } else { self }
    }
}

#[allow(clippy::panic)] // documented: an overflowing total stops the run
fn overflow() -> ! {
    panic!("amount of money overflows 64 bits of fen")
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        match self.0.checked_add(other.0) {
            Some(fen) => Fen(fen),
            None => overflow(),
        }
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        match self.0.checked_sub(other.0) {
            Some(fen) => Fen(fen),
            None => overflow(),
        }
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen::ZERO - self
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        *self = *self + other;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        *self = *self - other;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

impl FromStr for Fen {
    type Err = FenError;

    /// Reads yuan: `1234`, `1234.5`, `-1234.56`, thousands commas allowed (`1,234.56`).
    fn from_str(text: &str) -> Result<Fen, FenError> {
        let not_a_number = || FenError::NotANumber(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (yuan, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let yuan = without_commas(yuan).ok_or_else(not_a_number)?;
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if yuan.is_empty() || !all_digits(&yuan) || !all_digits(fraction) || digits.ends_with('.') {
            return Err(not_a_number());
        }
        if fraction.trim_end_matches('0').len() > 2 {
            return Err(FenError::TooPrecise(text.to_owned()));
        }
        let cents = format!("{fraction:0<2}");
        let magnitude = format!("{yuan}{}", &cents[..2]);
        let signed = if negative { format!("-{magnitude}") } else { magnitude };
        signed.parse().map(Fen).map_err(|_| FenError::TooLarge(text.to_owned()))
    }
}

/// Removes thousands commas; `None` when they do not stand before groups of three.
fn without_commas(yuan: &str) -> Option<String> {
    let mut groups = yuan.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let well_grouped = rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    well_grouped.then(|| yuan.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_yuan_and_refuses_what_it_would_have_to_guess() {
        assert_eq!("1234.5".parse(), Ok(Fen::new(123_450)));
        assert_eq!("-0.05".parse(), Ok(Fen::new(-5)));
        assert_eq!("1,234,567.89".parse(), Ok(Fen::new(123_456_789)));
        assert_eq!("1.230".parse(), Ok(Fen::new(123)));
        for bad in ["", "-", ".", "1.", "1,23", "1,2345", "１２", "1e3", "1 000", "--1", "1.2.3"] {
            assert!(matches!(bad.parse::<Fen>(), Err(FenError::NotANumber(_))), "{bad}");
        }
        assert!(matches!("1.234".parse::<Fen>(), Err(FenError::TooPrecise(_))));
        assert!(matches!("92233720368547758.08".parse::<Fen>(), Err(FenError::TooLarge(_))));
        assert_eq!("92233720368547758.07".parse(), Ok(Fen::new(i64::MAX)));
    }

    #[test]
    #[should_panic(expected = "overflows")]
    fn an_overflowing_total_stops_the_run() {
        let _ = Fen::new(i64::MAX) + Fen::new(1);
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(fen in any::<i64>()) {
            prop_assert_eq!(Fen::new(fen).to_string().parse(), Ok(Fen::new(fen)));
        }
    }
}
