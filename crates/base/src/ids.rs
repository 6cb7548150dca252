//! Numbers that name rows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a write within its agency: 1, 2, 3 … without gaps. "As known at seq" is the
/// state after that write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
