//! One rule a file. A rule looks at the reading and adds findings, and what holds.

mod performance;
mod sum;
pub(crate) mod terms;

use crate::finding::Review;
use crate::reading::Reading;

/// A rule.
pub(crate) type Rule = fn(&Reading<'_>, &mut Review);

/// All rules, in the order of their ids.
pub(crate) const RULES: &[Rule] = &[sum::check, performance::check];
