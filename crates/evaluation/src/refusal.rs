//! What a report must not print, said with the rule, the place and what to do.

use std::fmt;

/// A refusal. Nothing is lost by it: the draft stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that does not hold.
    pub rule: &'static str,
    /// The line or indicator.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do now.
    pub remedy: &'static str,
}

impl Refusal {
    pub(crate) fn new(rule: &'static str, place: &str, what: String, remedy: &'static str) -> Refusal {
        Refusal { rule, place: place.to_owned(), what, remedy }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}（{}）。{}", self.place, self.what, self.rule, self.remedy)
    }
}
