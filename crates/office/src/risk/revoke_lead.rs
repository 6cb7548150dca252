//! 撤销疑点属实: the other pension was somebody else's, or had ended. The pension lives again from the month it
//! ended in, so that the next run owes what was missed; the debt, and the settlement that it led to, end
//! with it; what came back goes to the person again.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::decide_lead::DecideLeadFacts;
use crate::benefits::{
    Outstanding, SETTLED_NOW, Undone, approved_runs, give_again, joined, outstanding, owe_again, revive,
};
use crate::contributions::account_balance;
use crate::environment::Environment;
use crate::tables::{
    AccountSource, AwardState, AwardVersion, Cause, EnrolmentEvent, EnrolmentState, EventKind, LeadId, LeadRevocation,
    LeadState, PersonId, RecoveryEnd, RecoveryEnding, RecoveryId, SettlementKind, SuspensionReason,
};

/// Takes the confirmation of a lead back.
pub struct RevokeLead(pub Arc<Environment>);

/// Which lead, and how it was found out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeLeadInput {
    /// The lead.
    pub lead: LeadId,
    /// The document: the other agency's correction, proof that its pension had ended.
    pub document: String,
    /// What was seen, by whom, when.
    pub reason: String,
}

/// What the plan depends on.
pub struct RevokeLeadFacts {
    today: Date,
    decide: DecideLeadFacts,
    /// The last version before the lead; nothing where no pension was drawn.
    before: Option<AwardVersion>,
    /// What runs have raised of the settlement.
    settled: Undone,
    /// What was credited to the account, by source.
    credited: BTreeMap<AccountSource, Fen>,
    /// The debts that the lead led to.
    recoveries: Vec<Outstanding>,
    /// Other debts that were set off against the settlement: they are owed again.
    joined: Vec<Outstanding>,
    events: Vec<EnrolmentEvent>,
}

impl Operation for RevokeLead {
    type Input = RevokeLeadInput;
    type Facts = RevokeLeadFacts;
    const NAME: &'static str = "risk.revoke_lead";
    const TITLE: &'static str = "撤销疑点属实";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RevokeLeadInput) -> Result<RevokeLeadFacts, Unplanned> {
        let decide = DecideLeadFacts::read(look, input.lead)?;
        let person = decide.now.lead.person;
        let before = before(look, &decide)?;
        let joined = joined(look, person, &[SettlementKind::Dual])?;
        let events = match &decide.standing.now.enrolment {
            Some((enrolment, _)) => look.select("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?,
            None => Vec::new(),
        };
        Ok(RevokeLeadFacts {
            today: look.today(),
            settled: match &decide.standing.newest {
                Some((newest, _)) => Undone::read(look, newest.award, before.as_ref().map_or(0, |v| v.n), true)?,
                None => Undone::default(),
            },
            credited: account_balance(look, person)?.credited,
            recoveries: led_to(look, input.lead, person)?,
            joined: joined.into_iter().filter(|debt| debt.recovery.lead != Some(input.lead)).collect(),
            before,
            events,
            decide,
        })
    }

    fn plan(&self, facts: &RevokeLeadFacts, input: &RevokeLeadInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let (lead, standing) = (&facts.decide.now, &facts.decide.standing);
        let person = lead.lead.person;
        let reason = format!("撤销属实：{}（{}）", input.reason.trim(), input.document.trim());
        // The same list names the same person again some day: the answer is known now.
        let mut plan = facts.decide.plan("撤销属实", &reason, LeadState::Cleared);
        let confirmed = lead.event.matter;
        plan.insert(&LeadRevocation { lead: input.lead, person, confirmed, reason: reason.clone(), matter: MATTER });
        let payee = standing.newest.as_ref().and_then(|(newest, _)| newest.payee);
        if standing.newest.as_ref().is_some_and(|(newest, _)| newest.cause == Cause::Terminated) {
            revive(&mut plan, standing, facts.before.as_ref(), payee);
        }
        self.member_again(&mut plan, facts);
        facts.settled.take_back(&mut plan, person, "误结算：重复领取清理已撤销，向本人收回")?;
        if facts.settled.own_months > Fen::ZERO {
            let own = facts.settled.own_months;
            plan.notices.push(format!("其中 {own} 元是清理时补发的月份，下一批次没有补发的，收回后应付给本人"));
        }
        facts.settled.restore(&mut plan, person, &facts.credited);
        for debt in &facts.recoveries {
            if debt.ended.is_none() {
                plan.show("追回台账", debt.recovery.total(), "撤销");
                plan.insert(&RecoveryEnd {
                    recovery: debt.recovery.id,
                    ending: RecoveryEnding::Revoked,
                    absorbed_by: None,
                    reason: reason.clone(),
                    matter: MATTER,
                });
            }
            let to = (standing, payee, self.0.law.version_name());
            give_again(&mut plan, to, (debt, &debt.came_back()), (&facts.credited, facts.today))
                .map_err(|e| vec![e])?;
        }
        owe_again(&mut plan, person, &facts.joined);
        Ok(plan)
    }
}

impl RevokeLeadFacts {
    /// What changed the membership last; a death that was none changed nothing.
    fn last_change(&self) -> Option<&EnrolmentEvent> {
        let death = |kind| matches!(kind, EventKind::Died | EventKind::DeathRevoked);
        self.events.iter().rev().find(|event| !death(event.kind))
    }

    /// What ended the membership beside the lead.
    fn ended_otherwise(&self) -> Option<&EnrolmentEvent> {
        let beside = |kind| {
            use EventKind as K;
            !matches!(kind, K::Died | K::DeathRevoked | K::OtherPension | K::OtherPensionRevoked)
        };
        let last = self.events.iter().rev().find(|event| beside(event.kind));
        last.filter(|event| event.state == EnrolmentState::Ended)
    }
}

impl RevokeLead {
    /// The membership is what it was, unless something else changed it since.
    fn member_again(&self, plan: &mut Plan, facts: &RevokeLeadFacts) {
        let standing = &facts.decide.standing;
        let ended = facts.last_change().is_some_and(|event| event.kind == EventKind::OtherPension);
        let Some((enrolment, now)) = standing.now.enrolment.as_ref().filter(|_| ended) else { return };
        let before = facts.events.iter().rev().map(|event| event.state).find(|state| *state != EnrolmentState::Ended);
        let state = before.unwrap_or(EnrolmentState::Active);
        plan.show("参保状态", now, state);
        let again = (state, EventKind::OtherPensionRevoked);
        plan.insert(&standing.event(enrolment, again, "撤销疑点属实", Month::of(facts.today)));
    }
}

/// The last version that the lead had nothing to do with.
fn before(look: &mut Look<'_>, decide: &DecideLeadFacts) -> Result<Option<AwardVersion>, Unplanned> {
    let Some((newest, _)) = &decide.standing.newest else { return Ok(None) };
    let approved = approved_runs(look)?;
    let versions = look.select::<AwardVersion>("WHERE award = $1 ORDER BY n DESC", &[newest.award.value()])?;
    // Another lead that holds the pension holds it still.
    let held = decide.held_by_others();
    let by_lead = |n: i64| {
        let reason = decide.standing.suspensions.iter().find(|suspension| suspension.n == n);
        reason.is_some_and(|suspension| suspension.reason == SuspensionReason::Lead) && !held
    };
    Ok(versions.into_iter().find(|version| {
        version.run.is_none_or(|run| approved.contains(&run))
            && matches!(version.state, AwardState::Live | AwardState::Suspended)
            && !by_lead(version.n)
    }))
}

/// The debts that a lead led to, and what its settlement left of them, ended or not.
fn led_to(look: &mut Look<'_>, lead: LeadId, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let sql = format!(
        "SELECT r.id FROM recovery r WHERE r.lead = $1 OR (r.person = $2 AND r.origin = 'dual' AND EXISTS \
         (SELECT 1 FROM settlement s WHERE s.person = r.person AND s.kind = 'dual' AND s.matter = r.matter \
         AND {SETTLED_NOW})) ORDER BY r.id"
    );
    let mut ids: Vec<RecoveryId> = Vec::new();
    look.each(&sql, &[lead.value(), person.value()], |row| {
        ids.push(RecoveryId::read(row, 0)?);
        Ok(())
    })?;
    let mut found = outstanding(look, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn faults(facts: &RevokeLeadFacts, input: &RevokeLeadInput) -> Vec<FieldError> {
    let (lead, standing) = (&facts.decide.now, &facts.decide.standing);
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if !lead.lead.kind.is_another_pension() {
        let advice = "死亡的请办理撤销死亡登记，服刑的请办理待遇续发，其余的请办理相应的更正";
        fault("lead", format!("“{}”的疑点不在这里撤销", lead.lead.kind), advice);
    } else if lead.event.state != LeadState::Confirmed {
        let what = format!("这条疑点当前是“{}”（{}）", lead.event.state, lead.event.reason);
        fault("lead", what, "只有属实的疑点可以撤销，一条只撤销一次");
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写文书".to_owned(), "请填写对方机构更正函、待遇终止证明等文书的名称和编号");
    }
    if input.reason.trim().is_empty() {
        fault("reason", "没有填写核查情况".to_owned(), "请写明谁在何时看到了什么");
    }
    if let Some(death) = &standing.death {
        let what = format!("{} 已登记死亡（{}）", standing.name(), death.died_on);
        fault("lead", what, "请先撤销死亡登记，撤销疑点属实以后再重新确认死亡");
    }
    if facts.decide.another_stands() {
        let what = format!("{} 还有另一条重复领取的疑点已属实", standing.name());
        fault("lead", what, "待遇不能恢复；请先核对另一条疑点，本条的追回暂不催收");
    }
    if let Some(event) = facts.ended_otherwise() {
        let what = format!("参保关系已另行终止（{}）", event.reason);
        fault("lead", what, "终止时的结算不因撤销疑点而变；追回有误的请由基金财务核对");
    }
    if facts.settled.waiting {
        let what = "重复领取清理已审批，银行还没有回盘，不知道是否已付给本人".to_owned();
        fault("lead", what, "未送银行的请先止付，已送的请等回盘后办理");
    }
    errors
}
