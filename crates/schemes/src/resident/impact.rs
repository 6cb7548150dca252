//! 影响清单: who changes when a version of the law follows another, by how much, at whose cost.

use base::{ByLevel, Fen, Month};
use serde::Serialize;

use super::award::{AwardFacts, assess_in};
use super::components::Components;
use super::rerate;
use super::rules::RuleBook;
use crate::SchemeError;
use crate::explain::{Explained, Node, explained};

/// Revision of the comparison.
pub const REVISION: &str = "resident.impact/1";

/// One award that pays another amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Position of the award in the list that was given.
    pub index: usize,
    /// Per month before.
    pub old: Components,
    /// Per month after.
    pub new: Components,
}

/// What the new version does in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Awards that were compared.
    pub compared: usize,
    /// Those that change.
    pub changes: Vec<Change>,
}

impl Impact {
    /// What each level pays more per month.
    pub fn by_level(&self) -> ByLevel {
        self.changes.iter().map(|change| (change.new - change.old).by_level()).fold(ByLevel::ZERO, |a, b| a + b)
    }

    /// What all awards together pay more per month.
    pub fn total(&self) -> Fen {
        self.changes.iter().map(|change| change.new.total() - change.old.total()).sum()
    }

    /// How many get less. A rise that takes from somebody is nearly always a slip of the pen.
    pub fn losers(&self) -> usize {
        self.changes.iter().filter(|change| change.new.total() < change.old.total()).count()
    }
}

/// Compares both versions in one month for every award given. Awards that begin later are left
/// out.
pub fn impact<'a>(
    awards: impl IntoIterator<Item = &'a AwardFacts>,
    month: Month,
    old: &RuleBook,
    new: &RuleBook,
) -> Result<Impact, SchemeError> {
    let mut all = Impact::default();
    for (index, facts) in awards.into_iter().enumerate().filter(|(_, facts)| facts.known_from() <= month) {
        let (old, new) = (assess_in(facts, month, old)?.components, assess_in(facts, month, new)?.components);
        all.compared += 1;
        if old != new {
            all.changes.push(Change { index, old, new });
        }
    }
    Ok(all)
}

/// Why one award pays another amount: the month by the new version less the month by the old one,
/// each unfolded.
pub fn explain_change(
    facts: &AwardFacts,
    month: Month,
    old: &RuleBook,
    new: &RuleBook,
) -> Result<Explained<Components>, SchemeError> {
    explained(|trace| {
        trace.step(
            |trace| {
                let after = rerate::amount(facts, month, new, trace)?.components;
                let before = rerate::amount(facts, month, old, trace)?.components;
                Ok((before, after))
            },
            |(before, after)| {
                let more = after.total() - before.total();
                let formula = format!("新版本 {} − 现行版本 {}", after.total(), before.total());
                Node::new(format!("{month} 每月增减"), REVISION, more).formula(formula)
            },
        )
    })
    .map(|told| Explained { value: told.value.1 - told.value.0, node: told.node })
}
