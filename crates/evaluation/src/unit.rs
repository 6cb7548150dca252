//! Units in which reports print figures (figure conventions of the handbook, part f).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A unit; a figure never changes it silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Distinct persons at a date or in a year.
    #[serde(rename = "人")]
    Persons,
    /// Distinct persons in ten thousands, as others published them: the digits that were printed, no more.
    #[serde(rename = "万人")]
    WanPersons,
    /// Events or person-months; never the same figure as [`Unit::Persons`].
    #[serde(rename = "人次")]
    PersonTimes,
    /// Households.
    #[serde(rename = "户")]
    Households,
    /// Employers.
    #[serde(rename = "家")]
    Employers,
    /// Things that are counted.
    #[serde(rename = "个")]
    Pieces,
    /// Cases handled.
    #[serde(rename = "件")]
    Cases,
    /// Batches and payments.
    #[serde(rename = "次")]
    Times,
    /// Money.
    #[serde(rename = "元")]
    Yuan,
    /// Money in ten thousands.
    #[serde(rename = "万元")]
    WanYuan,
    /// A share of one hundred.
    #[serde(rename = "%")]
    Percent,
    /// Days.
    #[serde(rename = "天")]
    Days,
    /// Months.
    #[serde(rename = "月")]
    Months,
    /// Points of a score.
    #[serde(rename = "分")]
    Points,
}

impl Unit {
    /// The word that is printed after the number.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Persons => "人",
            Unit::WanPersons => "万人",
            Unit::PersonTimes => "人次",
            Unit::Households => "户",
            Unit::Employers => "家",
            Unit::Pieces => "个",
            Unit::Cases => "件",
            Unit::Times => "次",
            Unit::Yuan => "元",
            Unit::WanYuan => "万元",
            Unit::Percent => "%",
            Unit::Days => "天",
            Unit::Months => "个月",
            Unit::Points => "分",
        }
    }

    /// Digits after the point in print; counts are whole. What was published in ten thousands keeps its own.
    pub(crate) fn decimals(self) -> u32 {
        match self {
            Unit::Yuan | Unit::WanYuan | Unit::Percent | Unit::Points => 2,
            _ => 0,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
