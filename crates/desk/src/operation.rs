//! The contract of every operation: read → plan → apply.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::StoreError;

use crate::codes::{Class, Post, Stage};
use crate::look::Look;
use crate::plan::Plan;
use crate::refusal::Refusal;

/// Who may give which signature. All three are named whatever the class: an agency may raise it,
/// and the checkers of an R1 operation look at its sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posts {
    /// Makers.
    pub make: &'static [Post],
    /// Checkers.
    pub check: &'static [Post],
    /// Approvers.
    pub approve: &'static [Post],
}

impl Posts {
    /// The posts for one signature.
    pub const fn at(&self, stage: Stage) -> &'static [Post] {
        match stage {
            Stage::Make => self.make,
            Stage::Check => self.check,
            Stage::Approve => self.approve,
        }
    }

    /// Clerks make, reviewers check, approvers approve.
    pub const BUSINESS: Posts = Posts { make: &[Post::Clerk], check: &[Post::Reviewer], approve: &[Post::Approver] };

    /// Town and agency clerks make, reviewers check, approvers approve.
    pub const COUNTER: Posts =
        Posts { make: &[Post::TownClerk, Post::Clerk], check: &[Post::Reviewer], approve: &[Post::Approver] };

    /// Fund clerks make, fund reviewers check, the head approves.
    pub const FUND: Posts = Posts { make: &[Post::FundClerk], check: &[Post::FundReviewer], approve: &[Post::Head] };

    /// System administrators make, auditors check, the head approves.
    pub const STAFF: Posts = Posts { make: &[Post::SystemAdmin], check: &[Post::Auditor], approve: &[Post::Head] };
}

/// The place of a fault: a form field by its key, or a row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A field of the input, by its key.
    Input(String),
    /// A line and column of a file.
    Cell {
        /// Line, counted from 1 as spreadsheets do.
        line: u32,
        /// Column title.
        column: String,
    },
    /// The matter as a whole.
    Whole,
}

/// One thing that keeps an operation from being planned: where, what is wrong, what to do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where.
    pub field: Field,
    /// What is wrong, in Chinese.
    pub what: String,
    /// What to do now, in Chinese.
    pub advice: String,
}

impl FieldError {
    /// A fault of an input field.
    pub fn input(key: &str, what: impl Into<String>, advice: impl Into<String>) -> FieldError {
        FieldError { field: Field::Input(key.to_owned()), what: what.into(), advice: advice.into() }
    }

    /// A fault of the matter as a whole.
    pub fn whole(what: impl Into<String>, advice: impl Into<String>) -> FieldError {
        FieldError { field: Field::Whole, what: what.into(), advice: advice.into() }
    }

    /// A fault of a file's cell.
    pub fn cell(line: u32, column: &str, what: impl Into<String>, advice: impl Into<String>) -> FieldError {
        FieldError { field: Field::Cell { line, column: column.to_owned() }, what: what.into(), advice: advice.into() }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Field::Input(key) => write!(f, "〔{key}〕")?,
            Field::Cell { line, column } => write!(f, "第 {line} 行“{column}”：")?,
            Field::Whole => {}
        }
        write!(f, "{}。{}", self.what.trim_end_matches('。'), self.advice)
    }
}

/// Why reading the facts failed: the user's fault (fields) or the system's.
#[derive(Debug)]
pub enum Unplanned {
    /// What was asked for does not exist or cannot be.
    Fields(Vec<FieldError>),
    /// The database, a key, a document.
    Failed(Refusal),
}

impl Unplanned {
    /// As faults of the form, for the planning of something that fails only with broken keys.
    pub fn into_fields(self) -> Vec<FieldError> {
        match self {
            Unplanned::Fields(errors) => errors,
            Unplanned::Failed(refusal) => vec![FieldError::whole(refusal.to_string(), "请联系系统管理员")],
        }
    }
}

impl From<StoreError> for Unplanned {
    fn from(error: StoreError) -> Unplanned {
        Unplanned::Failed(Refusal::Store(error))
    }
}

impl From<FieldError> for Unplanned {
    fn from(error: FieldError) -> Unplanned {
        Unplanned::Fields(vec![error])
    }
}

impl From<Refusal> for Unplanned {
    fn from(refusal: Refusal) -> Unplanned {
        match refusal {
            Refusal::Fields(errors) => Unplanned::Fields(errors),
            other => Unplanned::Failed(other),
        }
    }
}

impl From<Unplanned> for Refusal {
    fn from(error: Unplanned) -> Refusal {
        match error {
            Unplanned::Fields(errors) => Refusal::Fields(errors),
            Unplanned::Failed(refusal) => refusal,
        }
    }
}

impl From<crate::seal::KeyError> for Unplanned {
    fn from(error: crate::seal::KeyError) -> Unplanned {
        Unplanned::Failed(Refusal::Key(error))
    }
}

/// One counter operation. Its file shows everything about it: what it reads, what it plans, who
/// signs. It has no way to write; the desk applies the plan after the signatures.
pub trait Operation: Send + Sync + 'static {
    /// What the maker fills in.
    type Input: Serialize + DeserializeOwned;
    /// What is read from the database for it.
    type Facts;

    /// Stable English name, `folder.verb`.
    const NAME: &'static str;
    /// The name users see.
    const TITLE: &'static str;
    /// How many people it needs.
    const CLASS: Class;
    /// Who they are.
    const POSTS: Posts;
    /// For an operation that does another one for a whole list of people: the other one's name. A
    /// class that was raised and a tier that was set for it bind the list as well.
    const EACH: Option<&'static str> = None;

    /// Reads what the plan depends on. No other look at the database happens.
    fn read(&self, look: &mut Look<'_>, input: &Self::Input) -> Result<Self::Facts, Unplanned>;

    /// Works out what will change. Pure: the same facts and input give the same plan.
    fn plan(&self, facts: &Self::Facts, input: &Self::Input) -> Result<Plan, Vec<FieldError>>;

    /// What a signature that does not complete the matter changes at once, such as a run's state
    /// from totalled to checked. Most operations change nothing.
    fn on_signed(&self, _stage: Stage, _facts: &Self::Facts, _input: &Self::Input) -> Option<Plan> {
        None
    }

    /// Puts back what [`Operation::on_signed`] changed, when the matter is sent back or withdrawn
    /// while it waits for this signature. Otherwise nobody could make it again.
    fn on_ended(&self, _waited_for: Stage, _facts: &Self::Facts, _input: &Self::Input) -> Option<Plan> {
        None
    }
}
