//! 设定审批金额档次: from an amount on, an operation is approved by a higher post.

use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{ApprovalTier, Class, FieldError, Look, Operation, Plan, Post, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::operations::operations;
use crate::registry::add_staff::agency_area;

/// Sets an approval tier.
pub struct SetTier(pub Arc<Environment>);

/// Which operation from which amount needs which post.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTierInput {
    /// Name of the operation.
    pub operation: String,
    /// The amount from which the tier holds.
    pub above: Fen,
    /// The post that must approve.
    pub post: Post,
    /// First day.
    pub from: Date,
}

/// What the plan depends on.
pub struct SetTierFacts {
    today: Date,
    agency_area: RegionCode,
    title: Option<&'static str>,
    present: Option<Post>,
    taken: bool,
}

impl Operation for SetTier {
    type Input = SetTierInput;
    type Facts = SetTierFacts;
    const NAME: &'static str = "registry.set_tier";
    const TITLE: &'static str = "设定审批金额档次";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, input: &SetTierInput) -> Result<SetTierFacts, Unplanned> {
        let title = operations(&self.0)?.get(&input.operation).ok().map(|operation| operation.title());
        let tiers = look.select::<ApprovalTier>(
            "WHERE agency = $1 AND operation = $2 AND above = $3 ORDER BY from_date",
            &[Value::Int(look.agency().0), input.operation.as_str().into(), input.above.value()],
        )?;
        let in_force = tiers.iter().rev().find(|tier| tier.from_date <= input.from);
        Ok(SetTierFacts {
            today: look.today(),
            agency_area: agency_area(look)?,
            title,
            present: in_force.map(|tier| tier.post),
            taken: tiers.iter().any(|tier| tier.from_date == input.from),
        })
    }

    fn plan(&self, facts: &SetTierFacts, input: &SetTierInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        if facts.title.is_none() {
            let what = format!("没有名为“{}”的业务", input.operation);
            errors.push(FieldError::input("operation", what, "请用 shebao operations 查看全部业务"));
        }
        if input.above <= Fen::ZERO {
            errors.push(FieldError::input("above", "金额应大于零", "请填写从多少元起需要该岗位审批"));
        }
        if !matches!(input.post, Post::Approver | Post::Head) {
            let what = format!("“{}”不是审批岗位", input.post);
            errors.push(FieldError::input("post", what, "请选择业务审批或单位负责人"));
        }
        if input.from < facts.today {
            errors.push(FieldError::input("from", "生效日期早于今天", "请填写今天或以后的日期"));
        }
        if facts.taken {
            errors.push(FieldError::input("from", "同一业务、金额、日期的档次已经设定", "请改正生效日期"));
        }
        let (Some(title), true) = (facts.title, errors.is_empty()) else { return Err(errors) };
        let mut plan = Plan::new(format!("“{title}” {} 元起由{}审批", input.above, input.post), facts.agency_area);
        let before = facts.present.map_or("按业务规定", Post::title);
        plan.show(&format!("{title} {} 元起的审批岗位", input.above), before, input.post);
        plan.show("生效日期", "", input.from);
        plan.insert(&ApprovalTier {
            operation: input.operation.clone(),
            above: input.above,
            post: input.post,
            from_date: input.from,
        });
        Ok(plan)
    }
}
