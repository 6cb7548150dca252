//! 恢复参保: a membership that ended is open again, with the years and the account that were kept
//! (暂行办法, 制度衔接): whoever comes back pays again, may claim, and leaves an estate as others do.

use std::sync::Arc;

use base::Month;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::accounts::came_back;
use crate::benefits::standing::{SETTLED_NOW, Standing};
use crate::environment::Environment;
use crate::registry::kept_of;
use crate::tables::{EnrolmentState, EventKind, PersonId, Scheme};

/// Opens an ended membership again.
pub struct Rejoin(pub Arc<Environment>);

/// Whose, and on what grounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejoinInput {
    /// Who comes back.
    pub person: PersonId,
    /// The document: household register, proof that the other insurance has ended.
    pub document: String,
}

/// What the plan depends on.
pub struct RejoinFacts {
    month: Month,
    standing: Standing,
    merged: bool,
    /// Settlements that paid the account out, and transfers that took it away.
    paid_out: i64,
}

impl Operation for Rejoin {
    type Input = RejoinInput;
    type Facts = RejoinFacts;
    const NAME: &'static str = "benefits.rejoin";
    const TITLE: &'static str = "恢复参保";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RejoinInput) -> Result<RejoinFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let person = [Value::Int(input.person.0)];
        let merged = format!("SELECT COUNT(*) FROM person h WHERE h.id = $1 AND {} <> h.id", kept_of("h.id"));
        let paid_out = format!(
            "SELECT (SELECT COUNT(*) FROM settlement s WHERE s.person = $1 AND {SETTLED_NOW}) \
             + (SELECT COUNT(*) FROM transfer t WHERE t.person = $1 AND t.way = 'out' AND NOT {})",
            came_back("t.id")
        );
        Ok(RejoinFacts {
            month: Month::of(look.today()),
            standing,
            merged: look.scalar::<i64>(&merged, &person)? > 0,
            paid_out: look.scalar(&paid_out, &person)?,
        })
    }

    fn plan(&self, facts: &RejoinFacts, input: &RejoinInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let standing = &facts.standing;
        let ended = standing.now.enrolment.as_ref().filter(|(_, state)| *state == EnrolmentState::Ended);
        let Some((enrolment, state)) = ended.filter(|_| errors.is_empty()) else { return Err(errors) };
        let document = input.document.trim();
        let mut plan = Plan::new(format!("{} 恢复参保", standing.name()), standing.region());
        plan.show("参保状态", state, EnrolmentState::Active);
        plan.show("依据", "", document);
        let reason = format!("恢复参保（{document}）");
        plan.insert(&standing.event(enrolment, (EnrolmentState::Active, EventKind::Rejoined), reason, facts.month));
        plan.notices.push("原缴费年限和个人账户余额继续有效".to_owned());
        Ok(plan)
    }
}

fn faults(facts: &RejoinFacts, input: &RejoinInput) -> Vec<FieldError> {
    let standing = &facts.standing;
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    match &standing.now.enrolment {
        Some((_, EnrolmentState::Ended)) => {}
        Some((_, state)) => fault("person", format!("参保状态是“{state}”，没有终止"), "不需要办理恢复参保"),
        None => fault("person", "该人员没有参保".to_owned(), "请办理参保登记"),
    }
    if let Some(death) = &standing.death {
        let what = format!("{} 已登记死亡（{}）", standing.name(), death.died_on);
        fault("person", what, "登记有误的请办理撤销死亡登记");
    }
    if facts.merged {
        fault("person", "这条记录已并入另一条记录".to_owned(), "请在并入后的记录上办理，或撤销并档");
    }
    if standing.newest.is_some() && !standing.undone {
        fault(
            "person",
            "该人员领取过待遇".to_owned(),
            "因重复领取终止有误的请办理撤销疑点属实，因死亡终止有误的请办理撤销死亡登记",
        );
    }
    if facts.paid_out > 0 {
        let what = "个人账户已一次性支付或转出，原缴费年限不再计算";
        fault("person", what.to_owned(), "再次参保如何衔接请报上级经办机构确定");
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写依据".to_owned(), "请填写户口簿、职工养老保险终止证明等材料和编号");
    }
    errors
}
