//! 好差评: what the visitor said of the service, once for each intake that is over.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::intakes::IntakeNow;
use super::step::existing;
use crate::environment::Environment;
use crate::tables::{IntakeId, Rating, Satisfaction};

/// Writes a rating down.
pub struct Rate(pub Arc<Environment>);

/// A rating.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateInput {
    /// The intake.
    pub intake: IntakeId,
    /// The grade.
    pub grade: Satisfaction,
    /// In words.
    #[serde(default)]
    pub words: String,
}

/// What the plan depends on.
pub struct RateFacts {
    today: Date,
    now: IntakeNow,
}

impl Operation for Rate {
    type Input = RateInput;
    type Facts = RateFacts;
    const NAME: &'static str = "window.rate";
    const TITLE: &'static str = "登记好差评";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RateInput) -> Result<RateFacts, Unplanned> {
        Ok(RateFacts { today: look.today(), now: existing(look, input.intake)? })
    }

    fn plan(&self, facts: &RateFacts, input: &RateInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (now, words) = (&facts.now, input.words.trim());
        if now.ended().is_none() {
            errors.push(FieldError::input("intake", "这件受理还没有办结", "办结出件后再请申请人评价"));
        }
        if let Some(rating) = &now.rating {
            let what = format!("申请人已于 {} 评价“{}”", rating.on_date, rating.grade);
            errors.push(FieldError::input("intake", what, "一件只评价一次"));
        }
        let bad = matches!(input.grade, Satisfaction::Bad | Satisfaction::VeryBad);
        if bad && words.is_empty() {
            errors.push(FieldError::input(
                "words",
                "差评没有写明原因",
                "请写明申请人不满意什么，便于 15 个工作日内整改回访",
            ));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} 好差评", now.number()), now.intake.region);
        plan.show("评价", "", input.grade);
        if !words.is_empty() {
            plan.show("意见", "", words);
        }
        plan.insert(&Rating {
            intake: input.intake,
            grade: input.grade,
            words: words.to_owned(),
            on_date: facts.today,
            matter: MATTER,
        });
        Ok(plan)
    }
}
