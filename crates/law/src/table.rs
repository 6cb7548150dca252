//! Values that are more than one number.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Level};
use serde::Serialize;

/// Whole numbers by whole number, for example months of divisor by age.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Table(pub BTreeMap<i64, i64>);

impl Table {
    /// The entry for exactly this key.
    pub fn get(&self, key: i64) -> Option<i64> {
        self.0.get(&key).copied()
    }
}

/// Money by whole number: by tier in yuan, or by the age at which a band begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MoneyTable(pub BTreeMap<i64, Fen>);

impl MoneyTable {
    /// The entry for exactly this key.
    pub fn get(&self, key: i64) -> Option<Fen> {
        self.0.get(&key).copied()
    }
}

/// Money by declared word, for example a year's fee that governments pay for each group of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GroupMoney(pub BTreeMap<String, Fen>);

impl GroupMoney {
    /// The amount of one group.
    pub fn get(&self, group: &str) -> Option<Fen> {
        self.0.get(group).copied()
    }
}

/// How the levels share an amount, in hundredths that add up to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Shares([u32; 4]);

impl Shares {
    /// Hundredths in the order of [`Level::ALL`]; `None` unless they add up to 100.
    pub fn new(hundredths: [u32; 4]) -> Option<Shares> {
        (hundredths.iter().sum::<u32>() == 100).then_some(Shares(hundredths))
    }

    /// Everything at one level.
    pub fn all_at(level: Level) -> Shares {
        Shares(Level::ALL.map(|l| if l == level { 100 } else { 0 }))
    }

    /// Hundredths of one level.
    pub fn of(&self, level: Level) -> u32 {
        self.0[level as usize]
    }

    /// Splits an amount so that the parts add up to the fen (decision 4).
    pub fn split(&self, amount: Fen) -> ByLevel {
        // The common case, a monthly amount that divides evenly, needs no remainders and no memory.
        let exact = self.0.map(|share| amount.get().checked_mul(i64::from(share)).filter(|product| product % 100 == 0));
        if let [Some(a), Some(b), Some(c), Some(d)] = exact {
            return ByLevel::new([a, b, c, d].map(|product| Fen::new(product / 100)));
        }
        // The weights add up to 100, so that `split` always answers.
        ByLevel::split(amount, self.0).unwrap_or(ByLevel::ZERO)
    }

    /// `省级 50%，市级 40%，县级 10%`
    pub fn text(&self) -> String {
        let parts: Vec<String> = Level::ALL
            .into_iter()
            .filter(|level| self.of(*level) > 0)
            .map(|level| format!("{} {}%", level.title(), self.of(level)))
            .collect();
        parts.join("，")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_largest_remainder(fen in any::<i32>(), a in 0_u32..=100, b in 0_u32..=100) {
            prop_assume!(a + b <= 100);
            let hundredths = [a, b, 100 - a - b, 0];
            let split = Shares::new(hundredths).unwrap().split(Fen::new(i64::from(fen)));
            prop_assert_eq!(Some(split), ByLevel::split(Fen::new(i64::from(fen)), hundredths));
            prop_assert_eq!(split.total(), Fen::new(i64::from(fen)));
        }
    }

    #[test]
    fn shares_must_add_up() {
        assert_eq!(Shares::new([50, 40, 5, 0]), None);
    }
}
