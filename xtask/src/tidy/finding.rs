//! What a check reports: where, what is wrong, what to do.

use std::fmt;

/// One breach of a rule. Ordered by place, so that output is stable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root, with `/`.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub wrong: String,
    /// What to do now.
    pub remedy: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(path: &str, line: usize, wrong: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, wrong: wrong.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.path, self.line, self.wrong, self.remedy)
    }
}
