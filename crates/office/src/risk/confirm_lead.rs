//! 疑点属实: a person found the lead to be true. Prison lets the pension sleep, another pension ends
//! it, and what was paid meanwhile goes into the recovery ledger. A death is confirmed where its
//! settlement is worked out, in the room of benefits.

use std::sync::Arc;

use base::Month;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::decide_lead::DecideLeadFacts;
use crate::benefits::{PaidMonths, next_version, plan_recovery};
use crate::environment::Environment;
use crate::tables::{
    AwardState, Cause, EnrolmentState, EventKind, LeadId, LeadKind, LeadState, NotOwed, RecoveryOrigin, Suspension,
    SuspensionReason,
};

/// Confirms a lead.
pub struct ConfirmLead(pub Arc<Environment>);

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmLeadInput {
    /// The lead.
    pub lead: LeadId,
    /// First month that is not owed: by the verdict, or the first month of the other pension.
    #[serde(default)]
    pub from_month: Option<Month>,
    /// Last month in prison, for somebody who is out again.
    #[serde(default)]
    pub to_month: Option<Month>,
    /// The document: verdict, answer of the other agency.
    pub document: String,
    /// What was seen, by whom, when.
    pub reason: String,
}

/// What the plan depends on.
pub struct ConfirmLeadFacts {
    decide: DecideLeadFacts,
    paid: PaidMonths,
}

impl Operation for ConfirmLead {
    type Input = ConfirmLeadInput;
    type Facts = ConfirmLeadFacts;
    const NAME: &'static str = "risk.confirm_lead";
    const TITLE: &'static str = "疑点属实";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ConfirmLeadInput) -> Result<ConfirmLeadFacts, Unplanned> {
        let decide = DecideLeadFacts::read(look, input.lead)?;
        let paid = PaidMonths::read(look, decide.now.lead.person)?;
        Ok(ConfirmLeadFacts { decide, paid })
    }

    fn plan(&self, facts: &ConfirmLeadFacts, input: &ConfirmLeadInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let decide = &facts.decide;
        let reason = format!("{}（{}）", input.reason.trim(), input.document.trim());
        let mut plan = decide.plan("属实", &reason, LeadState::Confirmed);
        let Some(from) = input.from_month else { return Ok(plan) };
        let kind = decide.now.lead.kind;
        let open = decide.standing.calendar.open_month;
        let last = input.to_month.unwrap_or(open.previous()).min(open.previous());
        let overpaid = facts.paid.between(from, last).map_err(|e| vec![e])?;
        // Two pensions: the account is the person's own, what governments paid goes back to them
        // (人社部发〔2014〕17号 第八条).
        let overpaid = if kind == LeadKind::Prison { overpaid } else { overpaid.without_account() };
        plan.show("不应发放的起始月", "", from);
        if from <= last {
            let person = decide.now.lead.person;
            plan.insert(&NotOwed { person, from_month: from, to_month: last, matter: MATTER });
        }
        if let (Some(to), LeadKind::Prison) = (input.to_month, kind) {
            plan.show("服刑至", "", to);
        }
        match kind {
            LeadKind::Prison => imprisoned(&mut plan, facts, input),
            _ => ended(&mut plan, facts, from),
        }
        let cause = (RecoveryOrigin::Lead, cause_of(kind));
        if plan_recovery(&mut plan, decide.now.lead.person, cause, Some(input.lead), &overpaid).is_none() {
            plan.notices.push("没有多发，或多发的月份已在追回台账中".to_owned());
        }
        plan.amount = overpaid.total().total();
        Ok(plan)
    }
}

/// The words for what came of a lead.
const fn cause_of(kind: LeadKind) -> &'static str {
    match kind {
        LeadKind::Prison => "服刑期间领取",
        LeadKind::Enterprise => "重复领取企业职工养老金",
        LeadKind::Institution => "重复领取机关事业养老金",
        _ => "异地重复领取居民养老金",
    }
}

/// Leads whose truth costs somebody a pension.
const fn is_about_money(kind: LeadKind) -> bool {
    matches!(kind, LeadKind::Prison | LeadKind::Enterprise | LeadKind::Institution | LeadKind::CrossProvince)
}

fn faults(facts: &ConfirmLeadFacts, input: &ConfirmLeadInput) -> Vec<FieldError> {
    let decide = &facts.decide;
    let kind = decide.now.lead.kind;
    let mut errors = decide.faults(&input.reason, &[LeadState::Open, LeadState::Held]);
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if kind == LeadKind::Death {
        fault("lead", "死亡疑点不在这里确认".to_owned(), "请办理死亡确认，并在其中填写这条疑点");
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写文书".to_owned(), "请填写判决书、复函等文书的名称和编号");
    }
    match (input.from_month, is_about_money(kind)) {
        (None, true) => fault("from_month", "没有填写不应发放的起始月".to_owned(), "请按文书填写"),
        (Some(_), false) if kind != LeadKind::Death => {
            fault("from_month", format!("“{kind}”不停发待遇"), "请不要填写起始月；应更正的请办理关键信息变更或并档");
        }
        (Some(from), true) if from > decide.standing.calendar.open_month => {
            let open = decide.standing.calendar.open_month;
            fault("from_month", format!("{from} 还没有到：当前可变更的月份是 {open}"), "请到当月再办理");
        }
        _ => {}
    }
    if let (Some(from), Some(to)) = (input.from_month, input.to_month)
        && (to < from || kind != LeadKind::Prison)
    {
        fault("to_month", format!("{to} 不能作为结束月"), "只有已释放的服刑人员填写，且不早于起始月");
    }
    if let Some(birth) = decide.standing.now.version.birth
        && input.from_month.is_some_and(|from| from < Month::of(birth))
    {
        fault("from_month", "起始月早于出生日期".to_owned(), "请核对文书");
    }
    errors
}

/// The pension sleeps while the sentence lasts; whoever is out again is paid from the month after.
fn imprisoned(plan: &mut Plan, facts: &ConfirmLeadFacts, input: &ConfirmLeadInput) {
    let decide = &facts.decide;
    let Some((newest, highest)) = &decide.standing.newest else { return };
    let open = decide.standing.calendar.open_month;
    let held = decide.held_by_lead();
    match (newest.state, input.to_month) {
        (AwardState::Suspended, Some(to)) if held && !decide.held_by_others() => {
            let mut version = next_version(newest, *highest, Cause::Resumption, to.next().min(open));
            version.state = AwardState::Live;
            plan.show("待遇", newest.state, format!("{} 起续发", version.from_month));
            plan.insert(&version);
        }
        (AwardState::Live, None) | (AwardState::Suspended, None) => {
            let from = if newest.state == AwardState::Live { open } else { newest.from_month };
            let mut version = next_version(newest, *highest, Cause::Suspension, from);
            version.state = AwardState::Suspended;
            plan.show("待遇", newest.state, format!("{} 起因服刑暂停", version.from_month));
            plan.insert(&version);
            plan.insert(&Suspension {
                award: version.award,
                n: version.n,
                reason: SuspensionReason::Prison,
                note: input.document.trim().to_owned(),
                matter: MATTER,
            });
        }
        _ => plan.notices.push(format!("待遇保持“{}”", newest.state)),
    }
}

/// The pension ends, and the membership with it.
fn ended(plan: &mut Plan, facts: &ConfirmLeadFacts, from: Month) {
    let standing = &facts.decide.standing;
    if let Some((newest, highest)) = &standing.newest
        && matches!(newest.state, AwardState::Live | AwardState::Suspended)
    {
        // One that slept ends with the month it slept from: if the lead was wrong, it is paid from there.
        let open = standing.calendar.open_month;
        let start = if newest.state == AwardState::Suspended { newest.from_month } else { from.min(open) };
        let mut version = next_version(newest, *highest, Cause::Terminated, start);
        version.state = AwardState::Stopped;
        version.changes_in = None;
        plan.show("待遇", newest.state, format!("{} 起终止", version.from_month));
        plan.insert(&version);
    }
    if let Some((enrolment, state)) = &standing.now.enrolment {
        let reason = cause_of(facts.decide.now.lead.kind);
        plan.show("参保状态", state, EnrolmentState::Ended);
        plan.insert(&standing.event(enrolment, (EnrolmentState::Ended, EventKind::OtherPension), reason, from));
        plan.notices.push("个人账户余额（不含政府补贴）抵扣多发后退还本人，请办理重复领取清理".to_owned());
    }
}
