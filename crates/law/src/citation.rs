//! Where a value comes from.

use base::Date;
use serde::{Deserialize, Serialize};

/// The dated row that a value was read from, as an explanation prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Full name, for example `resident.base_pension.central`.
    pub parameter: String,
    /// Chinese title of the parameter.
    pub title: String,
    /// Name of the place whose file holds the row: 全国, 云南省 …
    pub place: String,
    /// The row holds from this day.
    pub from: Date,
    /// Id in `sources.toml`.
    pub source: String,
    /// The document's title with its number.
    pub document: String,
    /// Article, may be empty.
    pub article: String,
    /// Day of publication where known.
    pub published: Option<Date>,
    /// How the figure was inferred, when nobody published it as such.
    pub inferred: Option<String>,
}

impl Citation {
    /// One line: `全国 基础养老金（中央），2018-01-01 起，〈…〉一`.
    pub fn text(&self) -> String {
        let article = if self.article.is_empty() { String::new() } else { format!(" {}", self.article) };
        let inferred = self.inferred.as_ref().map(|how| format!("【推断：{how}】")).unwrap_or_default();
        format!("{} {}，{} 起，{}{article}{inferred}", self.place, self.title, self.from, self.document)
    }
}

/// A value with its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited<T> {
    /// The value in force.
    pub value: T,
    /// The row it comes from.
    pub citation: Citation,
}
