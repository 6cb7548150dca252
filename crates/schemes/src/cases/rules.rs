//! The rules that a case may name, each with the facts it wants and the results it gives.

use std::collections::BTreeMap;

use base::{ByLevel, Date, Fen, Month, parse_date};
use law::PlaceLaw;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Error};

use super::{arithmetic, changes, clearing};
use crate::resident::account_pension::{AccountRules, account_pension};
use crate::resident::age_supplement::{AgeRules, age_supplement};
use crate::resident::exhaustion;
use crate::resident::{
    AccountBalance, AccountSource, Applicant, AwardFacts, ByPayer, ClaimRules, ComponentKind, Components, DeathFacts,
    DeathRules, Entitlement, EntryRules, FeeKind, FuneralRules, InterestRules, Origin, RuleBook, assess_in,
    entitlement, entry_subsidy, first_month, funeral_grant, give_back, required_years, settle, year_interest,
};
use crate::{SchemeError, Trace};

pub(super) type Got = BTreeMap<String, String>;
type Rule = fn(&Ask, toml::Table) -> Result<Got, String>;

/// What a case asks about.
pub(super) struct Ask<'a> {
    /// The place with the law of the case.
    pub place: PlaceLaw<'a>,
    /// The same place by the version that follows, where the case brings one.
    pub new: Option<PlaceLaw<'a>>,
    /// The month of the case.
    pub month: Month,
}

const RULES: [(&str, Rule); 28] = [
    ("account_over_time", |a, f| account_over_time(&a.place, a.month, facts(f)?).map_err(text)),
    ("account_pension", |a, f| of_account(&a.place, a.month, facts(f)?).map_err(text)),
    ("age_supplement", |a, f| of_age(&a.place, a.month, facts(f)?).map_err(text)),
    ("aid", |a, f| clearing::aid(a, facts(f)?).map_err(text)),
    ("arrears", |a, f| clearing::arrears(a, facts(f)?).map_err(text)),
    ("back_pay", |a, f| changes::back_pay(a, facts(f)?)),
    ("base_pension_change", |a, f| changes::base_pension_change(a, facts(f)?).map_err(text)),
    ("conversion", |a, f| clearing::conversion(a, facts(f)?).map_err(text)),
    ("death_settlement", |a, f| of_death(&a.place, a.month, facts(f)?).map_err(text)),
    ("dual_receipt", |a, f| clearing::dual_receipt(a, facts(f)?).map_err(text)),
    ("entitlement", |a, f| of_claim(&a.place, a.month, facts(f)?).map_err(text)),
    ("entry_subsidy", |a, f| of_fee(&a.place, a.month, facts(f)?).map_err(text)),
    ("entry_subsidy_total", |a, f| changes::subsidy_table(a, facts(f)?).map_err(text)),
    ("fee_refund", |_, f| clearing::fee_refund(facts(f)?).map_err(text)),
    ("filling", |a, f| clearing::filling(a, facts(f)?).map_err(text)),
    ("first_month", |a, f| of_claim(&a.place, a.month, facts(f)?).map_err(text)),
    ("funeral", |a, f| of_funeral(&a.place, a.month, facts(f)?).map_err(text)),
    ("inheritance", |a, f| clearing::inheritance(a, facts(f)?).map_err(text)),
    ("interest", |a, f| of_year(&a.place, a.month, facts(f)?).map_err(text)),
    ("monthly_pension", |a, f| of_month(&a.place, a.month, facts(f)?).map_err(text)),
    ("overlap_refund", |a, f| clearing::overlap_refund(a, facts(f)?).map_err(text)),
    ("overpayment", |a, f| of_repayment(&a.place, a.month, facts(f)?).map_err(text)),
    ("pension_from_savings", |a, f| changes::pension_from_savings(a, facts(f)?).map_err(text)),
    ("percentage", |_, f| arithmetic::percentage(facts(f)?)),
    ("product", |_, f| arithmetic::product(facts(f)?)),
    ("proxy_fee", |a, f| clearing::proxy_fee(a, facts(f)?).map_err(text)),
    ("quotient", |_, f| arithmetic::quotient(facts(f)?)),
    ("termination", |a, f| clearing::termination(a, facts(f)?).map_err(text)),
];

/// The facts of an award, for reading its tree.
pub(super) fn award_facts(place: &PlaceLaw, table: toml::Table) -> Result<AwardFacts, String> {
    let facts: Award = facts(table)?;
    facts.award(place).map_err(text)
}

pub(super) fn find(name: &str) -> Option<Rule> {
    RULES.iter().find(|(rule, _)| *rule == name).map(|(_, run)| *run)
}

pub(super) fn names() -> String {
    RULES.map(|(name, _)| name).join("、")
}

fn facts<T: DeserializeOwned>(table: toml::Table) -> Result<T, String> {
    table.try_into().map_err(|e: toml::de::Error| format!("facts 写法不对：{e}"))
}

fn text(error: SchemeError) -> String {
    error.to_string()
}

/// An amount as a case writes it: yuan, in quotes.
#[derive(Clone, Copy, Default)]
pub(super) struct Yuan(pub Fen);

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Yuan, D::Error> {
        String::deserialize(deserializer)?.parse().map(Yuan).map_err(D::Error::custom)
    }
}

/// A date as a case writes it, in quotes.
#[derive(Clone, Copy)]
pub(super) struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        parse_date(&String::deserialize(deserializer)?).map(Day).map_err(D::Error::custom)
    }
}

pub(super) fn got<const N: usize>(pairs: [(&str, String); N]) -> Got {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(super) fn with_levels(mut all: Got, amounts: &ByLevel) -> Got {
    all.extend(amounts.iter().map(|(level, fen)| (level.code().to_owned(), fen.to_string())));
    all
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    balance: Yuan,
    birth: Day,
    first_month: Month,
}

fn of_account(place: &PlaceLaw, _: Month, facts: Account) -> Result<Got, SchemeError> {
    let rules = AccountRules::at(place, facts.first_month)?;
    let monthly = account_pension(facts.balance.0, facts.birth.0, facts.first_month, &rules, &mut Trace::off())?;
    Ok(got([("account_pension", monthly.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountOverTime {
    balance: Yuan,
    birth: Day,
    first_month: Month,
    months_paid: i32,
}

fn account_over_time(place: &PlaceLaw, _: Month, facts: AccountOverTime) -> Result<Got, SchemeError> {
    let rules = AccountRules::at(place, facts.first_month)?;
    let trace = &mut Trace::off();
    let monthly = account_pension(facts.balance.0, facts.birth.0, facts.first_month, &rules, trace)?;
    let end = exhaustion::schedule(facts.balance.0, monthly, facts.first_month);
    let (mut from_account, mut from_levels, mut last) = (Fen::ZERO, ByLevel::ZERO, Fen::ZERO);
    for month in (0..facts.months_paid).map(|i| facts.first_month.plus(i)) {
        let (account, levels) = exhaustion::split(monthly, month, end, rules.exhausted_payer(), trace)?;
        from_account += account;
        from_levels += levels;
        last = account + levels.total();
    }
    let all = got([
        ("account_pension", monthly.to_string()),
        ("paid_from_account", from_account.to_string()),
        ("paid_by_government", from_levels.total().to_string()),
        ("last_month", last.to_string()),
        ("left_for_heirs", (facts.balance.0 - from_account).to_string()),
    ]);
    Ok(with_levels(all, &from_levels))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Age {
    birth: Day,
    month: Option<Month>,
}

fn of_age(place: &PlaceLaw, month: Month, facts: Age) -> Result<Got, SchemeError> {
    let month = facts.month.unwrap_or(month);
    let amounts = age_supplement(facts.birth.0, month, &AgeRules::at(place, month)?, &mut Trace::off())?;
    Ok(with_levels(got([("total", amounts.total().to_string())]), &amounts))
}

/// Monthly amounts by payer, for cases that do not tell kinds apart.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Payers {
    central: Yuan,
    province: Yuan,
    city: Yuan,
    county: Yuan,
    account: Yuan,
}

impl Payers {
    pub(super) fn by_level(&self) -> ByLevel {
        ByLevel::new([self.central.0, self.province.0, self.city.0, self.county.0])
    }

    pub(super) fn components(&self) -> Components {
        Components { base: self.by_level(), account: self.account.0, ..Components::ZERO }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Death {
    death: Day,
    receiving: bool,
    balance: Yuan,
    monthly: Payers,
    paid_from: Month,
    paid_through: Month,
    #[serde(default)]
    unpaid: Vec<Month>,
}

fn of_death(place: &PlaceLaw, _: Month, facts: Death) -> Result<Got, SchemeError> {
    let monthly = facts.monthly.components();
    let months = facts.paid_through.months_since(facts.paid_from);
    let paid: Vec<_> = (0..=months).map(|i| (facts.paid_from.plus(i), monthly)).collect();
    let unpaid: Vec<_> = facts.unpaid.iter().map(|month| (*month, monthly)).collect();
    let known = DeathFacts {
        death: facts.death.0,
        receiving: facts.receiving,
        paid: &paid,
        unpaid: &unpaid,
        balance: facts.balance.0,
    };
    let done = settle(&known, &DeathRules::at(place, Month::of(facts.death.0))?, &mut Trace::off())?;
    let all = got([
        ("stop_month", done.stop_month.to_string()),
        ("owed", done.owed.total().to_string()),
        ("overpaid", done.overpaid.total().to_string()),
        ("overpaid_months", done.overpaid_months.to_string()),
        ("funeral", done.funeral.total().to_string()),
        ("net", done.net().to_string()),
        ("account", done.account.to_string()),
    ]);
    Ok(with_levels(all, &done.by_level))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    birth: Day,
    #[serde(default)]
    paid_years: u32,
    years_complete: Option<Day>,
    other_pension: Option<String>,
    death: Option<Day>,
}

fn of_claim(place: &PlaceLaw, month: Month, facts: Claim) -> Result<Got, SchemeError> {
    let rules = ClaimRules::at(place, month)?;
    let years_complete = facts.years_complete.map(|day| day.0);
    let applicant = Applicant {
        birth: facts.birth.0,
        paid_years: facts.paid_years,
        years_complete,
        other_pension: facts.other_pension,
        death: facts.death.map(|day| day.0),
    };
    let answer = match entitlement(&applicant, month, &rules) {
        Entitlement::Granted { .. } => "granted".to_owned(),
        Entitlement::Refused(reasons) => {
            let kinds: Vec<String> = reasons.iter().map(|r| format!("{:?}", r.kind)).collect();
            kinds.join(",")
        }
    };
    Ok(got([
        ("first_month", first_month(applicant.birth, years_complete, &rules).to_string()),
        ("required_years", required_years(applicant.birth, &rules).to_string()),
        ("answer", answer),
    ]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fee {
    tier: Yuan,
    kind: FeeKind,
}

fn of_fee(place: &PlaceLaw, month: Month, facts: Fee) -> Result<Got, SchemeError> {
    let amounts = entry_subsidy(facts.tier.0, facts.kind, &EntryRules::at(place, month)?, &mut Trace::off())?;
    Ok(with_levels(got([("total", amounts.total().to_string())]), &amounts))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Funeral {
    receiving: bool,
}

fn of_funeral(place: &PlaceLaw, month: Month, facts: Funeral) -> Result<Got, SchemeError> {
    let amounts = funeral_grant(facts.receiving, &FuneralRules::at(place, month)?, &mut Trace::off())?;
    Ok(with_levels(got([("total", amounts.total().to_string())]), &amounts))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    opening: Yuan,
    #[serde(default)]
    movements: Vec<Movement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Movement {
    month: Month,
    amount: Yuan,
}

fn of_year(place: &PlaceLaw, _: Month, facts: Year) -> Result<Got, SchemeError> {
    let movements: Vec<(Month, Fen)> = facts.movements.iter().map(|m| (m.month, m.amount.0)).collect();
    let january = Month::new(facts.year, 1).map_err(|e| SchemeError::Facts(e.to_string()))?;
    let rules = InterestRules::of_year(place, january)?;
    let interest = year_interest(facts.opening.0, &movements, &rules, &mut Trace::off())?;
    let moved: Fen = movements.iter().map(|(_, amount)| *amount).sum();
    Ok(got([("interest", interest.to_string()), ("closing", (facts.opening.0 + moved + interest).to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Award {
    birth: Day,
    paid_years: u32,
    balance: Yuan,
    first_month: Month,
}

impl Award {
    pub(super) fn award(&self, place: &PlaceLaw) -> Result<AwardFacts, SchemeError> {
        Ok(AwardFacts {
            place: place.code()?,
            birth: self.birth.0,
            paid_years: self.paid_years,
            account: AccountBalance::ZERO.with(AccountSource::Personal, self.balance.0),
            first_month: self.first_month,
            origin: Origin::Assessed,
            exhaustion: None,
        })
    }
}

fn of_month(place: &PlaceLaw, month: Month, facts: Award) -> Result<Got, SchemeError> {
    let award = facts.award(place)?;
    let parts = assess_in(&award, month, &RuleBook::new(place))?.components;
    let mut all = got([("total", parts.total().to_string()), ("from_account", parts.account.to_string())]);
    all.extend(ComponentKind::ALL.map(|kind| (kind.code().to_owned(), parts.of(kind).to_string())));
    Ok(with_levels(all, &parts.by_level()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repayment {
    outstanding: Payers,
    repaid: Yuan,
}

fn of_repayment(_: &PlaceLaw, _: Month, facts: Repayment) -> Result<Got, SchemeError> {
    let outstanding = ByPayer { by_level: facts.outstanding.by_level(), account: facts.outstanding.account.0 };
    let back = give_back(facts.repaid.0, &outstanding)?;
    Ok(with_levels(got([("account", back.account.to_string())]), &back.by_level))
}
