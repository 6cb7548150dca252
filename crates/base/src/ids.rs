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

/// Declares a row id: an `i64` that cannot be mistaken for another table's. The agency's number
/// stands in the high bits (decision 3); a negative id is provisional, given by a plan and
/// replaced when the plan is applied.
#[macro_export]
macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<i64> for $name {
            fn from(id: i64) -> $name {
                $name(id)
            }
        }
        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }
    )+};
}
