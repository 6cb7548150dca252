//! One rule a file. A rule looks at the reading and adds findings, and what holds.

mod across;
mod against_plan;
mod ahead;
mod balance;
mod change;
mod confirmed;
mod count;
pub(crate) mod doubted;
mod equation;
mod excused;
mod goals;
mod known;
mod mains;
mod names;
mod outline;
mod overlap;
mod per_capita;
mod performance;
mod plausible;
mod ratio;
mod reasons;
mod same_fact;
pub(crate) mod slip;
mod standard;
mod subject;
mod sum;
mod swapped;
pub(crate) mod terms;
mod traced;
mod unit_slip;
mod units;

use crate::finding::Review;
use crate::reading::Reading;

/// A rule.
pub(crate) type Rule = fn(&Reading<'_>, &mut Review);

/// All rules, in the order of their ids; last those that ask what the others have said.
pub(crate) const RULES: &[Rule] = &[
    sum::check,
    ratio::check,
    change::check,
    balance::check,
    against_plan::check,
    standard::check,
    goals::check,
    count::check,
    unit_slip::check,
    units::check,
    same_fact::check,
    performance::check,
    reasons::check,
    per_capita::check,
    traced::check,
    across::check,
    same_fact::again::check,
    swapped::check,
    excused::check,
    confirmed::check,
];
