//! The grammar of law files, and turning a parser's complaint into a line and Chinese words.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::errors::LawFault;
use crate::value::Kind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawParameters {
    #[serde(default)]
    pub parameter: Vec<Spanned<RawParameter>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawParameter {
    pub name: String,
    pub title: Option<String>,
    pub kind: Option<Kind>,
    pub owner: Option<String>,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub daily: bool,
    #[serde(default)]
    pub row: Vec<Spanned<RawRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRow {
    pub from: String,
    pub to: Option<String>,
    pub value: Option<toml::Value>,
    pub gap: Option<String>,
    pub published: String,
    pub source: String,
    pub article: String,
    pub checked: String,
    pub inferred: Option<String>,
    #[serde(default)]
    pub delegated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSources {
    pub source: Vec<Spanned<RawSource>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSource {
    pub id: String,
    pub title: String,
    pub number: String,
    pub issuer: String,
    pub date: String,
    pub url: String,
    pub note: String,
    pub confidence: crate::law::Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPlaces {
    pub place: Vec<Spanned<RawPlace>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPlace {
    pub path: String,
    pub code: String,
    pub name: String,
    pub from: String,
    pub to: Option<String>,
    pub source: String,
    pub checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCalendar {
    pub covers_from: String,
    pub covers_to: String,
    pub holiday: Vec<Spanned<RawHoliday>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHoliday {
    pub name: String,
    pub from: String,
    pub to: String,
    pub working: Vec<String>,
    pub source: String,
    pub checked: String,
    pub inferred: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawVersion {
    pub name: String,
    #[allow(dead_code)] // read by people; kept so that the key is allowed
    pub note: String,
}

/// A file's text with its path, able to say where something stands.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

impl Text<'_> {
    pub(crate) fn fault(&self, at: Option<usize>, message: impl Into<String>) -> LawFault {
        let line = at.map_or(0, |offset| self.text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1);
        LawFault { file: self.path.to_owned(), line, message: message.into() }
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, LawFault> {
        toml::from_str(self.text).map_err(|e| self.fault(e.span().map(|s| s.start), in_chinese(e.message())))
    }
}

/// The parser's words for the three mistakes that people make, otherwise its own message.
fn in_chinese(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((key, known)) if message.starts_with("unknown field") => {
            format!("不认识的键“{key}”，可用的键：{}", known.join("、"))
        }
        Some((word, known)) if message.starts_with("unknown variant") => {
            format!("不认识的写法“{word}”，可用的写法：{}", known.join("、"))
        }
        Some((key, _)) if message.starts_with("missing field") => format!("缺少“{key}”，请补上（没有内容的写 \"\"）"),
        _ => format!("写法不符合 TOML 格式，请检查引号、等号和方括号（解析器提示：{message}）"),
    }
}
