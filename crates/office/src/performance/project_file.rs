//! The project file (`project.toml`): what was promised and budgeted, and from which figures it is evaluated.

use std::path::PathBuf;

use base::Fen;
use desk::{FieldError, Look, Unplanned};
use evaluation::{Nearest, Project, Published, amount, people_at_two_rates};
use serde::Deserialize;

use super::computed;

/// `project.toml`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectFile {
    /// The project.
    pub project: Project,
    /// What somebody published about it.
    #[serde(default)]
    pub published: Vec<Published>,
    /// Published amounts that were paid by heads at two rates.
    #[serde(default)]
    pub two_rates: Vec<TwoRates>,
    /// Scans for the book of evidence.
    #[serde(default)]
    pub evidence: Vec<Scanned>,
}

/// A scanned document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scanned {
    /// The indicator's id, or 项目资金.
    pub of: String,
    /// What it is called.
    pub title: String,
    /// PDF, PNG or JPG, beside the project file.
    pub file: PathBuf,
}

/// A published amount that was paid by heads at two rates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoRates {
    /// What was paid.
    pub name: String,
    /// How many people drew it.
    pub people: u32,
    /// The higher rate.
    #[serde(with = "amount")]
    pub higher: Fen,
    /// The lower rate.
    #[serde(with = "amount")]
    pub lower: Fen,
    /// As published.
    #[serde(with = "amount")]
    pub total: Fen,
    /// Half of the last printed digit.
    #[serde(with = "amount")]
    precision: Fen,
    /// Where it stands.
    pub place: String,
}

impl TwoRates {
    /// A total within the printed precision that whole people give.
    ///
    /// # Errors
    /// The nearest totals that are possible.
    pub fn possible(&self) -> Result<Fen, Nearest> {
        let exact = people_at_two_rates(self.people, self.higher, self.lower, self.total);
        let Err(nearest) = exact else { return Ok(self.total) };
        let close = |total: &Fen| (*total - self.total).abs() <= self.precision;
        [nearest.below, nearest.above].into_iter().flatten().find(close).ok_or(nearest)
    }
}

impl ProjectFile {
    /// Whether the text asks for figures of an office.
    pub fn asks_office(text: &str) -> bool {
        computed::asked(text)
    }

    /// A file that states all of its figures; what is wrong is said with its line.
    ///
    /// # Errors
    /// The text is no project file.
    pub fn parse(text: &str) -> Result<ProjectFile, FieldError> {
        toml::from_str(text).map_err(|e| wrong(&e))
    }

    /// A file with the office's figures in it, all of one state of the books.
    ///
    /// # Errors
    /// The text is no project file, or asks for what is not counted; the database fails.
    pub fn with_figures(look: &mut Look<'_>, text: &str) -> Result<ProjectFile, Unplanned> {
        if !computed::asked(text) {
            return Ok(ProjectFile::parse(text)?);
        }
        computed::resolved(look, text)?.try_into().map_err(|e| wrong(&e).into())
    }
}

fn wrong(error: &toml::de::Error) -> FieldError {
    FieldError::whole(format!("项目文件不能识别：{}", error.to_string().trim()), "请按提示改正项目文件后重试")
}
