//! 调整补发: what a new version of the law owes for months that were paid by the old one.

use base::{ByLevel, Date, Level, Month};
use serde::Serialize;

use super::award::AwardFacts;
use super::components::Components;
use super::funeral::{FuneralRules, funeral_grant};
use super::rerate;
use super::rules::RuleBook;
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.back_pay/1";
/// Revision of the difference of a funeral grant.
pub const FUNERAL_REVISION: &str = "resident.funeral_back_pay/1";

/// How a month stood when the law changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Paid by the old version.
    Paid,
    /// Held: its difference is paid together with the month itself, when the person resumes.
    Suspended,
}

/// What an adjustment owes to one person; below zero where the new version gives less.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BackPay {
    /// For months paid: due now.
    pub now: Vec<(Month, Components)>,
    /// For suspended months: due when payment resumes.
    pub on_resumption: Vec<(Month, Components)>,
    /// The person has died: the heirs receive it.
    pub to_heirs: bool,
}

impl BackPay {
    /// Everything due now, by kind and payer.
    pub fn total(&self) -> Components {
        sum(&self.now)
    }

    /// Everything that waits.
    pub fn waiting(&self) -> Components {
        sum(&self.on_resumption)
    }
}

fn sum(months: &[(Month, Components)]) -> Components {
    months.iter().fold(Components::ZERO, |all, (_, parts)| all + *parts)
}

/// Decision 8: back-pay is the difference between what two versions give, month by month.
/// `months` are those between the effective month and the first month paid by the new version,
/// as they stood. Months before the person's start owe nothing, nor do months after a death
/// (国发〔2014〕8号 第七部分); a person who moved away is owed the months that this place paid.
pub fn back_pay(
    facts: &AwardFacts,
    months: &[(Month, MonthState)],
    death: Option<Date>,
    (old, new): (&RuleBook, &RuleBook),
    trace: &mut Trace,
) -> Result<BackPay, SchemeError> {
    let last = death.map(Month::of);
    let owed = |month: Month| month >= facts.known_from() && last.is_none_or(|last| month <= last);
    trace.step(
        |trace| {
            let mut result = BackPay { to_heirs: death.is_some(), ..BackPay::default() };
            for (month, state) in months.iter().filter(|(month, _)| owed(*month)) {
                let parts = of_month(facts, *month, (old, new), trace)?;
                match state {
                    _ if parts == Components::ZERO => {}
                    MonthState::Paid => result.now.push((*month, parts)),
                    MonthState::Suspended => result.on_resumption.push((*month, parts)),
                }
            }
            Ok(result)
        },
        |done| {
            let payee = if done.to_heirs { "继承人" } else { "本人" };
            let node = Node::new("调整补发", REVISION, done.total().total()).input("支付给", payee);
            let node = node.formula(format!("{} 个月差额合计", done.now.len()));
            match done.on_resumption.is_empty() {
                true => node,
                false => node.input("恢复发放时再补", done.waiting().total()),
            }
        },
    )
}

fn of_month(
    facts: &AwardFacts,
    month: Month,
    (old, new): (&RuleBook, &RuleBook),
    trace: &mut Trace,
) -> Result<Components, SchemeError> {
    let before = rerate::amount(facts, month, old, &mut Trace::off())?.components;
    trace.step(
        |trace| Ok(rerate::amount(facts, month, new, trace)?.components - before),
        |parts| {
            let formula = format!("新标准 {} − 原发 {}", (before + *parts).total(), before.total());
            Node::new(format!("{month} 差额"), REVISION, parts.total()).formula(formula)
        },
    )
}

/// A death since the effective month: the grant of the new version less the one that was paid.
pub fn funeral_back_pay(
    receiving: bool,
    (old, new): (&FuneralRules, &FuneralRules),
    trace: &mut Trace,
) -> Result<ByLevel, SchemeError> {
    let before = funeral_grant(receiving, old, &mut Trace::off())?;
    trace.step(
        |trace| {
            let after = funeral_grant(receiving, new, trace)?;
            Ok(ByLevel::new(Level::ALL.map(|level| after[level] - before[level])))
        },
        |parts| {
            let formula = format!("新标准 {} − 原发 {}", before.total() + parts.total(), before.total());
            Node::new("丧葬补助金差额", FUNERAL_REVISION, parts.total()).formula(formula)
        },
    )
}
