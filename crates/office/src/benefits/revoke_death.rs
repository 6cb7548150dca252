//! 撤销死亡登记: somebody who was taken for dead lives. The pension lives again from the month it ended
//! in, so that the next run owes what was missed; what the death had led to ends with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::give_again::give_again;
use crate::benefits::outstanding::{Outstanding, debts_of};
use crate::benefits::standing::Standing;
use crate::benefits::undone::{Undone, joined, owe_again, revive};
use crate::benefits::versions::approved_runs;
use crate::contributions::account_balance;
use crate::environment::Environment;
use crate::risk::{LeadNow, leads_of_person};
use crate::tables::{
    AccountSource, AwardVersion, Cause, DeathRevocation, EnrolmentEvent, EnrolmentState, EventKind, Identifier,
    IdentifierId, IdentifierKind, LeadKind, LeadState, PersonId, RecoveryEnd, RecoveryEnding, RecoveryOrigin, Scheme,
    SettlementKind, SuspensionReason,
};

/// Revokes a death.
pub struct RevokeDeath(pub Arc<Environment>);

/// Whose, and how it was found out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeDeathInput {
    /// Who lives.
    pub person: PersonId,
    /// Who saw the person, when, and what the death document really says.
    pub reason: String,
}

/// What the plan depends on.
pub struct RevokeDeathFacts {
    today: Date,
    standing: Standing,
    /// The last version before the death, and before what its lead held; nothing for a single sum.
    before: Option<AwardVersion>,
    /// The account it was paid to, opened.
    payee: Option<(Identifier, String)>,
    /// What runs have raised for the heirs.
    to_heirs: Undone,
    /// What was credited to the account, by source.
    credited: BTreeMap<AccountSource, Fen>,
    /// Recoveries that the death led to, with what came back of each.
    recoveries: Vec<Outstanding>,
    /// Debts that were set off against the settlement: they are owed again.
    joined: Vec<Outstanding>,
    leads: Vec<LeadNow>,
    events: Vec<EnrolmentEvent>,
}

impl Operation for RevokeDeath {
    type Input = RevokeDeathInput;
    type Facts = RevokeDeathFacts;
    const NAME: &'static str = "benefits.revoke_death";
    const TITLE: &'static str = "撤销死亡登记";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RevokeDeathInput) -> Result<RevokeDeathFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let leads = leads_of_person(look, input.person)?;
        let held = leads.iter().any(|lead| lead.event.state == LeadState::Held);
        let before = match &standing.newest {
            Some((newest, _)) => {
                let approved = approved_runs(look)?;
                let mut versions =
                    look.select::<AwardVersion>("WHERE award = $1 ORDER BY n DESC", &[Value::Int(newest.award.0)])?;
                versions.retain(|v| v.run.is_none_or(|run| approved.contains(&run)));
                // The lead that held it was the death, and is answered; another one holds it still.
                let of_lead = |n: i64| {
                    standing.suspensions.iter().any(|s| s.n == n && s.reason == SuspensionReason::Lead) && !held
                };
                versions.into_iter().find(|v| v.cause != Cause::Death && !of_lead(v.n))
            }
            None => None,
        };
        let payee = match before.as_ref().and_then(|version| version.payee) {
            Some(id) => look.select_one::<Identifier>("WHERE id = $1", &[Value::Int(id.0)])?,
            None => None,
        };
        let payee = match payee {
            Some(row) => Some((row.clone(), self.0.identifiers().open(&row.sealed)?)),
            None => None,
        };
        let events = match &standing.now.enrolment {
            Some((enrolment, _)) => {
                look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?
            }
            None => Vec::new(),
        };
        Ok(RevokeDeathFacts {
            today: look.today(),
            to_heirs: match &standing.newest {
                Some((newest, _)) => Undone::read(look, newest.award, before.as_ref().map_or(0, |v| v.n), false)?,
                None => Undone::default(),
            },
            before,
            payee,
            credited: account_balance(look, input.person)?.credited,
            recoveries: recoveries_of(look, input.person)?,
            joined: joined(look, input.person, &[SettlementKind::Death, SettlementKind::DeathAfterLeaving])?,
            leads,
            events,
            standing,
        })
    }

    fn plan(&self, facts: &RevokeDeathFacts, input: &RevokeDeathInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let standing = &facts.standing;
        let Some(death) = standing.death.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let mut plan = Plan::new(format!("{} 撤销死亡登记", standing.name()), standing.region());
        let reason = input.reason.trim();
        plan.show("死亡登记", format!("{}，{}", death.died_on, death.evidence), "撤销");
        plan.show("查明情况", "", reason);
        plan.insert(&DeathRevocation { person: input.person, n: death.n, reason: reason.to_owned(), matter: MATTER });
        let payee = self.revive(&mut plan, facts).map_err(Unplanned::into_fields)?;
        facts.to_heirs.take_back(&mut plan, input.person, "误结算：死亡登记已撤销，向继承人收回")?;
        if facts.to_heirs.own_months > Fen::ZERO {
            let own = facts.to_heirs.own_months;
            plan.notices.push(format!("其中 {own} 元是死亡登记以前应补的月份，收回后应付给本人"));
        }
        facts.to_heirs.restore(&mut plan, input.person, &facts.credited);
        // Who had left before that is not a member again.
        let by_death = facts.events.last().is_some_and(|event| event.kind == EventKind::Died);
        if let Some((enrolment, _)) = standing.now.enrolment.as_ref().filter(|_| by_death) {
            let state =
                facts.events.iter().rev().map(|event| event.state).find(|state| *state != EnrolmentState::Ended);
            let state = state.unwrap_or(EnrolmentState::Active);
            plan.show("参保状态", EnrolmentState::Ended, state);
            let lives = (state, EventKind::DeathRevoked);
            plan.insert(&standing.event(enrolment, lives, "撤销死亡登记", Month::of(facts.today)));
        }
        for owed in &facts.recoveries {
            plan.show("追回台账", owed.recovery.total(), "撤销");
            plan.insert(&RecoveryEnd {
                recovery: owed.recovery.id,
                ending: RecoveryEnding::Revoked,
                absorbed_by: None,
                reason: format!("撤销死亡登记：{reason}"),
                matter: MATTER,
            });
            // Those months were owed: what heirs gave back for them is the person's.
            let to = (standing, payee, self.0.law.version_name());
            give_again(&mut plan, to, (owed, &owed.came_back()), (&facts.credited, facts.today))
                .map_err(|e| vec![e])?;
        }
        owe_again(&mut plan, input.person, &facts.joined);
        // The same list names the same person again some day: the answer is known now.
        for lead in facts.leads.iter().filter(|lead| {
            lead.lead.kind == LeadKind::Death
                && lead.event.state == LeadState::Confirmed
                && lead.event.matter == death.matter
        }) {
            plan.insert(&lead.next(LeadState::Cleared, &format!("撤销死亡登记：{reason}")));
            plan.show("疑点", lead.event.state, LeadState::Cleared);
        }
        Ok(plan)
    }
}

/// The recoveries that rest on the death alone.
fn recoveries_of(look: &mut Look<'_>, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let debts = debts_of(look, person)?;
    Ok(debts.into_iter().filter(|debt| debt.recovery.origin == RecoveryOrigin::Death).collect())
}

fn faults(facts: &RevokeDeathFacts, input: &RevokeDeathInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if facts.standing.death.is_none() {
        errors.push(FieldError::input("person", "该人员没有登记死亡", "不需要撤销"));
    }
    if input.reason.trim().is_empty() {
        errors.push(FieldError::input("reason", "没有填写查明情况", "请写明谁在何时见到本人，原死亡证明属于谁"));
    }
    if facts.to_heirs.waiting {
        let what = "死亡结算已审批，银行还没有回盘，不知道是否已付给继承人";
        errors.push(FieldError::input("person", what, "未送银行的请先止付，已送的请等回盘后办理"));
    }
    errors
}

impl RevokeDeath {
    /// The pension goes on as it was, to the account it went to, from the month it ended in. The account.
    fn revive(&self, plan: &mut Plan, facts: &RevokeDeathFacts) -> Result<Option<IdentifierId>, Unplanned> {
        let standing = &facts.standing;
        let Some((newest, _)) = &standing.newest else { return Ok(None) };
        let payee = match &facts.payee {
            // The heirs' account is the newest one: the person's own becomes it again.
            Some((row, text)) if newest.payee != Some(row.id) => {
                let (kind, today) = (IdentifierKind::BankAccount, facts.today);
                plan.show("收款账户", "", &row.masked);
                let holder = (row.holder.as_str(), row.bank.as_str());
                Some(self.0.identifiers().plan(plan, row.person, kind, text, holder, today)?)
            }
            Some((row, _)) => Some(row.id),
            None => None,
        };
        revive(plan, standing, facts.before.as_ref(), payee);
        Ok(payee)
    }
}
