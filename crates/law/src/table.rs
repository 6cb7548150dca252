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

/// Money by whole number: by tier in yuan, or by the age from which it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MoneyTable(pub BTreeMap<i64, Fen>);

impl MoneyTable {
    /// The entry for exactly this key.
    pub fn get(&self, key: i64) -> Option<Fen> {
        self.0.get(&key).copied()
    }

    /// The entry of the highest key not above this one, with that key: bands.
    pub fn band(&self, key: i64) -> Option<(i64, Fen)> {
        self.0.range(..=key).next_back().map(|(from, fen)| (*from, *fen))
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
