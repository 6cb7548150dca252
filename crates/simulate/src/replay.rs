//! The public report of 2019 beside the played year: what was given, what was fitted, what follows.

use base::{Fen, Level, Month};
use evaluation::Unit;
use serde::Deserialize;

use crate::district::DistrictError;
use crate::standards::BASE_PENSION;
use crate::year::january;

const DONGCHUAN_2019: &str = include_str!("../replay/dongchuan-2019.toml");

/// How a figure came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The simulation was given it.
    Input,
    /// A free parameter was chosen for it.
    Fitted,
    /// It follows from the rest.
    Derived,
}

impl FigureKind {
    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            FigureKind::Input => "给定",
            FigureKind::Fitted => "拟合",
            FigureKind::Derived => "推出",
        }
    }

    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            FigureKind::Input => "input",
            FigureKind::Fitted => "fitted",
            FigureKind::Derived => "derived",
        }
    }
}

/// A published figure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFigure {
    /// What the report calls it.
    pub name: String,
    /// The office's definition that counts the same.
    pub definition: String,
    /// The unit it is published in.
    pub unit: Unit,
    /// The number as published.
    pub published: String,
    /// How ours came about.
    pub kind: FigureKind,
    /// What a reader has to know.
    #[serde(default)]
    pub note: String,
}

/// A free parameter with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value at Dongchuan's size.
    pub value: u64,
    /// Why this value.
    pub reason: String,
}

/// A published number that the replay does not reach.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unreached {
    /// What the report calls it.
    pub name: String,
    /// As published.
    pub published: String,
    /// Why not.
    pub why: String,
}

/// The replay's file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// Free parameters.
    #[serde(rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// Published figures.
    #[serde(rename = "figure")]
    pub figures: Vec<PublishedFigure>,
    /// What cannot be replayed.
    pub unreached: Vec<Unreached>,
}

impl Replay {
    /// Dongchuan's year 2019.
    ///
    /// # Errors
    /// When the embedded file cannot be read; a test reads it.
    pub fn dongchuan_2019() -> Result<Replay, toml::de::Error> {
        toml::from_str(DONGCHUAN_2019)
    }

    /// The value of a free parameter; none for a name that is not there.
    pub(crate) fn value(&self, name: &str) -> Option<u64> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value)
    }
}

/// The raise of the year. The report gives people and money, neither amount nor months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The month it counts from.
    pub from: Month,
    /// The first month whose regular run pays it.
    pub first_paid: Month,
    /// The city's part of the base pension from then on.
    pub city: Fen,
}

impl Raise {
    /// As the replay's parameters have it.
    pub(crate) fn of_2019() -> Result<Raise, DistrictError> {
        let replay = Replay::dongchuan_2019().map_err(|error| DistrictError::Replay(error.to_string()))?;
        let wrong = |name: &str| DistrictError::Replay(format!("没有参数 {name}，或者太大"));
        let (fen, months) = ("raise_fen", "raise_months");
        let raise = replay.value(fen).and_then(|fen| i64::try_from(fen).ok()).ok_or_else(|| wrong(fen))?;
        let back = replay.value(months).and_then(|months| i32::try_from(months).ok()).ok_or_else(|| wrong(months))?;
        let city = BASE_PENSION[Level::City] + Fen::new(raise);
        Ok(Raise { from: january(), first_paid: january().plus(back), city })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole_and_enough_is_derived() {
        let replay = Replay::dongchuan_2019().unwrap();
        assert!(replay.figures.iter().filter(|figure| figure.kind == FigureKind::Derived).count() >= 3);
        assert!(replay.parameters.iter().all(|parameter| parameter.value > 0 && !parameter.reason.is_empty()));
        for figure in &replay.figures {
            assert!(figure.published.parse::<f64>().is_ok(), "{}", figure.name);
            assert!(office::figures::definition(&figure.definition).is_some(), "{}", figure.definition);
        }
    }
}
