//! The levels of government that pay, and splitting an amount between them to the fen.

use std::fmt;
use std::ops::{Add, AddAssign, Index, IndexMut};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Fen;

/// A level of government that carries a share of a benefit or subsidy, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 中央
    Central,
    /// 省级
    Province,
    /// 市级
    City,
    /// 县（区）级
    County,
}

impl Level {
    /// All levels, highest first: the order of every table and of every tie.
    pub const ALL: [Level; 4] = [Level::Central, Level::Province, Level::City, Level::County];

    /// The word in tables and statements.
    pub const fn title(self) -> &'static str {
        match self {
            Level::Central => "中央",
            Level::Province => "省级",
            Level::City => "市级",
            Level::County => "县级",
        }
    }

    /// The word in the database and in law files.
    pub const fn code(self) -> &'static str {
        match self {
            Level::Central => "central",
            Level::Province => "province",
            Level::City => "city",
            Level::County => "county",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

impl FromStr for Level {
    type Err = String;
    fn from_str(text: &str) -> Result<Level, String> {
        Level::ALL
            .into_iter()
            .find(|level| level.code() == text || level.title() == text)
            .ok_or_else(|| format!("“{text}”不是出资层级，应为中央、省级、市级或县级"))
    }
}

/// One amount per level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLevel([Fen; 4]);

impl ByLevel {
    /// Nothing at any level.
    pub const ZERO: ByLevel = ByLevel([Fen::ZERO; 4]);

    /// Amounts in the order of [`Level::ALL`].
    pub const fn new(amounts: [Fen; 4]) -> ByLevel {
        ByLevel(amounts)
    }

    /// One level's amount, nothing elsewhere.
    pub fn only(level: Level, amount: Fen) -> ByLevel {
        let mut all = ByLevel::ZERO;
        all[level] = amount;
        all
    }

    /// The sum over all levels.
    pub fn total(&self) -> Fen {
        self.0.iter().copied().sum()
    }

    /// Levels with their amounts, highest first.
    pub fn iter(&self) -> impl Iterator<Item = (Level, Fen)> + '_ {
        Level::ALL.into_iter().zip(self.0)
    }

    /// Splits `total` by weights so that the shares add up exactly (decision 4): largest
    /// remainder, ties to the higher level. `None` when all weights are zero.
    pub fn split(total: Fen, weights: [u32; 4]) -> Option<ByLevel> {
        let shares = largest_remainder(total, &weights)?;
        Some(ByLevel([shares[0], shares[1], shares[2], shares[3]]))
    }
}

impl Index<Level> for ByLevel {
    type Output = Fen;
    fn index(&self, level: Level) -> &Fen {
        &self.0[level as usize]
    }
}

impl IndexMut<Level> for ByLevel {
    fn index_mut(&mut self, level: Level) -> &mut Fen {
        &mut self.0[level as usize]
    }
}

impl Add for ByLevel {
    type Output = ByLevel;
    fn add(mut self, other: ByLevel) -> ByLevel {
        self += other;
        self
    }
}

impl AddAssign for ByLevel {
    fn add_assign(&mut self, other: ByLevel) {
        for level in Level::ALL {
            self[level] += other[level];
        }
    }
}

/// Splits `total` in proportion to `weights` so that the parts add up to the fen: each part is
/// rounded towards zero and the fen left over go to the largest remainders, ties to the earlier
/// weight. `None` when the weights are empty or all zero.
pub fn largest_remainder(total: Fen, weights: &[u32]) -> Option<Vec<Fen>> {
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum == 0 {
        return None;
    }
    let magnitude = i128::from(total.get()).abs();
    let sign = i64::signum(total.get());
    let exact: Vec<i128> = weights.iter().map(|w| magnitude * i128::from(*w)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|e| e / sum).collect();
    let mut left = magnitude - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact[i] % sum), i));
    for i in order {
        if left == 0 {
            break;
        }
        parts[i] += 1;
        left -= 1;
    }
    parts.into_iter().map(|p| i64::try_from(p).ok().map(|p| Fen::new(p * sign))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dongchuan_tier_600_subsidy_of_2014() {
        // 50 extra: province half; city to Dongchuan 8 : 2 of the other half (cases W21).
        let shares = ByLevel::split(Fen::from_yuan(50), [0, 50, 40, 10]).unwrap();
        assert_eq!(shares[Level::Province], Fen::from_yuan(25));
        assert_eq!(shares[Level::City], Fen::from_yuan(20));
        assert_eq!(shares[Level::County], Fen::from_yuan(5));
    }

    #[test]
    fn ties_go_to_the_higher_level() {
        let shares = ByLevel::split(Fen::new(1), [1, 1, 0, 0]).unwrap();
        assert_eq!(shares[Level::Central], Fen::new(1));
        assert_eq!(ByLevel::split(Fen::new(1), [0; 4]), None);
    }

    proptest! {
        #[test]
        fn shares_always_add_up(total in -1_000_000_000_000_i64..1_000_000_000_000, weights: [u16; 4]) {
            let weights = weights.map(u32::from);
            if let Some(shares) = ByLevel::split(Fen::new(total), weights) {
                prop_assert_eq!(shares.total(), Fen::new(total));
            }
        }
    }
}
