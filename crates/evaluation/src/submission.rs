//! 送审, 报批, 公开: a submission freezes what was printed, and who answers for it.

use std::collections::BTreeMap;

use base::Date;
use serde::{Deserialize, Serialize};

use crate::cells::cells;
use crate::self_evaluation::Final;

/// The occasion of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Occasion {
    /// To the bureau that checks.
    #[serde(rename = "送审")]
    Review,
    /// To those who approve.
    #[serde(rename = "报批")]
    Approval,
    /// To the public.
    #[serde(rename = "公开")]
    Publication,
}

impl Occasion {
    /// All, in their order.
    pub const ALL: [Occasion; 3] = [Occasion::Review, Occasion::Approval, Occasion::Publication];

    /// The printed word.
    pub fn word(self) -> &'static str {
        match self {
            Occasion::Review => "送审",
            Occasion::Approval => "报批",
            Occasion::Publication => "公开",
        }
    }
}

/// The figures of an evaluation as they were submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// On which occasion.
    pub occasion: Occasion,
    /// The person who answers for it.
    pub who: String,
    /// When.
    pub on: Date,
    /// Every printed cell by name.
    pub cells: BTreeMap<String, String>,
}

impl Final {
    /// Freezes the figures; only an evaluation without gaps can be submitted.
    pub fn submit(&self, occasion: Occasion, who: String, on: Date) -> Submission {
        Submission { occasion, who, on, cells: cells(self.evaluation()) }
    }
}
