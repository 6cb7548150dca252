//! 撤销死亡登记: somebody who was taken for dead lives. The pension lives again from the month it ended
//! in, so that the next run owes what was missed; what the death had led to ends with it.

use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::standing::Standing;
use crate::benefits::versions::{approved_runs, next_version};
use crate::environment::Environment;
use crate::risk::{LeadNow, leads_of_person};
use crate::tables::{
    AwardState, AwardVersion, Cause, DeathRevocation, EnrolmentEvent, EnrolmentState, Identifier, IdentifierKind,
    LeadKind, LeadState, PersonId, Recovery, RecoveryEnd, Scheme,
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
    /// The last version that was paid or slept before the death.
    before: Option<AwardVersion>,
    /// The account it was paid to, opened.
    payee: Option<(Identifier, String)>,
    /// What runs have raised for the heirs.
    to_heirs: Fen,
    /// Recoveries that the death led to, with what came back of each.
    recoveries: Vec<(Recovery, Fen)>,
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
        let person = Value::Int(input.person.0);
        let before = match &standing.newest {
            Some((newest, _)) => {
                let approved = approved_runs(look)?;
                let mut versions =
                    look.select::<AwardVersion>("WHERE award = $1 ORDER BY n DESC", &[Value::Int(newest.award.0)])?;
                versions.retain(|v| v.run.is_none_or(|run| approved.contains(&run)));
                versions.into_iter().find(|v| matches!(v.state, AwardState::Live | AwardState::Suspended))
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
        let to_heirs = "SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
                        JOIN award_version v ON v.award = d.award AND v.n = d.version \
                        WHERE d.person = $1 AND v.state = 'settling' AND d.kind <> 'refund' \
                        AND r.state IN ('approved', 'sent', 'returned', 'closed')";
        let events = match &standing.now.enrolment {
            Some((enrolment, _)) => {
                look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?
            }
            None => Vec::new(),
        };
        Ok(RevokeDeathFacts {
            today: look.today(),
            before,
            payee,
            to_heirs: look.scalar(to_heirs, std::slice::from_ref(&person))?,
            recoveries: recoveries_of(look, &standing)?,
            leads: leads_of_person(look, input.person)?,
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
        self.revive(&mut plan, facts).map_err(Unplanned::into_fields)?;
        if let Some((enrolment, _)) = &standing.now.enrolment {
            let state =
                facts.events.iter().rev().map(|event| event.state).find(|state| *state != EnrolmentState::Ended);
            let state = state.unwrap_or(EnrolmentState::Active);
            plan.show("参保状态", EnrolmentState::Ended, state);
            plan.insert(&standing.event(enrolment, state, "撤销死亡登记", Month::of(facts.today)));
        }
        for (recovery, back) in &facts.recoveries {
            plan.show("追回台账", recovery.total(), "撤销");
            plan.insert(&RecoveryEnd {
                recovery: recovery.id,
                reason: format!("撤销死亡登记：{reason}"),
                matter: MATTER,
            });
            if *back > Fen::ZERO {
                plan.notices.push(format!("已追回的 {back} 元本来应得，请由基金财务退还本人"));
            }
        }
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

fn recoveries_of(look: &mut Look<'_>, standing: &Standing) -> Result<Vec<(Recovery, Fen)>, Unplanned> {
    let Some(death) = &standing.death else { return Ok(Vec::new()) };
    let person = Value::Int(death.person.0);
    let rest =
        "WHERE person = $1 AND cause LIKE '多领：死亡%' AND id NOT IN (SELECT recovery FROM recovery_end) ORDER BY id";
    let mut found = Vec::new();
    for recovery in look.select::<Recovery>(rest, &[person])? {
        let sql = "SELECT CAST(COALESCE(SUM(b.central + b.province + b.city + b.county + b.account), 0) AS BIGINT) \
                   FROM repayment b WHERE b.recovery = $1 \
                   AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)";
        let back = look.scalar(sql, &[Value::Int(recovery.id.0)])?;
        found.push((recovery, back));
    }
    Ok(found)
}

fn faults(facts: &RevokeDeathFacts, input: &RevokeDeathInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if facts.standing.death.is_none() {
        errors.push(FieldError::input("person", "该人员没有登记死亡", "不需要撤销"));
    }
    if input.reason.trim().is_empty() {
        errors.push(FieldError::input("reason", "没有填写查明情况", "请写明谁在何时见到本人，原死亡证明属于谁"));
    }
    if !facts.to_heirs.is_zero() {
        let what = format!("死亡结算 {} 元已进入发放", facts.to_heirs);
        errors.push(FieldError::input(
            "person",
            what,
            "结算款已付继承人的，不能直接撤销：请先由基金财务收回，再联系系统支持更正",
        ));
    }
    let once = facts.standing.newest.as_ref().is_some_and(|(version, _)| version.state == AwardState::Settling);
    if once && facts.before.is_none() {
        let what = "该人员没有待遇，死亡结算已按一次性支付核定";
        errors.push(FieldError::input("person", what, "请先作废该笔一次性支付，再联系系统支持更正"));
    }
    errors
}

impl RevokeDeath {
    /// The pension goes on as it was, to the account it went to, from the month it ended in.
    fn revive(&self, plan: &mut Plan, facts: &RevokeDeathFacts) -> Result<(), Unplanned> {
        let standing = &facts.standing;
        let (Some((newest, highest)), Some(before)) = (&standing.newest, &facts.before) else { return Ok(()) };
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
        let mut version = next_version(newest, *highest, Cause::Resumption, newest.from_month);
        version.state = AwardState::Live;
        version.payee = payee;
        version.changes_in = before.changes_in;
        version.set_amounts(before.by_level(), before.account);
        let months = standing.calendar.open_month.months_since(version.from_month).max(0);
        plan.amount = version.total().times(i64::from(months) + 1);
        plan.show("待遇", newest.state, format!("{}，{} 起，须补发 {months} 个月", version.state, version.from_month));
        plan.insert(&version);
        Ok(())
    }
}
