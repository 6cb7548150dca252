//! 疑点核查: holding the next payment while a lead is looked into, and clearing a lead that is not
//! true. That it is true is told by confirming it; a death is confirmed in the room of benefits.

use std::sync::Arc;

use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::{Standing, next_version};
use crate::environment::Environment;
use crate::risk::import_list::hold_award;
use crate::risk::leads::{LeadNow, leads_of_person};
use crate::tables::{AwardState, Cause, Lead, LeadId, LeadKind, LeadState, Scheme, SuspensionReason};

/// Holds the next payment.
pub struct HoldLead(pub Arc<Environment>);

/// Clears a lead.
pub struct ClearLead(pub Arc<Environment>);

/// Which lead, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideLeadInput {
    /// The lead.
    pub lead: LeadId,
    /// What was seen, by whom, when.
    pub reason: String,
}

/// What the plan depends on.
pub struct DecideLeadFacts {
    pub(super) now: LeadNow,
    others: Vec<LeadNow>,
    pub(super) standing: Standing,
}

impl DecideLeadFacts {
    pub(super) fn read(look: &mut Look<'_>, lead: LeadId) -> Result<DecideLeadFacts, Unplanned> {
        let missing = || FieldError::input("lead", "没有这条疑点", "请从疑点列表中选择");
        let args = [Value::Int(look.agency().0), Value::Int(lead.0)];
        let row = look.select_one::<Lead>("WHERE agency = $1 AND id = $2", &args)?.ok_or_else(missing)?;
        let (mine, others): (Vec<LeadNow>, Vec<LeadNow>) =
            leads_of_person(look, row.person)?.into_iter().partition(|now| now.lead.id == lead);
        let now = mine.into_iter().next().ok_or_else(missing)?;
        Ok(DecideLeadFacts { now, others, standing: Standing::read(look, row.person, Scheme::Resident)? })
    }

    pub(super) fn faults(&self, reason: &str, needed: &[LeadState]) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if reason.trim().is_empty() {
            errors.push(FieldError::input("reason", "没有填写核查情况", "请写明谁在何时看到了什么"));
        }
        if !needed.contains(&self.now.event.state) {
            let what = format!("这条疑点当前是“{}”（{}）", self.now.event.state, self.now.event.reason);
            errors.push(FieldError::input("lead", what, "已有结论的疑点不再改变；新的证据会生成新的疑点"));
        }
        errors
    }

    pub(super) fn plan(&self, verb: &str, reason: &str, state: LeadState) -> Plan {
        let (lead, standing) = (&self.now.lead, &self.standing);
        let mut plan = Plan::new(format!("{} 疑点{verb}", standing.name()), standing.region());
        plan.show("疑点", "", format!("{}：{}（{}）", lead.kind, lead.source, lead.matched));
        plan.show("状态", self.now.event.state, state);
        plan.show("核查情况", "", reason.trim());
        plan.insert(&self.now.next(state, reason.trim()));
        plan
    }

    /// Whether another lead that was found true says that the person draws another pension.
    pub(super) fn another_stands(&self) -> bool {
        self.others.iter().any(LeadNow::can_be_revoked)
    }

    /// Whether another lead about the person holds the pension too.
    pub(super) fn held_by_others(&self) -> bool {
        self.others.iter().any(|other| other.event.state == LeadState::Held)
    }

    /// Whether the pension is suspended because of a lead.
    pub(super) fn held_by_lead(&self) -> bool {
        self.standing.newest.as_ref().is_some_and(|(version, _)| {
            version.state == AwardState::Suspended
                && self.standing.reason_at(version.n).is_some_and(|s| s.reason == SuspensionReason::Lead)
        })
    }
}

impl Operation for HoldLead {
    type Input = DecideLeadInput;
    type Facts = DecideLeadFacts;
    const NAME: &'static str = "risk.hold_lead";
    const TITLE: &'static str = "疑点暂扣";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &DecideLeadInput) -> Result<DecideLeadFacts, Unplanned> {
        DecideLeadFacts::read(look, input.lead)
    }

    fn plan(&self, facts: &DecideLeadFacts, input: &DecideLeadInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = facts.faults(&input.reason, &[LeadState::Open]);
        if facts.now.lead.kind == LeadKind::SameId {
            errors.push(FieldError::input("lead", "证件号重复不暂扣待遇", "请核查后更正证件号码"));
        }
        let live = facts.standing.newest.as_ref().filter(|(version, _)| version.state == AwardState::Live);
        if live.is_none() && !facts.held_by_lead() {
            errors.push(FieldError::input(
                "lead",
                "该人员没有正在发放的待遇，不需要暂扣",
                "请直接核查，或办理死亡确认",
            ));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = facts.plan("暂扣", &input.reason, LeadState::Held);
        if let Some((version, highest)) = live {
            let open = facts.standing.calendar.open_month;
            hold_award(&mut plan, (version, *highest), open, input.reason.trim());
            plan.show("暂扣起始月", "", open.max(version.from_month));
        }
        Ok(plan)
    }
}

impl Operation for ClearLead {
    type Input = DecideLeadInput;
    type Facts = DecideLeadFacts;
    const NAME: &'static str = "risk.clear_lead";
    const TITLE: &'static str = "疑点销号（不属实）";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &DecideLeadInput) -> Result<DecideLeadFacts, Unplanned> {
        DecideLeadFacts::read(look, input.lead)
    }

    fn plan(&self, facts: &DecideLeadFacts, input: &DecideLeadInput) -> Result<Plan, Vec<FieldError>> {
        let errors = facts.faults(&input.reason, &[LeadState::Open, LeadState::Held]);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = facts.plan("销号（不属实）", &input.reason, LeadState::Cleared);
        if facts.now.event.state != LeadState::Held || !facts.held_by_lead() {
            return Ok(plan);
        }
        if facts.held_by_others() {
            plan.notices.push("该人员还有其他暂扣待核的疑点，待遇继续暂扣".to_owned());
            return Ok(plan);
        }
        if let Some((held, highest)) = &facts.standing.newest {
            // From the held month on, so that the next run raises what was not paid.
            let mut version = next_version(held, *highest, Cause::Resumption, held.from_month);
            version.state = AwardState::Live;
            plan.insert(&version);
            plan.show("续发起始月", "", version.from_month);
        }
        Ok(plan)
    }
}
