//! What an award pays in a month, and when that changes next (decision 6).

use base::{Fen, Month};
use serde::Serialize;

use super::account_pension::account_pension;
use super::age_supplement::age_supplement;
use super::award::{Assessment, AwardFacts, Origin};
use super::base_pension::base_pension;
use super::components::{ComponentKind, Components};
use super::exhaustion;
use super::long_supplement::long_supplement;
use super::rules::{RuleBook, Rules};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.monthly_pension/1";

/// Revision of the rule that moves an award which was taken on.
pub const TAKEN_ON_REVISION: &str = "resident.taken_on_pension/1";

/// The pension of a month: 国发〔2014〕8号 第六部分, base + supplements + account pension.
pub fn amount(facts: &AwardFacts, month: Month, book: &RuleBook, trace: &mut Trace) -> Result<Assessment, SchemeError> {
    let start = facts.known_from();
    if month < start {
        return Err(SchemeError::BeforeStart { month, start });
    }
    let rules = book.at(month)?;
    let components = match facts.origin {
        Origin::Assessed => assessed(facts, month, rules, book.at(facts.first_month)?, trace)?,
        Origin::TakenOn { month: since, components } => {
            taken_on(facts, month, rules, (since, book.at(since)?, components), trace)?
        }
    };
    Ok(Assessment { month, components })
}

fn assessed(
    facts: &AwardFacts,
    month: Month,
    rules: &Rules,
    first: &Rules,
    trace: &mut Trace,
) -> Result<Components, SchemeError> {
    trace.step(
        |trace| {
            let flat = flat_part(facts, month, rules, trace)?;
            // The account pension stays what it was in the first month.
            let monthly =
                account_pension(facts.account.total(), facts.birth, facts.first_month, &first.account, trace)?;
            with_account(flat, monthly, facts, month, rules, trace)
        },
        |all| described(all, REVISION, month).input("待遇起始月", facts.first_month),
    )
}

/// Decision 6: an award taken on moves by the difference that the law makes between the month it
/// was taken on and this one; what the other system had worked out is not touched.
fn taken_on(
    facts: &AwardFacts,
    month: Month,
    rules: &Rules,
    (since, rules_then, taken): (Month, &Rules, Components),
    trace: &mut Trace,
) -> Result<Components, SchemeError> {
    trace.step(
        |trace| {
            let now = by_law(facts, month, rules, trace)?;
            let then = by_law(facts, since, rules_then, trace)?;
            let kept = Components { account: Fen::ZERO, account_by_level: base::ByLevel::ZERO, ..taken };
            let flat = kept + (now - then);
            with_account(flat, taken.account_pension(), facts, month, rules, trace)
        },
        |all| {
            let delta = *all - taken;
            described(all, TAKEN_ON_REVISION, month)
                .formula(format!("移植 {since} 的 {} + 此后按规定变动 {}", taken.total(), delta.total()))
                .input("移植月份", since)
        },
    )
}

/// What the law gives in a month, as one side of a difference.
fn by_law(facts: &AwardFacts, month: Month, rules: &Rules, trace: &mut Trace) -> Result<Components, SchemeError> {
    trace.step(
        |trace| flat_part(facts, month, rules, trace),
        |all| Node::new(format!("按 {month} 规定（不含个人账户）"), TAKEN_ON_REVISION, all.total()),
    )
}

/// The parts that follow the law and the calendar rather than the account.
fn flat_part(facts: &AwardFacts, month: Month, rules: &Rules, trace: &mut Trace) -> Result<Components, SchemeError> {
    Ok(Components {
        base: base_pension(&rules.base, trace)?,
        long_supplement: long_supplement(facts.paid_years, &rules.long, trace)?,
        age_supplement: age_supplement(facts.birth, month, &rules.age, trace)?,
        ..Components::ZERO
    })
}

fn with_account(
    flat: Components,
    monthly: Fen,
    facts: &AwardFacts,
    month: Month,
    rules: &Rules,
    trace: &mut Trace,
) -> Result<Components, SchemeError> {
    let payer = rules.account.exhausted_payer();
    let (account, account_by_level) = exhaustion::split(monthly, month, facts.exhaustion, payer, trace)?;
    Ok(Components { account, account_by_level, ..flat })
}

fn described(all: &Components, rule: &str, month: Month) -> Node {
    let parts: Vec<String> = ComponentKind::ALL
        .into_iter()
        .filter(|kind| !all.of(*kind).is_zero())
        .map(|kind| format!("{} {}", kind.title(), all.of(kind)))
        .collect();
    let payers: Vec<String> = all.by_level().iter().map(|(level, fen)| format!("{level} {fen}")).collect();
    Node::new(format!("{month} 当月养老金"), rule, all.total())
        .formula(parts.join(" + "))
        .input("其中", payers.join("，"))
        .input("个人账户", all.account)
}

/// Why an award pays another amount from a month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeReason {
    /// A row of the law begins or ends.
    Law,
    /// The person reaches an age band.
    Age,
    /// The account no longer carries the whole account pension.
    AccountExhausted,
}

impl ChangeReason {
    /// The word in the list of changes (变动表).
    pub const fn title(self) -> &'static str {
        match self {
            ChangeReason::Law => "政策调整",
            ChangeReason::Age => "达到高龄加发年龄",
            ChangeReason::AccountExhausted => "个人账户支付完",
        }
    }
}

/// The first month after `after` in which the award may pay another amount, so that a run
/// re-rates only those who change. A month without law in between counts as a change: the run
/// then meets the gap and names it.
pub fn next_change(
    facts: &AwardFacts,
    after: Month,
    book: &RuleBook,
) -> Result<Option<(Month, ChangeReason)>, SchemeError> {
    let law = book.next_change(after).map(|month| (month, ChangeReason::Law));
    let age = book.at(after)?.age.next_step(facts.birth, after).map(|month| (month, ChangeReason::Age));
    let account = facts.exhaustion.and_then(|end| {
        [end.month, end.month.next()]
            .into_iter()
            .find(|month| *month > after)
            .map(|m| (m, ChangeReason::AccountExhausted))
    });
    Ok([law, age, account].into_iter().flatten().min())
}
