//! 授予岗位: one more post for a staff member, for an area and a time.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, StaffId, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::registry::add_staff::{PostWish, agency_area, plan_grant, post_faults};
use crate::registry::posts_held::{Held, Incompatible, clash, held_by, incompatible, staff_name};

/// Grants a post.
pub struct GrantPost(pub Arc<Environment>);

/// Who gets which post.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantPostInput {
    /// The staff member.
    pub staff: StaffId,
    /// The post, its area and its time.
    pub post: PostWish,
}

/// What the plan depends on.
pub struct GrantPostFacts {
    agency_area: RegionCode,
    name: Option<String>,
    held: Vec<Held>,
    pairs: Incompatible,
}

impl Operation for GrantPost {
    type Input = GrantPostInput;
    type Facts = GrantPostFacts;
    const NAME: &'static str = "registry.grant_post";
    const TITLE: &'static str = "授予岗位";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, input: &GrantPostInput) -> Result<GrantPostFacts, Unplanned> {
        Ok(GrantPostFacts {
            agency_area: agency_area(look)?,
            name: staff_name(look, input.staff)?,
            held: held_by(look, input.staff)?,
            pairs: incompatible(look)?,
        })
    }

    fn plan(&self, facts: &GrantPostFacts, input: &GrantPostInput) -> Result<Plan, Vec<FieldError>> {
        let Some(name) = &facts.name else {
            return Err(vec![FieldError::input("staff", "没有这名工作人员", "请从人员岗位列表中选择")]);
        };
        let wish = &input.post;
        let mut errors: Vec<FieldError> = post_faults(wish, &facts.agency_area, "post").into_iter().collect();
        errors.extend(clash("post", (wish.post, wish.from, wish.to), &facts.held, &facts.pairs));
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("授予{name}“{}”岗位", wish.post), facts.agency_area);
        plan.show("姓名", "", name);
        for held in &facts.held {
            plan.notices.push(format!("现有岗位：{} {} {} 起", held.post, held.area, held.from));
        }
        plan_grant(&mut plan, input.staff, wish);
        Ok(plan)
    }
}
