//! 代缴记账: governments have paid for the groups; every person of the list is booked with it, and
//! the voucher is one. The money must be what the list comes to, level by level.

use std::collections::HashSet;
use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, proxy_received};
use ledger::{Deposit, TemplateName};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::booked::plan_entries;
use super::proxy_list::{ProxyClaim, proxy_list};
use super::subsidy::Subsidies;
use super::tiers::law_fault;
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, document_faults, voucher_fault};
use crate::law::need_active;
use crate::registry::kept_of;
use crate::tables::{AccountSource, Booking, Contribution, ContributionKind, EntryKind, PayerKind, PersonId, Scheme};

/// Books a year's payment by governments.
pub struct ReceiveProxy(pub Arc<Environment>);

/// Money that governments paid for the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveProxyInput {
    /// The fee year.
    pub year: i16,
    /// Day the money reached the special account.
    pub on: Date,
    /// Number of the finance bureau's document.
    pub document: String,
    /// From the central budget.
    #[serde(default)]
    pub central: Fen,
    /// From the province.
    #[serde(default)]
    pub province: Fen,
    /// From the city.
    #[serde(default)]
    pub city: Fen,
    /// From the county.
    #[serde(default)]
    pub county: Fen,
}

/// What the plan depends on.
pub struct ReceiveProxyFacts {
    fund: FundFacts,
    list: Vec<ProxyClaim>,
    /// People of whom a payment of the year that earns a subsidy is booked.
    subsidised: HashSet<PersonId>,
}

impl Operation for ReceiveProxy {
    type Input = ReceiveProxyInput;
    type Facts = ReceiveProxyFacts;
    const NAME: &'static str = "contributions.receive_proxy";
    const TITLE: &'static str = "政府代缴记账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveProxyInput) -> Result<ReceiveProxyFacts, Unplanned> {
        need_active(look, &self.0)?;
        let fund = FundFacts::read(look, TemplateName::ProxyReceived, &input.document)?;
        let list = proxy_list(look, &self.0, input.year)?;
        let sql = format!(
            "SELECT {} FROM contribution c JOIN booking b ON b.contribution = c.id WHERE c.agency = $1 \
                   AND c.period_from = $2 AND c.payer IN ('personal', 'proxy') AND c.reverses IS NULL \
                   AND NOT EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id \
                    WHERE r.reverses = c.id AND r.amount = -c.amount)",
            kept_of("c.person")
        );
        let mut subsidised = HashSet::new();
        look.each(&sql, &[Value::Int(look.agency().0), Value::Int(i64::from(input.year) * 100 + 1)], |row| {
            subsidised.insert(PersonId::read(row, 0)?);
            Ok(())
        })?;
        Ok(ReceiveProxyFacts { fund, list, subsidised })
    }

    fn plan(&self, facts: &ReceiveProxyFacts, input: &ReceiveProxyInput) -> Result<Plan, Vec<FieldError>> {
        let received = ByLevel::new([input.central, input.province, input.city, input.county]);
        let errors = faults(facts, input, received);
        if !errors.is_empty() {
            return Err(errors);
        }
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, input.document.trim());
        let voucher = proxy_received::voucher(&head, Deposit::Special, received).map_err(|e| voucher_fault(&e))?;
        let place = self.0.law.place(&facts.fund.area).map_err(|e| vec![law_fault(&e)])?;
        let mut subsidies = Subsidies::new(place);
        let mut plan = Plan::new(format!("{} 年度政府代缴记账 {}", input.year, input.document.trim()), facts.fund.area);
        plan.amount = received.total();
        plan.show("代缴人数", "", facts.list.len());
        for (level, amount) in received.iter().filter(|(_, amount)| !amount.is_zero()) {
            plan.show(level.title(), "", amount);
        }
        let mut subsidy_total = Fen::ZERO;
        for claim in &facts.list {
            let row = contribution(&mut plan, claim, input).map_err(|error| vec![error])?;
            subsidy_total += book(&mut plan, &row, input.on, facts, &mut subsidies)?;
        }
        plan.show("同时记入缴费补贴", "", subsidy_total);
        facts.fund.book(&mut plan, &voucher)?;
        let back: Vec<&ProxyClaim> = facts.list.iter().filter(|claim| !claim.refund.is_zero()).collect();
        if !back.is_empty() {
            let amount: Fen = back.iter().map(|claim| claim.refund).sum();
            let what = format!("{} 人该年度已自行缴费 {amount} 元，请按“应由政府代缴”办理原渠道返还", back.len());
            plan.notices.push(what);
        }
        Ok(plan)
    }
}

fn faults(facts: &ReceiveProxyFacts, input: &ReceiveProxyInput, received: ByLevel) -> Vec<FieldError> {
    let mut errors = document_faults(&facts.fund, input.on, &input.document);
    if facts.list.is_empty() {
        let what = format!("{} 年度没有应代缴而未代缴的人员", input.year);
        errors.push(FieldError::input("year", what, "请先导入代缴对象名单，或核对年度"));
        return errors;
    }
    if input.on.year() != input.year {
        let what = format!("{} 到账的代缴资金不属于 {} 年度", input.on, input.year);
        errors.push(FieldError::input("on", what, "代缴应在当年办理；跨年的请与财政、税务部门确定后按补缴办理"));
    }
    let owed: ByLevel = facts.list.iter().fold(ByLevel::ZERO, |sum, claim| sum + claim.governments);
    for level in Level::ALL {
        if owed[level] != received[level] {
            let what = format!(
                "{}应代缴 {} 元（名单 {} 人），到账 {} 元",
                level.title(),
                owed[level],
                facts.list.len(),
                received[level]
            );
            errors.push(FieldError::input(level.code(), what, "请核对代缴清单和财政单据，相符后再记账"));
        }
    }
    errors
}

fn contribution(plan: &mut Plan, claim: &ProxyClaim, input: &ReceiveProxyInput) -> Result<Contribution, FieldError> {
    let month = |month| {
        Month::new(input.year, month)
            .map_err(|_| FieldError::input("year", format!("{} 不是有效年度", input.year), "请填写四位年份"))
    };
    let row = Contribution {
        id: plan.new_id(),
        person: claim.person,
        scheme: Scheme::Resident,
        unit: None,
        payer: PayerKind::Proxy,
        kind: ContributionKind::Current,
        period_from: month(1)?,
        period_to: month(12)?,
        wage_base: None,
        tier: Some(claim.tier),
        amount: claim.governments.total(),
        serial: format!("代缴/{}/{}/{}", input.year, input.document.trim(), claim.person),
        reverses: None,
        paid_on: input.on,
        source_file: claim.source.0,
        line: claim.source.1,
    };
    plan.insert(&row);
    Ok(row)
}

/// Books a payment by government, with the subsidy where it is the year's first payment. The
/// amount of the subsidy.
fn book(
    plan: &mut Plan,
    row: &Contribution,
    on: Date,
    facts: &ReceiveProxyFacts,
    subsidies: &mut Subsidies<'_>,
) -> Result<Fen, Vec<FieldError>> {
    plan.insert(&Booking { contribution: row.id, booked_on: on, matter: MATTER });
    let month = Month::of(on);
    plan_entries(plan, row, EntryKind::Contribution, month, [(AccountSource::Proxy, row.amount)]);
    if facts.subsidised.contains(&row.person) {
        return Ok(Fen::ZERO);
    }
    let subsidy = subsidies.of(row).map_err(|error| vec![law_fault(&error)])?;
    let amount = subsidy.values().copied().sum();
    plan_entries(plan, row, EntryKind::Subsidy, month, subsidy);
    Ok(amount)
}
