//! Rules that clear something up: overlaps, double pensions, refunds, conversion, missed years.

use base::{Level, Month};
use serde::Deserialize;

use super::rules::{Ask, Day, Got, Payers, Yuan, got, with_levels};
use crate::resident::{
    self, AccountBalance, AccountSource, AidRules, BothSchemes, Components, Conversion, ConversionRules, DualRules,
    FillingRules, Held, InheritanceRules, Leaving, LeavingFacts, OverlapRules, ProxyRules, ResumptionRules,
    TerminationRules,
};
use crate::{SchemeError, Trace};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Overlap {
    personal: Yuan,
    #[serde(default)]
    collective: Yuan,
    /// What the year brought besides; it stays.
    #[serde(default)]
    subsidy: Yuan,
    months: u32,
}

pub(super) fn overlap_refund(ask: &Ask, facts: Overlap) -> Result<Got, SchemeError> {
    let rules = OverlapRules::at(&ask.place, ask.month)?;
    let trace = &mut Trace::off();
    let refund = resident::overlap_refund(facts.personal.0, facts.collective.0, facts.months, &rules, trace)?;
    let stays = facts.personal.0 + facts.collective.0 + facts.subsidy.0 - refund;
    Ok(got([
        ("refund", refund.to_string()),
        ("stays", stays.to_string()),
        ("stays_subsidy", facts.subsidy.0.to_string()),
    ]))
}

/// An account by the sources that rules tell apart.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Sources {
    personal: Yuan,
    collective: Yuan,
    subsidy_central: Yuan,
    subsidy_province: Yuan,
    subsidy_city: Yuan,
    subsidy_county: Yuan,
    proxy: Yuan,
    interest: Yuan,
}

impl Sources {
    fn balance(&self) -> AccountBalance {
        AccountBalance::ZERO
            .with(AccountSource::Personal, self.personal.0)
            .with(AccountSource::Collective, self.collective.0)
            .with(AccountSource::SubsidyCentral, self.subsidy_central.0)
            .with(AccountSource::SubsidyProvince, self.subsidy_province.0)
            .with(AccountSource::SubsidyCity, self.subsidy_city.0)
            .with(AccountSource::SubsidyCounty, self.subsidy_county.0)
            .with(AccountSource::Proxy, self.proxy.0)
            .with(AccountSource::Interest, self.interest.0)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dual {
    account: Sources,
    /// Per month, by the level that paid.
    monthly: Payers,
    months: i64,
    #[serde(default)]
    repaid: Yuan,
}

pub(super) fn dual_receipt(ask: &Ask, facts: Dual) -> Result<Got, SchemeError> {
    let rules = DualRules::at(&ask.place, ask.month)?;
    let received = base::ByLevel::new(Level::ALL.map(|level| facts.monthly.by_level()[level].times(facts.months)));
    let done = resident::settle_dual(&facts.account.balance(), received, facts.repaid.0, &rules, &mut Trace::off())?;
    let all = got([
        ("own_balance", done.own.to_string()),
        ("stays", done.stays.to_string()),
        ("to_repay", done.to_repay.total().to_string()),
        ("deducted", done.deducted.to_string()),
        ("debt", done.debt.to_string()),
        ("net", done.net.to_string()),
    ]);
    Ok(with_levels(all, &done.to_repay))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suspended {
    monthly: Payers,
    held: Vec<Month>,
    why: Held,
}

pub(super) fn arrears(ask: &Ask, facts: Suspended) -> Result<Got, SchemeError> {
    let monthly: Components = facts.monthly.components();
    let held: Vec<_> = facts.held.iter().map(|month| (*month, monthly)).collect();
    let rules = ResumptionRules::at(&ask.place, ask.month)?;
    let arrears = resident::arrears(&held, facts.why, &rules, &mut Trace::off())?;
    let all =
        got([("arrears", arrears.total().to_string()), ("payment", (arrears.total() + monthly.total()).to_string())]);
    Ok(with_levels(all, &arrears.by_level()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Booked {
    account: Sources,
    proxy_level: Level,
}

pub(super) fn fee_refund(facts: Booked) -> Result<Got, SchemeError> {
    let done = resident::fee_refund(&facts.account.balance(), facts.proxy_level, &mut Trace::off())?;
    let all = got([
        ("to_person", done.to_person.to_string()),
        ("to_collective", done.to_collective.to_string()),
        ("interest_reversed", done.interest_reversed.to_string()),
    ]);
    Ok(with_levels(all, &done.to_levels))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Died {
    account: Sources,
    death: Day,
}

pub(super) fn inheritance(ask: &Ask, facts: Died) -> Result<Got, SchemeError> {
    let rules = InheritanceRules::on(&ask.place, facts.death.0)?;
    let amount = resident::inheritance(&facts.account.balance(), &rules, &mut Trace::off())?;
    Ok(got([("inherited", amount.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Both {
    employee_months: u32,
    resident_years: u32,
    employee_account: Yuan,
    account: Sources,
    #[serde(default)]
    of_age: bool,
    #[serde(default)]
    receiving: bool,
}

pub(super) fn conversion(ask: &Ask, facts: Both) -> Result<Got, SchemeError> {
    let known = BothSchemes {
        employee_months: facts.employee_months,
        resident_years: facts.resident_years,
        employee_account: facts.employee_account.0,
        resident_account: facts.account.balance(),
        of_age: facts.of_age,
        receiving: facts.receiving,
    };
    let done = resident::convert(&known, &ConversionRules::at(&ask.place, ask.month)?, &mut Trace::off())?;
    Ok(match done {
        Conversion::ToEmployee { moved, account } => got([
            ("into", "employee".to_owned()),
            ("moved", moved.to_string()),
            ("account", account.to_string()),
            ("years", "0".to_owned()),
        ]),
        Conversion::ToResident { moved, account, years } => got([
            ("into", "resident".to_owned()),
            ("moved", moved.to_string()),
            ("account", account.total().to_string()),
            ("years", years.to_string()),
        ]),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Missed {
    birth: Day,
    paid_years: u32,
    on: Day,
}

pub(super) fn filling(ask: &Ask, facts: Missed) -> Result<Got, SchemeError> {
    let rules = FillingRules::at(&ask.place, ask.month)?;
    let done = resident::filling(facts.birth.0, facts.paid_years, facts.on.0, &rules, &mut Trace::off())?;
    Ok(got([
        ("required", done.required.to_string()),
        ("short", done.short.to_string()),
        ("may_fill", done.may_fill.to_string()),
        ("subsidised", done.subsidised.to_string()),
        ("may_continue", done.may_continue.to_string()),
    ]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    group: String,
    tier: Yuan,
}

pub(super) fn proxy_fee(ask: &Ask, facts: Group) -> Result<Got, SchemeError> {
    let rules = ProxyRules::at(&ask.place, ask.month)?;
    let fee = resident::proxy_fee(&facts.group, facts.tier.0, &rules, &mut Trace::off())?;
    let all = got([("governments", fee.governments.total().to_string()), ("person", fee.person.to_string())]);
    Ok(with_levels(all, &fee.governments))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disabled {
    birth: Day,
}

pub(super) fn aid(ask: &Ask, facts: Disabled) -> Result<Got, SchemeError> {
    let rules = AidRules::at(&ask.place, ask.month)?;
    let amounts = resident::aid(facts.birth.0, ask.month, &rules, &mut Trace::off())?;
    Ok(with_levels(got([("total", amounts.total().to_string())]), &amounts))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Left {
    why: Leaving,
    #[serde(default)]
    receiving: bool,
    balance: Yuan,
    #[serde(default)]
    overpaid: Yuan,
}

pub(super) fn termination(ask: &Ask, facts: Left) -> Result<Got, SchemeError> {
    let known = LeavingFacts {
        why: facts.why,
        receiving: facts.receiving,
        balance: facts.balance.0,
        overpaid: facts.overpaid.0,
    };
    let done = resident::terminate(&known, &TerminationRules::at(&ask.place, ask.month)?, &mut Trace::off())?;
    Ok(got([
        ("to_person", done.to_person.to_string()),
        ("moves", done.moves.to_string()),
        ("kept", done.kept.to_string()),
        ("deducted", done.deducted.to_string()),
        ("debt", done.debt.to_string()),
    ]))
}
