//! A loaded, checked set of law files.

use std::collections::BTreeMap;

use base::{Date, Level, RegionCode};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::calendar::Calendar;
use crate::errors::{LawError, LawErrors};
use crate::place::PlaceLaw;
use crate::value::{Kind, Value};

/// How sure we are of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The official text or a full reprint was read.
    Official,
    /// Only another page's account of it was read.
    Secondary,
    /// From knowledge of the trade, not yet checked.
    Knowledge,
    /// A public performance report.
    Report,
}

/// A cited document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Stable id used by rows.
    pub id: String,
    /// Title of the document or page.
    pub title: String,
    /// 文号, may be empty.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Date of issue where known.
    pub date: Option<Date>,
    /// Where it was read.
    pub url: String,
    /// What it settles and what is doubtful about it.
    pub note: String,
    /// How sure we are.
    pub confidence: Confidence,
}

impl Source {
    /// `《…》（国发〔2014〕8号）`
    pub fn text(&self) -> String {
        if self.number.is_empty() {
            format!("《{}》", self.title)
        } else {
            format!("《{}》（{}）", self.title, self.number)
        }
    }
}

/// A place of the tree: province, city or county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Folder below `law/`.
    pub path: String,
    /// 2 digits for a province, 4 for a city, 6 for a county.
    pub code: String,
    /// Own name, for example 东川区.
    pub name: String,
    /// First day of the code.
    pub from: Date,
    /// Last day of the code, open when absent.
    pub to: Option<Date>,
}

pub(crate) struct Row {
    pub from: Date,
    /// Last day, open when absent.
    pub to: Option<Date>,
    /// The value, or who should publish it.
    pub value: Result<Value, String>,
    pub published: Option<Date>,
    pub source: String,
    pub article: String,
    pub checked: Date,
    pub inferred: Option<String>,
    pub delegated: bool,
}

pub(crate) struct Parameter {
    pub title: String,
    pub kind: Kind,
    pub owner: Level,
    /// Rows by folder (`national`, `yunnan`, …), each list in the order of `from`.
    pub rows: BTreeMap<String, Vec<Row>>,
}

/// Every dated parameter of every place, checked.
pub struct Law {
    pub(crate) version: String,
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) places: Vec<Place>,
    pub(crate) parameters: BTreeMap<String, Parameter>,
    pub(crate) calendar: Calendar,
    /// Path and text of every file, in the order of paths.
    pub(crate) texts: Vec<(String, String)>,
}

impl Law {
    /// The law that travels inside the binary.
    pub fn embedded() -> Result<Law, LawErrors> {
        Law::from_texts(crate::EMBEDDED_TEXTS.iter().copied())
    }

    /// Loads and checks `(path below law/, text)` pairs, for example of a directory that overrides
    /// the embedded law. All faults are reported at once.
    pub fn from_texts<P: AsRef<str>, T: AsRef<str>>(texts: impl IntoIterator<Item = (P, T)>) -> Result<Law, LawErrors> {
        let mut texts: Vec<(String, String)> =
            texts.into_iter().map(|(path, text)| (path.as_ref().to_owned(), text.as_ref().to_owned())).collect();
        texts.sort();
        let law = crate::validate::load(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        Ok(Law { texts, ..law })
    }

    /// The files it was loaded from, path below `law/` and text, in the order of paths: what an
    /// office keeps of a version that it activated, to compute by it again later.
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// The name under which this version is activated and cited by awards.
    pub fn version_name(&self) -> &str {
        &self.version
    }

    /// The first eight hexadecimal digits of the SM3 of the canonical text without its name. A
    /// version's name ends with it, so that nothing changes under an old name: an office compares
    /// the text that it activated with the text of the program.
    pub fn fingerprint(&self) -> String {
        let digest = Sm3::digest(crate::canonical::contents(self).as_bytes());
        digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The law of the county that a region lies in.
    pub fn place(&self, code: &RegionCode) -> Result<PlaceLaw<'_>, LawError> {
        let county = code.county();
        let place = self
            .places
            .iter()
            .rev()
            .find(|place| place.code == county.as_str())
            .ok_or_else(|| LawError::UnknownPlace { code: county.to_string() })?;
        Ok(PlaceLaw::new(self, place))
    }

    /// Every place with its code, in the order of `places.toml`.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Every cited document, by id.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// Full names of all declared parameters, sorted.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }

    /// Bank working days.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// A sorted text that is the same whenever the law is the same: comments, order and spelling
    /// of the files do not matter. The caller digests it.
    pub fn canonical_text(&self) -> String {
        crate::canonical::text(self)
    }
}
