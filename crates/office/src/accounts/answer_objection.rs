//! 答复异议: two people have looked again and tell the person what they found.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use super::object::{OpenObjection, open_objections};
use crate::environment::Environment;
use crate::tables::{ObjectionAnswer, ObjectionId, ObjectionResult};

/// Answers an objection.
pub struct AnswerObjection(pub Arc<Environment>);

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerObjectionInput {
    /// The objection.
    pub objection: ObjectionId,
    /// What the re-check found.
    pub result: ObjectionResult,
    /// In words, for the person.
    pub reply: String,
}

/// What the plan depends on.
pub struct AnswerObjectionFacts {
    today: Date,
    open: OpenObjection,
    /// Entries of the account that were booked after the objection.
    corrected: i64,
}

impl Operation for AnswerObjection {
    type Input = AnswerObjectionInput;
    type Facts = AnswerObjectionFacts;
    const NAME: &'static str = "accounts.answer_objection";
    const TITLE: &'static str = "答复权益记录异议";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &AnswerObjectionInput) -> Result<AnswerObjectionFacts, Unplanned> {
        let open = open_objections(look)?.into_iter().find(|open| open.objection.id == input.objection);
        let open = open.ok_or_else(|| {
            let what = format!("没有编号为 {} 的未答复异议", input.objection);
            FieldError::input("objection", what, "可能已经答复；请从未答复清单中选择")
        })?;
        let sql = "SELECT COUNT(*) FROM account_entry e JOIN objection o ON o.person = e.person \
                   WHERE o.id = $1 AND e.recorded > o.recorded";
        let corrected = look.scalar::<i64>(sql, &[Value::Int(input.objection.0)])?;
        Ok(AnswerObjectionFacts { today: look.today(), open, corrected })
    }

    fn plan(&self, facts: &AnswerObjectionFacts, input: &AnswerObjectionInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        if input.reply.trim().is_empty() {
            errors.push(FieldError::input("reply", "答复内容未填写", "请写明核对了什么、结果和依据"));
        }
        if input.result == ObjectionResult::Corrected && facts.corrected == 0 {
            let what = "异议登记以后，账户没有任何变动";
            errors.push(FieldError::input("result", what, "请先用相应业务更正（记账、退费、冲正），再答复“已更正”"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let OpenObjection { objection, name, region } = &facts.open;
        let mut plan = Plan::new(format!("答复 {name} {} 年度权益记录异议", objection.year), *region);
        plan.show("异议内容", "", &objection.what);
        plan.show("核对结果", "", input.result);
        plan.show("答复", "", input.reply.trim());
        plan.insert(&ObjectionAnswer {
            objection: objection.id,
            result: input.result,
            reply: input.reply.trim().to_owned(),
            on_date: facts.today,
            matter: MATTER,
        });
        Ok(plan)
    }
}
