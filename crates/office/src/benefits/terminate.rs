//! 终止参保: somebody leaves for another reason than death (终止注销登记表).
//!
//! The law says by reason what becomes of the account: paid out to who settles abroad, kept for
//! who joins another scheme, moved along with a household. Money that is paid out goes to the
//! person's own account with the next run, less what was drawn for later months.

use std::sync::Arc;

use base::{BankCard, Date, Fen};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use schemes::resident::Leaving;
use serde::{Deserialize, Serialize};

use crate::benefits::confirm_death::settles_in_time;
use crate::benefits::settled::Computed;
use crate::benefits::settlement::{Estate, why_in_words};
use crate::benefits::standing::Standing;
use crate::benefits::versions::next_version;
use crate::environment::Environment;
use crate::identifiers::Present;
use crate::tables::{AwardState, Cause, EnrolmentState, EventKind, IdentifierId, IdentifierKind, PersonId, Scheme};

/// Ends a membership.
pub struct Terminate(pub Arc<Environment>);

/// The deregistration form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminateInput {
    /// Who leaves.
    pub person: PersonId,
    /// Why: `abroad`, `other_scheme`, `moved_away`.
    pub why: Leaving,
    /// Since when.
    pub left_on: Date,
    /// The document that proves it: kind and number.
    pub evidence: String,
    /// The person's own account; empty for the one that is known.
    #[serde(default)]
    pub account: String,
}

/// What the plan depends on.
pub struct TerminateFacts {
    today: Date,
    standing: Standing,
    estate: Estate,
    payee: Option<Present>,
}

impl Operation for Terminate {
    type Input = TerminateInput;
    type Facts = TerminateFacts;
    const NAME: &'static str = "benefits.terminate";
    const TITLE: &'static str = "终止参保";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &TerminateInput) -> Result<TerminateFacts, Unplanned> {
        Ok(TerminateFacts {
            today: look.today(),
            standing: Standing::read(look, input.person, Scheme::Resident)?,
            estate: Estate::read(look, &self.0, input.person, input.left_on)?,
            payee: self.0.identifiers().present(look, input.person, IdentifierKind::BankAccount)?,
        })
    }

    fn plan(&self, facts: &TerminateFacts, input: &TerminateInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = faults(facts, input);
        let computed = match facts.estate.leave(&facts.standing, input.why) {
            Ok(computed) => Some(computed),
            Err(error) => {
                errors.push(error);
                None
            }
        };
        let pays = computed.as_ref().is_some_and(|(computed, _)| computed.net() > Fen::ZERO);
        if pays && facts.payee.is_none() && input.account.trim().is_empty() {
            errors.push(FieldError::input("account", "没有收款账户", "请填写本人的银行账号"));
        }
        let (Some((computed, termination)), true) = (computed, errors.is_empty()) else { return Err(errors) };
        let (standing, estate) = (&facts.standing, &facts.estate);
        let mut plan = Plan::new(format!("{} 终止参保", standing.name()), standing.region());
        plan.show("姓名", "", standing.name());
        plan.show("终止原因", "", why_in_words(input.why));
        plan.show("终止日期", "", input.left_on);
        plan.show("依据", "", input.evidence.trim());
        let payee =
            if pays { Some(self.payee(&mut plan, facts, input).map_err(Unplanned::into_fields)?) } else { None };
        stop(&mut plan, facts, &computed, payee).map_err(|e| vec![e])?;
        if let Some((enrolment, state)) = &standing.now.enrolment {
            plan.show("参保状态", state, EnrolmentState::Ended);
            let left = (EnrolmentState::Ended, EventKind::Left);
            plan.insert(&standing.event(enrolment, left, why_in_words(input.why), estate.stop));
        }
        let by = (Cause::Terminated, self.0.law.version_name());
        if !computed.gross().is_zero() || !computed.paid_too_much.total().total().is_zero() {
            computed.put_into(&mut plan, (standing, estate), payee, by).map_err(|e| vec![e])?;
        } else {
            plan.show("账户处理", "", &computed.grounds);
        }
        if !termination.moves.is_zero() {
            plan.notices.push(format!("账户余额 {} 元须转到新参保地，请办理转移接续", termination.moves));
        }
        if !termination.kept.is_zero() {
            plan.notices.push(format!("账户余额 {} 元保留，继续计息，以后办理制度衔接", termination.kept));
        }
        Ok(plan)
    }
}

impl Terminate {
    fn payee(
        &self,
        plan: &mut Plan,
        facts: &TerminateFacts,
        input: &TerminateInput,
    ) -> Result<IdentifierId, Unplanned> {
        match (&facts.payee, input.account.trim()) {
            (Some(present), "") => {
                plan.show("收款账户", "", &present.masked);
                Ok(present.id)
            }
            (_, text) => {
                let card: BankCard = text.parse().map_err(|e: base::BankCardError| {
                    FieldError::input("account", e.to_string(), "请填写本人的银行账号")
                })?;
                plan.show("收款账户", facts.payee.as_ref().map_or("", |known| &known.masked), card.masked());
                let person = facts.standing.now.person.id;
                let kind = IdentifierKind::BankAccount;
                self.0.identifiers().plan(plan, person, kind, card.reveal(), ("", ""), facts.today)
            }
        }
    }
}

fn faults(facts: &TerminateFacts, input: &TerminateInput) -> Vec<FieldError> {
    let standing = &facts.standing;
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if let Some(death) = &standing.death {
        let what = format!("{} 已登记死亡（{}）", standing.name(), death.died_on);
        fault("person", what, "请办理死亡结算");
    }
    match &standing.now.enrolment {
        None => fault("person", "该人员没有参加城乡居民养老保险".to_owned(), "不需要办理终止"),
        Some((_, EnrolmentState::Ended)) if standing.death.is_none() => {
            fault("person", "该人员已终止参保".to_owned(), "不能重复办理，请核对终止原因");
        }
        Some(_) => {}
    }
    if input.left_on > facts.today {
        fault("left_on", format!("终止日期 {} 晚于今天", input.left_on), "请核对证明材料");
    }
    if standing.now.version.birth.is_some_and(|birth| input.left_on < birth) {
        fault("left_on", format!("终止日期 {} 早于出生日期", input.left_on), "请核对证明材料");
    }
    if input.evidence.trim().is_empty() {
        fault("evidence", "没有填写依据".to_owned(), "请填写定居证明、参保凭证或户籍证明的种类和编号");
    }
    let account = input.account.trim();
    if let (false, Err(error)) = (account.is_empty(), account.parse::<BankCard>()) {
        fault("account", error.to_string(), "请填写本人的银行账号");
    }
    errors.extend(facts.estate.not_final(standing));
    errors
}

/// The version that ends a pension in payment.
fn stop(
    plan: &mut Plan,
    facts: &TerminateFacts,
    computed: &Computed,
    payee: Option<IdentifierId>,
) -> Result<(), FieldError> {
    let Some((newest, highest)) = &facts.standing.newest else { return Ok(()) };
    let owed = !computed.gross().is_zero();
    let open = facts.standing.calendar.open_month;
    let from = if owed { facts.estate.stop.min(open) } else { facts.estate.stop };
    let mut version = next_version(newest, *highest, Cause::Terminated, from);
    version.state = AwardState::Stopped;
    version.changes_in = None;
    if owed {
        settles_in_time(version.from_month, &facts.standing)?;
        version.state = AwardState::Settling;
        version.payee = payee.or(version.payee);
    }
    plan.show("待遇状态", newest.state, version.state);
    plan.insert(&version);
    Ok(())
}
