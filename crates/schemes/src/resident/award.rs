//! An award: frozen facts, and the pension they give (decision 6).

use base::{Date, Month, RegionCode};
use serde::{Deserialize, Serialize};

use super::account::AccountBalance;
use super::components::Components;
use super::exhaustion::Exhaustion;
use super::rerate;
use super::rules::RuleBook;
use crate::SchemeError;
use crate::explain::{Explained, Trace, explained};

/// How the award came into the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Assessed here from the facts.
    Assessed,
    /// Taken on from another system, marked 移植: what it paid is not recomputed; only changes of
    /// law and age after that month move it.
    TakenOn {
        /// The last month that the other system assessed.
        month: Month,
        /// What it paid in that month.
        components: Components,
    },
}

/// Everything an award rests on. Frozen when the award is approved; a correction makes a new
/// version. Stored as JSON, of which no key may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardFacts {
    /// Where the person is insured.
    pub place: RegionCode,
    /// Birth date.
    pub birth: Date,
    /// Years of contribution.
    pub paid_years: u32,
    /// Account at the start of benefits, by source.
    pub account: AccountBalance,
    /// 待遇起始月, the first month of benefits.
    pub first_month: Month,
    /// Assessed here or taken on.
    pub origin: Origin,
    /// When the account is used up, once known.
    pub exhaustion: Option<Exhaustion>,
}

impl AwardFacts {
    /// The first month this system may compute.
    pub fn known_from(&self) -> Month {
        match self.origin {
            Origin::Assessed => self.first_month,
            Origin::TakenOn { month, .. } => month,
        }
    }
}

/// The pension of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The month it is for.
    pub month: Month,
    /// Parts by kind and payer; sums are methods of it.
    pub components: Components,
}

/// The pension in the first month the award is known: the numbers only.
pub fn assess(facts: &AwardFacts, book: &RuleBook) -> Result<Assessment, SchemeError> {
    rerate::amount(facts, facts.known_from(), book, &mut Trace::off())
}

/// The same with the tree that every amount unfolds into.
pub fn explain(facts: &AwardFacts, book: &RuleBook) -> Result<Explained<Assessment>, SchemeError> {
    explained(|trace| rerate::amount(facts, facts.known_from(), book, trace))
}

/// The pension of any month from then on: the numbers only.
pub fn assess_in(facts: &AwardFacts, month: Month, book: &RuleBook) -> Result<Assessment, SchemeError> {
    rerate::amount(facts, month, book, &mut Trace::off())
}

/// The same with its tree.
pub fn explain_in(facts: &AwardFacts, month: Month, book: &RuleBook) -> Result<Explained<Assessment>, SchemeError> {
    explained(|trace| rerate::amount(facts, month, book, trace))
}
