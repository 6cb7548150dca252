//! 督办反馈: what was done about a supervision.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::tables::{Supervision, SupervisionAnswer, SupervisionId};

/// Answers a supervision.
pub struct Answer(pub Arc<Environment>);

/// The answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The supervision.
    pub supervision: SupervisionId,
    /// What was done.
    pub reply: String,
}

/// What the plan depends on.
pub struct AnswerFacts {
    today: Date,
    found: Option<Supervision>,
    answered: i64,
}

impl Operation for Answer {
    type Input = AnswerInput;
    type Facts = AnswerFacts;
    const NAME: &'static str = "work.answer";
    const TITLE: &'static str = "督办反馈";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &AnswerInput) -> Result<AnswerFacts, Unplanned> {
        let args = [Value::Int(look.agency().0), Value::Int(input.supervision.0)];
        let found = look.select::<Supervision>("WHERE agency = $1 AND id = $2", &args)?.pop();
        let answered =
            look.scalar("SELECT COUNT(*) FROM supervision_answer WHERE agency = $1 AND supervision = $2", &args)?;
        Ok(AnswerFacts { today: look.today(), found, answered })
    }

    fn plan(&self, facts: &AnswerFacts, input: &AnswerInput) -> Result<Plan, Vec<FieldError>> {
        let Some(found) = &facts.found else {
            return Err(vec![FieldError::input("supervision", "没有这件督办", "请核对编号")]);
        };
        if facts.answered > 0 {
            return Err(vec![FieldError::input("supervision", "这件督办已经反馈", "需要继续督办的请重新发出")]);
        }
        if input.reply.trim().is_empty() {
            return Err(vec![FieldError::input("reply", "反馈内容未填写", "请写明做了什么、结果如何")]);
        }
        let mut plan = Plan::new(format!("督办反馈 {}", found.region), found.region);
        plan.show("要求", "", &found.what);
        plan.show("反馈", "", input.reply.trim());
        if facts.today > found.due_on {
            plan.notices.push(format!("期限是 {}，已逾期", found.due_on));
        }
        plan.insert(&SupervisionAnswer {
            supervision: found.id,
            on_date: facts.today,
            reply: input.reply.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}
