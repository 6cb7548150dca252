//! The public report of 2019 beside the played year: what was given, what was fitted, what follows.

use evaluation::Unit;
use serde::Deserialize;

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
