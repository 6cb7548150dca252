//! Rules over time: savings that grow into a pension, subsidies by tier, and changes of law.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Level, Month};
use serde::Deserialize;

use super::rules::{Ask, Award, Day, Got, Yuan, got, with_levels};
use crate::resident::account_pension::{AccountRules, account_pension};
use crate::resident::base_pension::{BaseRules, base_pension};
use crate::resident::{EntryRules, FeeKind, InterestRules, MonthState, RuleBook, year_interest};
use crate::{SchemeError, Trace, resident};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Savings {
    /// Credited each year: fee and subsidy.
    yearly: Yuan,
    years: i16,
    first_year: i16,
    /// Month of the year in which it is credited.
    month: i8,
    birth: Day,
    first_month: Month,
}

/// Years of equal credits with interest, then the pension.
pub(super) fn pension_from_savings(ask: &Ask, facts: Savings) -> Result<Got, SchemeError> {
    let trace = &mut Trace::off();
    let (mut balance, mut earned) = (Fen::ZERO, Fen::ZERO);
    for year in (0..facts.years).map(|i| facts.first_year + i) {
        let month = Month::new(year, facts.month).map_err(|e| SchemeError::Facts(e.to_string()))?;
        let rules = InterestRules::of_year(&ask.place, month)?;
        let interest = year_interest(balance, &[(month, facts.yearly.0)], &rules, trace)?;
        earned += interest;
        balance += facts.yearly.0 + interest;
    }
    let rules = AccountRules::at(&ask.place, facts.first_month)?;
    let monthly = account_pension(balance, facts.birth.0, facts.first_month, &rules, trace)?;
    let base = base_pension(&BaseRules::at(&ask.place, facts.first_month)?, trace)?.total();
    Ok(got([
        ("interest", earned.to_string()),
        ("account_total", balance.to_string()),
        ("account", monthly.to_string()),
        ("total", (monthly + base).to_string()),
        ("year", (monthly + base).times(12).to_string()),
    ]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tiers {
    tiers: Vec<Yuan>,
    kind: FeeKind,
}

/// What all governments together add, tier by tier.
pub(super) fn subsidy_table(ask: &Ask, facts: Tiers) -> Result<Got, SchemeError> {
    let rules = EntryRules::at(&ask.place, ask.month)?;
    let of_tier = |tier: &Yuan| {
        let yuan = tier.0.get() / 100;
        Ok((yuan.to_string(), rules.amount(tier.0, facts.kind)?.to_string()))
    };
    facts.tiers.iter().map(of_tier).collect::<Result<BTreeMap<_, _>, _>>()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Between {
    before: Month,
    after: Month,
}

/// By how much each level's base pension rises between two months.
pub(super) fn base_pension_change(ask: &Ask, facts: Between) -> Result<Got, SchemeError> {
    let at = |month| base_pension(&BaseRules::at(&ask.place, month)?, &mut Trace::off());
    let (before, after) = (at(facts.before)?, at(facts.after)?);
    let change = ByLevel::new(Level::ALL.map(|level| after[level] - before[level]));
    let all = got([
        ("before", before.total().to_string()),
        ("after", after.total().to_string()),
        ("change", change.total().to_string()),
    ]);
    Ok(with_levels(all, &change))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BackPay {
    award: Award,
    /// From when the new version holds.
    effective: Month,
    /// The first month paid by it.
    first_paid: Month,
    #[serde(default)]
    suspended: Vec<Month>,
    death: Option<Day>,
}

/// The difference of two versions for the months in between.
pub(super) fn back_pay(ask: &Ask, facts: BackPay) -> Result<Got, String> {
    let new = ask.new.as_ref().ok_or("补发要有新标准，请写 [[new_law.province]] 等")?;
    let books = (&RuleBook::new(&ask.place), &RuleBook::new(new));
    let state = |month| if facts.suspended.contains(&month) { MonthState::Suspended } else { MonthState::Paid };
    let count = facts.first_paid.months_since(facts.effective);
    let months: Vec<_> = (0..count).map(|i| facts.effective.plus(i)).map(|month| (month, state(month))).collect();
    let death = facts.death.map(|day| day.0);
    let award = facts.award.award(&ask.place).map_err(|e| e.to_string())?;
    let done = resident::back_pay(&award, &months, death, books, &mut Trace::off()).map_err(|e| e.to_string())?;
    let all = got([
        ("months", done.now.len().to_string()),
        ("back_pay", done.total().total().to_string()),
        ("waiting", done.waiting().total().to_string()),
        ("to_heirs", done.to_heirs.to_string()),
    ]);
    Ok(with_levels(all, &done.total().by_level()))
}
